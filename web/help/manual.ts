import { matchPath } from 'react-router';
import { type Chapter, inOrder, readChapter } from './chapters.ts';

const texts = import.meta.glob<string>('../../docs/manual/[0-9]*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const pictures = import.meta.glob<string>('../../docs/manual/images/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

export const chapters: Chapter[] = inOrder(
  Object.entries(texts).map(([path, text]) => readChapter(nameOf(path), text)),
);

const addresses = new Map(Object.entries(pictures).map(([path, url]) => [nameOf(path), url]));

/** Address of a picture of the manual. */
export const pictureAt = (href: string): string | undefined => addresses.get(nameOf(href));

/** The chapter about this page. */
export const chapterOf = (pathname: string): Chapter | undefined =>
  chapters.find(({ pages }) => pages.some((pattern) => matchPath(pattern, pathname)));
