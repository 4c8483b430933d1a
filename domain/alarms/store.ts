import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';

export const CHECKS = {
  engine: '流程引擎不可用',
  timers: '流程引擎未按时触发定时器',
  rungs: '时限提醒未按时发出',
  projection: '查询库更新滞后',
  quarantine: '有记录未能写入查询库',
  workers: '自动任务处理中断',
  disk: '磁盘空间不足',
} as const;
export type Check = keyof typeof CHECKS;

export interface Alarm {
  id: string;
  check: Check;
  source: string;
  beganAt: string;
  beganWall: string;
  endedAt: string | null;
  endedWall: string | null;
  detail: Record<string, unknown>;
}

const COLUMNS = `id, "check", source, began_at AS "beganAt", began_wall AS "beganWall", ended_at AS "endedAt",
  ended_wall AS "endedWall", detail`;

/** Begins the alarm, or keeps the reading when it is a worse one; true only for the one who began it. */
export async function beginAlarm(db: Db, check: Check, source: string, detail: { count?: number }): Promise<boolean> {
  const { rows } = await db.query<{ began: boolean }>(
    `INSERT INTO alarm AS a ("check", source, began_at, detail) VALUES ($1, $2, $3, $4)
     ON CONFLICT ("check", source) WHERE ended_wall IS NULL DO UPDATE SET seen_wall = now(),
       detail = CASE WHEN coalesce((excluded.detail ->> 'count')::bigint, 0) > coalesce((a.detail ->> 'count')::bigint, 0)
                     THEN excluded.detail ELSE a.detail END
     RETURNING xmax = 0 AS began`,
    [check, source, now().toISO(), detail],
  );
  return rows[0]?.began ?? false;
}

/** Ends what nobody sees any more: its app process is gone. */
export async function endForgotten(db: Db, afterSeconds: number): Promise<void> {
  await db.query(
    `UPDATE alarm SET ended_at = $1, ended_wall = now()
      WHERE ended_wall IS NULL AND seen_wall < now() - make_interval(secs => $2::float8)`,
    [now().toISO(), afterSeconds],
  );
}

/**
 * Ends those of these alarms that are open and have not been seen for so long, wall time: what is late around the threshold is one alarm,
 * not many. Answers the checks of those that this call has ended.
 */
export async function endAlarms(
  db: Db,
  alarms: { check: Check; source: string }[],
  quietSeconds: number,
): Promise<Check[]> {
  const { rows } = await db.query<{ check: Check }>(
    `UPDATE alarm a SET ended_at = $3, ended_wall = now() FROM unnest($1::text[], $2::text[]) AS fine("check", source)
      WHERE a."check" = fine."check" AND a.source = fine.source AND a.ended_wall IS NULL
        AND a.seen_wall < now() - make_interval(secs => $4::float8)
     RETURNING a."check"`,
    [alarms.map(({ check }) => check), alarms.map(({ source }) => source), now().toISO(), quietSeconds],
  );
  return rows.map(({ check }) => check);
}

export async function openAlarms(db: Db): Promise<Alarm[]> {
  const { rows } = await db.query<Alarm>(`SELECT ${COLUMNS} FROM alarm WHERE ended_wall IS NULL ORDER BY began_wall`);
  return rows;
}

/** The last ones, open or not, newest first. */
export async function recentAlarms(db: Db, limit: number): Promise<Alarm[]> {
  const { rows } = await db.query<Alarm>(`SELECT ${COLUMNS} FROM alarm ORDER BY began_wall DESC, id DESC LIMIT $1`, [
    limit,
  ]);
  return rows;
}
