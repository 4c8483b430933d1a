import { setTimeout } from 'node:timers/promises';
import type { Pool } from '../db/pool.ts';

export interface Seeded {
  openTasks: number;
  doneTasks: number;
  openLimits: number;
  endedLimits: number;
}

/** Cases of a district after some years. */
const YEARS = { running: 50_000, finished: 200_000 };
const OPEN_EACH = 2;
const DONE_EACH = 5;
// Keys that the engine of a bench never gives.
const BASE = 9_000_000_000_000_000;

/**
 * A district after some years, written straight into the tables that lists read: every case with three units, one limit and its
 * tasks, spread evenly over units and posts. More are added to those of an earlier call. Only for a database that is thrown away.
 */
export async function seed(
  pool: Pool,
  now: string,
  { running, finished }: { running: number; finished: number } = YEARS,
): Promise<Seeded> {
  const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM cases WHERE id LIKE 'SEED-%'`);
  const after = rows[0]!.n;
  const all = after + running + finished;
  const units = `(SELECT array_agg(id ORDER BY ord) FROM unit)`;
  const steps: [text: string, values: unknown[]][] = [
    [
      `CREATE TEMP TABLE seed AS
       SELECT n, format('SEED-2026-%s', n) AS id, n > $4 + $1 AS finished, u.ids[1 + n % cardinality(u.ids)] AS unit,
              u.ids[1 + (n * 7 + 3) % cardinality(u.ids)] AS unit2, u.ids[1 + (n * 11 + 5) % cardinality(u.ids)] AS unit3,
              $2::timestamptz - make_interval(mins => n % 400000) AS created_at, ${BASE}::bigint + n * 16 AS key
         FROM generate_series($4 + 1, $3::int) n, (SELECT ${units} AS ids) u`,
      [running, now, all, after],
    ],
    [
      `INSERT INTO cases (id, process, title, variables, created_by, filing_unit, leading_unit, instance_key, outcome, created_at)
       SELECT id, 'fast-track-decision', '测速项目 ' || n, jsonb_build_object('subject', '测速项目 ' || n, 'filingUnit', unit,
                'materials', '[{"name":"投资协议","essential":true},{"name":"土地证明","essential":true}]'::jsonb),
              unit || '.clerk', unit, 'investment-promotion', key, CASE WHEN finished THEN 'approved' END, created_at FROM seed`,
      [],
    ],
    [
      `INSERT INTO case_unit (case_id, unit) SELECT id, u FROM seed, LATERAL (VALUES (unit), (unit2), (unit3)) AS v(u) ON CONFLICT DO NOTHING`,
      [],
    ],
    [
      `INSERT INTO read.instance (instance_key, process_id, definition_key, version, case_id, state, started_at, ended_at, position)
       SELECT key, 'fast-track-decision', p.definition_key, p.version, id, CASE WHEN finished THEN 'completed' ELSE 'active' END, created_at,
              CASE WHEN finished THEN created_at + interval '9 days' END, 0
         FROM seed, LATERAL (SELECT definition_key, version FROM read.process WHERE process_id = 'fast-track-decision' ORDER BY version DESC LIMIT 1) p`,
      [],
    ],
    [
      `INSERT INTO read.task (task_key, element_key, instance_key, definition_key, process_id, element_id, name, case_id, candidate_groups,
                              assignee, due_at, state, created_at, ended_at, completed_by, position)
       SELECT key + 1 + k, key + 1 + k, key, p.definition_key, 'fast-track-decision', 'Task_GiveOpinion', '出具意见', id, ARRAY[post],
              CASE WHEN NOT finished AND (n + k) % 10 = 0 THEN post END,
              CASE WHEN (n + k) % 5 > 0 THEN created_at + make_interval(days => 3 + n % 20) END,
              CASE WHEN finished THEN 'completed' ELSE 'open' END, created_at + make_interval(hours => k),
              CASE WHEN finished THEN created_at + make_interval(days => k + 1) END, CASE WHEN finished THEN post END, 0
         FROM seed, LATERAL (SELECT definition_key FROM read.process WHERE process_id = 'fast-track-decision' ORDER BY version DESC LIMIT 1) p,
              generate_series(0, CASE WHEN finished THEN ${DONE_EACH - 1} ELSE ${OPEN_EACH - 1} END) k,
              LATERAL (SELECT CASE k % 3 WHEN 0 THEN unit WHEN 1 THEN unit2 ELSE unit3 END ||
                              CASE (n / 7 + k) % 4 WHEN 0 THEN '.head' WHEN 1 THEN '.liaison' ELSE '.clerk' END AS post) g`,
      [],
    ],
    [`INSERT INTO deadline (id, case_id, obligation, round) SELECT id || ':decide', id, 'decide', 1 FROM seed`, []],
    [
      `INSERT INTO deadline_round (deadline_id, round, case_id, watch_key, name, unit, working_days, warn_days, started_at, warn_at, due_at,
                                   provisional, armed, suspended_at, remaining, ended_at, ended_as, touched_wall, next_rung, next_at)
       SELECT id || ':decide', 1, id, key + 12, '会议决策', unit, 5, 1, at - interval '7 days', at - interval '1 day', at, false, 1,
              CASE WHEN NOT finished AND n % 25 = 0 THEN at - interval '2 days' END, CASE WHEN NOT finished AND n % 25 = 0 THEN 2 END,
              CASE WHEN finished THEN at - make_interval(hours => n % 48 - 6) END,
              CASE WHEN finished THEN CASE WHEN n % 48 < 6 THEN 'met-late' ELSE 'met' END END, now() - interval '1 day',
              CASE WHEN NOT finished AND n % 25 > 0 THEN CASE WHEN at < $1 THEN 'overdue-5' ELSE 'red' END END,
              CASE WHEN NOT finished AND n % 25 > 0 THEN CASE WHEN at < $1 THEN $1::timestamptz + interval '30 days' ELSE at END END
         FROM seed, LATERAL (SELECT CASE WHEN finished THEN created_at + interval '9 days'
                                         ELSE date_trunc('day', $1::timestamptz) + make_interval(days => n % 30 - 3, hours => 17) END AS at) d`,
      [now],
    ],
    [
      `INSERT INTO deadline_rung (deadline_id, round, rung, at, raised_at)
       SELECT deadline_id, 1, rung, r.at, r.at
         FROM deadline_round JOIN seed ON deadline_id = seed.id || ':decide',
              LATERAL (VALUES ('yellow', warn_at), ('red', due_at)) AS r(rung, at)
        WHERE ended_at IS NULL AND r.at <= $1::timestamptz + interval '1 hour'`,
      [now],
    ],
    // Of two required materials one was handed in, and a step made a notice; of every third case the papers are recorded. Their words
    // have been looked for: nobody reads them beside what is measured.
    [
      `INSERT INTO file (id, case_id, name, media_type, size, sha256, kind, words, uploaded_by, uploaded_at)
       SELECT id || ':' || k, id, CASE k WHEN 1 THEN '会议通知.pdf' WHEN 2 THEN '投资协议.pdf' ELSE '效果图.pdf' END, 'application/pdf', 1000,
              repeat('0', 64), CASE k WHEN 1 THEN 'meeting-notice' END, '', unit || '.clerk', created_at + make_interval(hours => k)
         FROM seed, generate_series(1, 3) k`,
      [],
    ],
    [
      `INSERT INTO paper_original (case_id, file_id, sha256, kind, stamped, signed, place, by, at)
       SELECT id, id || ':' || k, repeat('0', 64), 'scan', true, false, n % 40 || '号柜', unit || '.clerk', created_at
         FROM seed, generate_series(1, 2) k WHERE n % 3 = 0`,
      [],
    ],
    [
      `INSERT INTO paper_original_check (original, by, at) SELECT p.id, unit2 || '.head', p.at
         FROM paper_original p JOIN seed ON seed.id = p.case_id WHERE n % 2 = 0`,
      [],
    ],
    // The rows were written after their units had joined.
    ['DELETE FROM unit_joined WHERE case_id IN (SELECT id FROM seed)', []],
    ['DROP TABLE seed', []],
  ];
  const client = await pool.connect();
  try {
    await client.query('SET synchronous_commit = off');
    for (const [text, values] of steps) await client.query(text, values);
    // What autovacuum has done by itself in a database that has grown.
    await client.query('VACUUM ANALYZE');
    // What it has begun by itself meanwhile takes a core for minutes, beside what is measured.
    const busy = `SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'`;
    while ((await client.query(busy)).rowCount) await setTimeout(1_000);
  } finally {
    client.release(true);
  }
  return {
    openTasks: running * OPEN_EACH,
    doneTasks: finished * DONE_EACH,
    openLimits: running,
    endedLimits: finished,
  };
}

/**
 * Records of the engine as many cases leave them: copies of real ones at positions of a partition that there is not, so that nothing is projected or
 * told of twice. Answers their number and bytes.
 */
export async function seedRecords(
  pool: Pool,
  cases: number,
  each: number,
): Promise<{ records: number; bytes: number }> {
  const client = await pool.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await client.query(
      `INSERT INTO engine_record (partition_id, position, value_type, intent, key, "timestamp", record)
       SELECT 900, (n - 1) * $2::bigint + r.i, r.value_type, r.intent, ${BASE}::bigint + n * 16, r."timestamp", r.record
         FROM generate_series(1, $1::int) n,
              (SELECT row_number() OVER (ORDER BY position) AS i, * FROM
                 (SELECT * FROM engine_record WHERE partition_id < 900 AND value_type IN ('PROCESS_INSTANCE', 'VARIABLE')
                   ORDER BY position LIMIT $2::int) picked) r
        ORDER BY 2`,
      [cases, each],
    );
    const { rows } = await client.query<{ records: number; bytes: string }>(
      `SELECT count(*)::int AS records, pg_total_relation_size('engine_record') AS bytes FROM engine_record WHERE partition_id = 900`,
    );
    await client.query('VACUUM ANALYZE engine_record');
    return { records: rows[0]!.records, bytes: Number(rows[0]!.bytes) };
  } finally {
    client.release(true);
  }
}
