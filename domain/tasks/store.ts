import { countLong, type Listed, listLong, LONG } from '../../db/long-lists.ts';
import type { Db } from '../../db/pool.ts';
import { pageBounds, prepared } from '../../db/prepared.ts';
import { casesSeenBy, seesEveryCase } from '../access.ts';
import { now } from '../clock.ts';
import { onDays } from '../days.ts';
import { unitsOf } from '../people/merged.ts';
import type { Principal } from '../people/store.ts';
import { taskOpenOrRead } from '../restricted/store.ts';
import { representedTask, takenByAbsent } from './acting.ts';

/** A user task as the read model knows it. Keys are strings, instants ISO. */
export interface TaskRow {
  key: string;
  elementKey: string;
  instanceKey: string;
  definitionKey: string;
  processId: string;
  /** Of the case; of a task without one its own process. */
  procedure: string;
  element: string;
  name: string | null;
  caseId: string | null;
  caseTitle: string | null;
  formKey: string | null;
  groups: string[];
  assignee: string | null;
  dueAt: string | null;
  /** 暂定: its limit reaches a year whose holidays are not published. */
  provisional: boolean;
  state: 'open' | 'completed' | 'canceled';
  createdAt: string;
  endedAt: string | null;
  completedBy: string | null;
  /** Of its case; who may urge follows from them. */
  caseProcess: string | null;
  filingUnit: string | null;
  leadingUnit: string | null;
  /** Post in whose place its holder's substitute has taken or done it. */
  onBehalfOf: string | null;
  /** Of a restricted case: the posts that see it, and whom it is about; null for every other. */
  restricted: { posts: string[]; person: string | null } | null;
  /** 委派: somebody else is asked for his opinion; then it comes back (acts.ts). */
  delegation: Delegation | null;
  /** 加签: opinions that must be there before it can be completed (extra.ts). */
  opinionsOut: number;
  /** Submitted, and kept until others have confirmed it. */
  heldBy: string | null;
  /** The diagram lets several be completed at once (property `bulk`). */
  bulk: boolean;
}

export interface Delegation {
  id: string;
  by: string;
  question: string;
  at: string;
}

const COLUMNS = `t.task_key AS key, t.element_key AS "elementKey", t.instance_key AS "instanceKey",
  t.definition_key AS "definitionKey", t.process_id AS "processId",
  coalesce(c.process, t.process_id) AS procedure, t.element_id AS element, t.name,
  t.case_id AS "caseId", c.title AS "caseTitle", t.form_key AS "formKey", t.candidate_groups AS groups, t.assignee,
  t.due_at AS "dueAt", t.state, t.created_at AS "createdAt", t.ended_at AS "endedAt", t.completed_by AS "completedBy",
  c.process AS "caseProcess", c.filing_unit AS "filingUnit", c.leading_unit AS "leadingUnit",
  nullif(t.on_behalf_of, '') AS "onBehalfOf",
  (SELECT jsonb_build_object('person', rc.person, 'posts', (SELECT jsonb_agg(rr.post) FROM restricted_reader rr WHERE rr.case_id = rc.case_id))
     FROM restricted_case rc WHERE rc.case_id = t.case_id) AS restricted,
  t.state = 'open' AND t.due_at IS NOT NULL AND EXISTS (SELECT 1 FROM deadline_round r WHERE r.case_id = t.case_id
    AND r.ended_at IS NULL AND r.provisional AND r.due_at = t.due_at) AS provisional,
  CASE WHEN t.state = 'open' THEN (SELECT json_build_object('id', a.id::text, 'by', a.by, 'question', a.text, 'at', a.at)
    FROM task_act a WHERE a.task_key = t.task_key AND a.kind = 'delegate' AND a.done_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM task_act e WHERE e.delegation = a.id AND e.failed_at IS NULL)) END AS delegation,
  CASE WHEN t.state = 'open' THEN (SELECT count(*)::int FROM extra_opinion x
    WHERE x.task_key = t.task_key AND x."when" <> 'after' AND x.state = 'asked') ELSE 0 END AS "opinionsOut",
  CASE WHEN t.state = 'open' THEN (SELECT h.by FROM held_completion h WHERE h.task_key = t.task_key) END AS "heldBy",
  coalesce((SELECT p.properties ->> 'bulk' FROM read.process_element p
    WHERE p.definition_key = t.definition_key AND p.element_id = t.element_id) = 'yes', false) AS bulk`;
const FROM = `read.task t LEFT JOIN cases c ON c.id = t.case_id`;
const OF_TASK = { id: 't.case_id', process: 'c.process', units: 't.units' };

export async function findTask(db: Db, key: string): Promise<TaskRow | null> {
  const { rows } = await db.query<TaskRow>(prepared(`SELECT ${COLUMNS} FROM ${FROM} WHERE t.task_key = $1`, [key]));
  return rows[0] ?? null;
}

export interface TaskFilter {
  view: 'mine' | 'claimable' | 'all';
  caseId?: string | undefined;
  overdue?: boolean | undefined;
  state: 'open' | 'done';
  q?: string | undefined;
  /** Of cases of this procedure. */
  process?: string | undefined;
  /** Of open ones: due first (when left out), or newest first. */
  sort?: 'due' | 'created' | undefined;
  /** Of those that a post of this unit may do, or could when they were done. */
  unit?: string | undefined;
  /** Account: who has taken an open one, who has done another. */
  person?: string | undefined;
  /** Step of a diagram. */
  element?: string | undefined;
  /** Days on which what is done was done, both included. */
  endedFrom?: string | undefined;
  endedTo?: string | undefined;
  /** Done after it was due. */
  late?: boolean | undefined;
  /** A post: only what is done in its place. */
  onBehalfOf?: string | undefined;
  limit: number;
  offset: number;
}

interface Condition {
  /** For the first rows in order: asks for each row by itself. */
  where: string;
  params: unknown[];
  /** SQL that counts what `where` finds. */
  count: string;
  /** SQL of all that it finds, key and what it is sorted by, where that is little enough to be gone through once for page and count. */
  hits: string | null;
  /** SQL of the first rows of the list by due date (`$n`: how many), post by post in the order of an index; null where there is no such way. */
  firstByPost: ((n: string) => string) | null;
}

function condition(who: Principal, f: Omit<TaskFilter, 'limit' | 'offset'>): Condition {
  const params: unknown[] = [];
  const p = (value: unknown) => `$${params.push(value)}`;
  const all: string[] = [];
  // In somebody's place one has his open tasks, not what he did before.
  const reps = f.state === 'open' ? who.represents : [];
  const ofGroups = () => `${p(who.groups)}::text[]`;
  const his = (groups = ofGroups()) => `(t.candidate_groups && ${groups} OR ${representedTask(reps, 't', p)})`;
  let claims: string | null = null;
  if (f.state === 'open') {
    all.push(`t.state = 'open'`);
    // What whoever is away has taken waits for the substitute as well.
    const mine = () =>
      `(t.assignee = ${p(who.username)} AND (${his()} OR cardinality(t.candidate_groups) = 0)
        OR ${takenByAbsent(reps, 't', p)})`;
    if (f.view === 'mine') all.push(mine());
    if (f.view === 'claimable') {
      claims = ofGroups();
      all.push(`t.assignee IS NULL AND ${his(claims)}`);
    }
    if (f.onBehalfOf !== undefined) {
      const post = reps.filter((r) => r.post.id === f.onBehalfOf);
      all.push(`(t.assignee = ${p(who.username)} AND t.on_behalf_of = ${p(f.onBehalfOf)}
        OR t.assignee IS NULL AND NOT t.candidate_groups && ${p(who.groups)}::text[] AND ${representedTask(post, 't', p)}
        OR ${takenByAbsent(post, 't', p)})`);
    }
  } else {
    all.push(`t.state = 'completed'`);
    if (f.view !== 'all') all.push(`t.completed_by = ${p(who.username)}`);
    if (f.onBehalfOf !== undefined) all.push(`t.on_behalf_of = ${p(f.onBehalfOf)}`);
  }
  let either: [string, string, string] | null = null;
  if (f.view === 'all') {
    const seen = casesSeenBy(who, params.length + 1, OF_TASK);
    params.push(...seen.params);
    // What is his alone has no group.
    const own =
      f.state === 'done'
        ? `t.completed_by = ${p(who.username)}`
        : `t.assignee = ${p(who.username)} AND cardinality(t.candidate_groups) = 0`;
    const inCase = (sql: string) => `t.case_id IS NOT NULL AND ${sql}`;
    either = [inCase(seen.sql), `(${his()} OR ${own})`, inCase(seen.each)];
  }
  all.push(taskOpenOrRead(who, 't', p));
  if (f.caseId) all.push(`t.case_id = ${p(f.caseId)}`);
  if (f.process) all.push(`c.process = ${p(f.process)}`);
  if (f.overdue) all.push(`t.due_at < ${p(now().toISO())}`);
  if (f.unit)
    all.push(`EXISTS (SELECT 1 FROM unnest(t.candidate_groups) g WHERE split_part(g, '.', 1) = ${unitsOf(p(f.unit))})`);
  if (f.person) all.push(`${f.state === 'open' ? 't.assignee' : 't.completed_by'} = ${p(f.person)}`);
  if (f.element) all.push(`t.element_id = ${p(f.element)}`);
  all.push(...onDays('t.ended_at', f.endedFrom, f.endedTo, p));
  if (f.late) all.push('t.ended_at > t.due_at');
  if (f.q) {
    const like = p(`%${f.q.replace(/[\\%_]/g, '\\$&')}%`);
    all.push(`(t.name ILIKE ${like} OR c.title ILIKE ${like} OR c.id ILIKE ${like})`);
  }
  const found = (where: string) => `SELECT t.task_key, t.due_at, t.created_at FROM ${FROM} WHERE ${where}`;
  const few = f.state === 'open' && !(f.view === 'all' && seesEveryCase(who));
  const counted = (hits: string) => `SELECT count(*) AS n FROM (${hits}) h`;
  if (!either) {
    const where = all.join(' AND ');
    const firstByPost = (n: string): string =>
      `SELECT first.* FROM (SELECT DISTINCT unnest(${claims}) AS post) posts CROSS JOIN LATERAL (${found(`cardinality(t.candidate_groups) = 1
          AND t.candidate_groups[1] = post AND ${where}`)} ORDER BY ${OPEN_ORDER.due('t')} LIMIT ${n}) first
       UNION ALL ${found(`cardinality(t.candidate_groups) > 1 AND ${where}`)}`;
    return {
      where,
      params,
      count: counted(found(where)),
      hits: few ? found(where) : null,
      firstByPost: claims !== null && reps.length === 0 ? firstByPost : null,
    };
  }
  // One after the other, as each has an index of its own; most of what one may do lies in cases that one may see.
  const [seen, candidate, eachSeen] = either;
  const rest = all.join(' AND ');
  const hits = `${found(`${rest} AND ${candidate}`)} UNION ${found(`${rest} AND ${seen}`)}`;
  return {
    where: `${rest} AND (${candidate} OR (${eachSeen}))`,
    params,
    count: few
      ? counted(hits)
      : `SELECT (SELECT count(*) FROM ${FROM} WHERE ${rest} AND ${seen})
              + (SELECT count(*) FROM ${FROM} WHERE ${rest} AND ${candidate} AND NOT (${seen})) AS n`,
    hits: few ? hits : null,
    firstByPost: null,
  };
}

/** FROM and WHERE over `read.task t` and `cases c`: exactly what the list with this filter has. */
export function chooseTasks(
  who: Principal,
  f: Omit<TaskFilter, 'limit' | 'offset'>,
): { from: string; params: unknown[] } {
  const { where, params } = condition(who, f);
  return { from: `FROM ${FROM} WHERE ${where}`, params };
}

const OPEN_ORDER = {
  due: (t: string) => `${t}.due_at NULLS LAST, ${t}.created_at DESC, ${t}.task_key DESC`,
  created: (t: string) => `${t}.created_at DESC, ${t}.task_key DESC`,
};

export async function listTasks(db: Db, who: Principal, f: TaskFilter): Promise<Listed<TaskRow>> {
  const { where, params, count: counting, hits, firstByPost } = condition(who, f);
  const openOrder = OPEN_ORDER[f.sort ?? 'due'];
  const bounds = [...params];
  const bound = pageBounds(f.limit, f.offset, (value) => `$${bounds.push(value)}`);
  // So many rows in front of the end of the page.
  const first =
    bounds.length === params.length ? String(f.limit) : `$${params.length + 1}::bigint + $${params.length + 2}::bigint`;
  const page = async (): Promise<TaskRow[]> => {
    const order = f.state === 'open' ? openOrder('t') : 't.ended_at DESC, t.task_key DESC';
    const sql = `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where} ORDER BY ${order} ${bound}`;
    return (await db.query<TaskRow>(prepared(sql, bounds))).rows;
  };
  const byPost = async (posts: (n: string) => string): Promise<TaskRow[]> => {
    const sql = `WITH page AS (SELECT h.task_key FROM (${posts(first)}) h ORDER BY ${openOrder('h')} ${bound})
      SELECT ${COLUMNS} FROM page JOIN ${FROM} ON t.task_key = page.task_key ORDER BY ${openOrder('t')}`;
    return (await db.query<TaskRow>(prepared(sql, bounds))).rows;
  };
  const count = async (): Promise<number> =>
    Number((await db.query<{ n: string }>(prepared(counting, params))).rows[0]?.n ?? 0);
  /** Page and total of what is gone through once; a page behind the last one still has its total: then the only row has no task. */
  const together = async (sql: string): Promise<Listed<TaskRow>> => {
    const { rows } = await db.query<TaskRow & { total: string; key: string | null }>(
      prepared(
        `WITH hit AS MATERIALIZED (${sql}),
            page AS (SELECT h.task_key FROM hit h ORDER BY ${openOrder('h')} ${bound})
       SELECT (SELECT count(*) FROM hit) AS total, p.*
         FROM (VALUES (1)) one LEFT JOIN (SELECT ${COLUMNS}, row_number() OVER (ORDER BY ${openOrder('t')}) AS place
              FROM page JOIN ${FROM} ON t.task_key = page.task_key) p ON true ORDER BY p.place`,
        bounds,
      ),
    );
    return { items: rows.filter((row) => row.key !== null), total: Number(rows[0]?.total ?? 0) };
  };
  return listLong(keyOf(who, f), f, {
    // Not so long, all is found as quickly as its first rows in order.
    page: async (total) => {
      if (firstByPost && f.sort !== 'created') return byPost(firstByPost);
      return hits && total < LONG ? (await together(hits)).items : page();
    },
    count,
    async short() {
      if (hits) return together(hits);
      const [items, total] = await Promise.all([page(), count()]);
      return { items, total };
    },
  });
}

/** Everything that a total depends on. */
function keyOf(
  who: Principal,
  { limit: _l, offset: _o, sort: _s, ...f }: Omit<TaskFilter, 'limit' | 'offset'> & Partial<TaskFilter>,
): string {
  return JSON.stringify(['tasks', who.username, who.groups, who.represents, who.readingPosts, f]);
}

/** How many the list with this filter has. */
export function countFiltered(db: Db, who: Principal, f: Omit<TaskFilter, 'limit' | 'offset'>): Promise<number> {
  return countLong(
    keyOf(who, f),
    async () => {
      const { count, params } = condition(who, f);
      return Number((await db.query<{ n: string }>(prepared(count, params))).rows[0]?.n ?? 0);
    },
    (n) => n,
  );
}

export async function countTasks(db: Db, who: Principal): Promise<Record<TaskFilter['view'], number>> {
  const one = (view: TaskFilter['view']) => countFiltered(db, who, { view, state: 'open' });
  const [mine, claimable, all] = await Promise.all([one('mine'), one('claimable'), one('all')]);
  return { mine, claimable, all };
}

/** All tasks of a case, oldest first. */
export async function tasksOfCase(db: Db, caseId: string): Promise<TaskRow[]> {
  const { rows } = await db.query<TaskRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE t.case_id = $1 ORDER BY t.created_at, t.task_key`,
    [caseId],
  );
  return rows;
}

/** Open tasks of the case that came after this key: keys of one partition grow. */
export async function openTasksAfter(db: Db, caseId: string, key: string): Promise<TaskRow[]> {
  // Asked again with each change of the case until the task is there.
  const { rows } = await db.query<TaskRow>(
    prepared(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE t.case_id = $1 AND t.state = 'open' AND t.task_key > $2 ORDER BY t.task_key`,
      [caseId, key],
    ),
  );
  return rows;
}

/** The task of this step that was done last. */
export async function lastDone(db: Db, instanceKey: string, element: string): Promise<TaskRow | null> {
  const { rows } = await db.query<TaskRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE t.instance_key = $1 AND t.element_id = $2 AND t.state = 'completed'
      ORDER BY t.position DESC LIMIT 1`,
    [instanceKey, element],
  );
  return rows[0] ?? null;
}

/**
 * Variables that the task sees: its own scope over those of the sub-processes around it over the instance's.
 * Inner scopes come from the element rows; a task directly below the process needs none.
 */
export async function variablesOfTask(db: Db, task: TaskRow): Promise<Record<string, unknown>> {
  const { rows } = await db.query<{ name: string; value: unknown }>(
    prepared(
      `WITH RECURSIVE scope(key, depth) AS (
       SELECT $1::bigint, 0
       UNION ALL SELECT e.scope_key, s.depth + 1 FROM scope s JOIN read.element e ON e.element_key = s.key
        WHERE e.scope_key > 0 AND s.key <> $2::bigint
     ), all_scopes AS (SELECT key, depth FROM scope UNION SELECT $2::bigint, 1000)
     SELECT v.name, v.value FROM all_scopes s JOIN read.variable v ON v.scope_key = s.key ORDER BY s.depth DESC`,
      [task.elementKey, task.instanceKey],
    ),
  );
  return Object.fromEntries(rows.map((r) => [r.name, r.value]));
}

export async function hasElementRow(db: Db, elementKey: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM read.element WHERE element_key = $1', [elementKey]);
  return rows.length > 0;
}

export async function saveDraft(
  db: Db,
  key: string,
  username: string,
  variables: Record<string, unknown>,
): Promise<string> {
  const at = now().toISO() ?? '';
  await db.query(
    `INSERT INTO task_draft (task_key, username, variables, saved_at) VALUES ($1,$2,$3,$4)
     ON CONFLICT (task_key, username) DO UPDATE SET variables = EXCLUDED.variables, saved_at = EXCLUDED.saved_at`,
    [key, username, variables, at],
  );
  return at;
}

export async function findDraft(
  db: Db,
  key: string,
  username: string,
): Promise<{ variables: Record<string, unknown>; savedAt: string } | null> {
  const { rows } = await db.query(
    `SELECT variables, saved_at AS "savedAt" FROM task_draft WHERE task_key = $1 AND username = $2`,
    [key, username],
  );
  return rows[0] ?? null;
}

export async function dropDrafts(db: Db, key: string): Promise<void> {
  await db.query('DELETE FROM task_draft WHERE task_key = $1', [key]);
}
