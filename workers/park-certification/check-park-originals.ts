import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { filesOfCase, markFiles } from '../../domain/files/store.ts';
import { kindsOfFiles, missingOriginals, ParkArchiveFacts } from '../../domain/parks/originals.ts';
import { defineWorker } from '../run-job.ts';

export const checkParkOriginals = defineWorker({
  type: 'check-park-originals',
  timeoutMs: 60_000,
  input: ParkArchiveFacts,
  async perform(facts, job, { pool }) {
    const { caseId } = facts;
    for (const { kind, ids } of kindsOfFiles(facts)) await markFiles(pool, caseId, ids, kind);
    const missing = missingOriginals(facts, await filesOfCase(pool, caseId));
    const text = missing.length ? `原始资料缺少：${missing.join('、')}` : '原始资料齐全';
    await recordEvent(pool, { caseId, kind: 'originals-checked', detail: { missing, text } }, job);
    return { originals: { missing } };
  },
});
