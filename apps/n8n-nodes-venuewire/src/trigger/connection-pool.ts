import { createHash } from 'node:crypto';

import type { ClientFace, Platform } from '@venuewire/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ReadCredential, TriggerVenue } from './feed.ts';

/** A trigger that uses a connection. */
export interface Member {
  /** n8n's id of the credential. */
  readonly credentialId: string;
  readonly read: ReadCredential;
  /** The credential has changed: leave, and join again. */
  moved(): void;
}

export interface Place<Client> {
  readonly client: Client;
  /** The last one to leave closes the client. */
  leave(): Promise<void>;
}

/**
 * The clients of a process, one for each credential: a venue allows a key only so many connections, and a workflow
 * more must not cost one more. Two secrets under one credential id, as after an edit, are two clients until the
 * members of the first have moved.
 */
export class ConnectionPool<Client extends ClientFace> {
  readonly #entries = new Map<string, Entry<Client>>();
  readonly #venue: TriggerVenue<Client>;
  readonly #platform: () => Platform;

  constructor(venue: TriggerVenue<Client>, platform: () => Platform) {
    this.#venue = venue;
    this.#platform = platform;
  }

  /** How many clients there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** @throws what reading the credential throws, or a `ConfigError` for what it holds */
  async join(member: Member): Promise<Place<Client>> {
    const credential = await member.read();
    const key = keyOf(member.credentialId, credential);
    const entry = this.#entries.get(key) ?? this.#open(key, credential);
    entry.members.add(member);
    return { client: entry.client, leave: () => this.#leave(key, entry, member) };
  }

  #open(key: string, credential: ICredentialDataDecryptedObject): Entry<Client> {
    const members = new Set<Member>();
    const read = async (): Promise<ICredentialDataDecryptedObject> => {
      const { credentialId, credential: current } = await readThrough(members);
      if (keyOf(credentialId, current) !== key) this.#retire(key, members);
      return current;
    };
    const client = this.#venue.connect(credential, read, this.#platform());
    const entry = { client, members };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Nobody joins it any more, and its members find their way to its successor. */
  #retire(key: string, members: ReadonlySet<Member>): void {
    if (this.#entries.get(key)?.members === members) this.#entries.delete(key);
    for (const member of members) member.moved();
  }

  async #leave(key: string, entry: Entry<Client>, member: Member): Promise<void> {
    if (!entry.members.delete(member) || entry.members.size > 0) return;
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    await entry.client.close();
  }
}

interface Entry<Client> {
  readonly client: Client;
  readonly members: Set<Member>;
}

/** Through any member that can: the one that opened the connection may be gone, or may have lost its right. */
async function readThrough(
  members: ReadonlySet<Member>,
): Promise<{ credentialId: string; credential: ICredentialDataDecryptedObject }> {
  let failure: unknown = new Error('Nobody uses this connection any more.');
  for (const { credentialId, read } of [...members]) {
    try {
      return { credentialId, credential: await read() };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function keyOf(credentialId: string, credential: ICredentialDataDecryptedObject): string {
  return `${credentialId}:${digestOf(credential)}`;
}

/** The same for the same fields, and tells nothing of them. */
export function digestOf(fields: object): string {
  const sorted = Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
