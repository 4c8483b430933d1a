import type { Db } from '../../db/pool.ts';
import { compareLimits, type LimitChange } from './compare.ts';

export interface RunningOn {
  version: number;
  definitionKey: string;
  cases: number;
  /** Some of them, oldest first. */
  examples: string[];
}

export interface WhatWillHappen {
  /** Cases at work, by the version that they were started with and stay on. */
  running: RunningOn[];
  /** Limits still running in those cases, by obligation: they keep their days. */
  keptLimits: { obligation: string; name: string; workingDays: number; count: number }[];
  limits: LimitChange[];
  /** Processes that call this one: they take the new version at their next call, also in running cases. */
  calledBy: string[];
}

/** What a deployment of `next` in the place of `present` (null: the first) means for whoever is at work. */
export async function whatWillHappen(
  db: Db,
  process: string,
  present: string | null,
  next: string,
): Promise<WhatWillHappen> {
  const [running, kept, callers, limits] = await Promise.all([
    db.query<RunningOn>(
      `SELECT version, definition_key AS "definitionKey", count(*)::int AS cases,
              (array_agg(COALESCE(case_id, instance_key::text) ORDER BY started_at))[1:10] AS examples
         FROM read.instance WHERE process_id = $1 AND state = 'active'
        GROUP BY version, definition_key ORDER BY version DESC`,
      [process],
    ),
    db.query<WhatWillHappen['keptLimits'][number]>(
      `SELECT d.obligation, max(r.name) AS name, r.working_days AS "workingDays", count(*)::int AS count
         FROM deadline d JOIN deadline_round r ON r.deadline_id = d.id AND r.latest
         JOIN cases c ON c.id = d.case_id
        WHERE c.process = $1 AND r.ended_at IS NULL
        GROUP BY d.obligation, r.working_days ORDER BY d.obligation, r.working_days`,
      [process],
    ),
    db.query<{ name: string }>(
      `SELECT name FROM (SELECT DISTINCT ON (process_id) process_id, name, xml FROM read.process ORDER BY process_id, version DESC) AS p
        WHERE process_id <> $1 AND xml LIKE '%processId="' || $1 || '"%' ORDER BY name`,
      [process],
    ),
    compareLimits(present ?? next, next),
  ]);
  return {
    running: running.rows,
    keptLimits: kept.rows,
    limits,
    calledBy: callers.rows.map(({ name }) => name),
  };
}
