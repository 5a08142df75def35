const brand = Symbol.for('venuewire.error');

/**
 * A key, an address, typed data or a signature is unusable; the message says which, and never quotes a key, a message or
 * a signature.
 *
 * It is a twin of the `ConfigError` of `@venuewire/core`, not the same class: this package stands below core's users and
 * beside core, and depends on neither. The brand makes `VenuewireError.is(error)` true for it; `instanceof` is not.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG';
  readonly retryable = false;
  readonly venue: undefined = undefined;

  constructor(message: string) {
    super(message);
    Object.defineProperty(this, brand, { value: true });
  }

  /** What a log or an API answer may show. */
  toJSON(): { name: string; code: string; message: string; retryable: boolean } {
    const { name, code, message, retryable } = this;
    return { name, code, message, retryable };
  }
}
