import { rolldown, type OutputChunk, type Plugin } from 'rolldown';

/** Names that a platform has, and the language has not; and the clock and randomness of the language. */
const platformNames = [
  ...['process', 'Buffer', 'require', 'module', '__dirname', 'global', 'window', 'self', 'console'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'WebSocket'],
  ...['performance', 'Date', 'Math.random', 'eval', 'Function', 'globalThis', 'crypto'],
];

const mark = 'platform:';

/** What one module imports. */
interface Import {
  readonly source: string;
  readonly by: string;
}

export interface Bundle {
  /** A script that declares `signing`. */
  readonly code: string;
  readonly modules: readonly string[];
  readonly imports: readonly Import[];
}

/** Everything that an entry needs, without what it does not call, as for a browser. */
export async function bundle(entry: string, plugins: Plugin[] = []): Promise<Bundle> {
  const imports: Import[] = [];
  const build = await rolldown({
    input: entry,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      ...plugins,
      {
        name: 'record-imports',
        resolveId: {
          order: 'pre',
          handler: (source, by) => void (by === undefined || imports.push({ source, by })),
        },
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'iife', name: 'signing' });
    const chunks = output.filter((part): part is OutputChunk => part.type === 'chunk');
    return {
      code: chunks.map((chunk) => chunk.code).join('\n'),
      modules: chunks.flatMap((chunk) => chunk.moduleIds),
      imports,
    };
  } finally {
    await build.close();
  }
}

/**
 * The names of a platform that a script uses without declaring them. The bundler, which knows scopes, is told to import
 * each of them from a module: what it then imports is what was used.
 */
export async function platformNamesIn(script: string): Promise<string[]> {
  const used: string[] = [];
  const build = await rolldown({
    input: 'script',
    treeshake: false,
    logLevel: 'silent',
    transform: { inject: Object.fromEntries(platformNames.map((name) => [name, mark + name])) },
    plugins: [
      {
        name: 'script',
        load: (id) => (id === 'script' ? script : undefined),
        resolveId(source) {
          if (!source.startsWith(mark)) return source;
          used.push(source.slice(mark.length));
          return { id: source, external: true };
        },
      },
    ],
  });
  try {
    await build.generate();
  } finally {
    await build.close();
  }
  return used.toSorted();
}
