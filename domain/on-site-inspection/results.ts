import type { Db } from '../../db/pool.ts';
import { type Origin, recordEvent } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';

/** A result as the information exchange gets it (历下政办发〔2019〕1号 附件2 二（三）). */
export interface ApprovalResult {
  caseId: string;
  matter: string;
  applicant: string;
  result: 'granted' | 'refused';
  decisionNumber: string | null;
  decidedOn: string;
  validUntil: string | null;
  /** Who claims it. */
  departments: string[];
}

/** Hands the result over, once a case; within a transaction. */
export async function publishResult(db: Db, r: ApprovalResult, origin: Origin): Promise<void> {
  await db.query(
    `INSERT INTO approval_result (case_id, matter, applicant, result, decision_number, decided_on, valid_until, departments, handed_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9) ON CONFLICT (case_id) DO NOTHING`,
    [
      r.caseId,
      r.matter,
      r.applicant,
      r.result,
      r.decisionNumber,
      r.decidedOn,
      r.validUntil,
      r.departments,
      now().toISO(),
    ],
  );
  const text = `审批结果已推送信息联动平台：${RESULTS[r.result]}`;
  await recordEvent(
    db,
    { caseId: r.caseId, kind: 'result-published', detail: { result: r.result, departments: r.departments, text } },
    origin,
  );
}

export const RESULTS = { granted: '准予许可', refused: '不予许可' } as const;
