import type { Db } from '../../db/pool.ts';
import { now, toWire } from '../clock.ts';
import type { Appeal, Conclusion, Review, Statement } from './variables.ts';

/** What is told of a case to those who do not see it: the person concerned and whoever reported. */

export async function openAccountability(
  db: Db,
  caseId: string,
  of: { person: string; situation: string; openedBy: string; sourceCase: string | null },
): Promise<void> {
  await db.query(
    `INSERT INTO accountability (case_id, person, situation, opened_by, opened_at, source_case) VALUES ($1,$2,$3,$4,$5,$6)`,
    [caseId, of.person, of.situation, of.openedBy, now().toISO(), of.sourceCase],
  );
}

/** Columns that a step writes; what is written already stays, so that a job that comes again changes nothing. */
interface Part {
  situation?: string;
  decided_at?: string | null;
  declined?: string | null;
  asked_at?: string | null;
  statement_until?: string | null;
  statement?: Statement;
  conclusion?: Omit<Conclusion, 'by'>;
  appeal_until?: string | null;
  appeal?: Appeal;
  review?: Omit<Review, 'by'>;
  closed_at?: string | null;
}

export async function writePart(db: Db, caseId: string, { situation, ...part }: Part): Promise<Dates> {
  const entries = Object.entries(part).filter(([, value]) => value !== undefined && value !== null);
  const set = entries.map(([column], i) => `${column} = coalesce(${column}, $${i + 3})`);
  const { rows } = await db.query<Dates>(
    `UPDATE accountability SET ${['situation = coalesce($2, situation)', ...set].join(', ')} WHERE case_id = $1
     RETURNING statement_until AS "statementUntil", appeal_until AS "appealUntil"`,
    [caseId, situation ?? null, ...entries.map(([, value]) => value)],
  );
  const [row] = rows;
  return { statementUntil: toWire(row?.statementUntil), appealUntil: toWire(row?.appealUntil) };
}

interface Dates {
  statementUntil: string | null;
  appealUntil: string | null;
}

/** His part, from when he was asked on. */
export interface OwnPart {
  id: string;
  situation: string;
  facts: string;
  askedAt: string | null;
  statementUntil: string | null;
  statement: Statement | null;
  conclusion: Omit<Conclusion, 'by'> | null;
  appealUntil: string | null;
  appeal: Appeal | null;
  review: Omit<Review, 'by'> | null;
  closedAt: string | null;
  /** His open task. */
  task: { key: string; name: string } | null;
  files: { id: string; name: string }[];
}

/** SQL: what he has said himself, before a step has written it down. */
const said = (name: string) =>
  `(SELECT v.value FROM read.variable v WHERE v.scope_key = c.instance_key AND v.name = '${name}')`;

export async function partsOfPerson(db: Db, username: string, caseId?: string): Promise<OwnPart[]> {
  const { rows } = await db.query<OwnPart>(
    `SELECT a.case_id AS id, a.situation, c.variables ->> 'facts' AS facts, a.asked_at AS "askedAt", a.statement_until AS "statementUntil",
            coalesce(a.statement, ${said('statement')}) AS statement, a.conclusion, a.appeal_until AS "appealUntil",
            coalesce(a.appeal, ${said('appeal')}) AS appeal, a.review, a.closed_at AS "closedAt",
            (SELECT jsonb_build_object('key', t.task_key::text, 'name', t.name) FROM read.task t
              WHERE t.case_id = a.case_id AND t.state = 'open' AND t.assignee = $1 AND cardinality(t.candidate_groups) = 0 LIMIT 1) AS task,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name) ORDER BY f.uploaded_at, f.id), '[]')
               FROM restricted_share s JOIN file f ON f.id = s.file_id WHERE s.case_id = a.case_id) AS files
       FROM accountability a JOIN cases c ON c.id = a.case_id
      WHERE a.person = $1 AND a.asked_at IS NOT NULL AND ($2::text IS NULL OR a.case_id = $2) ORDER BY a.asked_at DESC, a.case_id DESC LIMIT 100`,
    [username, caseId ?? null],
  );
  return rows.map((row) => ({
    ...row,
    askedAt: toWire(row.askedAt),
    statementUntil: toWire(row.statementUntil),
    appealUntil: toWire(row.appealUntil),
    closedAt: toWire(row.closedAt),
  }));
}

export const REFERRED_STATES = {
  received: '待受理',
  accepted: '办理中',
  declined: '不予受理',
  closed: '已办结',
} as const;

/** What somebody reported, and no more of it than that it is dealt with. */
export interface Referred {
  id: string;
  situation: string;
  sourceCase: string | null;
  openedAt: string | null;
  state: keyof typeof REFERRED_STATES;
  declined: string | null;
}

export async function referredBy(db: Db, username: string): Promise<Referred[]> {
  const { rows } = await db.query<Referred>(
    `SELECT a.case_id AS id, a.situation, a.source_case AS "sourceCase", a.opened_at AS "openedAt", a.declined,
            CASE WHEN a.declined IS NOT NULL THEN 'declined' WHEN a.closed_at IS NOT NULL THEN 'closed'
                 WHEN a.decided_at IS NOT NULL THEN 'accepted' ELSE 'received' END AS state
       FROM accountability a WHERE a.opened_by = $1 ORDER BY a.opened_at DESC, a.case_id DESC LIMIT 100`,
    [username],
  );
  return rows.map((row) => ({ ...row, openedAt: toWire(row.openedAt) }));
}
