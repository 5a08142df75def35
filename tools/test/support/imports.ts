import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseSync, Visitor, type ESTree } from 'rolldown/utils';

import { root, type Workspace } from '../../workspace.mjs';

/** Every module name that the code asks for, types and dynamic imports included. */
export function importsOf(file: string, code: string): string[] {
  const { program, errors } = parseSync(file, code);
  const [error] = errors;
  if (error) throw new Error(`${file} cannot be parsed: ${error.message}`);
  const found = new Set<string>();
  const add = (source: ESTree.Expression | null | undefined): void => {
    if (source?.type === 'Literal' && typeof source.value === 'string') found.add(source.value);
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'require') return;
      if (first && first.type !== 'SpreadElement') add(first);
    },
  }).visit(program);
  return [...found];
}

/** The TypeScript that a workspace ships, or runs when it is an app: not its tests and benchmarks. */
export function shippedFiles({ directory }: Workspace): string[] {
  return globSync(directory.startsWith('apps/') ? '**/*.{ts,mts,cts}' : 'src/**/*.ts', {
    cwd: join(root, directory),
    exclude: ['test', 'bench', 'dist', 'node_modules', 'vitest.config.*'],
  }).map((file) => `${directory}/${file.replaceAll('\\', '/')}`);
}

export function readSource(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
