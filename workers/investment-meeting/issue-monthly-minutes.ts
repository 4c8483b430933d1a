import { z } from 'zod';
import { closeOfBusiness, loadCalendar } from '../../domain/calendar/store.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { minutesOf } from '../../domain/meetings/papers.ts';
import { followUpDue } from '../../domain/meetings/plan.ts';
import { MeetingVariables } from '../../domain/meetings/variables.ts';
import { defineWorker } from '../run-job.ts';

/** The minutes as a document, and each follow-up with the moment until which its unit has time. */
export const issueMonthlyMinutes = defineWorker({
  type: 'issue-monthly-minutes',
  timeoutMs: 120_000,
  input: MeetingVariables.extend({
    minutes: z.object({ heldOn: z.string(), chair: z.string(), attended: z.array(z.string()), text: z.string() }),
    followUps: z
      .array(z.object({ matter: z.string(), unit: z.string(), due: z.string() }))
      .nullish()
      .transform((v) => v ?? []),
  }),
  async perform({ minutes, followUps, ...meeting }, job, { pool, dataDir }) {
    const { id } = await storeDocument(pool, dataDir, {
      caseId: meeting.caseId,
      name: '会议纪要',
      pdf: await minutesOf(pool, meeting, minutes, followUps),
      effectKey: `${job.elementInstanceKey}:minutes`,
      kind: 'minutes',
    });
    const calendar = await loadCalendar(pool);
    const withDue = followUps.map(async (f) => ({
      ...f,
      dueAt: followUpDue(calendar, f.due, await closeOfBusiness(pool, f.unit)),
    }));
    return { minutesFile: id, followUps: await Promise.all(withDue) };
  },
});
