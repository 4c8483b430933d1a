import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { accountabilityOf } from '../../domain/accountability/variables.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

/** A day before the end: what is not said by then is taken as waived. */
export const remindAccountabilityStatement = defineWorker({
  type: 'remind-accountability-statement',
  timeoutMs: 60_000,
  input: z.object({ caseId: accountabilityOf.caseId, person: accountabilityOf.person }),
  async perform({ caseId, person }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      const detail = { text: '已提醒当事人：陈述申辩期限将至' };
      if (!(await recordEvent(db, { caseId, kind: 'statement-reminded', detail }, job))) return;
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:near`,
        to: person,
        title: '陈述申辩期限将至',
        text: '陈述申辩期限将至，逾期未提出的视为放弃。',
      });
    });
    return {};
  },
});
