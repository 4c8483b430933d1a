import { DateTime } from 'luxon';
import { inTransaction, type Db, type Pool } from '../../db/pool.ts';
import { loadCalendar } from '../calendar/store.ts';
import { dayOf } from '../calendar/core.ts';
import { now, ZONE } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { findPrincipal, type Principal } from './store.ts';

export interface Absence {
  id: string;
  username: string;
  substitute: string | null;
  fromAt: string;
  untilAt: string;
  processes: string[] | null;
  reason: string;
  setBy: string;
  setAt: string;
  revokedAt: string | null;
  revokedBy: string | null;
}

const COLUMNS = `a.id::text, a.username, a.substitute, a.from_at AS "fromAt", a.until_at AS "untilAt", a.processes, a.reason,
  a.set_by AS "setBy", a.set_at AS "setAt", a.revoked_at AS "revokedAt", a.revoked_by AS "revokedBy"`;

export interface NewAbsence {
  username: string;
  substitute: string | null;
  from: DateTime;
  until: DateTime;
  processes: string[] | null;
  reason: string;
}

/** People are the security administrator's affair; the system administrator keeps calendars and machines. */
export const managesPeople = (who: Principal): boolean => who.posts.some((p) => p.kind === 'secadmin');

// The three administrators' powers and the business exclude each other, in substitution as in office.
export const ADMINISTRATORS: ReadonlySet<string> = new Set(['sysadmin', 'secadmin', 'auditor']);
export const isAdministrator = (who: { posts: { kind: string }[] }): boolean =>
  who.posts.some((p) => ADMINISTRATORS.has(p.kind));

const refuse = (code: string, message: string): never => {
  throw new BusinessRefusal(code, message);
};
/** SQL: two lists of procedures have one in common; null is all. */
const MEET = (a: string, b: string) => `(${a} IS NULL OR ${b} IS NULL OR ${a} && ${b})`;

/** Refuses what must not be; the code is the field that is to blame. */
async function check(db: Db, by: Principal, a: NewAbsence): Promise<void> {
  const absent = await findPrincipal(db, a.username);
  if (!absent?.posts.length) return refuse('username', '该人员不存在或未任任何岗位。');
  const values = [a.from.toISO(), a.until.toISO(), a.processes];
  if (a.substitute !== null) {
    const substitute = await findPrincipal(db, a.substitute);
    if (a.substitute === a.username) refuse('substitute', '不能由本人代理本人。');
    if (!substitute?.posts.length) return refuse('substitute', '代理人不存在或未任任何岗位。');
    if (isAdministrator(absent) || isAdministrator(substitute)) {
      refuse('substitute', '系统、安全、审计管理员与业务岗位不得相互代理。');
    }
    if (!managesPeople(by) && !substitute.units.some((u) => absent.units.includes(u)))
      refuse('substitute', '只能委托本单位人员；确需跨单位代理，请由安全管理员设置。');
    const chain = await db.query(
      `WITH RECURSIVE r AS (
         SELECT $4::text AS username, $1::timestamptz AS f, $2::timestamptz AS u, $3::text[] AS p, 0 AS depth
         UNION ALL
         SELECT a.substitute, greatest(r.f, a.from_at), least(r.u, a.until_at),
                CASE WHEN r.p IS NULL THEN a.processes WHEN a.processes IS NULL THEN r.p
                     ELSE ARRAY(SELECT unnest(r.p) INTERSECT SELECT unnest(a.processes)) END, r.depth + 1
           FROM r JOIN absence a ON a.username = r.username
          WHERE a.revoked_at IS NULL AND a.from_at < r.u AND a.until_at > r.f AND ${MEET('r.p', 'a.processes')}
            AND a.substitute IS NOT NULL AND r.username <> $5 AND r.depth < 20
       ) SELECT 1 FROM r WHERE username = $5`,
      [...values, a.substitute, a.username],
    );
    if (chain.rows[0]) refuse('substitute', '代理关系成环：该代理人同期也（经他人）委托了本人，请另选代理人。');
  }
  const overlap = await db.query(
    `SELECT 1 FROM absence a WHERE a.username = $4 AND a.revoked_at IS NULL AND a.from_at < $2 AND a.until_at > $1
        AND ${MEET('$3::text[]', 'a.processes')}`,
    [...values, a.username],
  );
  if (overlap.rows[0]) refuse('from', '与已有的缺席安排在时间和流程上重叠，请先结束原安排。');
}

/** Records an absence. One at a time: two that exclude each other cannot pass side by side. */
export async function setAbsence(pool: Pool, by: Principal, a: NewAbsence): Promise<string> {
  return inTransaction(pool, async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('absence'))`);
    await check(db, by, a);
    const { rows } = await db.query<{ id: string }>(
      `INSERT INTO absence (username, substitute, from_at, until_at, processes, reason, set_by, set_at)
       VALUES ($1,$2,$3,$4,$5,$6,$7,$8) RETURNING id::text`,
      [a.username, a.substitute, a.from.toISO(), a.until.toISO(), a.processes, a.reason, by.username, now().toISO()],
    );
    await tellEverybody(db);
    return rows[0]!.id;
  });
}

/** What setting it would do, without doing it. */
export const checkAbsence = (pool: Pool, by: Principal, a: NewAbsence): Promise<void> => check(pool, by, a);

/** Ends it now, or calls it off before it begins; false when it is over already. */
export async function endAbsence(pool: Pool, id: string, by: string): Promise<boolean> {
  return inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `UPDATE absence SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL AND until_at > $2`,
      [id, now().toISO(), by],
    );
    if (rowCount) await tellEverybody(db);
    return rowCount === 1;
  });
}

export async function findAbsence(db: Db, id: string): Promise<Absence | null> {
  const { rows } = await db.query<Absence>(`SELECT ${COLUMNS} FROM absence a WHERE a.id = $1`, [id]);
  return rows[0] ?? null;
}

export type AbsenceState = 'planned' | 'active' | 'ended';

export function stateOf(a: Absence, at = now()): AbsenceState {
  if (a.revokedAt !== null || DateTime.fromISO(a.untilAt) <= at) return 'ended';
  return DateTime.fromISO(a.fromAt) > at ? 'planned' : 'active';
}

/** Newest first. `of`: only where this person is away or acts. */
export async function listAbsences(
  db: Db,
  f: { of: string | null; state?: AbsenceState | undefined; q?: string | undefined; limit: number; offset: number },
): Promise<{ items: Absence[]; total: number }> {
  const from = `FROM absence a JOIN account u ON u.username = a.username LEFT JOIN account s ON s.username = a.substitute
    WHERE ($1::text IS NULL OR $1 IN (a.username, a.substitute))
      AND ($2::text IS NULL OR $2 = CASE WHEN a.revoked_at IS NOT NULL OR a.until_at <= $3::timestamptz THEN 'ended'
                                         WHEN a.from_at > $3::timestamptz THEN 'planned' ELSE 'active' END)
      AND ($4::text IS NULL OR u.display_name ILIKE $4 OR s.display_name ILIKE $4 OR a.username ILIKE $4)`;
  const like = f.q ? `%${f.q.replace(/[\\%_]/g, '\\$&')}%` : null;
  const params = [f.of, f.state ?? null, now().toISO(), like];
  const [page, count] = await Promise.all([
    db.query<Absence>(`SELECT ${COLUMNS} ${from} ORDER BY a.from_at DESC, a.id DESC LIMIT $5 OFFSET $6`, [
      ...params,
      f.limit,
      f.offset,
    ]),
    db.query<{ n: number }>(`SELECT count(*)::int AS n ${from}`, params),
  ]);
  return { items: page.rows, total: count.rows[0]?.n ?? 0 };
}

/** Working days that begin within it, and whether a year without a published calendar is among them. */
export async function workingDaysWithin(
  db: Db,
  from: DateTime,
  until: DateTime,
): Promise<{ workingDays: number; provisional: boolean }> {
  const calendar = await loadCalendar(db);
  let workingDays = 0;
  let provisional = false;
  for (let day = from.setZone(ZONE).startOf('day'); day < until; day = day.plus({ days: 1 })) {
    const date = day.toISODate() ?? '';
    if (dayOf(calendar, date).works) workingDays++;
    if (!calendar.published.has(day.year)) provisional = true;
  }
  return { workingDays, provisional };
}

/** Who may do what has changed: every page looks again. */
export async function tellEverybody(db: Db): Promise<void> {
  await db.query(`SELECT pg_notify('changes', '{"type":"all"}')`);
}
