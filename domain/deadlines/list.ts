import type { DateTime } from 'luxon';
import { type Listed, listLong, LONG, MANY_SCATTERED } from '../../db/long-lists.ts';
import type { Db } from '../../db/pool.ts';
import { pageBounds, prepared } from '../../db/prepared.ts';
import type { Seen } from '../access.ts';
import { type Calendar, remainingTime, remainingWorkingDays } from '../calendar/core.ts';
import { closeOfBusiness, loadCalendar } from '../calendar/store.ts';
import { toWire } from '../clock.ts';
import { countLimit } from './compute.ts';
import { chooseDeadlines, type DeadlineFilter, type DeadlineState, stateAt } from './filter.ts';
import { rungName } from './rungs.ts';
import { instant, pausesOf, type Round, ROUND_COLUMNS, toRound } from './store.ts';

export { DEADLINE_STATES } from './filter.ts';

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
  /** Suspensions of this round. */
  pauseCount: number;
}

export const SORTS = {
  due: 'r.due_at',
  started: 'r.started_at',
  ended: 'r.ended_at',
  unit: '(SELECT ord FROM unit WHERE id = r.unit)',
  name: 'r.name',
  case: 'r.case_id',
  process: 'r.process',
} as const;
export type Sort = keyof typeof SORTS | `-${keyof typeof SORTS}`;

export interface DeadlineQuery extends DeadlineFilter {
  /** `-`: the other way round. Left out: the most urgent first, what has ended last and newest first. */
  sort?: Sort | undefined;
  limit: number;
  offset: number;
}

/** More than a list shows at once: an export. */
const MOST_A_PAGE = 200;

/** Each an order that an index has ready. */
const URGENCY = {
  open: 'r.due_at, r.deadline_id',
  ended: 'r.ended_at DESC, r.deadline_id',
  both: 'r.ended_at IS NOT NULL, CASE WHEN r.ended_at IS NULL THEN r.due_at END, r.ended_at DESC, r.deadline_id',
};

function orderOf(sort: Sort | undefined, only: 'open' | 'ended' | null): string {
  if (!sort) return URGENCY[only ?? 'both'];
  const name = sort.replace('-', '') as keyof typeof SORTS;
  return `${SORTS[name]} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST, r.due_at, r.deadline_id`;
}

/** Most urgent first, what has ended last. */
export async function listDeadlines(db: Db, seen: Seen, f: DeadlineQuery): Promise<Listed<Deadline>> {
  const { limit, offset, sort, ...filter } = f;
  const chosen = await chooseDeadlines(db, seen, filter);
  const { present } = chosen;
  const counting = [...chosen.params];
  const count = async (): Promise<number> =>
    Number(
      (await db.query<{ n: string }>(prepared(`SELECT count(*) AS n ${chosen.from()}`, counting))).rows[0]?.n ?? 0,
    );
  const bounds = pageBounds(limit, offset, chosen.add);
  // Of each limit its present round: then the columns of the list's index are enough to choose the page.
  const every = filter.rounds === 'all';
  const order = `${orderOf(sort, chosen.only)}${every ? ', r.round DESC' : ''} ${bounds}`;
  const id = every ? 'r.deadline_id, r.round' : 'r.deadline_id';
  /** `each`: asks for each row in order by itself; `counted`: goes through all at once, and each row says how many they are. */
  const page = async (how: 'each' | 'all' | 'counted'): Promise<(ListRow & { total: string | null })[]> => {
    const total = how === 'counted' ? 'count(*) OVER ()' : 'NULL::bigint';
    const { rows } = await db.query<ListRow & { total: string | null }>(
      prepared(
        `WITH page AS (SELECT r.*, row_number() OVER () AS place
                         FROM (SELECT ${id}, ${total} AS total ${chosen.from(how === 'each')} ORDER BY ${order}) r)
       SELECT page.total, ${ROUND_COLUMNS}, ${stateAt(chosen.moment)} AS state, c.title AS "caseTitle", c.process,
              r.next_rung AS "nextRung", r.next_at AS "nextAt", r.next_recipients AS "nextRecipients",
              (SELECT count(*)::int FROM deadline_pause p WHERE p.deadline_id = r.deadline_id AND p.round = r.round) AS "pauseCount"
         FROM page JOIN deadline_round r ON r.deadline_id = page.deadline_id AND ${every ? 'r.round = page.round' : 'r.latest'}
              JOIN deadline d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id ORDER BY page.place`,
        chosen.params,
      ),
    );
    return rows;
  };
  // In the order of an index the first rows of many come at once; in another all are gone through anyway.
  const inOrder = sort === undefined && limit <= MOST_A_PAGE;
  const [{ items, total }, calendar] = await Promise.all([
    listLong(
      chosen.key,
      { limit, offset },
      {
        // Open limits are few beside all that ever were: going through them costs less than finding all cases of a unit, which grow for ever.
        // But not where the page is most of what there is.
        page: (total) =>
          page(inOrder && (total >= LONG || (chosen.only === 'open' && 3 * (offset + limit) < total)) ? 'each' : 'all'),
        count,
        async short() {
          const items = await page('counted');
          // Behind the last page there is no row to say it.
          return { items, total: items.length || offset === 0 ? Number(items[0]?.total ?? 0) : await count() };
        },
      },
      MANY_SCATTERED,
    ),
    loadCalendar(db),
  ]);
  const left = remainingUntil(calendar, present);
  return { items: items.map((row) => toDeadline(row, left)), total };
}

export async function deadlinesOfCase(db: Db, caseId: string): Promise<Deadline[]> {
  return (await listDeadlines(db, { sql: 'TRUE', each: 'TRUE', params: [] }, { case: caseId, limit: 1000, offset: 0 }))
    .items;
}

interface Left {
  workingDays: number;
  hours: number;
}

/** Counted once for each date: most limits end together, at close of business. */
function remainingUntil(calendar: Calendar, present: DateTime): (dueAt: string) => Left {
  const counted = new Map<string, Left>();
  return (dueAt) => {
    const known = counted.get(dueAt);
    if (known) return known;
    const due = instant(dueAt);
    const workingDays = remainingWorkingDays(calendar, present, due);
    const left = { workingDays, hours: remainingTime(calendar, present, due).hours };
    counted.set(dueAt, left);
    return left;
  };
}

/** A row of the list: a round whose instants stay text, since they are only shown. */
type ListRow = Omit<Round, 'startedAt' | 'warnAt' | 'dueAt' | 'suspendedAt' | 'endedAt'> & {
  startedAt: string;
  warnAt: string;
  dueAt: string;
  suspendedAt: string | null;
  endedAt: string | null;
  state: DeadlineState;
  caseTitle: string;
  process: string;
  nextRung: string | null;
  nextAt: string | null;
  nextRecipients: string[];
  pauseCount: number;
};

function toDeadline(r: ListRow, leftUntil: (dueAt: string) => Left): Deadline {
  const open = r.endedAt === null;
  const runs = open && r.suspendedAt === null;
  const left = runs ? leftUntil(r.dueAt) : null;
  return {
    id: r.id,
    caseId: r.caseId,
    caseTitle: r.caseTitle,
    process: r.process,
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
    state: r.state,
    remainingWorkingDays: left?.workingDays ?? (open ? r.remaining : null),
    remainingHours: left?.hours ?? null,
    // What has ended no longer waits for a notice.
    provisional: open && r.provisional,
    nextRung: runs ? r.nextRung : null,
    nextRungName: runs && r.nextRung ? rungName(r.nextRung) : null,
    nextRungAt: runs ? toWire(r.nextAt) : null,
    nextRecipients: runs ? r.nextRecipients : [],
    pauseCount: r.pauseCount,
  };
}

/** One limit with its day-by-day count, suspensions, rungs and earlier rounds; null where it does not exist or may not be seen. */
export async function deadlineDetail(db: Db, seen: Seen, id: string) {
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
