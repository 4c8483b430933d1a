import type { DateTime } from 'luxon';
import { type Db, inTransaction, type Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { type Calendar, openingAfter } from '../calendar/core.ts';
import { holdCalendar } from '../calendar/lock.ts';
import { closeOfBusiness, listClosings, loadCalendar } from '../calendar/store.ts';
import { processOf } from '../cases/store.ts';
import { now } from '../clock.ts';
import { takeBackCards } from '../escalation/take-back.ts';
import { BusinessRefusal } from '../faults.ts';
import { findProcedure } from '../procedures.ts';
import { countLimit, type Pause } from './compute.ts';
import { instant, lockOpenRounds, note, pausesOf, pausesOfOpenRounds, type Round, saveRound } from './store.ts';

/** What an act does to a limit. `to` null: its time stands still. */
export interface Moved {
  id: string;
  caseId: string;
  obligation: string;
  subject: string | null;
  name: string;
  unit: string | null;
  from: DateTime | null;
  to: DateTime | null;
  remainingWorkingDays: number | null;
  provisional: boolean;
  becomesOverdue: boolean;
}

/** A change of limits, within a transaction. */
export type Act = (db: Db) => Promise<Moved[]>;

type Messenger = Pick<EngineClient, 'publishMessage'>;

/** Commits the act, then wakes the watch of each limit. What does not reach the engine now is sent by `rearm`. */
export async function perform(pool: Pool, engine: Messenger, act: Act): Promise<Moved[]> {
  const moved = await again(() => inTransaction(pool, act));
  await Promise.allSettled(moved.map(({ id }) => wake(engine, id)));
  return moved;
}

/** What the act would do: done, looked at, and rolled back. */
export async function preview(pool: Pool, act: Act): Promise<Moved[]> {
  let moved: Moved[] = [];
  const rollBack = new Error('preview');
  await again(() =>
    inTransaction(pool, async (db) => {
      moved = await act(db);
      throw rollBack;
    }),
  ).catch((error: unknown) => {
    if (error !== rollBack) throw error;
  });
  return moved;
}

const DEADLOCK = '40P01';

// The records' transaction locks limits in the order in which their steps ended; where the two meet, PostgreSQL ends one of them.
async function again<T>(work: () => Promise<T>, times = 3): Promise<T> {
  return work().catch((error: unknown) => {
    if ((error as { code?: string }).code !== DEADLOCK || times <= 1) throw error;
    return again(work, times - 1);
  });
}

// A watch that is just being computed takes the message up afterwards; one more than needed only computes again.
const wake = (engine: Messenger, id: string) =>
  engine.publishMessage({ name: 'limit-changed', correlationKey: id, timeToLiveMs: 60_000, variables: {} });

/** Wakes watches that have not taken up their limit's last change for some seconds of wall time. */
export async function rearm(db: Db, engine: Messenger, afterSeconds: number): Promise<number> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT deadline_id AS id FROM deadline_round
      WHERE ended_at IS NULL AND armed < revision AND armed > 0 AND touched_wall < now() - make_interval(secs => $1::float8)
      LIMIT 500`,
    [afterSeconds],
  );
  for (const { id } of rows) await wake(engine, id);
  return rows.length;
}

interface Who {
  actor: string;
  reason: string;
}

const refuse = (message: string): never => {
  throw new BusinessRefusal('limit-refused', message);
};
const expired = (r: Round, at: DateTime): boolean => r.suspendedAt === null && r.dueAt < at;
const say = (at: DateTime): string => at.toFormat('yyyy年M月d日 HH:mm');

/** Unfinished limits of the case; the named ones where obligations are named. */
async function pick(db: Db, caseId: string, obligations: string[] | undefined): Promise<Round[]> {
  await holdCalendar(db);
  const open = await lockOpenRounds(db, caseId);
  const unknown = obligations?.filter((o) => !open.some((r) => r.obligation === o)) ?? [];
  if (unknown.length) refuse(`该事项没有未了结的时限：${unknown.join('、')}。`);
  if (!open.length) refuse('该事项没有未了结的时限。');
  return obligations ? open.filter((r) => obligations.includes(r.obligation)) : open;
}

/** 中止计时: the named limits, or all that run. What has expired no longer runs. */
export function suspend(caseId: string, who: Who & { basis: string }, obligations?: string[]): Act {
  return async (db) => {
    const at = now();
    const named = await pick(db, caseId, obligations);
    const running = named.filter((r) => !r.suspendedAt && !expired(r, at));
    if (obligations && named.some((r) => expired(r, at))) refuse('时限已届满，不能中止。');
    if (!running.length)
      refuse(named.some((r) => r.suspendedAt) ? '时限已经中止，无需再次中止。' : '时限已届满，不能中止。');
    const calendar = await loadCalendar(db);
    const moved: Moved[] = [];
    for (const r of running) {
      await db.query(
        `INSERT INTO deadline_pause (deadline_id, round, suspended_at, suspended_by, reason, basis) VALUES ($1,$2,$3,$4,$5,$6)`,
        [r.id, r.round, at.toISO(), who.actor, who.reason, who.basis],
      );
      moved.push(await recount(db, calendar, { ...r, suspendedAt: at }, r, at));
      await note(db, r, {
        at,
        kind: 'limit-suspended',
        actor: who.actor,
        text: `中止时限“${r.name}”：${who.reason}（依据：${who.basis}）`,
        detail: { reason: who.reason, basis: who.basis },
      });
    }
    return moved;
  };
}

/** 恢复计时: every suspended limit of the case. */
export function resume(caseId: string, who: Who, obligations?: string[]): Act {
  return async (db) => {
    const at = now();
    const suspended = (await pick(db, caseId, obligations)).filter((r) => r.suspendedAt);
    if (!suspended.length) refuse('该事项没有中止计时的时限，无需恢复。');
    const calendar = await loadCalendar(db);
    const moved: Moved[] = [];
    for (const r of suspended) {
      await db.query(
        `UPDATE deadline_pause SET resumed_at = $3, resumed_by = $4, resume_reason = $5
          WHERE deadline_id = $1 AND round = $2 AND resumed_at IS NULL`,
        [r.id, r.round, at.toISO(), who.actor, who.reason],
      );
      const after = await recount(db, calendar, { ...r, suspendedAt: null }, r, at);
      moved.push(after);
      await note(db, r, {
        at,
        kind: 'limit-resumed',
        actor: who.actor,
        text: `恢复时限“${r.name}”，${after.to ? say(after.to) : ''}届满${after.provisional ? '（暂定）' : ''}${who.reason ? `：${who.reason}` : ''}`,
        detail: { reason: who.reason, dueAt: after.to?.toISO() },
      });
    }
    return moved;
  };
}

/** 延长: once for each limit, never after it has expired. */
export function extend(
  caseId: string,
  who: Who,
  { obligation, workingDays, subject }: { obligation: string; workingDays: number; subject?: string | undefined },
): Act {
  return async (db) => {
    const at = now();
    const named = (await pick(db, caseId, [obligation])).filter((r) => subject === undefined || r.subject === subject);
    if (!named.length) refuse(`该事项没有未了结的时限：${obligation}（${subject}）。`);
    if (named.some((r) => expired(r, at))) refuse('时限已届满，不能延长。');
    const most = findProcedure((await processOf(db, caseId)) ?? '')?.mostExtension?.[obligation];
    if (most !== undefined && workingDays > most) refuse(`该时限至多延长${most}个工作日。`);
    if (named.some((r) => r.extraDays > 0)) refuse('该时限已经延长过一次，不能再次延长。');
    const calendar = await loadCalendar(db);
    const moved: Moved[] = [];
    for (const r of named) {
      const after = await recount(db, calendar, { ...r, extraDays: workingDays }, r, at);
      moved.push(after);
      await note(db, r, {
        at,
        kind: 'limit-extended',
        actor: who.actor,
        text: `延长时限“${r.name}”${workingDays}个工作日${after.to ? `，${say(after.to)}届满${after.provisional ? '（暂定）' : ''}` : ''}：${who.reason}`,
        detail: { reason: who.reason, workingDays, dueAt: after.to?.toISO() },
      });
    }
    return moved;
  };
}

/** The calendar (or a unit's close of business) has changed: every unfinished limit is counted again. */
export function recountAll(who: Who): Act {
  return async (db) => {
    const at = now();
    const calendar = await loadCalendar(db);
    const rounds = await lockOpenRounds(db, null);
    // Asked once for all: there may be thousands.
    const [closings, pauses] = [await listClosings(db), await pausesOfOpenRounds(db)];
    const closing = new Map(closings.units.map(({ unit, at }) => [unit, at]));
    const moved: Moved[] = [];
    for (const r of rounds) {
      const closeAt = closing.get(r.unit ?? '') ?? closings.everybody;
      const counted = await recount(db, calendar, r, r, at, { closeOfBusiness: closeAt, pauses: pauses(r) });
      const same = counted.to?.toMillis() === counted.from?.toMillis() && counted.remainingWorkingDays === r.remaining;
      if (same && counted.provisional === r.provisional) continue;
      moved.push(counted);
      if (!counted.to || !counted.from) continue;
      const sure = counted.provisional ? '（暂定）' : r.provisional ? '（不再暂定）' : '';
      await note(db, r, {
        at,
        kind: same ? 'limit-confirmed' : 'limit-moved',
        actor: who.actor,
        text: same
          ? `工作日历变更，时限“${r.name}”仍为${say(counted.to)}届满${sure}：${who.reason}`
          : `工作日历变更，时限“${r.name}”由${say(counted.from)}调整为${say(counted.to)}届满${sure}：${who.reason}`,
        detail: {
          reason: who.reason,
          from: counted.from.toISO(),
          dueAt: counted.to.toISO(),
          provisional: counted.provisional,
        },
      });
    }
    await moveRungs(db, calendar);
    return moved;
  };
}

/** A limit that is over stays over, but the next rung of its ladder may now be due on another day: its watch waits anew. */
async function moveRungs(db: Db, calendar: Calendar): Promise<void> {
  const { rows } = await db.query<{ id: string; round: number; days: number; at: string; due: string }>(
    `SELECT deadline_id AS id, round, substr(next_rung, 9)::int AS days, next_at AS at, due_at AS due FROM deadline_round
      WHERE ended_at IS NULL AND suspended_at IS NULL AND next_rung ~ '^overdue-[1-9][0-9]{0,2}$' AND armed = revision`,
  );
  const late = rows.filter(
    (r) => openingAfter(calendar, instant(r.due), r.days).toMillis() !== instant(r.at).toMillis(),
  );
  await db.query(
    `UPDATE deadline_round r SET revision = revision + 1, touched_wall = now()
       FROM unnest($1::text[], $2::int[]) AS late(id, round) WHERE r.deadline_id = late.id AND r.round = late.round`,
    [late.map((r) => r.id), late.map((r) => r.round)],
  );
}

/** Counts the limit again from its beginning and writes what differs from `before`. */
async function recount(
  db: Db,
  calendar: Calendar,
  r: Round,
  before: Round,
  at: DateTime,
  known?: { closeOfBusiness: string; pauses: Pause[] },
): Promise<Moved> {
  const { dates, left } = countLimit(calendar, {
    startedAt: r.startedAt,
    workingDays: r.workingDays + r.extraDays,
    warnDays: r.warnDays,
    closeOfBusiness: known?.closeOfBusiness ?? (await closeOfBusiness(db, r.unit)),
    pauses: known?.pauses ?? (await pausesOf(db, r)),
  });
  const after: Round = { ...r, ...dates, remaining: dates ? null : left };
  const changed =
    after.suspendedAt?.toMillis() !== before.suspendedAt?.toMillis() ||
    after.extraDays !== before.extraDays ||
    after.remaining !== before.remaining ||
    after.dueAt.toMillis() !== before.dueAt.toMillis() ||
    after.warnAt.toMillis() !== before.warnAt.toMillis() ||
    after.provisional !== before.provisional;
  if (changed) await saveRound(db, { ...after, revision: before.revision + 1 });
  // A limit that turns out not to be over takes its red rungs back; a yellow one stays given.
  if (changed && after.dueAt >= at) {
    await db.query(
      `UPDATE deadline_rung SET revoked_at = $3 WHERE deadline_id = $1 AND round = $2 AND rung <> 'yellow' AND revoked_at IS NULL`,
      [r.id, r.round, at.toISO()],
    );
    await takeBackCards(db, r, at);
  }
  const from = before.suspendedAt ? null : before.dueAt;
  const to = after.suspendedAt ? null : after.dueAt;
  return {
    id: r.id,
    caseId: r.caseId,
    obligation: r.obligation,
    subject: r.subject || null,
    name: r.name,
    unit: r.unit,
    from,
    to,
    remainingWorkingDays: after.remaining,
    provisional: after.provisional,
    becomesOverdue: to !== null && to < at && !(from !== null && from < at),
  };
}
