import type { Db } from '../../db/pool.ts';
import { casesSeenBy } from '../access.ts';
import { now } from '../clock.ts';
import type { Principal } from '../people/store.ts';
import type { Action, InformationKind } from './facts.ts';

export interface Information {
  caseId: string;
  unit: string;
  kind: InformationKind;
  subject: string;
  content: string;
  documentNumber: string | null;
  /** YYYY-MM-DD. */
  happenedOn: string;
  effectiveOn: string | null;
  approvalCase: string | null;
}

export interface InformationRow extends Information {
  pushedAt: string;
  action: Action | null;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: string | null;
}

/** What a department pushed, once. */
export async function enterInformation(db: Db, i: Information): Promise<void> {
  await db.query(
    `INSERT INTO supervision_information (case_id, unit, kind, subject, content, document_number, happened_on, effective_on,
                                          approval_case, pushed_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT DO NOTHING`,
    [
      i.caseId,
      i.unit,
      i.kind,
      i.subject,
      i.content,
      i.documentNumber,
      i.happenedOn,
      i.effectiveOn,
      i.approvalCase,
      now().toISO(),
    ],
  );
}

export async function answerInformation(
  db: Db,
  caseId: string,
  answer: { action: Action; text: string | null; by: string | null },
): Promise<void> {
  await db.query(
    `UPDATE supervision_information SET action = $2, answer = $3, answered_by = $4, answered_at = $5
      WHERE case_id = $1 AND answered_at IS NULL`,
    [caseId, answer.action, answer.text, answer.by, now().toISO()],
  );
}

export interface InformationFilter {
  q?: string | undefined;
  unit?: string | undefined;
  kind?: InformationKind | undefined;
  state?: 'open' | 'answered' | undefined;
  limit: number;
  offset: number;
}

const COLUMNS = `i.case_id AS "caseId", i.unit, i.kind, i.subject, i.content, i.document_number AS "documentNumber",
  i.happened_on::text AS "happenedOn", i.effective_on::text AS "effectiveOn", i.approval_case AS "approvalCase",
  i.pushed_at AS "pushedAt", i.action, i.answer, i.answered_by AS "answeredBy", i.answered_at AS "answeredAt"`;

/** The newest first; only what this person sees as a case. */
export async function listInformation(
  db: Db,
  who: Principal,
  f: InformationFilter,
): Promise<{ items: InformationRow[]; total: number }> {
  const seen = casesSeenBy(who, 7);
  const { rows } = await db.query<InformationRow & { total: number }>(
    `SELECT ${COLUMNS}, count(*) OVER ()::int AS total
       FROM supervision_information i JOIN cases c ON c.id = i.case_id
      WHERE ($1::text IS NULL OR strpos(i.subject, $1) > 0 OR i.case_id = $1 OR i.document_number = $1 OR i.approval_case = $1)
        AND ($2::text IS NULL OR i.unit = $2) AND ($3::text IS NULL OR i.kind = $3)
        AND ($4::text IS NULL OR ($4 = 'open') = (i.answered_at IS NULL)) AND c.withdrawn_at IS NULL AND ${seen.sql}
      ORDER BY i.pushed_at DESC, i.case_id DESC LIMIT $5 OFFSET $6`,
    [f.q ?? null, f.unit ?? null, f.kind ?? null, f.state ?? null, f.limit, f.offset, ...seen.params],
  );
  return { items: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}
