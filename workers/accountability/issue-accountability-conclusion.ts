import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { conclusionPaper } from '../../domain/accountability/papers.ts';
import { unitOfPost } from '../../domain/accountability/posts.ts';
import { findSheet } from '../../domain/accountability/sheet.ts';
import { MEASURES, situationOf } from '../../domain/accountability/situations.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { accountabilityOf, conclusion, findings } from '../../domain/accountability/variables.ts';
import { daysAfterNow } from '../../domain/calendar/working-days.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { loadNames } from '../../domain/people/store.ts';
import { shareFile } from '../../domain/restricted/store.ts';
import { defineWorker } from '../run-job.ts';

const Days = z.coerce.number().int().min(1).max(100).catch(5);

/** The conclusion goes to the person concerned, with the facts printed in it; one that holds him to account he may appeal. */
export const issueAccountabilityConclusion = defineWorker({
  type: 'issue-accountability-conclusion',
  timeoutMs: 120_000,
  input: z.object({ ...accountabilityOf, findings, conclusion }),
  async perform({ findings, conclusion: { by, ...conclusion }, ...of }, job, { pool, dataDir }) {
    const { caseId, person } = of;
    const { result, measure, text } = conclusion;
    if (result === 'return') throw new PermanentFault('退回补充调查的不出具结论书。');
    const held = result === 'hold';
    const unit = unitOfPost(of.concluder);
    const until = held ? await daysAfterNow(pool, Days.parse(job.headers.appealWorkingDays), unit) : null;
    const issued = { result, measure: held ? measure : null, text };
    const { appealUntil } = await writePart(pool, caseId, { conclusion: issued, appeal_until: until });
    const [names, sheet] = await Promise.all([loadNames(pool), findSheet(pool, caseId)]);
    if (!sheet) throw new PermanentFault('事实清单不存在，请系统管理员核对。');
    const parties = { caseId, person: names.get(person) ?? person, issuer: names.get(unit) ?? unit };
    const { consequence, answered } = findings;
    const found = { situation: situationOf(consequence), consequence, findings: findings.text, answered };
    const paper = await storeDocument(pool, dataDir, {
      caseId,
      name: '责任追究结论书',
      pdf: await conclusionPaper(parties, issued, found, appealUntil, sheet, names),
      effectKey: `${job.elementInstanceKey}:accountability-conclusion`,
      kind: 'accountability-conclusion',
    });
    await inTransaction(pool, async (db) => {
      await shareFile(db, caseId, paper.id);
      const said = held ? `予以追究：${MEASURES[measure ?? 'criticism']}` : '不予追究';
      const detail = { text: `结论：${said}`, appealUntil };
      if (!(await recordEvent(db, { caseId, kind: 'decision-recorded', actor: by, detail }, job))) return;
      await setOutcome(db, caseId, held ? 'held-accountable' : 'not-held');
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:concluded`,
        to: person,
        title: '责任追究结论',
        text: held ? '结论书已出具，不服的可在期限内申诉。' : '经查不予追究，结论书已出具。',
      });
    });
    return { conclusionPaper: [paper.id], appealUntil };
  },
});
