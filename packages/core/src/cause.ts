/** What a message says that may quote the venue's answer, and so an account. */
const unshown = 'its message is not shown, because it may quote what the venue sent';

/** Deep enough for `fetch`, which wraps what Node says about a socket. */
const deepest = 4;

/**
 * Somebody else's error as the cause of one of ours: a copy with its name, code and stack, whose texts went through
 * `clean`. Whatever else it carries stays behind.
 */
export function cleanCause(
  cause: unknown,
  clean: (text: string) => string,
  depth = deepest,
): Error | undefined {
  if (!(cause instanceof Error) || depth === 0) return undefined;
  const { name, message, stack = '' } = cause;
  const deeper = cleanCause(cause.cause, clean, depth - 1);
  const copy = new Error(clean(message), deeper && { cause: deeper });
  copy.name = clean(name);
  // The message stands at the head of a stack; only the frames are kept.
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  copy.stack = [`${copy.name}: ${copy.message}`, ...frames.map(clean)].join('\n');
  if ('code' in cause && typeof cause.code === 'string')
    Object.defineProperty(copy, 'code', { value: clean(cause.code), enumerable: true });
  return copy;
}

/** The same for an error that came of reading an answer: a parser quotes what it could not read. */
export function unquotedCause(cause: unknown): Error | undefined {
  return cleanCause(cause, (text) =>
    /^\w+$/.test(text) || text.startsWith('    at ') ? text : unshown,
  );
}
