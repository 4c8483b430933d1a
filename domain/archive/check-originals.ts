import type { Pool } from '../../db/pool.ts';
import { type Origin, recordEvent } from '../cases/lifecycle.ts';
import { type FileRow, filesOfCase, markFiles } from '../files/store.ts';

/** Marks the case's files with the kind of original that each is, and says in its history which are missing. */
export async function checkOriginals(
  pool: Pool,
  caseId: string,
  kinds: { kind: string; ids: string[] }[],
  missingAmong: (files: FileRow[]) => string[],
  origin: Origin,
): Promise<{ originals: { missing: string[] } }> {
  for (const { kind, ids } of kinds) await markFiles(pool, caseId, ids, kind);
  const missing = missingAmong(await filesOfCase(pool, caseId));
  const text = missing.length ? `原始资料缺少：${missing.join('、')}` : '原始资料齐全';
  await recordEvent(pool, { caseId, kind: 'originals-checked', detail: { missing, text } }, origin);
  return { originals: { missing } };
}
