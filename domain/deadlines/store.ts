import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { ZONE } from '../clock.ts';
import { notifyOfLimits } from '../notifications/of-limits.ts';
import type { Pause } from './compute.ts';

/** A round of a limit as its row says it. */
export interface Round {
  id: string;
  round: number;
  caseId: string;
  obligation: string;
  subject: string;
  watchKey: string;
  name: string;
  unit: string | null;
  legalBasis: string | null;
  workingDays: number;
  extraDays: number;
  warnDays: number;
  startedAt: DateTime;
  warnAt: DateTime;
  dueAt: DateTime;
  provisional: boolean;
  suspendedAt: DateTime | null;
  remaining: number | null;
  revision: number;
  endedAt: DateTime | null;
}

export const ROUND_COLUMNS = `d.id, r.round, d.case_id AS "caseId", d.obligation, d.subject, r.watch_key AS "watchKey", r.name, r.unit,
  r.legal_basis AS "legalBasis", r.working_days AS "workingDays", r.extra_days AS "extraDays", r.warn_days AS "warnDays",
  r.started_at AS "startedAt", r.warn_at AS "warnAt", r.due_at AS "dueAt", r.provisional, r.suspended_at AS "suspendedAt",
  r.remaining, r.revision, r.ended_at AS "endedAt"`;

const INSTANTS = ['startedAt', 'warnAt', 'dueAt', 'suspendedAt', 'endedAt'] as const;
export const instant = (text: string): DateTime => DateTime.fromISO(text, { zone: ZONE });

export function toRound(row: Record<string, unknown>): Round {
  const times = INSTANTS.map((name) => [name, row[name] === null ? null : instant(row[name] as string)]);
  return { ...row, ...Object.fromEntries(times) } as unknown as Round;
}

/** The round that this watch counts, locked until the transaction ends. */
export async function lockRoundOfWatch(db: Db, watchKey: string): Promise<Round | null> {
  const { rows } = await db.query(
    `SELECT ${ROUND_COLUMNS} FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id WHERE r.watch_key = $1 FOR UPDATE OF r`,
    [watchKey],
  );
  return rows[0] ? toRound(rows[0]) : null;
}

/**
 * The round that goes on under this watch, as its case goes on in a new instance (domain/models/rehoming.ts): start, suspensions and rungs are
 * kept. False: none waits for it.
 */
export async function takeOverRound(
  db: Db,
  watchKey: string,
  limit: Pick<NewRound, 'caseId' | 'obligation' | 'subject'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE deadline_round r SET watch_key = $2, carried = NULL, touched_wall = now() FROM case_rehoming h
      WHERE r.deadline_id = $1 AND r.carried = h.id AND h.state IN ('ended', 'created', 'done')`,
    [limitId(limit), watchKey],
  );
  if (rowCount) await tell(db, limit.caseId);
  return rowCount === 1;
}

/**
 * Whether this watch belongs to an instance that was begun a second time for its case and will be ended: possible only where beginning it was
 * tried more than once.
 */
export async function isOfSecondInstance(db: Db, watchKey: string, caseId: string): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT 1 FROM case_rehoming h JOIN cases c ON c.id = h.case_id LEFT JOIN read.instance w ON w.instance_key = $1
      WHERE h.case_id = $2 AND h.attempts > 1 AND h.sent_wall > now() - interval '1 day'
        AND w.parent_instance_key IS DISTINCT FROM c.instance_key`,
    [watchKey, caseId],
  );
  return rows.length > 0;
}

/** Unfinished rounds, of one case or of all, locked in one order until the transaction ends. */
export async function lockOpenRounds(db: Db, caseId: string | null): Promise<Round[]> {
  const { rows } = await db.query(
    `SELECT ${ROUND_COLUMNS} FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id
      WHERE r.ended_at IS NULL AND ($1::text IS NULL OR r.case_id = $1) ORDER BY d.id, r.round FOR UPDATE OF r`,
    [caseId],
  );
  return rows.map(toRound);
}

/**
 * Rounds that wait for a yellow or red rung whose date has come and was not raised (red also before the watch has come back from yellow, as
 * after an outage over both dates), and until when their step is known not to have ended:
 * `watches` have a job that says so now. Of the others the read model knows it up to the last record of their partition, as records come
 * in the engine's order, and up to the date of any timer that is known to have fired; of none while a record of the partition that may say so
 * lies in quarantine. What others work on is skipped, not waited for.
 */
export async function lockDueRounds(
  db: Db,
  { present, watches, limit }: { present: DateTime; watches: string[]; limit: number },
): Promise<{ round: Round; openAt: DateTime }[]> {
  const { rows } = await db.query({
    name: 'lock-due-rounds',
    text: `WITH known AS MATERIALIZED (
        SELECT p.partition_id, CASE
            WHEN EXISTS (SELECT 1 FROM quarantine q WHERE q.resolved_at IS NULL AND (q.value_type IS NULL OR q.value_type = 'PROCESS_INSTANCE')
                            AND (q.partition_id IS NULL OR q.partition_id = p.partition_id)) THEN '-infinity'
            ELSE GREATEST(LEAST($1::timestamptz, to_timestamp(p.record_at / 1000.0)),
              (SELECT max(t.due_at) FROM read.timer t
                WHERE t.state = 'triggered' AND t.due_at <= $1 AND t.timer_key >> 51 = p.partition_id)) END AS at
          FROM exporter_progress p WHERE p.exporter = 'full'
      )
      SELECT ${ROUND_COLUMNS}, until.at AS "openAt" FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id
        LEFT JOIN known ON known.partition_id = r.watch_key >> 51
        CROSS JOIN LATERAL (SELECT CASE WHEN r.yellow_raised OR r.next_rung = 'red' THEN r.due_at ELSE r.next_at END AS at) waits
        CROSS JOIN LATERAL (SELECT CASE WHEN r.watch_key = ANY ($2::bigint[]) THEN $1::timestamptz ELSE known.at END AS at) until
       WHERE r.ended_at IS NULL AND r.suspended_at IS NULL AND r.armed = r.revision AND r.next_at <= $1
         AND r.next_rung IN ('yellow', 'red') AND NOT r.red_raised AND waits.at <= $1 AND until.at >= waits.at
       ORDER BY r.next_at LIMIT $3 FOR UPDATE OF r SKIP LOCKED`,
    values: [present.toISO(), watches, limit],
  });
  return rows.map(({ openAt, ...row }) => ({ round: toRound(row), openAt: instant(openAt) }));
}

/** Rounds that were met late before their red rung was raised. */
export async function lockOwingRounds(db: Db, limit: number): Promise<Round[]> {
  const { rows } = await db.query({
    name: 'lock-owing-rounds',
    text: `SELECT ${ROUND_COLUMNS} FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id
            WHERE r.red_owed ORDER BY r.due_at LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    values: [limit],
  });
  return rows.map(toRound);
}

export async function owesNothing(db: Db, rounds: Pick<Round, 'id' | 'round'>[]): Promise<void> {
  await db.query(
    `UPDATE deadline_round r SET red_owed = false FROM unnest($1::text[], $2::int[]) AS o(id, round)
      WHERE r.deadline_id = o.id AND r.round = o.round`,
    [rounds.map((r) => r.id), rounds.map((r) => r.round)],
  );
}

export async function pausesOf(db: Db, { id, round }: Pick<Round, 'id' | 'round'>): Promise<Pause[]> {
  const { rows } = await db.query<{ from: string; to: string | null }>(
    `SELECT suspended_at AS "from", resumed_at AS "to" FROM deadline_pause WHERE deadline_id = $1 AND round = $2 ORDER BY id`,
    [id, round],
  );
  return rows.map((p) => ({ from: instant(p.from), to: p.to === null ? null : instant(p.to) }));
}

/** Suspensions of all unfinished rounds, by limit and round. */
export async function pausesOfOpenRounds(db: Db): Promise<(r: Pick<Round, 'id' | 'round'>) => Pause[]> {
  const { rows } = await db.query<{ id: string; round: number; from: string; to: string | null }>(
    `SELECT p.deadline_id AS id, p.round, p.suspended_at AS "from", p.resumed_at AS "to"
       FROM deadline_pause p JOIN deadline_round r ON r.deadline_id = p.deadline_id AND r.round = p.round
      WHERE r.ended_at IS NULL ORDER BY p.id`,
  );
  const all = new Map<string, Pause[]>();
  for (const p of rows) {
    const key = `${p.id} ${p.round}`;
    const pause = { from: instant(p.from), to: p.to === null ? null : instant(p.to) };
    all.set(key, [...(all.get(key) ?? []), pause]);
  }
  return ({ id, round }) => all.get(`${id} ${round}`) ?? [];
}

export interface NewRound {
  caseId: string;
  obligation: string;
  subject: string;
  watchKey: string;
  name: string;
  unit: string | null;
  legalBasis: string | null;
  workingDays: number;
  warnDays: number;
  startedAt: DateTime;
  warnAt: DateTime;
  dueAt: DateTime;
  provisional: boolean;
}

export const limitId = (l: Pick<NewRound, 'caseId' | 'obligation' | 'subject'>): string =>
  [l.caseId, l.obligation, ...(l.subject ? [l.subject] : [])].join(':');

/** The next round of the limit; its number. Two watches that enter at once get one each. */
export async function insertRound(db: Db, l: NewRound): Promise<number> {
  const id = limitId(l);
  const { rows } = await db.query<{ round: number }>(
    `INSERT INTO deadline AS d (id, case_id, obligation, subject, round) VALUES ($1, $2, $3, $4, 1)
     ON CONFLICT (id) DO UPDATE SET round = d.round + 1 RETURNING round`,
    [id, l.caseId, l.obligation, l.subject],
  );
  const round = rows[0]!.round;
  await db.query(
    `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, unit, legal_basis, working_days, warn_days,
                                 started_at, warn_at, due_at, provisional)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
    [
      id,
      round,
      l.caseId,
      l.watchKey,
      l.name,
      l.unit,
      l.legalBasis,
      l.workingDays,
      l.warnDays,
      l.startedAt.toISO(),
      l.warnAt.toISO(),
      l.dueAt.toISO(),
      l.provisional,
    ],
  );
  return round;
}

/** Writes what a change made of the round. */
export async function saveRound(db: Db, r: Round): Promise<void> {
  await db.query(
    `UPDATE deadline_round SET extra_days = $3, warn_at = $4, due_at = $5, provisional = $6, suspended_at = $7, remaining = $8,
            revision = $9, touched_wall = now() WHERE deadline_id = $1 AND round = $2`,
    [
      r.id,
      r.round,
      r.extraDays,
      r.warnAt.toISO(),
      r.dueAt.toISO(),
      r.provisional,
      r.suspendedAt?.toISO() ?? null,
      r.remaining,
      r.revision,
    ],
  );
}

/** The watch has taken up this revision and waits for this rung. */
export async function markArmed(
  db: Db,
  r: Pick<Round, 'id' | 'round' | 'revision'>,
  next: { rung: string; at: DateTime; recipients: string[] } | null,
): Promise<void> {
  await db.query(
    `UPDATE deadline_round SET armed = $3, next_rung = $4, next_at = $5, next_recipients = $6
      WHERE deadline_id = $1 AND round = $2 AND armed <= $3`,
    [r.id, r.round, r.revision, next?.rung ?? null, next?.at.toISO() ?? null, next?.recipients ?? []],
  );
}

export async function rungsRaised(db: Db, { id, round }: Pick<Round, 'id' | 'round'>): Promise<string[]> {
  const { rows } = await db.query<{ rung: string }>(
    'SELECT rung FROM deadline_rung WHERE deadline_id = $1 AND round = $2 AND revoked_at IS NULL',
    [id, round],
  );
  return rows.map((r) => r.rung);
}

/** Every rung that was raised in these rounds, as `rungId` names it. */
export async function rungsRaisedIn(db: Db, rounds: Pick<Round, 'id' | 'round'>[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string; round: number; rung: string }>(
    `SELECT g.deadline_id AS id, g.round, g.rung
       FROM unnest($1::text[], $2::int[]) AS r(id, round)
       JOIN deadline_rung g ON g.deadline_id = r.id AND g.round = r.round AND g.revoked_at IS NULL`,
    [rounds.map((r) => r.id), rounds.map((r) => r.round)],
  );
  return new Set(rows.map((r) => rungId(r, r.rung)));
}

export const rungId = (r: Pick<Round, 'id' | 'round'>, rung: string): string => `${r.id} ${r.round} ${rung}`;

/** Whether the rung for which this watch waits has been raised. */
export async function awaitedIsRaised(db: Db, watchKey: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'awaited-is-raised',
    text: `SELECT 1 FROM deadline_round r JOIN deadline_rung g ON g.deadline_id = r.deadline_id AND g.round = r.round
              AND g.rung = r.next_rung AND g.revoked_at IS NULL
            WHERE r.watch_key = $1 AND r.armed = r.revision`,
    values: [watchKey],
  });
  return rows.length > 0;
}

export interface NewRung {
  round: Round;
  rung: string;
  at: DateTime;
  recipients: string[];
}

/** Writes those that were not raised before in their round; the ones written, in their order. */
export async function insertRungs<R extends NewRung>(db: Db, rungs: R[], raisedAt: DateTime): Promise<R[]> {
  const { rows } = await db.query<{ id: string; round: number; rung: string }>(
    `INSERT INTO deadline_rung (deadline_id, round, rung, at, raised_at, recipients)
     SELECT id, round, rung, at, $2, recipients
       FROM json_to_recordset($1::json) AS r(id text, round int, rung text, at timestamptz, recipients text[])
     ON CONFLICT (deadline_id, round, rung) WHERE revoked_at IS NULL DO NOTHING
     RETURNING deadline_id AS id, round, rung`,
    [
      JSON.stringify(
        rungs.map(({ round: r, rung, at, recipients }) => ({
          id: r.id,
          round: r.round,
          rung,
          at: at.toISO(),
          recipients,
        })),
      ),
      raisedAt.toISO(),
    ],
  );
  const written = new Set(rows.map((r) => rungId(r, r.rung)));
  return rungs.filter((r) => written.has(rungId(r.round, r.rung)));
}

/** What happened to a limit, for the history of its case. */
export interface LimitEvent {
  at: DateTime;
  kind: string;
  actor?: string;
  text: string;
  detail?: Record<string, unknown>;
}
type Noted = Pick<Round, 'id' | 'round' | 'caseId'>;

/** Adds to the case's history, tells those whom it concerns, and the pages when the transaction commits. */
export async function note(db: Db, r: Noted, event: LimitEvent): Promise<void> {
  await noteAll(db, [{ round: r, event }]);
}

/** The same for many at once; of one round no two events of a kind. */
export async function noteAll(db: Db, noted: { round: Noted; event: LimitEvent }[]): Promise<void> {
  if (noted.length === 0) return;
  const { rows } = await db.query<{ id: string; limit: string; round: number; kind: string }>(
    `INSERT INTO case_event (case_id, at, kind, actor, detail)
     SELECT "caseId", at, kind, actor, detail
       FROM json_to_recordset($1::json) AS e(place int, "caseId" text, at timestamptz, kind text, actor text, detail jsonb) ORDER BY place
     RETURNING id, detail->>'limit' AS limit, (detail->>'round')::int AS round, kind`,
    [
      JSON.stringify(
        noted.map(({ round: r, event }, place) => ({
          place,
          caseId: r.caseId,
          at: event.at.toISO(),
          kind: event.kind,
          actor: event.actor ?? null,
          detail: { ...event.detail, limit: r.id, round: r.round, text: event.text },
        })),
      ),
    ],
  );
  const ids = new Map(rows.map((e) => [`${e.limit} ${e.round} ${e.kind}`, e.id]));
  await notifyOfLimits(
    db,
    noted.map(({ round: limit, event }) => ({
      limit,
      event,
      eventId: ids.get(`${limit.id} ${limit.round} ${event.kind}`)!,
    })),
  );
  await db.query(
    `SELECT pg_notify('changes', json_build_object('type', 'deadline', 'caseId', c)::text) FROM unnest($1::text[]) c`,
    [[...new Set(noted.map(({ round }) => round.caseId))]],
  );
}

export async function tell(db: Db, caseId: string): Promise<void> {
  await db.query(`SELECT pg_notify('changes', $1)`, [JSON.stringify({ type: 'deadline', caseId })]);
}
