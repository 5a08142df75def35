import type { ClientFace, Platform } from '@venuewire/core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What a venue's action node is made of: its reads, by `resource.operation`. */
export interface ActionVenue<Client extends ClientFace> {
  readonly title: string;
  readonly credential: string;
  /** Whether n8n adds the credential to a request; otherwise the client does, if it needs one. */
  readonly isSignedByN8n: boolean;
  readonly connect: (credential: ICredentialDataDecryptedObject, platform: Platform) => Client;
  readonly operations: Readonly<Record<string, Operation<Client>>>;
}

/** Rows, all at once or page after page as they are asked for. */
export type Operation<Client> = (
  client: Client,
  parameters: ActionParameters,
) => Promise<readonly object[]> | AsyncIterable<object>;

/** A node's own parameters for one item. */
export interface ActionParameters {
  /** Empty where it is not set. */
  readonly text: (name: string) => string;
  /** Undefined where it is not set. @throws TypeError for what is no date */
  readonly date: (name: string) => Date | undefined;
}
