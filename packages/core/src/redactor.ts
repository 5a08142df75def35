/** Takes known secrets out of texts. Holds them where neither logging nor inspecting shows them. */
export class Redactor {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    if (secret.length > 0) this.#secrets.add(secret);
  }

  readonly clean = (text: string): string => {
    let result = text;
    for (const secret of this.#secrets) result = result.replaceAll(secret, '[redacted]');
    return result;
  };
}
