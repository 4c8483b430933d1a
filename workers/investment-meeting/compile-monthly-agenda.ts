import { z } from 'zod';
import { compileAgenda } from '../../domain/meetings/agenda.ts';
import { defineWorker } from '../run-job.ts';

export const compileMonthlyAgenda = defineWorker({
  type: 'compile-monthly-agenda',
  timeoutMs: 60_000,
  input: z.object({}),
  async perform(_input, _job, { pool }) {
    const { items, total } = await compileAgenda(pool);
    return { agenda: items, agendaTotal: total };
  },
});
