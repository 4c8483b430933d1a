import type { DateTime } from 'luxon';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { holdCalendar } from '../calendar/lock.ts';
import { recipientsOf, sayWhy } from '../people/substitutes.ts';
import { closeOfBusiness, loadCalendar } from '../calendar/store.ts';
import { processOf } from '../cases/store.ts';
import { now, toWire } from '../clock.ts';
import { issueCard } from '../escalation/issue.ts';
import { countLimit } from './compute.ts';
import type { LadderStep } from './ladder.ts';
import { type Rung, rungName, rungsOf } from './rungs.ts';
import { settleRound } from './settle.ts';
import {
  insertRound,
  insertRung,
  lockDueRounds,
  lockRoundOfWatch,
  markArmed,
  note,
  type Round,
  rungsRaised,
} from './store.ts';

/** A limit as the diagram gives it. */
export interface LimitEntry {
  caseId: string;
  obligation: string;
  subject: string;
  name: string;
  unit: string | null;
  legalBasis: string | null;
  workingDays: number;
  warnDays: number;
  startsAt: DateTime;
}

/** What the watch waits by: the variable `limit` of limit-watch. */
export interface Armed {
  id: string;
  round: number;
  startedAt: string | null;
  dueAt: string | null;
  /** Date of the next rung; null while suspended and when none is left. */
  nextAt: string | null;
  nextRung: string | null;
  suspended: boolean;
  /** The step has ended: nothing to wait for. */
  closed: boolean;
}

/** Each watch is one round, found again by its key when its job is delivered again. Commits before the job is completed. */
export async function arm(pool: Pool, watchKey: string, entry: LimitEntry, ladder: LadderStep[]): Promise<Armed> {
  return inTransaction(pool, async (db) => {
    const round = (await lockRoundOfWatch(db, watchKey)) ?? (await enter(db, watchKey, entry));
    const ended = round.endedAt !== null || (await settleRound(db, watchKey));
    const next = ended || round.suspendedAt ? null : await nextRung(db, round, ladder);
    await markArmed(db, round, next);
    return {
      id: round.id,
      round: round.round,
      startedAt: toWire(round.startedAt),
      dueAt: toWire(round.dueAt),
      nextAt: toWire(next?.at),
      nextRung: next?.rung ?? null,
      suspended: round.suspendedAt !== null,
      closed: ended,
    };
  });
}

async function enter(db: Db, watchKey: string, entry: LimitEntry): Promise<Round> {
  const { startsAt, ...rest } = entry;
  await holdCalendar(db);
  const { dates } = countLimit(await loadCalendar(db), {
    startedAt: startsAt,
    workingDays: entry.workingDays,
    warnDays: entry.warnDays,
    closeOfBusiness: await closeOfBusiness(db, entry.unit),
    pauses: [],
  });
  if (!dates) throw new Error('a limit without suspensions has an end');
  await insertRound(db, { ...rest, ...dates, watchKey, startedAt: startsAt });
  const round = (await lockRoundOfWatch(db, watchKey)) as Round;
  const until = dates.dueAt.toFormat('yyyy年M月d日 HH:mm');
  await note(db, round, {
    at: startsAt,
    kind: 'limit-started',
    text: `时限“${entry.name}”起算：${entry.workingDays}个工作日，${until}届满${dates.provisional ? '（暂定）' : ''}`,
    detail: { dueAt: toWire(dates.dueAt), provisional: dates.provisional },
  });
  return round;
}

async function nextRung(db: Db, round: Round, ladder: LadderStep[]): Promise<Rung | null> {
  const raised = await rungsRaised(db, round);
  return rungsOf(await loadCalendar(db), round, ladder).find(({ rung }) => !raised.includes(rung)) ?? null;
}

// Many limits end at the same minute, each with a timer of its own: who comes first takes so many of the others along.
const TAKE_ALONG = 50;

/**
 * Raises every rung whose date has come, each once a round. The row decides, not the timer: a limit suspended or moved at that very
 * minute raises nothing. `promised` is the date of the timer that fired; the app's clock may be some milliseconds behind the engine's.
 * Limits that wait for the same moment are not left to wait for their own job, which then finds its rung raised.
 */
export async function raise(
  pool: Pool,
  watchKey: string,
  promised: DateTime | null,
  ladder: LadderStep[],
): Promise<void> {
  await inTransaction(pool, async (db) => {
    const round = await lockRoundOfWatch(db, watchKey);
    if (!round || round.endedAt || round.suspendedAt) return;
    const present = now();
    const reached = promised && promised > present ? promised : present;
    await raiseReached(db, round, rungsOf(await loadCalendar(db), round, ladder), reached, present);
  });
  // What hinders one of these its own job will say.
  await inTransaction(pool, async (db) => {
    const present = now();
    const others = await lockDueRounds(db, present, TAKE_ALONG);
    if (others.length === 0) return;
    const calendar = await loadCalendar(db);
    for (const other of others) await raiseReached(db, other, rungsOf(calendar, other, []), present, present);
  }).catch(() => undefined);
}

async function raiseReached(db: Db, round: Round, rungs: Rung[], reached: DateTime, present: DateTime): Promise<void> {
  const raised = await rungsRaised(db, round);
  for (const rung of rungs) {
    if (rung.at > reached || raised.includes(rung.rung)) continue;
    const heard = await recipientsOf(db, rung.recipients, await processOf(db, round.caseId));
    const recipients = [...new Set(heard.map((r) => r.to))];
    if (!(await insertRung(db, round, { ...rung, recipients }, present))) continue;
    const why = sayWhy(heard);
    await note(db, round, {
      at: present,
      kind: `limit-${rung.rung}`,
      text: `时限“${round.name}”${rungName(rung.rung)}（${round.dueAt.toFormat('yyyy年M月d日 HH:mm')}届满）${why && `：${why}`}`,
      detail: { rung: rung.rung, recipients, ...(why ? { inPlaceOf: heard.filter((r) => r.because) } : {}) },
    });
    if (rung.rung === 'red') await issueCard(db, round);
  }
}
