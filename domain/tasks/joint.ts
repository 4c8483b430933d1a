import type { Db } from '../../db/pool.ts';
import { holds, MOST_HERE, NotJudged } from '../forms/condition.ts';
import type { Diagram, DiagramElement } from '../models/diagram.ts';
import type { TaskRow } from './store.ts';

/** 会签: all; 或签: so many, whoever they are; 票签: so many that agree; other: a condition of the diagram that no number says. */
export type Way = 'all' | 'any' | 'vote' | 'other';

/** A step that several have at once: how it is decided and how far it is. */
export interface Joint {
  way: Way;
  total: number;
  /** Who must have done it (all, any) or agreed (vote); null: only the diagram's condition says. */
  needed: number | null;
  done: number;
  /** Votes for it so far; null where none are counted. */
  agreed: number | null;
  signers: {
    key: string;
    groups: string[];
    assignee: string | null;
    state: TaskRow['state'];
    by: string | null;
    at: string | null;
  }[];
}

// A condition is tried for each number up to here.
const TRIED = 200;

/** Finds out by trying what a completion condition asks for: it is the process owner's own expression. One that costs too much says nothing. */
export function howDecided(
  total: number,
  { until, collects }: Pick<DiagramElement, 'until' | 'collects'>,
): Pick<Joint, 'way' | 'needed'> {
  if (until === null) return { way: 'all', needed: total };
  const asked = JSON.stringify([total, until, collects?.into]);
  const known = decided.get(asked) ?? tried(total, until, collects);
  if (decided.size >= MOST_DECIDED) decided.clear();
  decided.set(asked, known);
  return known;
}

/** The same for every task of a step and every look at it, and up to a second or two of work. */
const decided = new Map<string, Pick<Joint, 'way' | 'needed'>>();
const MOST_DECIDED = 500;
/** Enough for a vote of TRIED. */
const MOST_TRIED = 4 * MOST_HERE;

function tried(total: number, until: string, collects: DiagramElement['collects']): Pick<Joint, 'way' | 'needed'> {
  const work = { left: MOST_TRIED };
  const first = (agreed: boolean): number | null => {
    for (let n = 1; n <= Math.min(total, TRIED); n++) {
      const votes = Array.from({ length: total }, (_, at) => (at < n ? agreed : null));
      const counters = {
        numberOfInstances: total,
        numberOfActiveInstances: total - n,
        numberOfCompletedInstances: n,
        numberOfTerminatedInstances: 0,
      };
      if (holds(until, { ...counters, ...(collects ? { [collects.into]: votes } : {}) }, work)) return n;
    }
    return null;
  };
  try {
    const anyhow = first(false);
    if (anyhow !== null) return { way: anyhow === total ? 'all' : 'any', needed: anyhow };
    const agreeing = first(true);
    return agreeing === null ? { way: 'other', needed: null } : { way: 'vote', needed: agreeing };
  } catch (error) {
    if (error instanceof NotJudged) return { way: 'other', needed: null };
    throw error;
  }
}

/** How a vote (票签) has ended. */
export interface Votes {
  total: number;
  /** Who had been withdrawn before has none. */
  cast: number;
  agreed: number;
  /** So many that agree decide it. */
  needed: number;
  carried: boolean;
}

/** `votes`: what each of those who had the step at once said; null where it is decided in another way. */
export function countVotes(
  votes: readonly unknown[],
  element: Pick<DiagramElement, 'until' | 'collects' | 'sequential'>,
): Votes | null {
  if (element.sequential) return null;
  const { way, needed } = howDecided(votes.length, element);
  if (way !== 'vote' || needed === null) return null;
  const agreed = votes.filter((vote) => vote === true).length;
  return {
    total: votes.length,
    cast: votes.filter((vote) => typeof vote === 'boolean').length,
    agreed,
    needed,
    carried: agreed >= needed,
  };
}

/** The element, or the nearest sub-process around it, that is done once for each of several at the same time. */
function repeatedAround(diagram: Diagram, elementId: string): DiagramElement | null {
  for (let at = diagram.elements.get(elementId); at; at = at.parent ? diagram.elements.get(at.parent) : undefined)
    if (at.repeated) return at.sequential ? null : at;
  return null;
}

/**
 * Who has the same step beside this task, in its present round; null where it is not for several posts.
 * What somebody entered is not told, only that he has done it, and of votes how many agree.
 */
export async function jointStep(
  db: Db,
  task: TaskRow,
  diagram: Diagram,
  variables: Record<string, unknown>,
): Promise<Joint | null> {
  const repeated = repeatedAround(diagram, task.element);
  if (!repeated) return null;
  const { rows } = await db.query<Joint['signers'][number] & { total: number }>(
    `WITH RECURSIVE up AS (
       SELECT t.task_key, e.element_key, e.element_id, e.scope_key FROM read.task t JOIN read.element e ON e.element_key = t.element_key
        WHERE t.instance_key = $1 AND t.element_id = $2
       UNION ALL
       SELECT up.task_key, e.element_key, e.element_id, e.scope_key FROM up JOIN read.element e ON e.element_key = up.scope_key
        WHERE up.element_id <> $3
     ), item AS (SELECT task_key, element_key, scope_key FROM up WHERE element_id = $3),
     latest AS (
       SELECT DISTINCT ON (element_key) task_key, scope_key FROM item
        WHERE scope_key = (SELECT scope_key FROM item WHERE task_key = $4) ORDER BY element_key, task_key DESC)
     SELECT t.task_key AS key, t.candidate_groups AS groups, t.assignee, t.state, t.completed_by AS by, t.ended_at AS at,
            (SELECT count(*)::int FROM read.element e WHERE e.instance_key = $1 AND e.scope_key = l.scope_key AND e.element_id = $3) AS total
       FROM latest l JOIN read.task t ON t.task_key = l.task_key ORDER BY t.task_key`,
    [task.instanceKey, task.element, repeated.id, task.key],
  );
  // Several pieces of work for one post are no signing of several.
  if (new Set(rows.map((row) => row.groups.join(' '))).size < 2) return null;
  const total = rows[0]?.total ?? rows.length;
  const votes = repeated.collects && variables[repeated.collects.into];
  const decided = howDecided(total, repeated);
  return {
    ...decided,
    total,
    done: rows.filter((row) => row.state === 'completed').length,
    agreed: decided.way === 'vote' && Array.isArray(votes) ? votes.filter((vote) => vote === true).length : null,
    signers: rows.map(({ total: _, ...signer }) => signer),
  };
}
