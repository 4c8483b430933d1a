import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { dueAfter } from '../../domain/calendar/core.ts';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { joinCase } from '../../domain/cases/store.ts';
import { now } from '../../domain/clock.ts';
import { chairName } from '../../domain/consultation/chair.ts';
import { enterDecisions } from '../../domain/consultation/decisions.ts';
import { minutesPaper } from '../../domain/consultation/papers.ts';
import { convening, decisions, meeting, meetingOf, minutes } from '../../domain/consultation/variables.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** The minutes as a document; each decision becomes an item with unit and limit (附件1 三、附件2 一（六）). */
export const issueJointMinutes = defineWorker({
  type: 'issue-joint-minutes',
  timeoutMs: 120_000,
  input: z.object({ ...meetingOf, meeting, convening: convening.nullish(), minutes, decisions }),
  async perform({ meeting, convening, minutes, decisions, ...of }, job, { pool, dataDir }) {
    const [names, calendar] = await Promise.all([loadNames(pool), loadCalendar(pool)]);
    const items = decisions.map((d, i) => ({
      ...d,
      number: i + 1,
      subject: `item-${i + 1}`,
      dueOn: dueAfter(calendar, now(), d.days).dueAt.toISODate() ?? '',
    }));
    const chair = await chairName(pool, of.chairPost, convening?.leader ?? null);
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '会议纪要',
      pdf: await minutesPaper(of, meeting, { ...minutes, chair, items }, names),
      effectKey: `${job.elementInstanceKey}:minutes`,
      kind: 'minutes',
    });
    await inTransaction(pool, async (db) => {
      const units = [...new Set([...meeting.units, of.filingUnit, ...items.map(({ unit }) => unit)])];
      await joinCase(db, of.caseId, units);
      await enterDecisions(db, of.caseId, items);
      await notify(db, {
        effectKey: `minutes:${job.elementInstanceKey}`,
        kind: 'exchange',
        title: `会议纪要：${of.subject}`,
        text: items.length ? `会议纪要已印发，议定事项${items.length}项。` : '会议纪要已印发。',
        recipients: units.flatMap((unit) => [`${unit}.liaison`, `${unit}.clerk`]),
        caseId: of.caseId,
      });
      const absent = meeting.units.filter((unit) => !minutes.attended.includes(unit)).map((u) => names.get(u) ?? u);
      const text = `会议纪要已印发，议定事项${items.length}项${absent.length ? `；未到会：${absent.join('、')}` : ''}`;
      await recordEvent(db, { caseId: of.caseId, kind: 'minutes-issued', detail: { absent, text } }, job);
    });
    return { decisions: items };
  },
});
