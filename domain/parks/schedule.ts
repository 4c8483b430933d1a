import { DateTime } from 'luxon';
import type { Db, Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { type Calendar, dueAfter } from '../calendar/core.ts';
import { loadCalendar } from '../calendar/store.ts';
import { startCase } from '../cases/start.ts';
import { findByIdempotencyKey } from '../cases/store.ts';
import { sendWithdrawal } from '../cases/withdraw.ts';
import { now, ZONE } from '../clock.ts';
import { PermanentFault } from '../faults.ts';
import { parkEvaluation } from './evaluation-procedure.ts';
import { sayTargets } from './papers.ts';
import { type Period, periodsFrom } from './periods.ts';
import { agreementOf, findPark } from './register.ts';

/** Who opened a case that no person did. */
const BY_TIMER = '系统定时';
/** Who ended a case that no person did. */
const BY_ITSELF = '系统自动';
const OPENS_AT = '09:00';

export const SCHEDULE_MESSAGE = 'start-park-schedule';

/** Makes this the park's schedule; false when it has another one already. */
export async function claimSchedule(db: Db, parkId: string, instanceKey: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE park SET schedule_instance = $2 WHERE id = $1 AND (schedule_instance IS NULL OR schedule_instance = $2)',
    [parkId, instanceKey],
  );
  return rowCount === 1;
}

/**
 * What is evaluated next and when; null when the park has lost its title. It follows from the evaluations that were opened, so it is
 * the same after a restart, and periods that passed while nothing ran are opened one after the other.
 */
export async function nextEvaluation(db: Db, parkId: string): Promise<(Period & { opensAt: string }) | null> {
  const park = await findPark(db, parkId);
  if (!park)
    throw new PermanentFault(`数据库中没有园区 ${parkId}：请系统管理员核对流程引擎与数据库是否属于同一套数据。`);
  if (park.revokedOn) return null;
  const [opened, calendar] = await Promise.all([
    db.query<{ period: string }>('SELECT period FROM park_evaluation WHERE park_id = $1', [parkId]),
    loadCalendar(db),
  ]);
  const known = new Set(opened.rows.map(({ period }) => period));
  const periods = periodsFrom(park.certifiedOn);
  let { value: next } = periods.next();
  while (known.has(next.period)) next = periods.next().value;
  return { ...next, opensAt: opensAt(calendar, next.opensOn) };
}

/** 09:00 of that day, or of the next working day. */
function opensAt(calendar: Calendar, day: string): string {
  const dayBefore = DateTime.fromISO(day, { zone: ZONE }).minus({ days: 1 });
  return dueAfter(calendar, dayBefore, 1, OPENS_AT).dueAt.toISO({ suppressMilliseconds: true }) ?? '';
}

/** The case of a park's period, once: the key of its row is park and period, whatever fires or is delivered again. */
export async function openEvaluation(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  parkId: string,
  { kind, period, name }: Period,
): Promise<string | null> {
  const [park, agreement] = await Promise.all([findPark(pool, parkId), agreementOf(pool, parkId)]);
  if (!park) return null;
  const known = await evaluationCase(pool, parkId, period);
  if (known) return known;
  const idempotencyKey = `${parkEvaluation.id}:${parkId}:${period}`;
  // A case that was begun before the park lost its title, and is not entered yet, is entered, so that it can be ended.
  if (park.revokedOn && !(await findByIdempotencyKey(pool, BY_TIMER, idempotencyKey))) return null;
  const targets = agreement?.targets ?? {};
  const started = await startCase(pool, engine, parkEvaluation, {
    variables: {
      ...{ parkId, kind, period, periodName: name, parkName: park.name, operatorName: park.operator },
      ...{ department: park.department, targets, targetsText: sayAllTargets(targets), clue: null },
    },
    createdBy: BY_TIMER,
    idempotencyKey,
  });
  // Opened in another hand at this very moment, perhaps with another name of the operator.
  if (started === 'other-content') return evaluationCase(pool, parkId, period);
  await pool.query(
    `INSERT INTO park_evaluation (park_id, period, kind, case_id, opened_at, targets) VALUES ($1,$2,$3,$4,$5,$6)
     ON CONFLICT DO NOTHING`,
    [parkId, period, kind, started.id, now().toISO(), JSON.stringify(targets)],
  );
  return started.id;
}

async function evaluationCase(db: Db, parkId: string, period: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT case_id AS id FROM park_evaluation WHERE park_id = $1 AND period = $2',
    [parkId, period],
  );
  return rows[0]?.id ?? null;
}

export const sayAllTargets = (targets: Record<string, unknown>): string =>
  sayTargets(targets)
    .map(([label, value]) => `${label}${value}`)
    .join('；') || '协议未约定考核指标';

/** Parks whose schedule may not have reached the engine, last tried at least `afterMs` of wall time ago; marks them as tried. */
export async function startSchedules(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  afterMs: number,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `UPDATE park SET schedule_sent = clock_timestamp()
      WHERE schedule_instance IS NULL AND revoked_on IS NULL
        AND (schedule_sent IS NULL OR schedule_sent < clock_timestamp() - make_interval(secs => $1::float8 / 1000))
      RETURNING id::text AS id`,
    [afterMs],
  );
  for (const { id } of rows)
    await engine.publishMessage({
      name: SCHEDULE_MESSAGE,
      correlationKey: `park-${id}`,
      messageId: `park-${id}`,
      timeToLiveMs: 60_000,
      variables: { parkId: id },
    });
  return rows.map(({ id }) => id);
}

/**
 * Cancels what is still open of the evaluations of parks that lost their title, in the way in which the head of the office does.
 * What has a result keeps it and goes on with what follows from it; a check of a clue is no evaluation, it goes on too.
 */
export async function endEvaluations(pool: Pool, engine: Pick<EngineClient, 'publishMessage'>): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT c.id FROM park p JOIN park_evaluation e ON e.park_id = p.id JOIN cases c ON c.id = e.case_id JOIN case_status s ON s.case_id = c.id
      WHERE p.revoked_on IS NOT NULL AND e.concluded_at IS NULL AND c.outcome IS NULL AND c.withdrawn_at IS NULL
        AND s.status IN ('running', 'suspended')`,
  );
  for (const { id } of rows) await sendWithdrawal(engine, id, { by: BY_ITSELF, reason: '园区资格已取消' });
  return rows.map(({ id }) => id);
}
