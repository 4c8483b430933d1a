import { setTimeout } from 'node:timers/promises';
import type { DateTime } from 'luxon';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { holdCalendar } from '../calendar/lock.ts';
import { type Recipient, recipientsOf, sayWhy } from '../people/substitutes.ts';
import { closeOfBusiness, loadCalendar } from '../calendar/store.ts';
import { processesOf } from '../cases/store.ts';
import { now, toWire } from '../clock.ts';
import { issueCards } from '../escalation/issue.ts';
import { countLimit } from './compute.ts';
import type { LadderStep } from './ladder.ts';
import { type Rung, rungName, rungsOf } from './rungs.ts';
import { settleRound } from './settle.ts';
import {
  awaitedIsRaised,
  insertRound,
  insertRungs,
  isOfSecondInstance,
  lockDueRounds,
  lockOwingRounds,
  lockRoundOfWatch,
  markArmed,
  note,
  noteAll,
  owesNothing,
  type Round,
  rungId,
  rungsRaised,
  rungsRaisedIn,
  takeOverRound,
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
    const round =
      (await lockRoundOfWatch(db, watchKey)) ??
      ((await takeOverRound(db, watchKey, entry)) ? await lockRoundOfWatch(db, watchKey) : null) ??
      (await enter(db, watchKey, entry));
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
  if (await isOfSecondInstance(db, watchKey, entry.caseId))
    throw new Error('watch of an instance that is none of its case');
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
const TAKE_ALONG = 500;

/**
 * Raises every rung whose date has come, each once a round. The row decides, not the timer: a limit suspended or moved at that very
 * minute raises nothing. `promised` is the date of the timer that fired; the app's clock may be some milliseconds behind the engine's.
 * Limits of the same moment are not left to wait for their own job, which then finds its rung raised, once it is certain that their steps
 * were not finished before: the read model hears of that later than the engine. `ladderNow` is asked outside of the
 * transaction, and only when there is something left to raise.
 */
export async function raise(
  pool: Pool,
  watchKey: string,
  promised: DateTime | null,
  ladderNow: () => Promise<LadderStep[]>,
): Promise<void> {
  // What hinders one of the others its own job will say.
  const raised = await takeTurn(pool, watchKey).catch(() => new Set<string>());
  if (raised.has(watchKey) || (await awaitedIsRaised(pool, watchKey))) return crowdGone(pool);
  const ladder = await ladderNow();
  await inTransaction(pool, async (db) => {
    const round = await lockRoundOfWatch(db, watchKey);
    if (!round || round.endedAt || round.suspendedAt) return;
    const present = now();
    const reached = promised && promised > present ? promised : present;
    await raiseReached(db, [{ round, rungs: rungsOf(await loadCalendar(db), round, ladder), reached }], present);
  });
}

interface Turn {
  /** Watches whose jobs this turn answers. */
  watches: string[];
  /** The watches whose rung it raised. */
  done: Promise<Set<string>>;
}
interface Turns {
  running: Promise<unknown>;
  /** A turn is at work, not only waiting for more to come. */
  raising: boolean;
  next: Turn | null;
  /** Jobs that came one after the other without a pause, and when the last of them came (wall time, performance.now). */
  crowd: number;
  lastAt: number;
}
// One at a time in this process: jobs that come meanwhile wait here, without a connection, and share the next turn.
const turns = new WeakMap<Pool, Turns>();
const CROWD = 20;
const PAUSE_MS = 200;
const MOST_PAUSES = 15;
// In a crowd the record that proves it for all is about to come; turns for two or three jobs each would only delay it.
const GATHER_MS = 100;

/**
 * The engine has one queue: what follows a rung, such as the watch's next date or the case of a card, waits until those of the same moment
 * have been raised. Returns at once when only a few have come, and after three seconds anyway.
 */
export async function crowdGone(pool: Pool): Promise<void> {
  const turn = turns.get(pool);
  const there = () => turn && turn.crowd > CROWD && (turn.raising || performance.now() - turn.lastAt < PAUSE_MS);
  for (let n = 0; there() && n < MOST_PAUSES; n += 1) await setTimeout(PAUSE_MS);
}

function takeTurn(pool: Pool, watchKey: string): Promise<Set<string>> {
  const turn = turns.get(pool) ?? {
    running: Promise.resolve(),
    raising: false,
    next: null,
    crowd: 0,
    lastAt: -PAUSE_MS,
  };
  turns.set(pool, turn);
  const at = performance.now();
  turn.crowd = at - turn.lastAt < PAUSE_MS ? turn.crowd + 1 : 1;
  turn.lastAt = at;
  if (turn.next === null) {
    const watches: string[] = [];
    const done = turn.running.then(async () => {
      if (turn.crowd > CROWD) await setTimeout(GATHER_MS);
      turn.next = null;
      turn.raising = true;
      return raiseDue(pool, watches).finally(() => (turn.raising = false));
    });
    turn.running = done.catch(() => undefined);
    turn.next = { watches, done };
  }
  turn.next.watches.push(watchKey);
  return turn.next.done;
}

/** Yellow and red rungs of these watches and of all whose date is known to have passed; which watches had one. */
async function raiseDue(pool: Pool, watches: string[]): Promise<Set<string>> {
  const all = new Set<string>();
  for (let more = true; more;) {
    const went = await inTransaction(pool, async (db) => {
      const present = now();
      const due = await lockDueRounds(db, { present, watches, limit: TAKE_ALONG });
      if (due.length === 0) return null;
      const calendar = await loadCalendar(db);
      const reached = due.map(({ round, openAt }) => ({ round, rungs: rungsOf(calendar, round, []), reached: openAt }));
      const raised = await raiseReached(db, reached, present);
      return { watches: raised, more: raised.length > 0 && due.length === TAKE_ALONG };
    });
    for (const watch of went?.watches ?? []) all.add(watch);
    more = went?.more ?? false;
  }
  return all;
}

/**
 * The red rungs, with their cards, of steps that ended late before the engine's timer had fired: finishing does not undo the delay.
 * What would only have warned is not said afterwards.
 */
export async function raiseOwed(pool: Pool): Promise<void> {
  for (let more = true; more;)
    more = await inTransaction(pool, async (db) => {
      const owing = await lockOwingRounds(db, TAKE_ALONG);
      if (owing.length === 0) return false;
      const calendar = await loadCalendar(db);
      const present = now();
      const due = owing.map((round) => ({
        round,
        rungs: rungsOf(calendar, round, []).filter((r) => r.rung === 'red'),
        reached: round.dueAt,
      }));
      await raiseReached(db, due, present);
      await owesNothing(db, owing);
      return owing.length === TAKE_ALONG;
    });
}

/** A few statements, however many they are; the watches whose rung was raised. */
async function raiseReached(
  db: Db,
  due: { round: Round; rungs: Rung[]; reached: DateTime }[],
  present: DateTime,
): Promise<string[]> {
  const rounds = due.map(({ round }) => round);
  const raised = await rungsRaisedIn(db, rounds);
  const fresh = due.flatMap(({ round, rungs, reached }) =>
    rungs.filter((r) => r.at <= reached && !raised.has(rungId(round, r.rung))).map((r) => ({ ...r, round })),
  );
  if (fresh.length === 0) return [];
  const heard = await heardOf(db, fresh);
  const written = await insertRungs(
    db,
    fresh.map((r, i) => ({ ...r, heard: heard[i]!, recipients: [...new Set(heard[i]!.map(({ to }) => to))] })),
    present,
  );
  await noteAll(
    db,
    written.map(({ round, rung, recipients, heard }) => {
      const why = sayWhy(heard);
      const event = {
        at: present,
        kind: `limit-${rung}`,
        text: `时限“${round.name}”${rungName(rung)}（${round.dueAt.toFormat('yyyy年M月d日 HH:mm')}届满）${why && `：${why}`}`,
        detail: { rung, recipients, ...(why ? { inPlaceOf: heard.filter((r) => r.because) } : {}) },
      };
      return { round, event };
    }),
  );
  await issueCards(
    db,
    written.filter(({ rung }) => rung === 'red').map(({ round }) => round),
  );
  return written.map(({ round }) => round.watchKey);
}

/** Who hears of each, asked once for the same posts in the same procedure. */
async function heardOf(db: Db, rungs: (Rung & { round: Round })[]): Promise<Recipient[][]> {
  const processes = await processesOf(
    db,
    rungs.map(({ round }) => round.caseId),
  );
  const known = new Map<string, Recipient[]>();
  const all: Recipient[][] = [];
  for (const { round, recipients } of rungs) {
    const process = processes.get(round.caseId) ?? null;
    const question = JSON.stringify([process, recipients]);
    const answer = known.get(question) ?? (await recipientsOf(db, recipients, process));
    known.set(question, answer);
    all.push(answer);
  }
  return all;
}
