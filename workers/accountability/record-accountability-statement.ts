import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { accountabilityOf, statement, type Statement } from '../../domain/accountability/variables.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { defineWorker } from '../run-job.ts';

const SAID = { given: '当事人已陈述申辩', waived: '当事人放弃陈述申辩', lapsed: '逾期未陈述申辩，视为放弃' } as const;

/** What was said, or that nothing was until the end: the case goes on either way. */
export const recordAccountabilityStatement = defineWorker({
  type: 'record-accountability-statement',
  timeoutMs: 60_000,
  input: z.object({ caseId: accountabilityOf.caseId, statement: statement.nullish() }),
  async perform({ caseId, statement }, job, { pool }) {
    const said: Statement = statement ?? { given: 'lapsed', text: null, files: [], by: null };
    await inTransaction(pool, async (db) => {
      await writePart(db, caseId, { statement: said });
      const detail = { text: SAID[said.given] };
      await recordEvent(db, { caseId, kind: 'statement-recorded', actor: said.by, detail }, job);
    });
    return { statement: said };
  },
});
