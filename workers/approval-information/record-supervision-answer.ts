import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { ACTIONS } from '../../domain/exchange/facts.ts';
import { answerInformation } from '../../domain/exchange/supervision.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { defineWorker } from '../run-job.ts';

/** What the bureau does with it, said back to the department. */
export const recordSupervisionAnswer = defineWorker({
  type: 'record-supervision-answer',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    subject: z.string(),
    acknowledgement: z.object({
      action: z.enum(['noted', 'adjust', 'verify']),
      text: z.string().nullish(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ caseId, filingUnit, subject, acknowledgement: { action, text: said, by } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      await answerInformation(db, caseId, { action, text: said ?? null, by: by ?? null });
      const text = `区行政审批服务局已签收：${ACTIONS[action]}${said ? `。${said}` : ''}`;
      await notify(db, {
        effectKey: `answered:${caseId}`,
        kind: 'exchange',
        title: `已签收：${subject}`,
        text,
        recipients: [`${filingUnit}.clerk`, `${filingUnit}.liaison`],
        caseId,
        detail: { information: { type: 'supervision-answer', caseId, unit: filingUnit, action, answer: said ?? null } },
      });
      await recordEvent(db, { caseId, kind: 'information-acknowledged', detail: { action, text } }, job);
    });
    return {};
  },
});
