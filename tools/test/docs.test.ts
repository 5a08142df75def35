import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { describe, expect, it } from 'vitest';

import { root, workspaces } from '../workspace.mjs';
import { readSource, shippedFiles } from './support/imports.ts';
import {
  anchors,
  docComments,
  markdownFiles,
  relativeLinks,
  snippets,
} from './support/markdown.ts';

/** Inside the workspace, so that a snippet finds the packages as a reader's program would. */
const FOLDER = join(root, 'tools/.snippets');

function allSnippets(): Map<string, string> {
  const texts = [
    ...markdownFiles().map((file) => [file, readSource(file)] as const),
    ...workspaces()
      .flatMap(shippedFiles)
      .map((file) => [file, docComments(file, readSource(file))] as const),
  ];
  return new Map(
    texts.flatMap(([file, markdown]) =>
      snippets(markdown).map(
        (code, index) => [`${file.replaceAll('/', '~')}~${index + 1}.ts`, code] as const,
      ),
    ),
  );
}

/** What the compiler has to say about the given programs; nothing when they are right. */
function compile(programs: ReadonlyMap<string, string>): string {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  try {
    for (const [name, code] of programs) writeFileSync(join(FOLDER, name), code);
    const config = {
      extends: '../../tsconfig.base.json',
      compilerOptions: { composite: false, declarationMap: false, noEmit: true },
      files: [...programs.keys()],
    };
    writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, error } = spawnSync('tsc', ['-p', FOLDER, '--pretty', 'false'], {
      cwd: FOLDER,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (error) throw error;
    return stdout;
  } finally {
    rmSync(FOLDER, { recursive: true });
  }
}

function brokenLinks(file: string, markdown: string): string[] {
  return relativeLinks(markdown).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : posix.join(posix.dirname(file), decodeURI(path));
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined || !target.endsWith('.md')) return false;
    return !anchors(target === file ? markdown : readSource(target)).includes(anchor);
  });
}

describe('the documentation', () => {
  it('has examples that compile', { timeout: 60_000 }, () => {
    const programs = allSnippets();
    expect(programs.size === 0 ? '' : compile(programs)).toBe('');
  });

  it.each(markdownFiles())('links to what exists: %s', (file) => {
    expect(brokenLinks(file, readSource(file))).toEqual([]);
  });
});

describe('its checks', () => {
  it('find the example that does not compile, at its line', { timeout: 60_000 }, () => {
    const markdown = [
      '# Title',
      '<!-- with: declare const given: number; -->',
      '',
      '```ts',
      'export const right: number = given;',
      '```',
      '```ts',
      "export const wrong: number = 'text';",
      '```',
      '```sh',
      'npm test',
      '```',
    ].join('\n');
    const programs = snippets(markdown).map((code, index) => [`${index}.ts`, code] as const);
    expect(programs).toHaveLength(2);
    expect(compile(new Map(programs)).split('\n').filter(Boolean)).toEqual([
      expect.stringMatching(/^1\.ts\(8,14\): error TS2322/),
    ]);
  });

  it('find the examples of doc comments', () => {
    const code = [
      '/**',
      ' * Opens it.',
      ' *',
      ' * ```ts',
      " * import { open } from './open.ts';",
      ' * ```',
      ' */',
      'export function open(): void {}',
    ].join('\n');
    expect(snippets(docComments('open.ts', code))).toEqual([
      "\n\n\n\nimport { open } from './open.ts';\n",
    ]);
  });

  it('find the link that leads nowhere', () => {
    const markdown = [
      '# Some `title`, here',
      '[a](package.json) [b](none.md) [c](https://example.org) [d](#some-title-here) [e](#none)',
      '`[f](code.md)` [g](CONTRIBUTING.md#none "Title")',
    ].join('\n');
    expect(brokenLinks('CONTRIBUTING.md', markdown)).toEqual([
      'none.md',
      '#none',
      'CONTRIBUTING.md#none',
    ]);
  });
});
