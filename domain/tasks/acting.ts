import type { Principal } from '../people/store.ts';
import type { Representation } from '../people/represent.ts';
import type { TaskRow } from './store.ts';

/** In whose place somebody works on a task: his own, or a post's whose holder is away. The SQL of the lists says the same. */

export const isCandidate = (who: Principal, task: TaskRow): boolean =>
  task.groups.some((g) => who.groups.includes(g)) && reads(who, task, who.posts);

/** A restricted task is for posts that see its case, and never for whom it is about. */
export const reads = (who: Pick<Principal, 'username'>, { restricted }: TaskRow, posts: { id: string }[]): boolean =>
  restricted === null || (restricted.person !== who.username && posts.some(({ id }) => restricted.posts.includes(id)));

const covers = (who: Principal, r: Representation, task: TaskRow): boolean =>
  reads(who, task, [r.post]) &&
  (r.processes === null || r.processes.includes(task.procedure)) &&
  task.groups.some((g) => r.groups.includes(g));

/** The post for which he would act; null for himself or not at all. */
export function standsInFor(who: Principal, task: TaskRow): Representation | null {
  if (task.assignee === who.username)
    return (
      (task.onBehalfOf && who.represents.find((r) => r.post.id === task.onBehalfOf && covers(who, r, task))) || null
    );
  if (task.assignee === null) {
    if (isCandidate(who, task)) return null;
    // The post itself before another one of its unit.
    const all = who.represents.filter((r) => covers(who, r, task));
    return all.find((r) => task.groups.includes(r.post.id)) ?? all[0] ?? null;
  }
  return who.represents.find((r) => r.username === task.assignee && covers(who, r, task)) ?? null;
}

/** May work on it, unless somebody else has it. */
export const isHisAffair = (who: Principal, task: TaskRow): boolean =>
  isCandidate(who, task) ||
  (task.groups.length === 0 && task.assignee === who.username) ||
  who.represents.some((r) => covers(who, r, task));

/** Somebody present has it. A task that the absent person has taken is open to the substitute. */
export const isTakenByAnother = (who: Principal, task: TaskRow): boolean =>
  task.assignee !== null && task.assignee !== who.username && standsInFor(who, task) === null;

/** SQL: the task in row `t` of a case with this procedure is one of these posts'. */
export function representedTask(
  reps: Representation[],
  t: string,
  p: (value: unknown) => string,
  procedure = 'c.process',
): string {
  const one = (r: Representation) =>
    `(${t}.candidate_groups && ${p(r.groups)}::text[]` +
    `${r.processes ? ` AND coalesce(${procedure}, ${t}.process_id) = ANY(${p(r.processes)}::text[])` : ''})`;
  return reps.length ? `(${reps.map(one).join(' OR ')})` : 'FALSE';
}

/** SQL: the same, taken by whoever is away. */
export function takenByAbsent(reps: Representation[], t: string, p: (value: unknown) => string): string {
  const one = (r: Representation) => `(${t}.assignee = ${p(r.username)} AND ${representedTask([r], t, p)})`;
  return reps.length ? `(${reps.map(one).join(' OR ')})` : 'FALSE';
}
