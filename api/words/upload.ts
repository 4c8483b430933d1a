import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Db } from '../../db/pool.ts';
import { type FileRow, filePath, keepWords } from '../../domain/files/store.ts';
import { readLines, SHEET_LIMIT } from '../sheets/read.ts';
import { cleanWords } from './clean.ts';

const TEXT_LIMIT = 1024 * 1024;

/** Texts of Windows programs are GB 18030 where they are not UTF-8. */
function decode(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('gb18030').decode(content);
  }
}

const READERS: Readonly<Record<string, { limit: number; read(content: Buffer): Promise<string> | string }>> = {
  '.txt': { limit: TEXT_LIMIT, read: decode },
  '.xlsx': {
    limit: SHEET_LIMIT,
    read: async (content) =>
      (await readLines(content, { formulas: true })).map(({ cells }) => cells.filter(Boolean).join(' ')).join('\n'),
  },
};

/**
 * Keeps what is written in an upload for searching, where that is read at once: plain text and Excel. Word and PDF follow (`keeper.ts`). What
 * cannot be read is found by its name: an upload is never refused for it.
 */
export async function indexUpload(db: Db, dataDir: string, file: FileRow): Promise<void> {
  const reader = READERS[path.extname(file.name).toLowerCase()];
  if (!reader || file.size > reader.limit) return;
  const words = await readFile(filePath(dataDir, file.id))
    .then((content) => reader.read(content))
    .catch(() => '');
  const clean = cleanWords(words);
  if (clean) await keepWords(db, file.id, clean);
}
