import { z } from 'zod';
import type { Db } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { keepRule, ruleKey } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';
import { latestDecisionKeys } from '../models/store.ts';
import { evaluateForCase } from '../rules/evaluate.ts';
import { supervisingUnitOfCase } from '../supervision/store.ts';

/** Who hears of a limit that is over, and from which working day after it on. */
export interface LadderStep {
  workingDaysOverdue: number;
  recipients: string[];
}

export const LADDER = 'overdue-ladder';
const Row = z.object({ workingDaysOverdue: z.int().min(1).max(1000), recipient: z.string() });

/**
 * The rungs after the red one, by the rule in the version that the case keeps; none before the limit is over. Rows that name no day
 * or nobody are left out: a slip in the rule must not stop the watch. With `ahead` also before that: what would come.
 */
export async function ladderOf(
  db: Db,
  engine: Pick<EngineClient, 'evaluateDecision'>,
  watchKey: string,
  ahead = false,
): Promise<LadderStep[]> {
  const { rows } = await db.query<{ caseId: string; process: string; obligation: string; unit: string | null }>(
    `SELECT c.id AS "caseId", c.process, d.obligation, r.unit
       FROM deadline_round r JOIN deadline d ON d.id = r.deadline_id JOIN cases c ON c.id = r.case_id
      WHERE r.watch_key = $1 AND r.ended_at IS NULL AND r.suspended_at IS NULL AND ($3 OR r.due_at <= $2)`,
    [watchKey, now().plus({ seconds: 5 }).toISO(), ahead],
  );
  const limit = rows[0];
  if (!limit) return [];
  const { caseId, process, obligation } = limit;
  const supervision = await supervisingUnitOfCase(db, caseId);
  const byDay = new Map<number, string[]>();
  for (const { workingDaysOverdue, recipient } of await rowsOf(db, engine, caseId, { process, obligation })) {
    const post =
      recipient === 'supervising-unit' ? supervision : limit.unit === null ? undefined : `${limit.unit}.${recipient}`;
    if (post) byDay.set(workingDaysOverdue, [...(byDay.get(workingDaysOverdue) ?? []), post]);
  }
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([workingDaysOverdue, recipients]) => ({ workingDaysOverdue, recipients }));
}

type Rows = z.output<typeof Row>[];

// What a version of the rule says of an obligation never changes: many limits that end at the same minute ask the engine once.
const answers = new WeakMap<object, Map<string, Promise<Rows>>>();
const MOST = 1_000;

async function rowsOf(
  db: Db,
  engine: Pick<EngineClient, 'evaluateDecision'>,
  caseId: string,
  about: { process: string; obligation: string },
): Promise<Rows> {
  const known = answers.get(engine) ?? new Map<string, Promise<Rows>>();
  answers.set(engine, known);
  if (known.size > MOST) known.clear();
  const kept = await ruleKey(db, caseId, LADDER);
  const key = kept ?? (await latestDecisionKeys(db, [LADDER]))[LADDER];
  // Not yet in the read model: the engine knows it.
  if (!key) return evaluate(db, engine, caseId, about);
  if (!kept) await keepRule(db, caseId, LADDER, key);
  const question = JSON.stringify([key, about.process, about.obligation]);
  const answer = known.get(question) ?? evaluate(db, engine, caseId, about);
  known.set(question, answer);
  return answer.catch((error: unknown) => {
    known.delete(question);
    throw error;
  });
}

async function evaluate(
  db: Db,
  engine: Pick<EngineClient, 'evaluateDecision'>,
  caseId: string,
  about: { process: string; obligation: string },
): Promise<Rows> {
  const { output } = await evaluateForCase(db, engine, caseId, LADDER, about);
  return (Array.isArray(output) ? output : []).flatMap((raw) => Row.safeParse(raw).data ?? []);
}
