import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Parser } from 'saxen';
import { type Entry, open, type ZipFile } from 'yauzl';
import { MOST_CHARACTERS } from './clean.ts';

/** Bytes of the text part when unpacked: a thousand pages have less. */
const MOST_UNPACKED = 40 * 1024 * 1024;
const MOST_ENTRIES = 5_000;

const WORDPROCESSING = [
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'http://purl.oclc.org/ooxml/wordprocessingml/main',
];

/** The text of a Word file, a line a paragraph; deleted text and field codes are none. Stops where the index takes no more. */
export async function wordsOfDocx(file: string): Promise<string> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    open(file, { lazyEntries: true, autoClose: false }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  try {
    return await readText(await streamOf(zip));
  } finally {
    zip.close();
  }
}

function streamOf(zip: ZipFile): Promise<Readable> {
  return new Promise((resolve, reject) => {
    if (zip.entryCount > MOST_ENTRIES) throw new Error('too many parts');
    zip.on('error', reject);
    zip.on('end', () => reject(new Error('no word/document.xml')));
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName !== 'word/document.xml') return zip.readEntry();
      // yauzl itself refuses an entry that unpacks to more than it says.
      if (entry.uncompressedSize > MOST_UNPACKED) return reject(new Error('too large when unpacked'));
      zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    zip.readEntry();
  });
}

async function readText(stream: Readable): Promise<string> {
  let text = '';
  let inText = false;
  const parser = new Parser();
  parser.ns(Object.fromEntries(WORDPROCESSING.map((uri) => [uri, 'w'])));
  parser.on('error', (error) => {
    throw error;
  });
  // Word writes none; whoever declares entities means no good.
  parser.on('attention', () => {
    throw new Error('a declaration in the text');
  });
  parser.on('openTag', (name, _attributes, _decode, selfClosing) => {
    if (name === 'w:t') inText = !selfClosing;
    else if (name === 'w:tab') text += ' ';
    else if (name === 'w:br') text += '\n';
  });
  parser.on('text', (value, decode) => {
    if (inText) text += decode(value);
  });
  parser.on('closeTag', (name) => {
    if (name === 'w:t') inText = false;
    else if (name === 'w:p') text += '\n';
  });
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    try {
      parser.write(chunk);
      if (text.length >= MOST_CHARACTERS) stream.destroy();
    } catch (error) {
      stream.destroy(error as Error);
    }
  });
  await once(stream, 'close');
  return text;
}
