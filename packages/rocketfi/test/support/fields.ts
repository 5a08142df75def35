/** What lies at the end of a path through objects and lists; integers of any width as their digits. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = new Map<string, unknown>(Object.entries(current)).get(name);
  }
  return typeof current === 'bigint' ? String(current) : current;
}

/** Of each row of a list these fields. */
export function fieldsAt(value: unknown, name: string, fields: readonly string[]): unknown {
  const rows = fieldAt(value, name);
  if (!Array.isArray(rows)) return undefined;
  return rows.map((row: unknown) => fields.map((field) => fieldAt(row, field)));
}
