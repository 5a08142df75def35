import { VenuewireError } from '@venuewire/core';
import { NodeOperationError, type INode } from 'n8n-workflow';

/** What a user does about it, by the code of the error. */
const advice: Readonly<Record<string, string>> = {
  AUTH: 'Enter a valid key in the credential of this node, then publish the workflow again.',
  SUBSCRIPTION:
    'Check what this node is set to listen to, and that the account may read it, then publish the workflow again.',
  CONFIG: 'Correct the parameters or the credential of this node, then publish the workflow again.',
  LIMIT: 'Let fewer workflows listen with this credential, then publish the workflow again.',
};

/** An error after which no attempt can succeed, in the words of n8n: what happened, and what to do. */
export function explainFatal(error: unknown, title: string, node: INode): NodeOperationError {
  const message = error instanceof Error ? error.message : String(error);
  const code = VenuewireError.is(error) ? error.code : '';
  const description = advice[code] ?? 'Publish the workflow again when this is corrected.';
  // The message alone is what n8n shows of a trigger that could not be activated.
  return new NodeOperationError(node, `${title}: ${message} ${description}`, { description });
}
