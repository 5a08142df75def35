import type { Limits } from '../venue.ts';

interface Place {
  readonly upstreams: { readonly size: number } & Iterable<{ readonly topic: string }>;
}

/**
 * Where a subscription goes: connections are filled before another is opened. Isolated, each topic gets a connection
 * of its own for as long as there are any.
 */
export function place<P extends Place>(
  { topic }: { readonly topic: string },
  connections: readonly P[],
  limits: Limits,
  isIsolated: boolean,
): P | 'new' | 'none' {
  const open = connections.filter(
    ({ upstreams }) => upstreams.size < limits.subscriptionsPerConnection,
  );
  const bySize = open.toSorted((a, b) => b.upstreams.size - a.upstreams.size);
  const canOpen = connections.length < limits.connections;
  if (!isIsolated) return bySize[0] ?? (canOpen ? 'new' : 'none');
  const own = bySize.find(({ upstreams }) =>
    [...upstreams].every((other) => other.topic === topic),
  );
  return own ?? (canOpen ? 'new' : (bySize.at(-1) ?? 'none'));
}
