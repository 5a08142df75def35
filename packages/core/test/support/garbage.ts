import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Whether nothing holds it any more. */
export async function isCollected(reference: WeakRef<object>): Promise<boolean> {
  // Whoever makes or asks a WeakRef holds its target to the end of the turn.
  await new Promise(setImmediate);
  collect();
  return reference.deref() === undefined;
}
