import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { type Calendar, workingDaysBetween } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { now, toWire, ZONE } from '../clock.ts';
import { sha256 } from '../archive/zip.ts';
import { PermanentFault } from '../faults.ts';
import { CARD_PROCESS } from '../supervision/store.ts';

/** Who had a task, from when until when. Instants are wire times. */
export interface Held {
  from: string;
  until: string | null;
  username: string;
  /** Post in whose place. */
  onBehalfOf: string | null;
}
export interface SheetTask {
  caseId: string;
  step: string;
  groups: string[];
  createdAt: string;
  dueAt: string | null;
  endedAt: string | null;
  state: 'open' | 'completed' | 'canceled';
  completedBy: string | null;
  onBehalfOf: string | null;
  held: Held[];
  late: Late | null;
}
export interface SheetLimit {
  name: string;
  subject: string | null;
  unit: string | null;
  round: number;
  workingDays: number;
  extendedBy: number;
  basis: string | null;
  startedAt: string;
  dueAt: string;
  endedAt: string | null;
  endedAs: 'met' | 'met-late' | 'cancelled' | null;
  pauses: { from: string; to: string | null; by: string; reason: string; basis: string }[];
  late: Late | null;
}
export interface SheetCard {
  id: string;
  limitName: string;
  issuedAt: string;
  state: string;
  attribution: string | null;
  reason: string | null;
  closedAt: string | null;
}
/** How late: whole working days after the end, and the hours by the clock. */
export interface Late {
  workingDays: number;
  hours: number;
}

/** What the record says, as it was when it was gathered. */
export interface FactsSheet {
  gatheredAt: string;
  person: { username: string; name: string; posts: string[] };
  /** The case that it is about; null: the person's late tasks of the twelve months before. */
  about: {
    id: string;
    title: string;
    process: string;
    leadingUnit: string;
    createdAt: string;
    endedAt: string | null;
    status: string;
  } | null;
  tasks: SheetTask[];
  limits: SheetLimit[];
  cards: SheetCard[];
  /** Hand-overs, moves, urgings and extensions, in the words of the history. */
  events: { at: string; actor: string | null; text: string }[];
}

const MOST = 500;
const EVENTS = [
  ...['task-handed-over', 'task-reminded', 'case-moved', 'limit-suspended', 'limit-resumed', 'limit-extended'],
  ...['limit-moved', 'overdue-reason', 'accountability-clue'],
];

const wire = (at: string): string => toWire(at) ?? at;
const instant = (iso: string): DateTime => DateTime.fromISO(iso, { zone: ZONE });

function lateness(calendar: Calendar, dueAt: string | null, endedAt: string | null, present: DateTime): Late | null {
  if (!dueAt) return null;
  const due = instant(dueAt);
  const end = endedAt ? instant(endedAt) : present;
  if (end <= due) return null;
  return { workingDays: workingDaysBetween(calendar, due, end), hours: Math.floor(end.diff(due, 'hours').hours) };
}

/**
 * Gathers from the record who had what when, how the limits ran, what was issued and how tasks changed hands. Of a card: the facts of the
 * case whose limit it is about. The read model has to have caught up (`untilCaughtUp`).
 */
export async function gatherFacts(db: Db, of: { person: string; sourceCase: string | null }): Promise<FactsSheet> {
  const present = now();
  const calendar = await loadCalendar(db);
  const about = of.sourceCase ? await caseAbout(db, of.sourceCase) : null;
  return {
    gatheredAt: toWire(present) ?? '',
    person: await personOf(db, of.person),
    about: about && { ...about, createdAt: wire(about.createdAt), endedAt: toWire(about.endedAt) },
    tasks: await tasksOf(db, calendar, about ? { caseId: about.id } : { person: of.person }, present),
    limits: about ? await limitsOf(db, calendar, about.id, present) : [],
    cards: about ? await cardsOf(db, about.id) : [],
    events: about ? await eventsOf(db, about.id) : [],
  };
}

async function personOf(db: Db, username: string): Promise<FactsSheet['person']> {
  const { rows } = await db.query<FactsSheet['person']>(
    `SELECT a.username, a.display_name AS name, coalesce(array_agg(DISTINCT p.name) FILTER (WHERE p.id IS NOT NULL), '{}') AS posts
       FROM account a LEFT JOIN post_holder h ON h.username = a.username AND h.from_date <= $2::date AND (h.until_date IS NULL OR h.until_date > $2::date)
       LEFT JOIN post p ON p.id = h.post WHERE a.username = $1 GROUP BY a.username`,
    [username, now().toISODate()],
  );
  if (!rows[0]) throw new PermanentFault('当事人账户不存在，请系统管理员核对。');
  return rows[0];
}

async function caseAbout(db: Db, sourceCase: string): Promise<NonNullable<FactsSheet['about']>> {
  const { rows } = await db.query<NonNullable<FactsSheet['about']>>(
    `SELECT c.id, c.title, c.process, c.leading_unit AS "leadingUnit", c.created_at AS "createdAt", s.ended_at AS "endedAt", s.status
       FROM cases k JOIN cases c ON c.id = CASE WHEN k.process = '${CARD_PROCESS}' THEN k.parent_case_id ELSE k.id END
       JOIN case_status s ON s.case_id = c.id WHERE k.id = $1`,
    [sourceCase],
  );
  if (!rows[0]) throw new PermanentFault('来源事项不存在，请系统管理员核对。');
  return rows[0];
}

type TaskRow = Omit<SheetTask, 'held' | 'late'> & { key: string; assignee: string | null };

async function tasksOf(
  db: Db,
  calendar: Calendar,
  of: { caseId: string } | { person: string },
  present: DateTime,
): Promise<SheetTask[]> {
  const [where, value] =
    'caseId' in of
      ? ['t.case_id = $1', of.caseId]
      : [
          `(t.completed_by = $1 OR t.assignee = $1) AND t.due_at < coalesce(t.ended_at, $2::timestamptz)
           AND t.created_at > $2::timestamptz - interval '1 year' AND t.case_id NOT IN (SELECT case_id FROM restricted_case)`,
          of.person,
        ];
  const { rows } = await db.query<TaskRow>(
    `SELECT t.task_key::text AS key, t.case_id AS "caseId", coalesce(t.name, t.element_id) AS step, t.candidate_groups AS groups,
            t.created_at AS "createdAt", t.due_at AS "dueAt", t.ended_at AS "endedAt", t.state, t.completed_by AS "completedBy",
            nullif(t.on_behalf_of, '') AS "onBehalfOf", t.assignee
       FROM read.task t WHERE $2::text IS NOT NULL AND ${where} ORDER BY t.created_at, t.task_key LIMIT ${MOST}`,
    [value, present.toISO()],
  );
  const held = await holdings(
    db,
    rows.map(({ key }) => key),
  );
  return rows.map((row) => ({
    caseId: row.caseId,
    step: row.step,
    groups: row.groups,
    createdAt: wire(row.createdAt),
    dueAt: toWire(row.dueAt),
    endedAt: toWire(row.endedAt),
    state: row.state,
    completedBy: row.completedBy,
    onBehalfOf: row.onBehalfOf,
    held: closed(held.get(row.key) ?? [], toWire(row.endedAt)),
    late: lateness(calendar, row.dueAt, row.endedAt, present),
  }));
}

interface Assigned {
  at: string;
  username: string | null;
  onBehalfOf: string | null;
}

/** Every taking, giving back and handing over, from the engine's own records; both exporters bring each, one row a position. */
async function holdings(db: Db, keys: string[]): Promise<Map<string, Assigned[]>> {
  const { rows } = await db.query<{ key: string; at: string; username: string; action: string | null }>(
    `SELECT key::text, to_timestamp("timestamp" / 1000.0) AS at, record::jsonb #>> '{value,assignee}' AS username,
            record::jsonb #>> '{value,action}' AS action
       FROM engine_record WHERE value_type = 'USER_TASK' AND intent = 'ASSIGNED' AND key = ANY ($1::bigint[]) ORDER BY position`,
    [keys],
  );
  const found = new Map<string, Assigned[]>();
  for (const { key, at, username, action } of rows)
    found.set(key, [
      ...(found.get(key) ?? []),
      { at: wire(at), username: username || null, onBehalfOf: /;for=([^;]+)/.exec(action ?? '')?.[1] ?? null },
    ]);
  return found;
}

/** Each has it until the next does, or until it is done. */
const closed = (assigned: Assigned[], endedAt: string | null): Held[] =>
  assigned.flatMap(({ at, username, onBehalfOf }, i) =>
    username === null ? [] : [{ from: at, until: assigned[i + 1]?.at ?? endedAt, username, onBehalfOf }],
  );

type LimitRow = Omit<SheetLimit, 'late'>;

async function limitsOf(db: Db, calendar: Calendar, caseId: string, present: DateTime): Promise<SheetLimit[]> {
  const { rows } = await db.query<LimitRow & { suspendedAt: string | null }>(
    `SELECT r.name, nullif(d.subject, '') AS subject, r.unit, r.round, r.working_days AS "workingDays", r.extra_days AS "extendedBy",
            r.legal_basis AS basis, r.started_at AS "startedAt", r.due_at AS "dueAt", r.ended_at AS "endedAt", r.ended_as AS "endedAs",
            r.suspended_at AS "suspendedAt",
            (SELECT coalesce(jsonb_agg(jsonb_build_object('from', p.suspended_at, 'to', p.resumed_at, 'by', p.suspended_by,
                      'reason', p.reason, 'basis', p.basis) ORDER BY p.id), '[]')
               FROM deadline_pause p WHERE p.deadline_id = r.deadline_id AND p.round = r.round) AS pauses
       FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id WHERE r.case_id = $1 ORDER BY r.started_at, r.deadline_id, r.round LIMIT ${MOST}`,
    [caseId],
  );
  return rows.map(({ suspendedAt, ...row }) => ({
    ...row,
    startedAt: wire(row.startedAt),
    dueAt: wire(row.dueAt),
    endedAt: toWire(row.endedAt),
    pauses: row.pauses.map((p) => ({ ...p, from: wire(p.from), to: toWire(p.to) })),
    late:
      row.endedAs === 'cancelled' || suspendedAt !== null ? null : lateness(calendar, row.dueAt, row.endedAt, present),
  }));
}

async function cardsOf(db: Db, caseId: string): Promise<SheetCard[]> {
  const { rows } = await db.query<SheetCard>(
    `SELECT k.case_id AS id, r.name AS "limitName", k.issued_at AS "issuedAt", k.state, k.attribution, k.reason, k.closed_at AS "closedAt"
       FROM card k JOIN deadline_round r ON r.deadline_id = k.deadline_id AND r.round = k.round
      WHERE k.parent_case_id = $1 ORDER BY k.issued_at, k.case_id LIMIT ${MOST}`,
    [caseId],
  );
  return rows.map((row) => ({ ...row, issuedAt: wire(row.issuedAt), closedAt: toWire(row.closedAt) }));
}

async function eventsOf(db: Db, caseId: string): Promise<FactsSheet['events']> {
  const { rows } = await db.query<FactsSheet['events'][number]>(
    `SELECT at, actor, detail ->> 'text' AS text FROM case_event
      WHERE case_id = $1 AND kind = ANY ($2::text[]) AND detail ->> 'text' IS NOT NULL ORDER BY at, id LIMIT ${MOST}`,
    [caseId, EVENTS],
  );
  return rows.map((row) => ({ ...row, at: wire(row.at) }));
}

/** Written once; a job that comes again finds the first. The table takes no change. */
export async function keepSheet(db: Db, caseId: string, sheet: FactsSheet): Promise<FactsSheet> {
  const text = JSON.stringify(sheet);
  await db.query(
    `INSERT INTO accountability_facts (case_id, gathered_at, sheet, sha256) VALUES ($1, $2, $3, $4) ON CONFLICT (case_id) DO NOTHING`,
    [caseId, sheet.gatheredAt, text, sha256(Buffer.from(text))],
  );
  return (await findSheet(db, caseId)) ?? sheet;
}

export async function findSheet(db: Db, caseId: string): Promise<FactsSheet | null> {
  const { rows } = await db.query<{ sheet: FactsSheet }>('SELECT sheet FROM accountability_facts WHERE case_id = $1', [
    caseId,
  ]);
  return rows[0]?.sheet ?? null;
}
