import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** A text field of a credential; empty where there is none. */
export function textOf(credential: ICredentialDataDecryptedObject, field: string): string {
  const value = credential[field];
  return typeof value === 'string' ? value.trim() : '';
}
