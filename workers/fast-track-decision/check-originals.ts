import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { ArchiveFacts, kindsOfFiles, missingOriginals } from '../../domain/fast-track/originals.ts';
import { filesOfCase, markFiles } from '../../domain/files/store.ts';
import { defineWorker } from '../run-job.ts';

export const checkOriginals = defineWorker({
  type: 'check-originals',
  timeoutMs: 60_000,
  input: ArchiveFacts,
  async perform(facts, job, { pool }) {
    const { caseId } = facts;
    for (const { kind, ids } of kindsOfFiles(facts)) await markFiles(pool, caseId, ids, kind);
    const missing = missingOriginals(facts, await filesOfCase(pool, caseId));
    const text = missing.length ? `原始资料缺少：${missing.join('、')}` : '原始资料齐全';
    await recordEvent(pool, { caseId, kind: 'originals-checked', detail: { missing, text } }, job);
    return { originals: { missing } };
  },
});
