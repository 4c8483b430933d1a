import { Router, type Request } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { modifyOnce, noteGiven } from '../../domain/operations/modify.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import {
  act,
  type Acted,
  comesBackTo,
  everyReceiver,
  isBeingHandedOn,
  openDelegation,
  type Receiver,
  receiversOf,
  sameAct,
} from '../../domain/tasks/acts.ts';
import { earlierSteps, giveAgain, takeBackOf, wasReturned } from '../../domain/tasks/back.ts';
import { applicantPost, askExtra, dropExtra, extrasOfTask, unhold } from '../../domain/tasks/extra.ts';
import { isHisAffair, isTakenByAnother, standsInFor } from '../../domain/tasks/acting.ts';
import { openTasksAfter, type TaskRow } from '../../domain/tasks/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../problem.ts';
import { Reason } from '../schemas.ts';
import { acted, headsUnitOf, refuseUnlessMine, taskAccess } from '../task-access.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { extraView, nameIn } from '../views.ts';

export const HandOn = z.strictObject(
  {
    to: z.string({ error: '请选择交给哪个岗位' }).min(1, '请选择交给哪个岗位').max(100, '标识过长'),
    person: z
      .string()
      .max(100, '标识过长')
      .nullable()
      .default(null)
      .describe('岗位的一名任职人员；不填时岗位内均可领取'),
    reason: Reason,
  },
  { error: '请以 {"to":…,"reason":…} 提交' },
);
export const ReceiverQuery = z.object({
  for: z.enum(['transfer', 'delegate', 'extra'], { error: '应为 transfer、delegate 或 extra' }).default('transfer'),
});
export const Opinion = z.strictObject(
  { opinion: z.string({ error: '请填写意见' }).trim().min(1, '请填写意见').max(2000, '意见至多 2000 个字') },
  { error: '请以 {"opinion":…} 提交' },
);
export const Why = z.strictObject({ reason: Reason }, { error: '请以 {"reason":…} 提交' });

export const SendBack = z.strictObject(
  {
    to: z.string({ error: '请选择退回到哪个环节' }).min(1, '请选择退回到哪个环节').max(200, '标识过长'),
    reason: Reason,
  },
  { error: '请以 {"to":…,"reason":…} 提交' },
);

export const AskExtra = z.strictObject(
  {
    when: z.enum(['before', 'after', 'applicant'], { error: '应为 before、after 或 applicant' }),
    to: z.string().max(100, '标识过长').default('').describe('岗位；退回申请人时不填'),
    person: z.string().max(100, '标识过长').nullable().default(null),
    question: z.string({ error: '请写明请对方做什么' }).trim().min(2, '至少 2 个字').max(500, '至多 500 个字'),
  },
  { error: '请以 {"when":…,"to":…,"question":…} 提交' },
);

/** 转办, 委派, 退回, 拿回, 加签, 减签. */
export function taskActRoutes(ctx: Context): Router {
  const { pool, engine, changes } = ctx;
  const router = Router();
  const access = taskAccess(ctx);

  /** Who may hand it on: whoever may do it, and the head of its unit although another has it. */
  function refuseUnlessMayHandOn(who: Principal, task: TaskRow, kind: 'transfer' | 'delegate'): void {
    if (kind === 'transfer' && task.state === 'open' && headsUnitOf(who, task)) return;
    refuseUnlessMine(who, task);
  }

  /** After the first click he may not do it any more: the second is answered like the first, also when it comes between its steps. */
  async function once(task: TaskRow, wanted: Parameters<typeof sameAct>[2], doIt: () => Promise<void>): Promise<void> {
    if (await sameAct(pool, task.key, wanted)) return;
    try {
      await doIt();
    } catch (error) {
      if (!(error instanceof Problem) || !(await sameAct(pool, task.key, wanted))) throw error;
    }
  }

  router.get('/tasks/:key/receivers', async (req, res) => {
    const { who, task } = await access.seen(req);
    const { for: kind } = parseQuery(ReceiverQuery, req.query);
    if (kind === 'extra') refuseUnlessMine(who, task);
    else refuseUnlessMayHandOn(who, task, kind);
    const items = kind === 'extra' ? await everyReceiver(pool) : await receiversOf(pool, task, kind);
    res.json({ items, total: items.length });
  });

  for (const kind of ['transfer', 'delegate'] as const)
    router.post(`/tasks/:key/${kind}`, json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
      const { who, task } = await access.seen(req);
      const { to, person, reason } = parseBody(HandOn, req.body ?? {});
      refuseUnstorable(reason);
      res.locals.audit = { ...acted(who, task), to, person };
      const wanted = { kind, by: who.username, toPost: to, toUser: person, text: reason };
      await once(task, wanted, async () => {
        refuseUnlessMayHandOn(who, task, kind);
        if (!task.caseId) throw conflict('事项尚在启动，请稍后再试。');
        await refuseUnlessFree(task);
        const receiver = checkReceiver(await receiversOf(pool, task, kind), who, to, person);
        const done = await act(pool, engine, task, {
          ...wanted,
          onBehalfOf: standsInFor(who, task)?.post.id ?? null,
          groups: [receiver.post],
          assignee: person,
          delegation: null,
        });
        await answer(done, task, (t) => t.groups.join() === to && t.assignee === person);
      });
      res.json({ key: task.key, to, person });
    });

  /** Waits until the lists say the same. */
  async function answer(done: Acted, task: TaskRow, test: (t: TaskRow) => boolean): Promise<void> {
    if (done.kind === 'gone') throw conflict('该任务刚刚办结或撤销，没有转交，请刷新后查看。');
    if (done.kind === 'busy') throw conflict('该任务刚刚由他人转交，请刷新后查看。');
    await access.settled(task, (t) => test(t) || t.state !== 'open');
  }

  router.post('/tasks/:key/answer', json({ limit: '20kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    const { opinion } = parseBody(Opinion, req.body ?? {});
    refuseUnstorable(opinion);
    res.locals.audit = acted(who, task);
    const wanted = { kind: 'answer' as const, by: who.username, toPost: null, toUser: null, text: opinion };
    await once(task, wanted, async () => {
      refuseUnlessMine(who, task);
      const delegation = await openDelegation(pool, task.key);
      if (!delegation) throw conflict('该任务没有待答复的委派，可能已被收回，请刷新后查看。');
      if (delegation.by === who.username) throw forbidden('委派由您发出，请等待答复，或者收回委派。');
      const back = await comesBackTo(pool, task, delegation);
      const done = await act(pool, engine, task, {
        ...wanted,
        onBehalfOf: standsInFor(who, task)?.post.id ?? null,
        groups: delegation.beforeGroups,
        assignee: back,
        delegation: delegation.id,
      });
      await answer(done, task, (t) => t.delegation === null && t.assignee === back);
    });
    res.json({ key: task.key });
  });

  router.post('/tasks/:key/recall', json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    const { reason } = parseBody(Why, req.body ?? {});
    refuseUnstorable(reason);
    res.locals.audit = acted(who, task);
    const wanted = { kind: 'recall' as const, by: who.username, toPost: null, toUser: null, text: reason };
    await once(task, wanted, async () => {
      if (task.state !== 'open') throw conflict('该任务已办结或已撤销，请刷新后查看。');
      const delegation = await openDelegation(pool, task.key);
      if (!delegation) {
        if (!isHisAffair(who, task) || isTakenByAnother(who, task)) throw forbidden('该任务由其他岗位办理。');
        throw conflict('该任务没有待答复的委派，可能刚刚已经答复，请刷新后查看。');
      }
      if (delegation.by !== who.username && !headsUnitOf(who, task))
        throw forbidden('只有委派人和本单位主要负责人可以收回委派。');
      const back = await comesBackTo(pool, task, delegation);
      const done = await act(pool, engine, task, {
        ...wanted,
        onBehalfOf: null,
        groups: delegation.beforeGroups,
        assignee: back,
        delegation: delegation.id,
      });
      await answer(done, task, (t) => t.delegation === null && t.assignee === back);
    });
    res.json({ key: task.key });
  });

  router.get('/tasks/:key/returns', async (req, res) => {
    const { who, task } = await access.seen(req);
    refuseUnlessMine(who, task);
    await access.placed(task);
    const [steps, names] = await Promise.all([earlierSteps(pool, task), loadNames(pool)]);
    const items = steps.map((s) => ({
      elementId: s.elementId,
      name: s.name,
      doneByName: nameIn(names, s.doneBy),
      doneAt: toWire(s.doneAt),
    }));
    res.json({ items, total: items.length });
  });

  router.post('/tasks/:key/return', json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    const { to, reason } = parseBody(SendBack, req.body ?? {});
    refuseUnstorable(reason);
    res.locals.audit = { ...acted(who, task), to };
    if (task.state !== 'open' && (await wasReturned(pool, task, who.username, to))) {
      res.json({ key: task.key, to });
      return;
    }
    refuseUnlessMine(who, task);
    await refuseUnlessFree(task);
    await access.placed(task);
    const step = (await earlierSteps(pool, task)).find(({ elementId }) => elementId === to);
    if (!step) throw conflict('不能退回到所选的环节：它不在本环节之前，或其间已由系统发出文书、登记结果。');
    const names = await loadNames(pool);
    const fromName = task.name ?? task.element;
    const moved = await modifyOnce(pool, engine, {
      caseId: task.caseId ?? '',
      instanceKey: task.instanceKey,
      from: step.from,
      to,
      kind: 'task-returned',
      by: who.username,
      giveTo: step.doneBy,
      detail: {
        task: task.key,
        from: task.element,
        fromName,
        to,
        reason,
        ...(acted(who, task).onBehalfOf ? { onBehalfOf: acted(who, task).onBehalfOf } : {}),
        text: `“${fromName}”退回“${step.name}”${step.doneBy ? `（${nameIn(names, step.doneBy)}）` : ''}：${reason}`,
      },
    });
    if (moved.kind === 'engine-refused') throw conflict('该任务刚刚办结或撤销，没有退回，请刷新后查看。');
    await access.settled(task, (t) => t.state !== 'open');
    await giveAgainWhenThere(task, step.from.elementKey, to, step.doneBy);
    res.json({ key: task.key, to });
  });

  router.post('/tasks/:key/take-back', json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    const { reason } = parseBody(Why, req.body ?? {});
    refuseUnstorable(reason);
    res.locals.audit = { case: task.caseId };
    if (task.completedBy !== who.username) throw forbidden('只有办结该任务的人员可以拿回。');
    const reached = await takeBackOf(pool, task);
    if (!reached || !task.caseId) {
      const again = (await openTasksAfter(pool, task.caseId ?? '', task.key)).find(
        (t) => t.element === task.element && t.assignee === who.username,
      );
      if (!again) throw conflict('不能拿回：下一环节已有人领取或办理，或者系统已发出文书、登记结果。');
      res.json({ key: again.key });
      return;
    }
    const name = task.name ?? task.element;
    const moved = await modifyOnce(pool, engine, {
      caseId: task.caseId,
      instanceKey: task.instanceKey,
      from: reached,
      to: task.element,
      kind: 'task-taken-back',
      by: who.username,
      giveTo: who.username,
      detail: {
        task: task.key,
        from: reached.elementId,
        to: task.element,
        reason,
        text: `拿回“${name}”重新办理：${reason}`,
      },
    });
    if (moved.kind === 'engine-refused') throw conflict('不能拿回：下一环节刚刚已经办理，请刷新后查看。');
    await changes.waitFor(task.caseId, async () => ((await takeBackOf(pool, task)) === null ? true : null), 3000);
    const again = await giveAgainWhenThere(task, reached.elementKey, task.element, who.username);
    res.json({ key: again?.key ?? null });
  });

  router.get('/tasks/:key/extras', async (req, res) => {
    const { task } = await access.seen(req);
    const [extras, names, applicant] = await Promise.all([
      extrasOfTask(pool, task.key),
      loadNames(pool),
      applicantPost(pool, task),
    ]);
    const items = extras.map((x) => extraView(x, names));
    res.json({ items, total: items.length, applicant, applicantName: nameIn(names, applicant) });
  });

  router.post('/tasks/:key/extras', json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    const { when, to, person, question } = parseBody(AskExtra, req.body ?? {});
    refuseUnstorable(question);
    refuseUnlessMine(who, task);
    await refuseUnlessFree(task);
    if (!task.caseId) throw conflict('事项尚在启动，请稍后再试。');
    if (task.processId === 'extra-opinion') throw conflict('加签意见由您本人提出；需要他人参与的，可以转办。');
    let post: string;
    if (when === 'applicant') {
      const applicant = await applicantPost(pool, task);
      if (!applicant) throw conflict('本事项没有可以退回的申请人，或者申请人就是本岗位。');
      post = applicant;
    } else {
      post = checkReceiver(await everyReceiver(pool), who, to, person).post;
    }
    const asked = await askExtra(pool, engine, task, {
      when,
      post,
      person: when === 'applicant' ? null : person,
      question,
      by: who.username,
    });
    res.locals.audit = { ...acted(who, task), when, to: post, person };
    if (when !== 'after')
      await changes.waitFor(
        task.caseId,
        async () =>
          (await openTasksAfter(pool, task.caseId ?? '', task.key)).some((t) => t.processId === 'extra-opinion')
            ? true
            : null,
        2000,
      );
    res.status(asked.repeated ? 200 : 201).json({ id: asked.id });
  });

  router.post(
    '/tasks/:key/extras/:id/drop',
    json({ limit: '10kb' }),
    async (req: Request<{ key: string; id: string }>, res) => {
      const { who, task } = await access.seen(req);
      const { reason } = parseBody(Why, req.body ?? {});
      refuseUnstorable(reason);
      res.locals.audit = { ...acted(who, task), extra: req.params.id };
      const extra = (await extrasOfTask(pool, task.key)).find(({ id }) => id === req.params.id);
      if (!extra) throw notFound('加签');
      if (extra.askedBy !== who.username) {
        if (!headsUnitOf(who, task)) refuseUnlessMine(who, task);
      }
      if (extra.state === 'given') throw conflict('对方已提出意见，不能再减签。');
      if (extra.state !== 'dropped') await dropExtra(pool, engine, extra.id, who.username, reason);
      res.json({ id: extra.id });
    },
  );

  /** Takes a submission back that others have not confirmed yet. */
  router.post('/tasks/:key/unsubmit', json({ limit: '10kb' }), async (req: Request<{ key: string }>, res) => {
    const { who, task } = await access.seen(req);
    res.locals.audit = acted(who, task);
    if (task.state !== 'open') throw conflict('各方已经同意，任务已办结。');
    if (task.heldBy === null) {
      refuseUnlessMine(who, task);
      res.json({ key: task.key });
      return;
    }
    if (task.heldBy !== who.username) throw forbidden('只有提交人可以撤回提交。');
    await unhold(pool, engine, task, who.username);
    res.json({ key: task.key });
  });

  /** The task of a step that was begun again, given to who did it before. */
  async function giveAgainWhenThere(
    task: TaskRow,
    endedKey: string,
    element: string,
    to: string | null,
  ): Promise<TaskRow | null> {
    const { caseId, instanceKey } = task;
    if (!caseId) return null;
    const given = await changes.waitFor(
      caseId,
      async () => {
        const again = await giveAgain(pool, engine, { caseId, instanceKey, element, to });
        return again === 'not-there' ? null : { again };
      },
      3000,
    );
    if (given) await noteGiven(pool, endedKey);
    return given?.again ?? null;
  }

  /** Nothing else is under way with it. What only some posts see stays with them. */
  async function refuseUnlessFree(task: TaskRow): Promise<void> {
    if (task.restricted !== null) throw forbidden('受限事项只由指定岗位办理，不能转办、委派、加签或退回。');
    if (task.delegation) throw conflict('该任务已委派他人，请先收回委派。');
    if (task.heldBy !== null) throw conflict('该任务已提交，正等待他人确认；需要修改的，请先撤回提交。');
    if (await isBeingHandedOn(pool, task.key)) throw conflict('该任务正在转交他人，请刷新后查看。');
  }

  return router;
}

/** The post, if it is one of these and somebody else holds it; `who` may not give it to himself, null may be anybody. */
export function checkReceiver(
  receivers: Receiver[],
  who: Principal | null,
  to: string,
  person: string | null,
): Receiver {
  const receiver = receivers.find(({ post }) => post === to);
  if (!receiver)
    throw invalid([
      { path: 'to', message: receivers.length ? '该岗位不能办理此任务，请另选岗位。' : '此任务不能交给其他岗位。' },
    ]);
  if (!receiver.people.length) throw invalid([{ path: 'to', message: '该岗位现无人任职，请另选岗位。' }]);
  if (person !== null && !receiver.people.some(({ username }) => username === person))
    throw invalid([{ path: 'person', message: '该人员现不任此岗，请另选人员。' }]);
  const others = receiver.people.filter(({ username }) => username !== who?.username);
  if ((person !== null && person === who?.username) || !others.length)
    throw invalid([{ path: 'to', message: '不能交给您自己，请另选岗位或人员。' }]);
  return receiver;
}
