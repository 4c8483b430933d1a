import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { joinCase } from '../../domain/cases/store.ts';
import { noticePaper } from '../../domain/consultation/papers.ts';
import { convening, meeting, meetingOf } from '../../domain/consultation/variables.ts';
import { chairName } from '../../domain/consultation/chair.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Agenda and papers to everybody invited, before the meeting: the notice as a document, and word to liaison leads and officers. */
export const circulateMeetingPapers = defineWorker({
  type: 'circulate-meeting-papers',
  timeoutMs: 120_000,
  input: z.object({
    ...meetingOf,
    meeting,
    convening: convening.nullish(),
    papersDecision: z.object({ result: z.string(), text: z.string().nullish() }).nullish(),
  }),
  async perform({ meeting, convening, papersDecision, ...of }, job, { pool, dataDir }) {
    const [names, files] = await Promise.all([loadNames(pool), filesOfCase(pool, of.caseId)]);
    const ready = Boolean(meeting.agenda) && meeting.materials.length > 0;
    const reason = ready ? null : (papersDecision?.text ?? null);
    const materials = files.filter(({ id }) => meeting.materials.includes(id)).map(({ name }) => name);
    const chair = await chairName(pool, of.chairPost, convening?.leader ?? null);
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '会议通知',
      pdf: await noticePaper(of, meeting, { chair, reason, materials }, names),
      effectKey: `${job.elementInstanceKey}:meeting-notice`,
      kind: 'meeting-notice',
    });
    const text = reason ? `会议通知已发，会前未转发议题材料：${reason}` : '会议通知、议题和材料已转发参会单位';
    await inTransaction(pool, async (db) => {
      const chairUnit = of.chairPost.split('.')[0] as string;
      await joinCase(db, of.caseId, [...meeting.units, chairUnit]);
      await notify(db, {
        effectKey: `meeting-papers:${job.elementInstanceKey}`,
        kind: 'exchange',
        title: `会议通知：${of.subject}`,
        text: `${text}。请研究后确认参会。`,
        recipients: meeting.units.flatMap((unit) => [`${unit}.liaison`, `${unit}.liaison-lead`]),
        caseId: of.caseId,
      });
      await recordEvent(db, { caseId: of.caseId, kind: 'papers-circulated', detail: { text } }, job);
    });
    return { invited: meeting.units.map((unit) => ({ value: unit, label: names.get(unit) ?? unit })) };
  },
});
