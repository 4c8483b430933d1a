import { DateTime } from 'luxon';
import type { Db, Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { dueAfter } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { startCase } from '../cases/start.ts';
import { ZONE } from '../clock.ts';
import { PermanentFault } from '../faults.ts';
import { supervisionItem } from './procedure.ts';

/** Measures that are begun anew each quarter or half-year (历下政办发〔2019〕8号 第五部分第三条), each by an instance of its own. */

/** Who opened a case that no person did. */
const BY_TIMER = '系统定时';
const OPENS_AT = '09:00';
export const SCHEDULE_MESSAGE = 'start-supervision-schedule';

export interface Round {
  /** 2026-Q4, 2026-H2. */
  period: string;
  name: string;
  /** The first day after it. */
  opensOn: string;
}

/** Quarters or half-years one after the other, beginning with the one in which `since` lies. */
export function* roundsFrom(since: string, every: 'quarter' | 'half-year'): Generator<Round, never> {
  const months = every === 'quarter' ? 3 : 6;
  const first = DateTime.fromISO(since, { zone: ZONE });
  let start = first.set({ month: Math.floor((first.month - 1) / months) * months + 1, day: 1 });
  for (;;) {
    const number = (start.month - 1) / months + 1;
    const next = start.plus({ months });
    yield {
      period: `${start.year}-${every === 'quarter' ? 'Q' : 'H'}${number}`,
      name: every === 'quarter' ? `${start.year}年第${number}季度` : `${start.year}年${number === 1 ? '上' : '下'}半年`,
      opensOn: next.toISODate() ?? '',
    };
    start = next;
  }
}

/** Makes this the measure's schedule; false when it has another one already. */
export async function claimSchedule(db: Db, measureId: string, instanceKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE ledger_schedule SET instance = $2 WHERE measure = $1 AND (instance IS NULL OR instance = $2)',
    [measureId, instanceKey],
  );
  return rowCount === 1;
}

/** The first period that no item was opened for, and when; null where the measure is begun anew no more. */
export async function nextRound(db: Db, measureId: string): Promise<(Round & { opensAt: string }) | null> {
  const { rows } = await db.query<{ since: string; every: 'quarter' | 'half-year' | null }>(
    'SELECT s.since, m.every FROM ledger_schedule s JOIN ledger_measure m ON m.id = s.measure WHERE m.id = $1',
    [measureId],
  );
  const schedule = rows[0];
  if (!schedule) throw new PermanentFault(`督查台账中没有定期措施 ${measureId}：请系统管理员核对。`);
  if (!schedule.every) return null;
  const [opened, calendar] = await Promise.all([
    db.query<{ period: string }>(
      `SELECT variables ->> 'period' AS period FROM cases WHERE process = $1 AND variables ->> 'measureId' = $2`,
      [supervisionItem.id, measureId],
    ),
    loadCalendar(db),
  ]);
  const known = new Set(opened.rows.map(({ period }) => period));
  const rounds = roundsFrom(schedule.since, schedule.every);
  let { value: next } = rounds.next();
  while (known.has(next.period)) next = rounds.next().value;
  const dayBefore = DateTime.fromISO(next.opensOn, { zone: ZONE }).minus({ days: 1 });
  const opensAt = dueAfter(calendar, dayBefore, 1, OPENS_AT).dueAt.toISO({ suppressMilliseconds: true }) ?? '';
  return { ...next, opensAt };
}

/** The case of a measure's period, once, whatever fires or is delivered again. */
export async function openRound(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  measureId: string,
  { period, name }: Pick<Round, 'period' | 'name'>,
): Promise<string | null> {
  const { rows } = await pool.query<{ text: string; number: string }>(
    'SELECT m.text, s.number FROM ledger_measure m JOIN ledger_source s ON s.id = m.source WHERE m.id = $1',
    [measureId],
  );
  const measure = rows[0];
  if (!measure) return null;
  const started = await startCase(pool, engine, supervisionItem, {
    variables: { measureId, period, periodName: name, measureName: `${measure.number} ${measure.text}（${name}）` },
    createdBy: BY_TIMER,
    idempotencyKey: `${supervisionItem.id}:${measureId}:${period}`,
  });
  return started === 'other-content' ? null : started.id;
}

/** Measures whose schedule may not have reached the engine, last tried at least `afterMs` of wall time ago; marks them as tried. */
export async function startLedgerSchedules(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  afterMs: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `UPDATE ledger_schedule SET sent = clock_timestamp()
      WHERE instance IS NULL AND (sent IS NULL OR sent < clock_timestamp() - make_interval(secs => $1::float8 / 1000))
      RETURNING measure AS id`,
    [afterMs],
  );
  for (const { id } of rows)
    await engine.publishMessage({
      name: SCHEDULE_MESSAGE,
      correlationKey: id,
      messageId: id,
      timeToLiveMs: 60_000,
      variables: { measureId: id },
    });
  return rows.map(({ id }) => id);
}
