import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import { matchPath } from 'react-router';
import { type Chapter, chapterOfLink, readChapter } from '../../web/help/chapters.ts';

/** The manual against the product: nothing without a chapter, nothing that leads nowhere. */
const folder = join(process.cwd(), 'docs/manual');
const files = readdirSync(folder).filter((name) => /^\d.*\.md$/.test(name));
const chapters: Chapter[] = files.map((name) => readChapter(name, readFileSync(join(folder, name), 'utf8')));
const source = (path: string) => readFileSync(join(process.cwd(), path), 'utf8');
const links = (text: string, type: 'link' | 'image'): string[] => {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === type) found.push((token as { href: string }).href);
  });
  return found;
};
const explained = (path: string) =>
  chapters.filter(({ pages }) => pages.some((pattern) => matchPath(pattern, path))).map(({ id }) => id);

test('every page of the navigation and every address of the product has one chapter', () => {
  const navigation = [...source('web/shell/navigation.tsx').matchAll(/\bto: '(\/[^']*)'/g)].map(([, to]) => to!);
  expect(navigation.length).toBeGreaterThan(25);
  const routes = [...source('web/routes.tsx').matchAll(/\bpath: '([\w/:-]+)'/g)].map(([, path]) => `/${path}`);
  for (const path of new Set([...navigation, ...routes])) expect([path, explained(path).length]).toEqual([path, 1]);
});

test('no chapter explains a page that there is not; ids and titles are single', () => {
  const routes = source('web/routes.tsx');
  for (const { file, pages, title, part, body } of chapters) {
    expect([file, title !== '' && part !== '' && body.trim() !== '']).toEqual([file, true]);
    for (const page of pages)
      expect([file, page, page === '/' || routes.includes(`path: '${page.slice(1)}'`)]).toEqual([file, page, true]);
  }
  for (const names of [chapters.map((c) => c.id), chapters.map((c) => c.title)])
    expect(new Set(names).size).toBe(names.length);
});

test('there is a chapter for each role, the contents name every chapter, and every link leads to one', () => {
  const ids = chapters.map((c) => c.id);
  expect(ids).toEqual(
    expect.arrayContaining(['staff', 'head', 'supervisor', 'owner', 'sysadmin', 'secadmin', 'auditor']),
  );
  const contents = source('docs/manual/README.md');
  expect(links(contents, 'link').sort()).toEqual([...files].sort());
  for (const { title, file } of chapters) expect(contents).toContain(`[${title}](${file})`);
  for (const { file, body } of chapters)
    for (const href of links(body, 'link')) {
      expect([file, href, ids.includes(chapterOfLink(href) ?? '')]).toEqual([file, href, true]);
      expect([file, href, files.includes(href.split('#')[0]!)]).toEqual([file, href, true]);
    }
});

test('every picture that is shown exists and has words, none is left over, and all are of modest size', () => {
  const pictures = readdirSync(join(folder, 'images'));
  const shown = chapters.flatMap(({ body }) => links(body, 'image'));
  for (const href of shown) expect([href, existsSync(join(folder, href))]).toEqual([href, true]);
  expect([...new Set(shown)].sort()).toEqual(pictures.map((name) => `images/${name}`).sort());
  for (const { body } of chapters) expect(body).not.toContain('![]');
  const bytes = pictures.reduce((sum, name) => sum + statSync(join(folder, 'images', name)).size, 0);
  expect(bytes).toBeLessThan(3e6);
  // The script takes each of them anew.
  const script = source('scripts/screenshots.ts');
  for (const name of pictures) expect(script).toContain(`'${name.replace('.png', '')}'`);
});
