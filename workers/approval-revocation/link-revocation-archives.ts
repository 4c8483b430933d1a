import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { linkCases } from '../../domain/cases/links.ts';
import { revocationOf } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

/** The approval's file, this one, and the number of the department's own (附件2 二（五）). */
export const linkRevocationArchives = defineWorker({
  type: 'link-revocation-archives',
  timeoutMs: 60_000,
  input: z.object({
    caseId: revocationOf.caseId,
    approvalCase: revocationOf.approvalCase,
    filingUnit: revocationOf.filingUnit,
    decision: z.object({ result: z.string() }).nullish(),
    receipt: z.object({ archiveNumber: z.string() }),
  }),
  async perform({ caseId, approvalCase, filingUnit, decision, receipt: { archiveNumber } }, job, { pool }) {
    await inTransaction(pool, async (db) => {
      if (!decision) await setOutcome(db, caseId, 'unfounded');
      const link = { reason: '对该许可的处理', archiveUnit: filingUnit, archiveNumber };
      await linkCases(db, caseId, approvalCase, link);
      const text = `与审批案卷 ${approvalCase}、提请单位档案 ${archiveNumber} 关联`;
      await recordEvent(db, { caseId, kind: 'archives-linked', detail: { approvalCase, archiveNumber, text } }, job);
    });
    return { archiveLinks: [{ approvalCase, archiveUnit: filingUnit, archiveNumber }] };
  },
});
