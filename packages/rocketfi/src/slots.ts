/** Compares slots, which are digits with more of them than a number can hold. */
export function bySlot(one: { readonly slot: string }, other: { readonly slot: string }): number {
  return one.slot.length - other.slot.length || one.slot.localeCompare(other.slot);
}
