/** Ends a fault: call it, or hold it with `using`. Calling it twice does nothing more. */
export interface Undo extends Disposable {
  (): void;
}

/** Ends a fault whose end takes time, such as listening again. */
export interface AsyncUndo extends AsyncDisposable {
  (): Promise<void>;
}

export function undo(action: () => void): Undo {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    action();
  };
  return Object.assign(once, { [Symbol.dispose]: once });
}

export function undoAll(undos: readonly Undo[]): Undo {
  return undo(() => {
    for (const one of undos) one();
  });
}

export function asyncUndo(action: () => Promise<void>): AsyncUndo {
  let done: Promise<void> | undefined;
  const once = (): Promise<void> => (done ??= action());
  return Object.assign(once, { [Symbol.asyncDispose]: once });
}
