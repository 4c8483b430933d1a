import { z } from 'zod';
import { resumeLicence as resume } from '../../domain/on-site-inspection/excluded-time.ts';
import { defineWorker } from '../run-job.ts';

export const resumeLicence = defineWorker({
  type: 'resume-licence',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), about: z.string(), by: z.string().nullish() }),
  async perform(ended, job, { pool, engine }) {
    await resume(pool, engine, ended, job);
    return {};
  },
});
