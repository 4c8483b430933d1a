import { DateTime } from 'luxon';
import { z } from 'zod';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now, ZONE } from '../../domain/clock.ts';
import { entryOf, FACTS, type Fact } from '../../domain/on-site-inspection/entry.ts';
import { defineWorker } from '../run-job.ts';

const AnyFact = z.enum(Object.keys(FACTS) as [Fact, ...Fact[]]);

/** A fact that limits run from has been entered: when it happened, and how much later it was entered. */
export const recordEntry = defineWorker({
  type: 'record-entry',
  timeoutMs: 60_000,
  input: z.object({ caseId: z.string(), happenedAt: z.string(), by: z.string().nullish() }),
  async perform({ caseId, happenedAt, by }, job, { pool }) {
    const fact = AnyFact.parse(job.headers.fact);
    const entry = entryOf(await loadCalendar(pool), fact, DateTime.fromISO(happenedAt, { zone: ZONE }), now());
    const event = { caseId, kind: `${fact}-entered`, actor: by ?? null, detail: { ...entry } };
    await recordEvent(pool, event, job);
    return { entry };
  },
});
