import type { Logger } from 'pino';
import type { Pool } from '../../db/pool.ts';
import { filePath, keepWords, nextUnread } from '../../domain/files/store.ts';
import { type Kind, wordsAside } from './aside.ts';

const SWEEP_MS = 1_000;
/** Larger ones are mostly pictures; the frame alone of a file with a page is larger than the least. */
const MOST_BYTES = 30 * 1024 * 1024;
const LEAST_BYTES = 100;

/**
 * Reads Word and PDF for searching, one after the other, whoever stored them and whenever: nobody waits for it, and a crash leaves the file
 * to the next look. What cannot be read has no words, and is not looked at again.
 */
export function keepFileWords({ pool, dataDir, logger }: { pool: Pool; dataDir: string; logger: Logger }): {
  close(): Promise<void>;
} {
  let closing = false;
  let busy: Promise<void> | null = null;

  const look = async () => {
    for (let file = await nextUnread(pool); file && !closing; file = await nextUnread(pool)) {
      const kind = file.name.toLowerCase().endsWith('.docx') ? 'docx' : ('pdf' satisfies Kind);
      const readable = file.size >= LEAST_BYTES && file.size <= MOST_BYTES;
      const words = !readable ? '' : await wordsAside(kind, filePath(dataDir, file.id));
      if (!closing) await keepWords(pool, file.id, words);
    }
  };
  const timer = setInterval(() => {
    busy ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'words of files not read, will be tried again'))
      .finally(() => (busy = null));
  }, SWEEP_MS);

  return {
    async close() {
      closing = true;
      clearInterval(timer);
      await busy;
    },
  };
}
