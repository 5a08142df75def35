/** Takes known secrets out of texts, also as JSON and URLs write them. Holds them where neither logging nor inspecting shows them. */
export class Redactor {
  /** The longest first: a secret may be a part of another. */
  #forms: readonly string[] = [];

  add(secret: string): void {
    if (secret.length === 0 || this.#forms.includes(secret)) return;
    const forms = new Set([...this.#forms, ...formsOf(secret)]);
    this.#forms = [...forms].toSorted((a, b) => b.length - a.length);
  }

  readonly clean = (text: string): string => {
    let result = text;
    for (const form of this.#forms) result = result.replaceAll(form, '[redacted]');
    return result;
  };
}

/** As it is, in JSON, in JSON within JSON, and in a URL. */
function formsOf(secret: string): string[] {
  const quoted = quote(secret);
  const sendable = secret.toWellFormed();
  return [secret, quoted, quote(quoted), encodeURI(sendable), encodeURIComponent(sendable)];
}

function quote(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
