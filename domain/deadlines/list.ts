import type { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { type Calendar, remainingTime, remainingWorkingDays } from '../calendar/core.ts';
import { closeOfBusiness, loadCalendar } from '../calendar/store.ts';
import { now, toWire } from '../clock.ts';
import { countLimit } from './compute.ts';
import { rungName } from './rungs.ts';
import { pausesOf, type Round, ROUND_COLUMNS, toRound } from './store.ts';

export const DEADLINE_STATES = ['running', 'warned', 'overdue', 'met', 'met-late', 'suspended', 'cancelled'] as const;
export type DeadlineState = (typeof DEADLINE_STATES)[number];

/** A limit as the API shows it. */
export interface Deadline {
  id: string;
  caseId: string;
  caseTitle: string;
  process: string;
  obligation: string;
  subject: string | null;
  unit: string | null;
  name: string;
  legalBasis: string | null;
  /** As the procedure says; an extension stands beside it. */
  workingDays: number;
  extendedBy: number;
  round: number;
  startedAt: string | null;
  warnAt: string | null;
  dueAt: string | null;
  endedAt: string | null;
  suspendedAt: string | null;
  state: DeadlineState;
  remainingWorkingDays: number | null;
  /** 剩余 1 个工作日 3 小时: null when nothing runs. */
  remainingHours: number | null;
  provisional: boolean;
  nextRung: string | null;
  nextRungName: string | null;
  nextRungAt: string | null;
  nextRecipients: string[];
}

// State follows from the dates and the clock: no row has to be touched for a limit to become overdue.
const state = (now: string) => `CASE WHEN r.ended_as IS NOT NULL THEN r.ended_as
  WHEN r.suspended_at IS NOT NULL THEN 'suspended'
  WHEN r.due_at < ${now} THEN 'overdue' WHEN r.warn_at <= ${now} THEN 'warned' ELSE 'running' END`;

export interface DeadlineFilter {
  state?: string | undefined;
  id?: string | undefined;
  case?: string | undefined;
  obligation?: string | undefined;
  limit: number;
  offset: number;
}

/** Most urgent first, what has ended last. */
export async function listDeadlines(
  db: Db,
  seen: { sql: string; params: unknown[] },
  f: DeadlineFilter,
): Promise<{ items: Deadline[]; total: number }> {
  const params: unknown[] = [...seen.params];
  const p = (value: unknown) => `$${params.push(value)}`;
  const present = now();
  const moment = p(present.toISO());
  const stateNow = state(`${moment}::timestamptz`);
  // Named in every query, also where no filter asks for the state.
  const all = [seen.sql, `${moment}::timestamptz IS NOT NULL`];
  if (f.state) all.push(`(${stateNow}) = ${p(f.state)}`);
  // Lets the index of the open ones serve the filters that concern them.
  if (f.state && !['met', 'met-late', 'cancelled'].includes(f.state)) all.push('r.ended_at IS NULL');
  if (f.id) all.push(`d.id = ${p(f.id)}`);
  if (f.case) all.push(`r.case_id = ${p(f.case)}`);
  if (f.obligation) all.push(`d.obligation = ${p(f.obligation)}`);
  const from = `FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id AND d.round = r.round
    JOIN cases c ON c.id = r.case_id WHERE ${all.join(' AND ')}`;
  const count = await db.query<{ n: string }>(`SELECT count(*) AS n ${from}`, [...params]);
  const { rows } = await db.query(
    `SELECT ${ROUND_COLUMNS}, ${stateNow} AS state, c.title AS "caseTitle", c.process,
            r.next_rung AS "nextRung", r.next_at AS "nextAt", r.next_recipients AS "nextRecipients"
     ${from} ORDER BY r.ended_at IS NOT NULL, r.due_at, d.id LIMIT ${p(f.limit)} OFFSET ${p(f.offset)}`,
    params,
  );
  const calendar = rows.length ? await loadCalendar(db) : null;
  return {
    items: rows.map((row) => toDeadline(row, calendar as Calendar, present)),
    total: Number(count.rows[0]?.n ?? 0),
  };
}

export async function deadlinesOfCase(db: Db, caseId: string): Promise<Deadline[]> {
  return (await listDeadlines(db, { sql: 'TRUE', params: [] }, { case: caseId, limit: 1000, offset: 0 })).items;
}

function toDeadline(row: Record<string, unknown>, calendar: Calendar, present: DateTime): Deadline {
  const { nextRung, nextAt, nextRecipients, state, caseTitle, process } = row as {
    nextRung: string | null;
    nextAt: string | null;
    nextRecipients: string[];
    state: DeadlineState;
    caseTitle: string;
    process: string;
  };
  const r: Round = toRound(row);
  const open = r.endedAt === null;
  const runs = open && r.suspendedAt === null;
  const left = runs ? remainingTime(calendar, present, r.dueAt) : null;
  return {
    id: r.id,
    caseId: r.caseId,
    caseTitle,
    process,
    obligation: r.obligation,
    subject: r.subject || null,
    unit: r.unit,
    name: r.name,
    legalBasis: r.legalBasis,
    workingDays: r.workingDays,
    extendedBy: r.extraDays,
    round: r.round,
    startedAt: toWire(r.startedAt),
    warnAt: toWire(r.warnAt),
    dueAt: toWire(r.dueAt),
    endedAt: toWire(r.endedAt),
    suspendedAt: open ? toWire(r.suspendedAt) : null,
    state,
    remainingWorkingDays: runs ? remainingWorkingDays(calendar, present, r.dueAt) : open ? r.remaining : null,
    remainingHours: left?.hours ?? null,
    provisional: r.provisional,
    nextRung: runs ? nextRung : null,
    nextRungName: runs && nextRung ? rungName(nextRung) : null,
    nextRungAt: runs ? toWire(nextAt) : null,
    nextRecipients: runs ? nextRecipients : [],
  };
}

/** One limit with its day-by-day count, suspensions, rungs and earlier rounds; null where it does not exist or may not be seen. */
export async function deadlineDetail(db: Db, seen: { sql: string; params: unknown[] }, id: string) {
  const found = (await listDeadlines(db, seen, { id, limit: 1, offset: 0 })).items[0];
  if (!found) return null;
  const { rows } = await db.query(
    `SELECT ${ROUND_COLUMNS}, r.ended_as AS "endedAs" FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id
      WHERE d.id = $1 ORDER BY r.round DESC`,
    [id],
  );
  const rounds = rows.map((row) => ({ ...toRound(row), endedAs: (row as { endedAs: string | null }).endedAs }));
  const current = rounds[0] as Round;
  const { days } = countLimit(await loadCalendar(db), {
    startedAt: current.startedAt,
    workingDays: current.workingDays + current.extraDays,
    warnDays: current.warnDays,
    closeOfBusiness: await closeOfBusiness(db, current.unit),
    pauses: await pausesOf(db, current),
  });
  const [pauses, rungs] = await Promise.all([
    db.query(
      `SELECT suspended_at AS "suspendedAt", suspended_by AS "suspendedBy", reason, basis, resumed_at AS "resumedAt",
              resumed_by AS "resumedBy", resume_reason AS "resumeReason"
         FROM deadline_pause WHERE deadline_id = $1 AND round = $2 ORDER BY id`,
      [id, current.round],
    ),
    db.query(
      `SELECT round, rung, at, raised_at AS "raisedAt", recipients, revoked_at AS "revokedAt"
         FROM deadline_rung WHERE deadline_id = $1 ORDER BY raised_at, at`,
      [id],
    ),
  ]);
  const wire = (rows: Record<string, unknown>[]) =>
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, /[a-z]At$|^at$/.test(k) ? toWire(v as string) : v])),
    );
  return {
    ...found,
    days,
    pauses: wire(pauses.rows),
    rungs: wire(rungs.rows).map((r) => ({ ...r, name: rungName(String(r.rung)) })),
    rounds: rounds.map((r) => ({
      round: r.round,
      startedAt: toWire(r.startedAt),
      dueAt: toWire(r.dueAt),
      endedAt: toWire(r.endedAt),
      endedAs: r.endedAs,
    })),
  };
}
