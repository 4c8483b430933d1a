import type { Db } from '../../db/pool.ts';
import { type Origin, recordEvent } from '../cases/lifecycle.ts';
import { now, toWire } from '../clock.ts';

/**
 * Refusal and silence of a department (历下政办发〔2019〕1号 附件2 四（二）). Each is a clue; ground for accountability it becomes only by
 * what it led to: a limit exceeded because of it, or harm.
 */
export interface Clue {
  department: string;
  what: 'refused' | 'silent';
  reason: string | null;
  at: string;
}

export const WHAT = { refused: '拒绝配合现场勘验', silent: '逾期未答复现场勘验预约' } as const;

export async function recordClue(
  db: Db,
  {
    caseId,
    department,
    name,
    what,
    reason,
    by,
  }: Omit<Clue, 'at'> & { caseId: string; name: string; by: string | null },
  origin: Origin,
): Promise<void> {
  const text = `线索：${name}${WHAT[what]}${reason ? `（${reason}）` : ''}`;
  await recordEvent(
    db,
    { caseId, kind: 'accountability-clue', actor: by, detail: { department, what, reason, text } },
    origin,
  );
}

export async function cluesOf(db: Db, caseId: string): Promise<Clue[]> {
  const { rows } = await db.query<Clue>(
    `SELECT detail ->> 'department' AS department, detail ->> 'what' AS what, detail ->> 'reason' AS reason, at
       FROM case_event WHERE case_id = $1 AND kind = 'accountability-clue' ORDER BY at, id`,
    [caseId],
  );
  return rows.map((clue) => ({ ...clue, at: toWire(clue.at) ?? '' }));
}

/** Limits that a department's refusal may have made late, and that were exceeded. */
export async function exceededLimits(db: Db, caseId: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT name FROM deadline_round WHERE case_id = $1 AND latest AND obligation IN ('organise-inspection', 'decide-licence')
        AND (ended_as = 'met-late' OR (ended_at IS NULL AND suspended_at IS NULL AND due_at < $2)) ORDER BY started_at, obligation`,
    [caseId, now().toISO()],
  );
  return rows.map((row) => row.name);
}

export interface ClueReview {
  clues: Clue[];
  exceeded: string[];
  harm: string | null;
  /** Somebody has to judge whether it is ground. */
  consequence: boolean;
  text: string;
}

export function reviewClues(clues: Clue[], exceeded: string[], harm: string | null): ClueReview {
  const consequence = clues.length > 0 && (exceeded.length > 0 || harm !== null);
  const found = [exceeded.length ? `${exceeded.join('、')}超时` : null, harm ? `不良影响：${harm}` : null].filter(
    Boolean,
  );
  const text = !clues.length
    ? '没有拒绝或者未答复的线索'
    : consequence
      ? `有${clues.length}条线索，${found.join('；')}，交督导单位认定`
      : `有${clues.length}条线索，未造成超时或者不良影响，不作为责任追究的依据`;
  return { clues, exceeded, harm, consequence, text };
}
