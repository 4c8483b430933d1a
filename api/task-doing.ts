import { filesOfCase } from '../domain/files/store.ts';
import { resolveForm } from '../domain/forms/resolve.ts';
import type { FormSchema } from '../domain/forms/schema.ts';
import { validateAgainstForm } from '../domain/forms/validate.ts';
import { deployedDiagram, type Diagram, isInScopeOfItsOwn } from '../domain/models/diagram.ts';
import { splitList } from '../domain/models/properties.ts';
import { formOfTask } from '../domain/models/store.ts';
import type { Principal } from '../domain/people/store.ts';
import { isBeingHandedOn } from '../domain/tasks/acts.ts';
import { type Extra, extrasOfTask, holdCompletion } from '../domain/tasks/extra.ts';
import { hasElementRow, type TaskRow, variablesOfTask } from '../domain/tasks/store.ts';
import { EngineError } from '../engine/client.ts';
import type { Context } from './context.ts';
import { loadLists } from './lists.ts';
import { conflict, forbidden, invalid } from './problem.ts';
import { refuseUnlessMine, said, taskAccess } from './task-access.ts';

type Lists = Awaited<ReturnType<typeof loadLists>>;

export interface TaskDoing {
  /** Form, lists and variables of a task, as its page shows them. */
  partsOf(task: TaskRow): Promise<{
    form: unknown;
    lists: Lists;
    diagram: Diagram | null;
    variables: Record<string, unknown>;
  }>;
  /** Takes it for this person; nothing when he has it. Problems say why not. */
  claim(who: Principal, task: TaskRow): Promise<void>;
  /** Completes it, or keeps it for those who shall confirm it first: they are answered. Problems say why not. */
  complete(who: Principal, task: TaskRow, values: Record<string, unknown>): Promise<Extra[]>;
}

type Values = Record<string, unknown>;

// A task without a form takes nothing but variables sent back unchanged.
const NO_FORM: FormSchema = { id: 'none', components: [] };

/** Taking and completing, for one task and for many. */
export function taskDoing(ctx: Context): TaskDoing {
  const { pool, engine, changes } = ctx;
  const { settled } = taskAccess(ctx);

  /** Takes it; from whoever is away as well. Of two candidates at once the engine lets one. */
  const take = (who: Principal, task: TaskRow): Promise<void> =>
    engine.assignTask(task.key, who.username, {
      allowOverride: task.assignee !== null,
      action: `claim;${said(who, task)}`,
    });

  async function formOf(task: TaskRow): Promise<[form: unknown, lists: Awaited<ReturnType<typeof loadLists>>]> {
    const form = task.formKey ? await formOfTask(pool, { ...task, formKey: task.formKey }) : null;
    return [form, await loadLists(pool, [form])];
  }

  async function partsOf(task: TaskRow): Promise<{
    form: unknown;
    lists: Awaited<ReturnType<typeof loadLists>>;
    diagram: Diagram | null;
    variables: Record<string, unknown>;
  }> {
    const diagram = await deployedDiagram(pool, task.definitionKey);
    // The scopes between the task and its instance come with the slower exporter.
    if (
      task.caseId &&
      diagram &&
      (isInScopeOfItsOwn(diagram, task.element) || diagram.elements.get(task.element)?.repeated) &&
      !(await hasElementRow(pool, task.elementKey))
    )
      await changes.waitFor(task.caseId, async () => (await hasElementRow(pool, task.elementKey)) || null, 2000);
    const [variables, [form, lists]] = await Promise.all([variablesOfTask(pool, task), formOf(task)]);
    return { form, lists, diagram, variables };
  }

  /** 回避: who has decided before does not decide again (property `otherThan` of the step: variables that say who it was). */
  async function refuseSamePerson(who: Principal, task: TaskRow): Promise<void> {
    const diagram = await deployedDiagram(pool, task.definitionKey);
    const others = splitList(diagram?.elements.get(task.element)?.properties.otherThan);
    if (others.length === 0) return;
    const variables = await variablesOfTask(pool, task);
    const at = (path: string) =>
      path.split('.').reduce<unknown>((value, key) => (value as Values | null | undefined)?.[key], variables);
    if (others.some((path) => at(path) === who.username))
      throw forbidden('您已在前面的环节作出决定，本环节须由其他人员办理，请联系安全管理员调整任职。');
  }

  /** The engine decides between two who are quick: it completes a task once, the second is told 409. */
  async function completeOnce(who: Principal, task: TaskRow, variables: Record<string, unknown>): Promise<void> {
    try {
      // From whoever is away: the engine's record shall name who did it.
      if (task.assignee && task.assignee !== who.username) await take(who, task);
      // The diagram's output mappings keep who it was beside what he entered.
      await engine.completeTask(task.key, { ...variables, completedBy: who.username }, `complete;${said(who, task)}`);
    } catch (error) {
      // Known to the read model, so gone means done (or taken by somebody else meanwhile).
      if (error instanceof EngineError && (error.code === 'not-found' || error.code === 'conflict'))
        throw conflict('该任务刚刚被他人领取或办结，您的填写未提交，请刷新后查看。');
      throw error;
    }
  }

  return {
    partsOf,
    async claim(who, task) {
      refuseUnlessMine(who, task);
      await refuseSamePerson(who, task);
      if (task.heldBy !== null) throw conflict('该任务已提交，正等待他人确认。');
      if (task.assignee === who.username) return;
      await take(who, task);
      await settled(task, (t) => (t.assignee !== null && t.assignee !== task.assignee) || t.state !== 'open');
    },
    async complete(who, task, values) {
      refuseUnlessMine(who, task);
      await refuseSamePerson(who, task);
      if (task.delegation) throw conflict('该任务已委派他人提出意见，答复交回或收回委派后才能提交。');
      if (task.heldBy !== null) throw conflict('该任务已提交，正等待他人确认，请勿重复提交。');
      if (task.opinionsOut > 0) throw conflict('前加签的意见尚未全部提出，提出或者减签后才能提交。');
      if (await isBeingHandedOn(pool, task.key)) throw conflict('该任务正在转交他人，请刷新后查看。');
      const [{ form, variables: present, lists }, filesThere] = await Promise.all([
        partsOf(task),
        task.caseId ? filesOfCase(pool, task.caseId) : [],
      ]);
      const files = new Set(filesThere.map((f) => f.id));
      const schema = form ? resolveForm(form, { ...present, ...lists }) : NO_FORM;
      const { values: variables, errors } = validateAgainstForm(schema, values, { present, files });
      if (errors.length) throw invalid(errors);
      const confirmers = (await extrasOfTask(pool, task.key)).filter(
        (x) => x.when === 'after' && x.state === 'planned',
      );
      if (!confirmers.length) {
        await completeOnce(who, task, variables);
        return [];
      }
      if (task.assignee !== who.username) await take(who, task);
      const action = `complete;${said(who, task)}`;
      if (!(await holdCompletion(pool, engine, task, { by: who.username, action, variables })))
        throw conflict('该任务已提交，正等待他人确认，请勿重复提交。');
      return confirmers;
    },
  };
}
