import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Db } from '../db/pool.ts';
import { type FileRow, filePath, keepWords } from '../domain/files/store.ts';
import { readLines, SHEET_LIMIT } from './sheets/read.ts';

/** As much as the index takes of a file. */
const MOST_CHARACTERS = 20_000;
const TEXT_LIMIT = 1024 * 1024;

/** Texts of Windows programs are GB 18030 where they are not UTF-8. */
function decode(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('gb18030').decode(content);
  }
}

const isWhole = (character: string): boolean => !/^[\ud800-\udfff]$/.test(character);

const READERS: Readonly<Record<string, { limit: number; read(content: Buffer): Promise<string> | string }>> = {
  '.txt': { limit: TEXT_LIMIT, read: decode },
  '.xlsx': {
    limit: SHEET_LIMIT,
    read: async (content) =>
      (await readLines(content, { formulas: true })).map(({ cells }) => cells.filter(Boolean).join(' ')).join('\n'),
  },
};

/**
 * Keeps what is written in an upload for searching: plain text and Excel, which the product has readers for; Word and PDF are found by their
 * names. What cannot be read is found by its name too: an upload is never refused for it.
 */
export async function indexUpload(db: Db, dataDir: string, file: FileRow): Promise<void> {
  const reader = READERS[path.extname(file.name).toLowerCase()];
  if (!reader || file.size > reader.limit) return;
  const words = await readFile(filePath(dataDir, file.id))
    .then((content) => reader.read(content))
    .catch(() => '');
  // PostgreSQL keeps no NUL, and no half of a character.
  const clean = [...words.replaceAll('\u0000', '').slice(0, MOST_CHARACTERS)].filter(isWhole).join('').trim();
  if (clean) await keepWords(db, file.id, clean);
}
