import { builtinModules } from 'node:module';

import { rolldown } from 'rolldown';

/**
 * What a host such as n8n forbids, or what the platform that a caller injects must provide instead: sockets, timers,
 * the clock, randomness, and every door to the global object. Only references to the *global* count: a parameter or
 * a property of the same name is fine.
 */
const FORBIDDEN_GLOBALS = [
  'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate',
  'WebSocket fetch performance Date.now Math.random',
  'globalThis global window self console process Buffer',
  'require module __dirname __filename eval Function',
].flatMap((names) => names.split(' '));

/** Peers that the host provides: they are not walked into. */
const HOST_PROVIDES = /^zod(?:\/|$)/;

/** What this package may bring along. Cryptography is arithmetic: it needs no platform. */
const MAY_CONTAIN = /^(?:@venuewire|@noble)\//;

/**
 * What is known and does no harm: noble looks once whether there is a `crypto`, for keys at random, which nobody here
 * makes, and yields to the event loop by the clock in functions for passwords, which nobody here calls.
 */
const HARMLESS = /^(?:globalThis|Date\.now) in .*[/\\]@noble[/\\]hashes[/\\]utils\.js$/;

const MARK = 'forbidden-global:';
const builtins = new Set(builtinModules);

export interface BareGraph {
  readonly modules: readonly string[];
  /** One line for each, e.g. `setTimeout in …/dist/engine.js`. */
  readonly violations: readonly string[];
}

/**
 * Walks everything that `entry`, a built module, imports, and names what should not be there. The bundler parses each
 * module and knows its scopes: it is told to import each forbidden global from a module that doesn't exist, and who
 * asks for that module is the offender.
 */
export async function walkBareGraph(entry: string): Promise<BareGraph> {
  const violations = new Set<string>();
  const modules = new Set<string>();

  const bundle = await rolldown({
    input: entry,
    // On Node, `#platform` leads to `ws`: a bare entry that reaches it is to be caught.
    platform: 'neutral',
    resolve: { conditionNames: ['node', 'import', 'default'] },
    treeshake: false,
    transform: {
      inject: Object.fromEntries(FORBIDDEN_GLOBALS.map((name) => [name, MARK + name])),
    },
    // A name that cannot be resolved is a violation of ours, not a warning on the terminal.
    logLevel: 'silent',
    plugins: [
      {
        name: 'bare-graph',
        resolveId: {
          order: 'pre',
          async handler(source, importer) {
            if (source.startsWith(MARK)) {
              const violation = `${source.slice(MARK.length)} in ${importer}`;
              if (!HARMLESS.test(violation)) violations.add(violation);
              return { id: source, external: true };
            }
            if (HOST_PROVIDES.test(source)) return { id: source, external: true };
            const isPath = importer === undefined || /^[./#]/.test(source);
            const isAllowed = isPath || MAY_CONTAIN.test(source);
            if (source.startsWith('node:') || builtins.has(source) || !isAllowed) {
              violations.add(`import of ${source} in ${importer}`);
              return { id: source, external: true };
            }
            const resolved = await this.resolve(source, importer, { skipSelf: true });
            if (resolved) return resolved;
            violations.add(`import of ${source}, which leads nowhere, in ${importer}`);
            return { id: source, external: true };
          },
        },
        moduleParsed: ({ id }) => void modules.add(id),
      },
    ],
  });
  try {
    await bundle.generate();
  } finally {
    await bundle.close();
  }
  return { modules: [...modules], violations: [...violations] };
}
