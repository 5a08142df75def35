/** A promise is broken. */
export class Violation extends Error {
  override readonly name = 'Violation';

  constructor(rule: string, history: readonly string[] = []) {
    super([rule, ...history.map((line) => `    ${line}`)].join('\n'));
  }
}
