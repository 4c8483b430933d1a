import type { Db } from '../../db/pool.ts';
import { isOpenOrNone } from '../restricted/store.ts';
import { compareLimits, type LimitChange } from './compare.ts';
import { idOf, kindOf, type ModelFile, namedBy } from './package.ts';
import { readRules } from './rules.ts';

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
              (array_agg(COALESCE(case_id, instance_key::text) ORDER BY started_at) FILTER (WHERE ${isOpenOrNone('case_id')}))[1:10] AS examples
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
    running: running.rows.map((row) => ({ ...row, examples: row.examples ?? [] })),
    keptLimits: kept.rows,
    limits,
    calledBy: callers.rows.map(({ name }) => name),
  };
}

/** What a changed rule or form means for whoever is at work. */
export interface FileEffect {
  name: string;
  kind: 'dmn' | 'form';
  title: string;
  /** Other procedures that use it: they take it too. */
  usedBy: string[];
  /** Cases at work that keep the one with which they began. */
  keptBy: number;
  /** true: a step of the diagram calls the rule itself, and 8.5 always takes the newest; else cases keep theirs. */
  newest: boolean;
}

export async function whatFilesDo(db: Db, process: string, files: ModelFile[]): Promise<FileEffect[]> {
  const diagrams = await db.query<{ id: string; name: string; xml: string }>(
    `SELECT DISTINCT ON (process_id) process_id AS id, name, xml FROM read.process ORDER BY process_id, version DESC`,
  );
  const running = await db.query<{ process: string; count: number }>(
    `SELECT c.process, count(*)::int AS count FROM cases c
       JOIN read.instance i ON i.instance_key = c.instance_key AND i.state = 'active' GROUP BY c.process`,
  );
  const named = await Promise.all(diagrams.rows.map(async (d) => ({ ...d, named: await namedBy(d.id, d.xml) })));
  return Promise.all(
    files.map(async ({ name, content }) => {
      const kind = kindOf(name);
      const rules = kind === 'dmn' ? await readRules(content) : null;
      const ids = rules ? rules.decisions.map(({ id }) => id) : [idOf(name)];
      const users = named.filter((d) => ids.some((id) => d.named[rules ? 'decisions' : 'forms'].includes(id)));
      return {
        name,
        kind,
        title: rules?.name ?? idOf(name),
        usedBy: users.filter(({ id }) => id !== process).map((d) => d.name),
        keptBy: running.rows
          .filter((r) => users.some(({ id }) => id === r.process))
          .reduce((sum, r) => sum + r.count, 0),
        newest: users.some(({ xml }) =>
          ids.some((id) => new RegExp(`calledDecision[^>]* decisionId="${id}"`).test(xml)),
        ),
      };
    }),
  );
}
