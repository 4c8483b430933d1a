import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import type { MeasureContent } from './load.ts';
import { holdsPost, type Principal } from '../people/store.ts';

/** How far a measure is: `due`: its own date has passed and nothing was begun. */
export const MEASURE_STATES = ['not-begun', 'due', 'running', 'warned', 'overdue', 'suspended', 'closed'] as const;
export type MeasureState = (typeof MEASURE_STATES)[number];
export const STATE_NAMES: Readonly<Record<MeasureState, string>> = {
  'not-begun': '未立项',
  due: '已过期限未立项',
  running: '办理中',
  warned: '临期',
  overdue: '超期',
  suspended: '中止计时',
  closed: '已销号',
};

export interface MeasureRow extends MeasureContent {
  id: string;
  source: string;
  sourceNumber: string;
  sourceTitle: string;
  task: string;
  part: string;
  taskTitle: string;
  number: string;
  /** Of the newest item that was not withdrawn. */
  caseId: string | null;
  period: string | null;
  itemLead: string | null;
  itemSupport: string[] | null;
  closeOn: string | null;
  progress: number;
  returned: number;
  closedAt: string | null;
  late: number | null;
  score: number | null;
  state: MeasureState;
  /** Its open limits reach a year whose calendar is not published. */
  provisional: boolean;
  lastFeedback: string | null;
}

export interface LedgerFilter {
  q?: string | undefined;
  source?: string | undefined;
  unit?: string | undefined;
  role?: 'lead' | 'support' | undefined;
  state?: MeasureState | undefined;
}

const OFFICE = 'supervision-office';
export const seesWholeLedger = (who: Principal): boolean => holdsPost(who, 'monitor') || who.units.includes(OFFICE);

/** Every measure with the item that is its newest, `$1` the present moment. */
const WHOLE = `SELECT m.*, s.number AS source_number, s.title AS source_title, s.ord AS source_ord, t.part, t.title AS task_title, t.ord AS task_ord,
    i.case_id, i.period, i.lead AS item_lead, i.support AS item_support, i.close_on, coalesce(i.progress, 0) AS progress,
    coalesce(i.returned, 0) AS returned, i.closed_at, i.late, i.score, coalesce(l.provisional, false) AS provisional,
    CASE WHEN i.case_id IS NULL AND m.due_on < $1::timestamptz::date THEN 'due'
         WHEN i.case_id IS NULL THEN 'not-begun' WHEN i.closed_at IS NOT NULL THEN 'closed'
         WHEN l.overdue THEN 'overdue' WHEN l.warned THEN 'warned' WHEN l.suspended THEN 'suspended' ELSE 'running' END AS state,
    (SELECT f.text FROM ledger_feedback f WHERE f.case_id = i.case_id
      ORDER BY f.round DESC, f.unit = i.lead DESC, f.unit LIMIT 1) AS last_feedback
  FROM ledger_measure m JOIN ledger_source s ON s.id = m.source JOIN ledger_task t ON t.source = m.source AND t.number = m.task
  LEFT JOIN LATERAL (SELECT i.* FROM ledger_item i JOIN cases c ON c.id = i.case_id
                      WHERE i.measure = m.id AND c.withdrawn_at IS NULL ORDER BY i.opened_at DESC, i.case_id DESC LIMIT 1) i ON true
  LEFT JOIN LATERAL (SELECT bool_or(r.suspended_at IS NULL AND r.due_at < $1) AS overdue,
                            bool_or(r.suspended_at IS NULL AND r.warn_at <= $1) AS warned,
                            bool_and(r.suspended_at IS NOT NULL) AS suspended, bool_or(r.provisional) AS provisional
                       FROM deadline_round r WHERE r.case_id = i.case_id AND r.ended_at IS NULL) l ON true`;

/** Condition on the columns of WHOLE as `w`; parameters from `$2` on. */
function chosen(who: Principal, f: LedgerFilter): { sql: string; params: unknown[] } {
  const params: unknown[] = [now().toISO()];
  const add = (value: unknown) => `$${params.push(value)}`;
  const parts: string[] = [];
  if (!seesWholeLedger(who)) {
    const units = `${add(who.units)}::text[]`;
    parts.push(
      `(w.lead && ${units} OR w.support && ${units} OR w.item_lead = ANY (${units}) OR w.item_support && ${units})`,
    );
  }
  if (f.q) {
    const like = add(`%${f.q.replace(/[\\%_]/g, '\\$&')}%`);
    parts.push(
      `(w.text ILIKE ${like} OR w.task_title ILIKE ${like} OR w.source_number ILIKE ${like} OR w.source_title ILIKE ${like} OR w.case_id ILIKE ${like})`,
    );
  }
  if (f.source) parts.push(`w.source = ${add(f.source)}`);
  if (f.unit) {
    const unit = add(f.unit);
    const leads = `(coalesce(w.item_lead = ${unit}, ${unit} = ANY (w.lead)))`;
    const supports = `(coalesce(${unit} = ANY (w.item_support), ${unit} = ANY (w.support)))`;
    parts.push(f.role === 'lead' ? leads : f.role === 'support' ? supports : `(${leads} OR ${supports})`);
  }
  if (f.state) parts.push(`w.state = ${add(f.state)}`);
  return { sql: parts.length ? parts.join(' AND ') : 'TRUE', params };
}

const COLUMNS = `w.id, w.source, w.source_number AS "sourceNumber", w.source_title AS "sourceTitle", w.task, w.part, w.task_title AS "taskTitle",
  w.number, w.article, w.text, w.lead, w.support, w.others, w.posts, w.from_on AS "fromOn", w.due_on AS "dueOn", w.every,
  w.case_id AS "caseId", w.period, w.item_lead AS "itemLead", w.item_support AS "itemSupport", w.close_on AS "closeOn", w.progress, w.returned,
  w.closed_at AS "closedAt", w.late, w.score, w.state, w.provisional, w.last_feedback AS "lastFeedback"`;

/** In the order of the notices. */
export async function listMeasures(db: Db, who: Principal, f: LedgerFilter): Promise<MeasureRow[]> {
  const { sql, params } = chosen(who, f);
  const { rows } = await db.query<MeasureRow>(
    `SELECT ${COLUMNS} FROM (${WHOLE}) w WHERE ${sql} ORDER BY w.source_ord, w.source, w.task_ord, w.task, w.ord, w.number`,
    params,
  );
  return rows;
}

export async function findMeasure(db: Db, who: Principal, id: string): Promise<MeasureRow | null> {
  const { sql, params } = chosen(who, {});
  const { rows } = await db.query<MeasureRow>(
    `SELECT ${COLUMNS} FROM (${WHOLE}) w WHERE ${sql} AND w.id = $${params.length + 1}`,
    [...params, id],
  );
  return rows[0] ?? null;
}

/** What a case keeps of its measure: source, article, task, text, and whom the notice names. */
export async function placeOf(db: Db, id: string): Promise<Record<string, string | null> | null> {
  const { rows } = await db.query<Record<string, string | null>>(
    `SELECT s.number AS "sourceNumber", m.article, t.title AS "taskTitle", m.text AS "measureText",
            concat_ws('；', nullif('牵头：' || (SELECT string_agg(u.name, '、' ORDER BY array_position(m.lead, u.id)) FROM unit u WHERE u.id = ANY (m.lead)), ''),
              '配合：' || (SELECT string_agg(u.name, '、' ORDER BY array_position(m.support, u.id)) FROM unit u WHERE u.id = ANY (m.support)),
              m.others, '责任岗位：' || nullif(array_to_string(m.posts, '、'), '')) AS named
       FROM ledger_measure m JOIN ledger_source s ON s.id = m.source JOIN ledger_task t ON t.source = m.source AND t.number = m.task
      WHERE m.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

export async function listSources(db: Db): Promise<{ id: string; number: string; title: string; issuedOn: string }[]> {
  const { rows } = await db.query(
    'SELECT id, number, title, issued_on AS "issuedOn" FROM ledger_source ORDER BY ord, id',
  );
  return rows;
}

export interface ItemRow {
  caseId: string;
  period: string | null;
  openedAt: string;
  lead: string | null;
  closeOn: string | null;
  progress: number;
  closedAt: string | null;
  score: number | null;
  withdrawn: boolean;
}

/** Every time that a measure was supervised, newest first. */
export async function itemsOf(db: Db, measureId: string): Promise<ItemRow[]> {
  const { rows } = await db.query<ItemRow>(
    `SELECT i.case_id AS "caseId", i.period, i.opened_at AS "openedAt", i.lead, i.close_on AS "closeOn", i.progress,
            i.closed_at AS "closedAt", i.score, c.withdrawn_at IS NOT NULL AS withdrawn
       FROM ledger_item i JOIN cases c ON c.id = i.case_id WHERE i.measure = $1 ORDER BY i.opened_at DESC, i.case_id DESC`,
    [measureId],
  );
  return rows;
}

export interface FeedbackRow {
  round: number;
  unit: string;
  progress: number;
  text: string;
  files: number;
  givenBy: string | null;
  at: string;
}

/** What was reported of an item, newest first. */
export async function feedbackOf(db: Db, caseId: string): Promise<FeedbackRow[]> {
  const { rows } = await db.query<FeedbackRow>(
    `SELECT f.round, f.unit, f.progress, f.text, f.files, f.given_by AS "givenBy", f.at
       FROM ledger_feedback f JOIN unit u ON u.id = f.unit WHERE f.case_id = $1 ORDER BY f.round DESC, u.ord`,
    [caseId],
  );
  return rows;
}

export interface MeasureOption {
  id: string;
  name: string;
  /** It has an item that is not finished, so it cannot be taken up a second time. */
  open: boolean;
}

/** Every measure, for taking it up. Those never taken up come first. */
export async function measureOptions(db: Db): Promise<MeasureOption[]> {
  const { rows } = await db.query<MeasureOption>(
    `SELECT m.id, s.number || ' ' || m.article || ' ' || m.text AS name,
            EXISTS (SELECT 1 FROM cases c JOIN case_status st ON st.case_id = c.id
                     WHERE c.process = 'supervision-item' AND c.variables ->> 'measureId' = m.id AND st.status = 'running') AS open
       FROM ledger_measure m JOIN ledger_source s ON s.id = m.source JOIN ledger_task t ON t.source = m.source AND t.number = m.task
      ORDER BY EXISTS (SELECT 1 FROM ledger_item i WHERE i.measure = m.id), s.ord, t.ord, m.ord`,
  );
  return rows;
}

export interface Rank {
  unit: string;
  /** Items that it led and that were assigned. */
  items: number;
  closed: number;
  /** Its own limits that ended late or are overdue. */
  late: number;
  returned: number;
  /** Mean of its scores, one decimal; null: none yet. */
  score: number | null;
}

/** Units by what became of the items that they led: best mean score first, then fewest late limits. */
export async function rankUnits(db: Db, who: Principal): Promise<Rank[]> {
  const { rows } = await db.query<Rank>(
    `SELECT i.lead AS unit, count(*)::int AS items, count(i.closed_at)::int AS closed, sum(i.returned)::int AS returned,
            round(avg(i.score), 1)::float8 AS score,
            (SELECT count(*) FROM deadline_round r WHERE r.process = 'supervision-item' AND r.unit = i.lead
              AND (r.ended_as = 'met-late' OR (r.ended_at IS NULL AND r.suspended_at IS NULL AND r.due_at < $1)))::int AS late
       FROM ledger_item i JOIN cases c ON c.id = i.case_id
      WHERE i.lead IS NOT NULL AND c.withdrawn_at IS NULL AND ($2::boolean OR i.lead = ANY ($3::text[]))
      GROUP BY i.lead ORDER BY avg(i.score) DESC NULLS LAST, late, i.lead`,
    [now().toISO(), seesWholeLedger(who), who.units],
  );
  return rows;
}
