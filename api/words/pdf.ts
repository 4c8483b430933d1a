import { readFile } from 'node:fs/promises';
import { getDocumentProxy } from 'unpdf';
import { MOST_CHARACTERS } from './clean.ts';

const MOST_PAGES = 300;

/** The text of a PDF, a line where it breaks; nothing for what is only a picture. Stops where the index takes no more. */
export async function wordsOfPdf(file: string): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(file)), { verbosity: 0 });
  let text = '';
  for (let n = 1; n <= Math.min(pdf.numPages, MOST_PAGES) && text.length < MOST_CHARACTERS; n += 1) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent();
    for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
    text += '\n';
    page.cleanup();
  }
  return text;
}
