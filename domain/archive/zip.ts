import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DateTime } from 'luxon';
import { ZipFile } from 'yazl';
import type { PaperFacts } from '../files/paper.ts';

/** One file of the case file: content made here, or a file on disk with the checksum it was taken in with. */
export type Entry =
  { name: string; content: Buffer } | { name: string; file: string; sha256: string; size: number; paper?: PaperLine };

/** What the inventory says of a file's paper original; times ISO with offset, people by account and post. */
export interface PaperLine extends Omit<PaperFacts, 'of'> {
  /** Entry of the file whose paper was scanned; null: no other. */
  of: string | null;
  recorded: PaperAct;
  /** null: nobody compared the file with the paper. */
  checked: PaperAct | null;
}
interface PaperAct {
  by: string;
  post: string | null;
  at: string;
}

export interface Manifest {
  caseId: string;
  sealedAt: string;
  /** `name` is the entry's path in the zip; `paper` where a paper original is recorded. */
  files: { name: string; sha256: string; size: number; paper?: PaperLine }[];
}

export const MANIFEST = 'manifest.json';

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

export const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** Writes the zip whole to disk; same entries, same time, same bytes. */
export async function writeZip(
  target: string,
  entries: readonly Entry[],
  { caseId, at }: { caseId: string; at: DateTime },
): Promise<{ size: number; sha256: string; manifestSha256: string }> {
  const manifest: Manifest = { caseId, sealedAt: at.toISO({ suppressMilliseconds: true }) ?? '', files: [] };
  const zip = new ZipFile();
  // A file that cannot be read must break the writing, not the process: the zip itself does not pass that on.
  const broken = new AbortController();
  const fail = (error: Error) => broken.abort(error);
  zip.on('error', fail);
  const options = { mtime: at.toJSDate(), mode: 0o100644 };
  for (const entry of entries) {
    if ('content' in entry) {
      zip.addBuffer(entry.content, entry.name, options);
      manifest.files.push({ name: entry.name, sha256: sha256(entry.content), size: entry.content.length });
    } else {
      // Opened when its turn comes: a case may have hundreds of files.
      zip.addReadStreamLazy(entry.name, { ...options, size: entry.size }, (give) =>
        give(null, createReadStream(entry.file).on('error', fail)),
      );
      const { name, sha256, size, paper } = entry;
      manifest.files.push({ name, sha256, size, ...(paper && { paper }) });
    }
  }
  const content = json(manifest);
  zip.addBuffer(content, MANIFEST, options);
  zip.end();
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    zip.outputStream as Readable,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    // Flushed to the disk before it is closed.
    createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true }),
    { signal: broken.signal },
  ).catch((error: unknown) => {
    throw broken.signal.reason ?? error;
  });
  return { size, sha256: hash.digest('hex'), manifestSha256: sha256(content) };
}

/** Checksum of a file on disk; null when it is not there. */
export async function checksumOf(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}
