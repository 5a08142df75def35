/** Takes known secrets out of texts, also as JSON and URLs write them. Holds them where neither logging nor inspecting shows them. */
export class Redactor {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    if (secret.length === 0) return;
    const inJson = JSON.stringify(secret).slice(1, -1);
    const inUrl = encodeURIComponent(secret.toWellFormed());
    for (const form of [secret, inJson, inUrl]) this.#secrets.add(form);
  }

  readonly clean = (text: string): string => {
    let result = text;
    for (const secret of this.#secrets) result = result.replaceAll(secret, '[redacted]');
    return result;
  };
}
