/** A chapter of the manual: a file `NN-name.md` with a head of `name: value` lines between `---`. */
export interface Chapter {
  /** Name of the file without number and ending; its address is /help/<id>. */
  id: string;
  file: string;
  title: string;
  part: string;
  /** Pages that it explains, as patterns of routes. */
  pages: string[];
  body: string;
}

export function readChapter(file: string, text: string): Chapter {
  const [, id] = /^\d+-([\w-]+)\.md$/.exec(file) ?? [];
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replace(/\r\n/g, '\n')) ?? [];
  if (!id || head === undefined || body === undefined) throw new Error(`${file} is no chapter of the manual`);
  const said = new Map(head.split('\n').map((line) => line.split(/:\s*(.*)/s, 2) as [string, string]));
  const pages = (said.get('pages') ?? '').split(/\s+/).filter(Boolean);
  return { id, file, title: said.get('title') ?? id, part: said.get('part') ?? '', pages, body };
}

/** In the order of their numbers. */
export const inOrder = (chapters: Chapter[]): Chapter[] =>
  chapters.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));

/** Chapter that a link of the manual leads to: `11-task.md#part`. */
export const chapterOfLink = (href: string): string | null => /^\d+-([\w-]+)\.md(#|$)/.exec(href)?.[1] ?? null;
