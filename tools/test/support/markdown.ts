import { globSync } from 'node:fs';

import { parseSync } from 'rolldown/utils';

import { root } from '../../workspace.mjs';

/** Every markdown file that somebody may read; a changeset is not one, it ends up in a changelog. */
export function markdownFiles(): string[] {
  return globSync('**/*.md', {
    cwd: root,
    exclude: ['**/node_modules', '**/dist', '**/CHANGELOG.md', '**/.*'],
  }).map((file) => file.replaceAll('\\', '/'));
}

/** The markdown in a source's doc comments, each at the line where it stands. */
export function docComments(file: string, code: string): string {
  const { comments } = parseSync(file, code);
  let markdown = '';
  let end = 0;
  for (const comment of comments) {
    if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue;
    markdown += blank(code.slice(end, comment.start));
    markdown += comment.value.replaceAll(/^[ \t]*\* ?/gm, '');
    end = comment.end;
  }
  return markdown;
}

/**
 * The TypeScript blocks of a markdown text as programs of their own. Each line stays where it is, so that what the
 * compiler says about line 12 is about line 12. What a reader need not see is declared in a comment before the block:
 *
 *     <!-- with: declare function act(signal: unknown): void; -->
 */
export function snippets(markdown: string): string[] {
  const block =
    /(?:<!-- with:(?<hidden>[^]*?)-->\s*)?^[ \t]*```(?:ts|typescript)\b.*\n(?<code>[^]*?)^[ \t]*```/gm;
  return [...markdown.matchAll(block)].map((match) => {
    const { hidden = '', code = '' } = match.groups ?? {};
    const [text] = match;
    const codeAt = text.length - code.length - (text.split('\n').at(-1)?.length ?? 0);
    const before = blank(markdown.slice(0, match.index + codeAt));
    // The declarations go to the first lines, which are blank as long as the block isn't.
    return hidden.trim().replaceAll(/\s*\n\s*/g, ' ') + before + code;
  });
}

/** The relative links of a markdown text, without those that stand in code. */
export function relativeLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^[ \t]*```[^]*?^[ \t]*```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\((?<target>[^)\s]+)[^)]*\)/g)];
  return links
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^(?:[a-z]+:|\/\/)/i.test(target));
}

/** The names by which a markdown text's headings can be linked to. */
export function anchors(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+[ \t]+(?<title>.*)$/gm)];
  return headings.map(({ groups }) =>
    (groups?.['title'] ?? '')
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]+/g, '');
}
