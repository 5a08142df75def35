/** By the name of the venue's nodes. */
export const credentialTypes = {
  collective2: 'collective2Api',
  outpoll: 'outpollApi',
  rocketFi: 'rocketFiApi',
} as const;

/** What n8n calls a new credential. */
export const titles = {
  collective2Api: 'Collective2 account',
  outpollApi: 'Outpoll account',
  rocketFiApi: 'RocketFi account',
} as const;

export type CredentialType = (typeof credentialTypes)[keyof typeof credentialTypes];
