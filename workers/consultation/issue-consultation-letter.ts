import { z } from 'zod';
import { dueAfter } from '../../domain/calendar/core.ts';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { now } from '../../domain/clock.ts';
import { letterPaper } from '../../domain/consultation/papers.ts';
import { consultationOf, letter } from '../../domain/consultation/variables.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** The letter as a document, with the day until which it asks to be answered. */
export const issueConsultationLetter = defineWorker({
  type: 'issue-consultation-letter',
  timeoutMs: 120_000,
  input: z.object({ ...consultationOf, letter, letterRound: z.number().nullish() }),
  async perform({ letter, letterRound, ...of }, job, { pool, dataDir }) {
    const round = (letterRound ?? 0) + 1;
    const [names, calendar] = await Promise.all([loadNames(pool), loadCalendar(pool)]);
    const dueOn = dueAfter(calendar, now(), letter.days).dueAt.toISODate() ?? '';
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: `商请函${round > 1 ? `（第${round}次）` : ''}`,
      pdf: await letterPaper(of, letter, { round, dueOn }, names),
      effectKey: `${job.elementInstanceKey}:consultation-letter`,
      kind: 'consultation-letter',
    });
    return { letterRound: round, replyApproved: null };
  },
});
