import { z } from 'zod';
import { accounts } from '../../domain/property/accounts.ts';
import { sumOf } from '../../domain/property/store.ts';
import { defineWorker } from '../run-job.ts';

export const sumCommonIncome = defineWorker({
  type: 'sum-common-income',
  timeoutMs: 60_000,
  input: z.object({ accounts }),
  async perform({ accounts: { opening, income, expenses } }, _job, { pool }) {
    return { sums: await sumOf(pool, opening, income, expenses) };
  },
});
