import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { noticePaper } from '../../domain/accountability/papers.ts';
import { unitOfPost } from '../../domain/accountability/posts.ts';
import { situationOf } from '../../domain/accountability/situations.ts';
import { writePart } from '../../domain/accountability/store.ts';
import { tellOutside } from '../../domain/accountability/tell.ts';
import { acceptance, accountabilityOf } from '../../domain/accountability/variables.ts';
import { daysAfterNow } from '../../domain/calendar/working-days.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { now, toWire } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { shareFile } from '../../domain/restricted/store.ts';
import { defineWorker } from '../run-job.ts';

const Days = z.coerce.number().int().min(1).max(100).catch(5);

/** The person concerned is asked: from now on he sees the notice, the facts, and until when he may state his view. */
export const issueAccountabilityNotice = defineWorker({
  type: 'issue-accountability-notice',
  timeoutMs: 120_000,
  input: z.object({ ...accountabilityOf, acceptance, factsSheet: z.array(z.string()) }),
  async perform({ acceptance, factsSheet, ...of }, job, { pool, dataDir }) {
    const { caseId, person } = of;
    const { consequence } = acceptance;
    const situation = situationOf(consequence);
    const unit = unitOfPost(of.investigator);
    const at = toWire(now());
    const until = await daysAfterNow(pool, Days.parse(job.headers.statementWorkingDays), unit);
    const { statementUntil } = await writePart(pool, caseId, { situation, decided_at: at, statement_until: until });
    const names = await loadNames(pool);
    const parties = { caseId, person: names.get(person) ?? person, issuer: names.get(unit) ?? unit };
    const about = { situation, consequence, provision: of.provision, facts: of.facts };
    const notice = await storeDocument(pool, dataDir, {
      caseId,
      name: '责任追究陈述申辩通知书',
      pdf: await noticePaper(parties, about, statementUntil ?? until),
      effectKey: `${job.elementInstanceKey}:accountability-notice`,
      kind: 'accountability-notice',
    });
    await inTransaction(pool, async (db) => {
      await writePart(db, caseId, { asked_at: at });
      for (const id of [...factsSheet, notice.id]) await shareFile(db, caseId, id);
      const detail = { text: '受理线索，已通知当事人陈述申辩', statementUntil };
      if (!(await recordEvent(db, { caseId, kind: 'person-asked', actor: acceptance.by, detail }, job))) return;
      await tellOutside(db, {
        caseId,
        effectKey: `${job.elementInstanceKey}:asked`,
        to: person,
        title: '请陈述申辩',
        text: '收到与您履职有关的线索，请阅看通知书和事实清单，并在期限内陈述申辩。',
      });
    });
    return { notice: [notice.id], statementUntil, situation, consequence };
  },
});
