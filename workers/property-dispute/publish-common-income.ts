import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { dueAfter } from '../../domain/calendar/core.ts';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now, toWire } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { accounts } from '../../domain/property/accounts.ts';
import { incomePaper } from '../../domain/property/papers.ts';
import { publishIncome, sumOf } from '../../domain/property/store.ts';
import { defineWorker } from '../run-job.ts';

/** Everybody may read it from now on; header `workingDays` says how long objections are taken. */
export const publishCommonIncome = defineWorker({
  type: 'publish-common-income',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    estate: z.string(),
    periodFrom: z.string(),
    periodUntil: z.string(),
    accounts,
  }),
  async perform({ accounts: account, ...of }, job, { pool, dataDir }) {
    const [names, calendar] = await Promise.all([loadNames(pool), loadCalendar(pool)]);
    const from = now();
    const until = dueAfter(calendar, from, Number(job.headers.workingDays ?? 10)).dueAt;
    const sums = await sumOf(pool, account.opening, account.income, account.expenses);
    const { filingUnit: community, ...about } = of;
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '公共收益收支公示表',
      pdf: await incomePaper({
        ...{ ...about, ...account, sums, publishedUntil: until.toISODate() ?? '' },
        issuer: names.get(community) ?? community,
      }),
      effectKey: `${job.elementInstanceKey}:common-income`,
      kind: 'common-income-table',
    });
    const publication = { fromAt: toWire(from), untilAt: toWire(until) };
    await inTransaction(pool, async (db) => {
      const detail = { ...publication, sums, text: `收支已公示，至${until.toISODate()}` };
      if (!(await recordEvent(db, { caseId: of.caseId, kind: 'income-published', detail }, job))) return;
      const published = { publishedAt: from.toISO() ?? '', publishedUntil: until.toISO() ?? '' };
      await publishIncome(db, { ...about, ...account, community, sums, ...published });
    });
    return { publication, objections: null };
  },
});
