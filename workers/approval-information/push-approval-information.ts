import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent } from '../../domain/cases/lifecycle.ts';
import { joinCase } from '../../domain/cases/store.ts';
import { INFORMATION_KINDS, type InformationKind } from '../../domain/exchange/facts.ts';
import { approvalInformation, BUREAU } from '../../domain/exchange/procedure.ts';
import { enterClaims } from '../../domain/exchange/results.ts';
import { enterInformation } from '../../domain/exchange/supervision.ts';
import { notify } from '../../domain/notifications/notify.ts';
import { defineWorker } from '../run-job.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const Variables = z.object({
  caseId: z.string(),
  kind: z.enum(['result', 'supervision']),
  resultCase: text,
  matter: text,
  applicant: text,
  result: text,
  decisionNumber: text,
  decidedOn: text,
  validUntil: text,
  change: text,
  departments: z.array(z.string()),
  filingUnit: z.string(),
  informationKind: text,
  subject: text,
  content: text,
  documentNumber: text,
  happenedOn: text,
  effectiveOn: text,
  approvalCase: text,
});

/** Word to everybody concerned, in the product and, signed, to the systems that are connected. */
export const pushApprovalInformation = defineWorker({
  type: 'push-approval-information',
  timeoutMs: 60_000,
  input: Variables,
  async perform(v, job, { pool }) {
    const title = approvalInformation.titleOf(v);
    const { caseId } = v;
    await inTransaction(pool, async (db) => {
      if (v.kind === 'result') {
        const { resultCase, matter, applicant, result, decisionNumber, decidedOn, validUntil, change } = v;
        await enterClaims(db, { caseId, resultCase: resultCase ?? '', departments: v.departments, change });
        // Whoever supervises it sees the approval itself.
        await joinCase(db, resultCase ?? '', v.departments);
        const about = { resultCase, matter, applicant, result, decisionNumber, decidedOn, validUntil, change };
        await notify(
          db,
          ...v.departments.map((department) => ({
            effectKey: `push:${caseId}:${department}`,
            kind: 'exchange' as const,
            title,
            text: '审批结果已推送，请在3个工作日内认领，加强事中事后监管。',
            recipients: [`${department}.clerk`, `${department}.liaison`],
            caseId,
            detail: { information: { type: 'approval-result', push: caseId, department, ...about } },
          })),
        );
      } else {
        const { subject, content, documentNumber, happenedOn, effectiveOn, approvalCase, filingUnit: unit } = v;
        const kind = v.informationKind as InformationKind;
        const said = { kind, subject: subject ?? '', content: content ?? '', documentNumber };
        const information = { caseId, unit, ...said, happenedOn: happenedOn ?? '', effectiveOn, approvalCase };
        await enterInformation(db, information);
        await notify(db, {
          effectKey: `push:${caseId}`,
          kind: 'exchange',
          title,
          text: `${INFORMATION_KINDS[kind]}已推送，请在3个工作日内签收。`,
          recipients: [`${BUREAU}.clerk`],
          caseId,
          detail: { information: { type: 'supervision', ...information } },
        });
      }
      const detail = {
        text: v.kind === 'result' ? `已推送${v.departments.length}个监管部门` : '已推送区行政审批服务局',
      };
      await recordEvent(db, { caseId, kind: 'information-pushed', detail }, job);
    });
    return {};
  },
});
