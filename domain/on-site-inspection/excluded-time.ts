import type { Db, Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { holdCalendar } from '../calendar/lock.ts';
import { type Origin, recordEvent } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';
import { perform, resume, suspend } from '../deadlines/change.ts';
import { lockOpenRounds, type Round } from '../deadlines/store.ts';

/** Time that does not count against the licence's limit (行政许可法 45), from the written notice of it to the end of the procedure. */

const LIMIT = 'decide-licence';
const BASIS = '行政许可法 第四十五条';

const PROCEDURES: Record<string, string> = {
  'expert-review': '专家论证',
  hearing: '听证',
  'inspection-test': '检验',
  testing: '检测',
  quarantine: '检疫',
  appraisal: '鉴定',
};
const nameOf = (about: string): string => PROCEDURES[about] ?? about;

export interface TimeNotice {
  workingDays: number;
  on: string;
  by?: string | null | undefined;
}

type Messenger = Pick<EngineClient, 'publishMessage'>;
const NOBODY = 'system';

/**
 * After the written notice the licence's limit stands still; other limits of the case go on. Once for its step; a notice that comes
 * when the review is over, or when the limit is over or stands still already, is recorded and moves nothing.
 */
export async function pauseLicence(
  pool: Pool,
  engine: Messenger,
  { caseId, about, notice }: { caseId: string; about: string; notice: TimeNotice },
  origin: Origin,
): Promise<void> {
  await perform(pool, engine, async (db) => {
    const round = await lockLicence(db, caseId);
    // Not counted yet: an ordinary error, so the job comes again.
    if (!round) throw new Error('许可期限尚未起算，稍后自动重试');
    const why = (await isOver(db, caseId, about))
      ? `${nameOf(about)}已经结束`
      : round.suspendedAt
        ? '时限已经中止'
        : round.dueAt < now()
          ? '时限已届满'
          : null;
    const told = `${notice.on}书面告知${nameOf(about)}需${notice.workingDays}个工作日`;
    const first = await recordEvent(
      db,
      {
        caseId,
        kind: 'excluded-time-notified',
        actor: notice.by ?? null,
        detail: {
          about,
          workingDays: notice.workingDays,
          on: notice.on,
          paused: !why,
          text: `${told}${why ? `；${why}，不中止计时` : ''}`,
        },
      },
      origin,
    );
    if (!first || why) return [];
    return suspend(caseId, { actor: notice.by ?? NOBODY, reason: told, basis: BASIS }, [LIMIT])(db);
  });
}

/** The procedure has ended: what it paused goes on. A suspension that the head of the bureau ordered stays his. */
export async function resumeLicence(
  pool: Pool,
  engine: Messenger,
  { caseId, about, by }: { caseId: string; about: string; by?: string | null | undefined },
  origin: Origin,
): Promise<void> {
  await perform(pool, engine, async (db) => {
    const round = await lockLicence(db, caseId);
    const text = `${nameOf(about)}已经结束`;
    const event = { caseId, kind: 'excluded-time-over', actor: by ?? null, detail: { about, text } };
    if (!(await recordEvent(db, event, origin))) return [];
    if (!round?.suspendedAt || !(await pausedHere(db, round))) return [];
    return resume(caseId, { actor: by ?? NOBODY, reason: text }, [LIMIT])(db);
  });
}

/** Locked, so that a notice and the end of what it is about come one after the other. */
async function lockLicence(db: Db, caseId: string): Promise<Round | undefined> {
  await holdCalendar(db);
  return (await lockOpenRounds(db, caseId)).find((round) => round.obligation === LIMIT);
}

/** The one expert review of a case; hearings and tests may come again, and end before the next is told. */
async function isOver(db: Db, caseId: string, about: string): Promise<boolean> {
  if (about !== 'expert-review') return false;
  const { rows } = await db.query(
    `SELECT 1 FROM case_event WHERE case_id = $1 AND kind = 'excluded-time-over' AND detail ->> 'about' = $2`,
    [caseId, about],
  );
  return rows.length > 0;
}

async function pausedHere(db: Db, { id, round }: Round): Promise<boolean> {
  const { rows } = await db.query<{ basis: string }>(
    'SELECT basis FROM deadline_pause WHERE deadline_id = $1 AND round = $2 AND resumed_at IS NULL',
    [id, round],
  );
  return rows[0]?.basis === BASIS;
}
