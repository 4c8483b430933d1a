import { z } from 'zod';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { balanceOf, sayBalance } from '../../domain/coal/ledger.ts';
import { project } from '../../domain/coal/variables.ts';
import { defineWorker } from '../run-job.ts';

/** The year's cap against the ledger, with this project in it. */
export const weighCoalCap = defineWorker({
  type: 'weigh-coal-cap',
  timeoutMs: 60_000,
  input: z.object(project),
  async perform({ caseId, startYear, annualCoal, sources }, job, { pool }) {
    const balance = await balanceOf(pool, startYear, { annualCoal, sources });
    const text = sayBalance(balance);
    await recordEvent(pool, { caseId, kind: 'cap-weighed', detail: { ...balance, text } }, job);
    return { capBalance: { ...balance, text } };
  },
});
