import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { loadNames } from '../../domain/people/store.ts';
import { MEASURES } from '../../domain/revocation/measures.ts';
import { answerPaper } from '../../domain/revocation/papers.ts';
import { decision, revocationOf, verification } from '../../domain/revocation/variables.ts';
import { defineWorker } from '../run-job.ts';

/** 同时告知行政主管部门处理结果 (附件2 二（四）). */
export const issueRevocationAnswer = defineWorker({
  type: 'issue-revocation-answer',
  timeoutMs: 120_000,
  input: z.object({ ...revocationOf, verification, decision: decision.nullish() }),
  async perform({ verification, decision, ...of }, job, { pool, dataDir }) {
    const unit = (await loadNames(pool)).get(of.filingUnit) ?? of.filingUnit;
    const result =
      decision?.result === 'take'
        ? `已${MEASURES[decision.measure]}行政许可${decision.number ? `（${decision.number}）` : ''}`
        : decision
          ? '不予处理，维持许可'
          : '经核实不属实或不具备法定情形，不予处理';
    await storeDocument(pool, dataDir, {
      caseId: of.caseId,
      name: '处理结果告知函',
      pdf: await answerPaper(of, result, decision?.text ?? verification.text, unit),
      effectKey: `${job.elementInstanceKey}:revocation-answer`,
      kind: 'revocation-answer',
    });
    await inTransaction(pool, async (db) => {
      await notify(db, {
        effectKey: `revocation-answer:${of.caseId}`,
        kind: 'exchange',
        title: `处理结果：${of.matter}（${of.applicant}）`,
        text: `${result}。请签收并登记本单位档案号。`,
        recipients: [`${of.filingUnit}.clerk`, `${of.filingUnit}.liaison`],
        caseId: of.caseId,
      });
      const text = `已告知${unit}处理结果：${result}`;
      await recordEvent(db, { caseId: of.caseId, kind: 'answer-issued', detail: { text } }, job);
    });
    return {};
  },
});
