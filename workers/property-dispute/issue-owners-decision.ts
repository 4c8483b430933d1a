import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { dueAfter } from '../../domain/calendar/core.ts';
import { loadCalendar } from '../../domain/calendar/store.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { now } from '../../domain/clock.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { DECISION_PAPERS, decisionPaper } from '../../domain/property/papers.ts';
import { enterDecision } from '../../domain/property/store.ts';
import { type BODIES, DECISION_STATES } from '../../domain/property/words.ts';
import { defineWorker } from '../run-job.ts';

const Act = z.enum(['file', 'correct', 'revoke']);
const STATES = { file: 'filed', correct: 'correct', revoke: 'revoked' } as const;

/** Enters what became of a decision of owners, and writes it to them: header `act`. */
export const issueOwnersDecision = defineWorker({
  type: 'issue-owners-decision',
  timeoutMs: 120_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    subDistrict: z.string(),
    estate: z.string(),
    body: z.enum(['assembly', 'committee', 'acting'] satisfies (keyof typeof BODIES)[]),
    decisionKind: z.string(),
    title: z.string(),
    decidedOn: z.string(),
    examination: z.object({
      text: z.string(),
      ground: z.string().nullish(),
      days: z.number().nullish(),
      by: z.string().nullish(),
    }),
  }),
  async perform({ examination, ...of }, job, { pool, dataDir }) {
    const act = Act.parse(job.headers.act);
    const [names, calendar] = await Promise.all([loadNames(pool), loadCalendar(pool)]);
    const dueOn = act === 'correct' ? dueAfter(calendar, now(), examination.days ?? 10).dueAt.toISODate() : null;
    const ground = act === 'file' ? null : (examination.ground ?? null);
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: DECISION_PAPERS[act],
      pdf: await decisionPaper({
        ...{ caseId: of.caseId, act, estate: of.estate, body: of.body, title: of.title, decidedOn: of.decidedOn },
        ...{ text: examination.text, ground, dueOn, issuer: names.get(of.filingUnit) ?? of.filingUnit },
      }),
      effectKey: `${job.elementInstanceKey}:owners-decision`,
      kind: 'owners-decision-paper',
    });
    const state = STATES[act];
    await inTransaction(pool, async (db) => {
      const { filingUnit: community, decisionKind: kind, ...rest } = of;
      const text = `${DECISION_STATES[state]}${dueOn ? `，期限至${dueOn}` : ''}`;
      const event = {
        caseId: of.caseId,
        kind: `decision-${state}`,
        actor: examination.by ?? null,
        detail: { text, ground },
      };
      if (!(await recordEvent(db, event, job))) return;
      await enterDecision(db, { ...rest, community, kind, state, ground });
      if (state !== 'correct') await setOutcome(db, of.caseId, `decision-${state}`);
    });
    return {};
  },
});
