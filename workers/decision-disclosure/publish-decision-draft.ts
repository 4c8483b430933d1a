import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { toWire } from '../../domain/clock.ts';
import { draft } from '../../domain/disclosure/draft.ts';
import { instantsOf } from '../../domain/disclosure/period.ts';
import { findDisclosure, publishDisclosure } from '../../domain/disclosure/store.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { defineWorker } from '../run-job.ts';

/** Draft, basis and explanation for everybody, with begin and end. */
export const publishDecisionDraft = defineWorker({
  type: 'publish-decision-draft',
  timeoutMs: 60_000,
  input: z.object({
    caseId: z.string(),
    filingUnit: z.string(),
    subject: z.string(),
    summary: z.string().nullish(),
    draft,
  }),
  async perform({ caseId, filingUnit, subject, summary, draft }, job, { pool }) {
    return inTransaction(pool, async (db) => {
      const { beginsAt, endsAt } = instantsOf(draft);
      await publishDisclosure(db, {
        ...{ caseId, unit: filingUnit, subject, summary: summary ?? null },
        ...{ basisText: draft.basisText, explanation: draft.explanation },
        ...{ urgentReason: draft.urgent === 'yes' ? draft.urgentReason : null },
        ...{ draftFiles: draft.draft, basisFiles: draft.basis },
        ...{ beginsAt: beginsAt.toISO() ?? '', endsAt: endsAt.toISO() ?? '' },
      });
      // A job that comes again says what the first one published.
      const published = await findDisclosure(db, caseId);
      if (!published) throw new PermanentFault('事项已撤回或者不公开，没有公布草案。');
      const disclosure = { beginsAt: toWire(published.beginsAt), endsAt: toWire(published.endsAt) };
      const text = `草案已公布，征集${disclosure.beginsAt}至${disclosure.endsAt}`;
      await recordEvent(db, { caseId, kind: 'draft-published', detail: { ...disclosure, text } }, job);
      return { disclosure };
    });
  },
});
