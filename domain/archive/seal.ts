import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { holdPapers, paperMark } from '../files/paper.ts';
import { collectCaseFile } from './collect.ts';
import { type ArchiveRow, findArchive, insertArchive, lockChain } from './store.ts';
import { writeZip } from './zip.ts';

export const archiveDir = (dataDir: string): string => path.join(dataDir, 'archives');

/** Seal of a case file: covers its manifest and the seal before it. */
export const sealOf = (previous: string | null, manifestSha256: string): string =>
  createHash('sha256')
    .update((previous ?? '') + manifestSha256)
    .digest('hex');

/**
 * Seals the case file (历下政发〔2019〕1号 第四条（四）): one zip with a manifest of checksums, chained to the seal before.
 * The row decides: who finds one answers it, so a job that is delivered again gives the same archive.
 */
export async function sealCase(
  pool: Pool,
  dataDir: string,
  caseId: string,
  variables: Record<string, unknown>,
): Promise<Omit<ArchiveRow, 'seq'>> {
  const sealed = await findArchive(pool, caseId);
  if (sealed) return sealed;
  const dir = archiveDir(dataDir);
  await mkdir(dir, { recursive: true });
  const part = path.join(dir, `.${caseId}.${randomUUID()}.part`);
  const sealedAt = now();
  try {
    const papers = await paperMark(pool, caseId);
    const entries = await collectCaseFile(pool, dataDir, caseId, variables);
    const { size, sha256, manifestSha256 } = await writeZip(part, entries, { caseId, at: sealedAt });
    return await inTransaction(pool, async (db) => {
      const previousSha256 = await lockChain(db);
      const meanwhile = await findArchive(db, caseId);
      if (meanwhile) return meanwhile;
      // An ordinary error: the job is tried again, with what was added.
      if ((await holdPapers(db, caseId)) !== papers) throw new Error('封存时纸质原件登记有变化，稍后自动重试封存');
      const row = {
        caseId,
        path: `${caseId}.zip`,
        size,
        sha256,
        manifestSha256,
        previousSha256,
        sealSha256: sealOf(previousSha256, manifestSha256),
        sealedAt: sealedAt.toISO() ?? '',
      };
      await insertArchive(db, row);
      // Before the commit: a row always has its file. A file without a row is replaced by the next attempt.
      await rename(part, path.join(dir, row.path));
      await syncDirectory(dir);
      return row;
    });
  } finally {
    await rm(part, { force: true });
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir);
  await handle.sync();
  await handle.close();
}
