import type { Request } from 'express';
import { maySeeCase } from '../domain/access.ts';
import { holdsPost, type Principal } from '../domain/people/store.ts';
import { isCandidate, isHisAffair, isTakenByAnother, standsInFor } from '../domain/tasks/acting.ts';
import { findTask, hasElementRow, type TaskRow } from '../domain/tasks/store.ts';
import type { Context } from './context.ts';
import { noteCase } from './observe.ts';
import { conflict, forbidden, notFound } from './problem.ts';
import { isKey } from './schemas.ts';
import { principalOf } from './session.ts';

// A claim or hand-over is waited for, so that the list says the same as the answer.
const SETTLE_MS = 3000;

/** Head of a unit that has the task: he sees to it that somebody does it. */
export const headsUnitOf = (who: Principal, task: TaskRow): boolean =>
  task.groups.some((g) => holdsPost(who, `${g.split('.')[0]}.head`));

/** Refuses who may not work on the task; says what has happened to it meanwhile. */
export function refuseUnlessMine(who: Principal, task: TaskRow): void {
  if (!isHisAffair(who, task)) throw forbidden('该任务由其他岗位办理。');
  if (task.state !== 'open') throw conflict('该任务已办结或已撤销，请刷新后查看。');
  if (isTakenByAnother(who, task)) throw conflict('该任务已由他人领取，请刷新后查看。');
}

/** Who acts, and in whose place: goes into the engine's record, from there into the read model and the history. */
export function said(who: Principal, task: TaskRow): string {
  const post = standsInFor(who, task)?.post.id;
  return `by=${who.username}${post ? `;for=${post}` : ''}`;
}

/** The same for the audit. */
export function acted(who: Principal, task: TaskRow): Record<string, unknown> {
  const post = standsInFor(who, task)?.post.id;
  return { case: task.caseId, ...(post ? { onBehalfOf: post } : {}) };
}

export interface TaskAccess {
  /** The task of the address, for somebody who may see it. */
  seen(req: Request<{ key: string }>): Promise<{ who: Principal; task: TaskRow }>;
  /** The rows of its element come with the slower exporter: waited for where they are needed. */
  placed(task: TaskRow): Promise<unknown>;
  /** Until the read model shows it, or some seconds are over. */
  settled(task: TaskRow, test: (t: TaskRow) => boolean): Promise<unknown>;
}

export function taskAccess({ pool, changes }: Context): TaskAccess {
  return {
    async seen(req) {
      const who = principalOf(req);
      const task = isKey(req.params.key) ? await findTask(pool, req.params.key) : null;
      if (!task) throw notFound('任务');
      noteCase(req, task.caseId);
      const open = task.state === 'open';
      const visible =
        isCandidate(who, task) ||
        (open ? isHisAffair(who, task) : task.completedBy === who.username) ||
        (task.caseId !== null && (await maySeeCase(pool, who, task.caseId)));
      if (!visible && isHisAffair(who, task)) throw conflict('该任务已办结或已撤销，请刷新后查看。');
      if (!visible) throw forbidden('您所在单位未参与该事项，不能查看此任务。工作需要的请联系任务的承办单位。');
      return { who, task };
    },
    placed: async (task) =>
      (await hasElementRow(pool, task.elementKey)) ||
      changes.waitFor(task.caseId ?? '', async () => (await hasElementRow(pool, task.elementKey)) || null, SETTLE_MS),
    settled: (task, test) =>
      changes.waitFor(
        task.caseId ?? '',
        async () => {
          const t = await findTask(pool, task.key);
          return t && test(t) ? t : null;
        },
        SETTLE_MS,
      ),
  };
}
