import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { defineWorker } from '../run-job.ts';

/** 通知: tells posts what an owner wrote into the diagram (element template 通知), once, and notes it in the case's history. */
export const sendNotice = defineWorker({
  type: 'send-notice',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string().nullish(),
    noticeTo: z.array(z.string().min(1).max(100)).min(1).max(100),
    noticeTitle: z.string().trim().min(1).max(100),
    noticeText: z.string().trim().min(1).max(2000),
  }),
  async perform({ caseId = null, noticeTo, noticeTitle, noticeText }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await notify(db, {
        effectKey: `notice:${job.elementInstanceKey}`,
        kind: 'case',
        title: noticeTitle,
        text: noticeText,
        recipients: noticeTo,
        caseId,
      });
      const detail = { text: `已通知：${noticeTitle}`, to: noticeTo };
      if (caseId !== null) await recordEvent(db, { caseId, kind: 'notice-sent', detail }, job);
    });
    return {};
  },
});
