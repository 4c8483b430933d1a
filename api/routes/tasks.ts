import { Router, type Request } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { toWire } from '../../domain/clock.ts';
import { filesOfCase, storeFile } from '../../domain/files/store.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { validateAgainstForm } from '../../domain/forms/validate.ts';
import { deployedDiagram, isInScopeOfItsOwn, whatComesNext, type Diagram } from '../../domain/models/diagram.ts';
import { formOfTask, loadProcessNames } from '../../domain/models/store.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { isCandidate, isHisAffair, isTakenByAnother, reads, standsInFor } from '../../domain/tasks/acting.ts';
import {
  countTasks,
  dropDrafts,
  findDraft,
  findTask,
  hasElementRow,
  listTasks,
  openTasksAfter,
  saveDraft,
  variablesOfTask,
  type TaskRow,
} from '../../domain/tasks/store.ts';
import { summarise } from '../../domain/tasks/summary.ts';
import type { FormField, FormSchema } from '../../domain/forms/schema.ts';
import { EngineError } from '../../engine/client.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { indexUpload } from '../file-words.ts';
import { labelsOfProcess } from '../labels.ts';
import { loadLists } from '../lists.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Flag, isKey, Page, Variables } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { receiveFile } from '../upload.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { taskView } from '../views.ts';

export const TaskQuery = Page.extend({
  view: z.enum(['mine', 'claimable', 'all'], { error: '应为 mine、claimable 或 all' }).default('all'),
  state: z.enum(['open', 'done'], { error: '应为 open 或 done' }).default('open'),
  case: z.string().max(100).optional(),
  overdue: Flag.optional(),
  q: z.string().max(200, '至多 200 个字').optional(),
  onBehalfOf: z.string().max(100).optional(),
  counts: z.string().optional(),
});
export const Completion = z.strictObject(
  { variables: Variables.default({}) },
  { error: '请以 {"variables":{…}} 提交' },
);

// A task without a form takes nothing but variables sent back unchanged.
type Values = Record<string, unknown>;
const NO_FORM: FormSchema = { id: 'none', components: [] };

// The record of a command usually is back within 20 ms. After a completion the page waits no longer than this for what comes
// next; a claim is waited for, so that the list says the same as the answer.
const NEXT_MS = 500;
const SETTLE_MS = 3000;

export function taskRoutes(ctx: Context): Router {
  const { pool, engine, changes, config } = ctx;
  const router = Router();

  async function taskSeenBy(req: Request<{ key: string }>): Promise<{ who: Principal; task: TaskRow }> {
    const who = principalOf(req);
    const task = isKey(req.params.key) ? await findTask(pool, req.params.key) : null;
    if (!task) throw notFound('任务');
    const open = task.state === 'open';
    const visible =
      isCandidate(who, task) ||
      (open ? isHisAffair(who, task) : task.completedBy === who.username) ||
      (task.caseId !== null && (await maySeeCase(pool, who, task.caseId)));
    if (!visible && isHisAffair(who, task)) throw conflict('该任务已办结或已撤销，请刷新后查看。');
    if (!visible) throw forbidden('您所在单位未参与该事项，不能查看此任务。');
    return { who, task };
  }

  function refuseUnlessMine(who: Principal, task: TaskRow): void {
    if (!isHisAffair(who, task)) throw forbidden('该任务由其他岗位办理。');
    if (task.state !== 'open') throw conflict('该任务已办结或已撤销，请刷新后查看。');
    if (isTakenByAnother(who, task)) throw conflict('该任务已由他人领取，请刷新后查看。');
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

  /** Who acts, and in whose place: goes into the engine's record, from there into the read model and the history. */
  const said = (who: Principal, task: TaskRow): string => {
    const post = standsInFor(who, task)?.post.id;
    return `by=${who.username}${post ? `;for=${post}` : ''}`;
  };
  const acted = (who: Principal, task: TaskRow) => {
    const post = standsInFor(who, task)?.post.id;
    return { case: task.caseId, ...(post ? { onBehalfOf: post } : {}) };
  };

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
      isInScopeOfItsOwn(diagram, task.element) &&
      !(await hasElementRow(pool, task.elementKey))
    )
      await changes.waitFor(task.caseId, async () => (await hasElementRow(pool, task.elementKey)) || null, 2000);
    const [variables, [form, lists]] = await Promise.all([variablesOfTask(pool, task), formOf(task)]);
    return { form, lists, diagram, variables };
  }

  router.get('/tasks', async (req, res) => {
    const who = principalOf(req);
    const { case: caseId, counts, ...filter } = parseQuery(TaskQuery, req.query);
    if (counts !== undefined) {
      res.json(await countTasks(pool, who));
      return;
    }
    const [{ items, total }, names, processNames] = await Promise.all([
      listTasks(pool, who, { ...filter, caseId }),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    res.json({ items: items.map((t) => taskView(t, who, names, processNames)), total });
  });

  router.get('/tasks/:key', async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    const [{ form, diagram, variables, lists }, names, draft, files] = await Promise.all([
      partsOf(task),
      loadNames(pool),
      findDraft(pool, task.key, who.username),
      task.caseId ? filesOfCase(pool, task.caseId) : [],
    ]);
    const element = diagram?.elements.get(task.element);
    const reads = splitList(element?.properties.reads);
    const own = fieldKeys(form as FormField | null);
    const readable = Object.fromEntries(
      [...new Set([...reads, ...own])].filter((n) => n in variables).map((n) => [n, variables[n]]),
    );
    const labels = await labelsOfProcess(pool, task.processId, diagram);
    const shows = splitList(element?.properties.shows);
    res.json({
      ...taskView(task, who, names, new Map(diagram ? [[task.processId, diagram.name]] : [])),
      form: form ? resolveForm(form, { ...variables, ...lists }) : null,
      variables: readable,
      draft: draft && { ...draft, savedAt: toWire(draft.savedAt) },
      summary: summarise(
        shows.length ? shows : reads.filter((n) => !own.includes(n)),
        variables,
        labels,
        new Map([...names, ...files.map((f): [string, string] => [f.id, f.name])]),
      ),
      completesTo: diagram ? whatComesNext(diagram, task.element) : [],
      documentation: element?.documentation ?? null,
      // Whom a restricted case is about does his task without seeing the case.
      seesCase: task.caseId !== null && (await maySeeCase(pool, who, task.caseId)),
    });
  });

  router.post('/tasks/:key/claim', json({ limit: '10kb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    await refuseSamePerson(who, task);
    if (task.assignee !== who.username) {
      await take(who, task);
      await settled(task, (t) => (t.assignee !== null && t.assignee !== task.assignee) || t.state !== 'open');
    }
    res.locals.audit = acted(who, task);
    res.json({ key: task.key, assignee: who.username });
  });

  router.post('/tasks/:key/release', json({ limit: '10kb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    // What an absent person has taken is his to give back.
    if (task.assignee && task.assignee !== who.username) throw conflict('该任务由缺席人员领取，代理人可先接办。');
    // A task that is one person's has nobody else to go to.
    if (task.groups.length === 0) throw conflict('本任务只能由您本人办理，不能退领。');
    if (task.assignee) {
      await engine.unassignTask(task.key);
      await settled(task, (t) => t.assignee === null || t.state !== 'open');
    }
    res.locals.audit = acted(who, task);
    res.json({ key: task.key, assignee: null });
  });

  const settled = (task: TaskRow, test: (t: TaskRow) => boolean): Promise<unknown> =>
    changes.waitFor(
      task.caseId ?? '',
      async () => {
        const t = await findTask(pool, task.key);
        return t && test(t) ? t : null;
      },
      SETTLE_MS,
    );

  router.put('/tasks/:key/draft', json({ limit: '4mb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    const { variables } = parseBody(Completion, req.body);
    refuseUnstorable(variables);
    res.locals.audit = acted(who, task);
    res.json({ savedAt: toWire(await saveDraft(pool, task.key, who.username, variables)) });
  });

  router.post('/tasks/:key/complete', json({ limit: '4mb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    await refuseSamePerson(who, task);
    const body = parseBody(Completion, req.body ?? {});
    refuseUnstorable(body.variables);
    const [{ form, variables: present, lists }, filesThere] = await Promise.all([
      partsOf(task),
      task.caseId ? filesOfCase(pool, task.caseId) : [],
    ]);
    const files = new Set(filesThere.map((f) => f.id));
    const schema = form ? resolveForm(form, { ...present, ...lists }) : NO_FORM;
    const { values: variables, errors } = validateAgainstForm(schema, body.variables, { present, files });
    if (errors.length) throw invalid(errors);
    await completeOnce(who, task, variables);
    res.locals.audit = { ...acted(who, task), fields: Object.keys(variables) };
    const [next, names, processNames] = await Promise.all([
      task.caseId &&
        changes.waitFor(
          task.caseId,
          async () => {
            const open = await openTasksAfter(pool, task.caseId ?? '', task.key);
            return open.length ? open : null;
          },
          NEXT_MS,
        ),
      loadNames(pool),
      loadProcessNames(pool),
      dropDrafts(pool, task.key),
    ]);
    // What comes next in a restricted case only those are told who see it.
    const seen = (next || []).filter((t) => t.restricted === null || isHisAffair(who, t) || reads(who, t, who.posts));
    res.json({ next: seen.map((t) => taskView(t, who, names, processNames)) });
  });

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

  router.post('/tasks/:key/files', async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    const caseId = task.caseId;
    if (!caseId) throw conflict('事项尚在启动，请稍后再上传。');
    const file = await receiveFile(req, res, (stream, { name, mediaType }) =>
      storeFile(pool, config.DATA_DIR, stream, {
        caseId,
        taskKey: task.key,
        name,
        mediaType,
        uploadedBy: who.username,
      }),
    );
    await indexUpload(pool, config.DATA_DIR, file);
    res.locals.audit = { ...acted(who, task), file: file.id, name: file.name };
    res.status(201).json({ id: file.id, name: file.name, size: file.size, sha256: file.sha256 });
  });

  return router;
}

const splitList = (text: string | undefined): string[] => (text ?? '').split(/[,\s]+/).filter(Boolean);

function fieldKeys(form: FormField | null): string[] {
  const keys: string[] = [];
  const walk = (fields: FormField[]) => {
    for (const f of fields) {
      const key = f.key ?? f.path;
      if (key) keys.push(key);
      else if (f.components) walk(f.components);
    }
  };
  walk(form?.components ?? []);
  return keys;
}
