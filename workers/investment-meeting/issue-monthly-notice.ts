import { storeDocument } from '../../domain/documents/store.ts';
import { noticeOf } from '../../domain/meetings/papers.ts';
import { MeetingVariables } from '../../domain/meetings/variables.ts';
import { defineWorker } from '../run-job.ts';

export const issueMonthlyNotice = defineWorker({
  type: 'issue-monthly-notice',
  timeoutMs: 120_000,
  input: MeetingVariables,
  async perform(meeting, job, { pool, dataDir }) {
    const { id } = await storeDocument(pool, dataDir, {
      caseId: meeting.caseId,
      name: '会议通知',
      pdf: await noticeOf(pool, meeting),
      effectKey: `${job.elementInstanceKey}:meeting-notice`,
      kind: 'meeting-notice',
    });
    return { noticeFile: id };
  },
});
