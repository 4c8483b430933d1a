import { Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { maySeeCase } from '../../domain/access.ts';
import { filesOfCase, storeFile } from '../../domain/files/store.ts';
import { fieldKeysOf } from '../../domain/forms/keys.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { whatComesNext } from '../../domain/models/diagram.ts';
import { withoutRefused } from '../../domain/models/check/form.ts';
import { formDecisions } from '../../domain/rules/form-decisions.ts';
import { splitList } from '../../domain/models/properties.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { opinionsOnTask } from '../../domain/tasks/acts.ts';
import { applicantPost, extrasOfTask, heldSince, taskOfExtra } from '../../domain/tasks/extra.ts';
import { takeBackOf, whyReturned } from '../../domain/tasks/back.ts';
import { jointStep } from '../../domain/tasks/joint.ts';
import { isHisAffair, reads } from '../../domain/tasks/acting.ts';
import { countTasks, dropDrafts, findDraft, listTasks, openTasksAfter, saveDraft } from '../../domain/tasks/store.ts';
import { summarise } from '../../domain/tasks/summary.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { labelsOfProcess } from '../labels.ts';
import { conflict, forbidden } from '../problem.ts';
import { Day, Flag, Page, Variables } from '../schemas.ts';
import { principalOf, readingOf } from '../session.ts';
import { acted, refuseUnlessMine, taskAccess } from '../task-access.ts';
import { taskDoing } from '../task-doing.ts';
import { receiveFile } from '../upload.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { extraView, jointView, nameIn, taskView } from '../views.ts';
import { indexUpload } from '../words/upload.ts';

export const TaskQuery = Page.extend({
  view: z.enum(['mine', 'claimable', 'all'], { error: '应为 mine、claimable 或 all' }).default('all'),
  state: z.enum(['open', 'done'], { error: '应为 open 或 done' }).default('open'),
  case: z.string().max(100).optional(),
  overdue: Flag.optional(),
  q: z.string().max(200, '至多 200 个字').optional(),
  process: z.string().max(100).optional(),
  sort: z.enum(['due', 'created'], { error: '应为 due 或 created' }).optional(),
  onBehalfOf: z.string().max(100).optional(),
  unit: z.string().max(100).optional().describe('可办理的单位'),
  person: z.string().max(100).optional().describe('领取人；已办的为办理人'),
  element: z.string().max(200).optional().describe('环节'),
  endedFrom: Day.optional().describe('办结日期自（含）'),
  endedTo: Day.optional().describe('办结日期至（含）'),
  late: Flag.optional().describe('true：只看超期办结'),
  counts: z.string().optional(),
});
export const Completion = z.strictObject(
  { variables: Variables.default({}) },
  { error: '请以 {"variables":{…}} 提交' },
);

// The record of a command usually is back within 20 ms. After a completion the page waits no longer than this for what comes next.
const NEXT_MS = 500;

export const UploadQuery = z.object({
  replaces: z.string().max(100, '标识过长').optional().describe('作为哪个附件的新版本'),
});

export function taskRoutes(ctx: Context): Router {
  const { pool, reading, engine, changes, config } = ctx;
  const router = Router();

  const { seen: taskSeenBy, settled } = taskAccess(ctx);

  const { partsOf, claim, complete } = taskDoing(ctx);

  router.get('/tasks', async (req, res) => {
    const who = principalOf(req);
    const { case: caseId, counts, ...filter } = parseQuery(TaskQuery, req.query);
    if (counts !== undefined) {
      res.json(await countTasks(reading, who));
      return;
    }
    const db = readingOf(ctx, req);
    const [{ items, total }, names, processNames] = await Promise.all([
      listTasks(db, who, { ...filter, caseId }),
      loadNames(db),
      loadProcessNames(db),
    ]);
    res.json({ items: items.map((t) => taskView(t, who, names, processNames)), total });
  });

  router.get('/tasks/:key', async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    const [{ form, diagram, variables, lists }, names, draft, files, opinions] = await Promise.all([
      partsOf(task),
      loadNames(pool),
      findDraft(pool, task.key, who.username),
      task.caseId ? filesOfCase(pool, task.caseId) : [],
      opinionsOnTask(pool, task.key),
    ]);
    const [extras, held] = await Promise.all([extrasOfTask(pool, task.key), heldSince(pool, task.key)]);
    const [returned, takeBack, joint, seesCase] = await Promise.all([
      whyReturned(pool, task),
      task.completedBy === who.username ? takeBackOf(pool, task) : null,
      diagram && jointStep(pool, task, diagram, variables),
      task.caseId !== null && maySeeCase(pool, who, task.caseId),
    ]);
    const element = diagram?.elements.get(task.element);
    const reads = splitList(element?.properties.reads);
    const own = fieldKeysOf(form);
    const readable = Object.fromEntries(
      [...new Set([...reads, ...own])].filter((n) => n in variables).map((n) => [n, variables[n]]),
    );
    const labels = await labelsOfProcess(pool, task.processId, diagram);
    const shows = splitList(element?.properties.shows);
    res.json({
      ...taskView(task, who, names, new Map(diagram ? [[task.processId, diagram.name]] : [])),
      form: form ? withoutRefused(resolveForm(form, { ...variables, ...lists })) : null,
      variables: readable,
      // What waits for confirmation is shown as it was submitted.
      draft: held
        ? { variables: held.variables, savedAt: toWire(held.at) }
        : draft && { ...draft, savedAt: toWire(draft.savedAt) },
      about: task.processId === 'extra-opinion' ? await taskOfExtra(pool, task.instanceKey) : null,
      summary: summarise(
        shows.length ? shows : reads.filter((n) => !own.includes(n)),
        variables,
        labels,
        new Map([...names, ...files.map((f): [string, string] => [f.id, f.name])]),
      ),
      completesTo: diagram ? whatComesNext(diagram, task.element) : [],
      documentation: element?.documentation ?? null,
      decides: diagram && form ? await formDecisions(pool, diagram, task.element, form, task.caseId) : {},
      extras: extras.map((x) => extraView(x, names)),
      applicantName: nameIn(names, await applicantPost(pool, task)),
      heldAt: toWire(held?.at ?? null),
      returned: returned && { ...returned, at: toWire(returned.at), byName: nameIn(names, returned.by) },
      takeBack: takeBack && { from: takeBack.name },
      // Whom a restricted case is about does his task without seeing the case.
      seesCase,
      joint: seesCase && joint ? jointView(joint, names) : null,
      opinions: opinions.map((o) => ({ ...o, byName: nameIn(names, o.by), at: toWire(o.at) })),
    });
  });

  router.post('/tasks/:key/claim', json({ limit: '10kb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    await claim(who, task);
    res.locals.audit = acted(who, task);
    res.json({ key: task.key, assignee: who.username });
  });

  router.post('/tasks/:key/release', json({ limit: '10kb' }), async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    if (task.heldBy !== null) throw conflict('该任务已提交，正等待他人确认；需要修改的，请先撤回提交。');
    // A task that is one person's has nobody else to go to.
    if (task.groups.length === 0) throw conflict('本任务只能由您本人办理，不能退领。');
    // What an absent person has taken is his to give back.
    if (task.assignee && task.assignee !== who.username) throw conflict('该任务由缺席人员领取，代理人可先接办。');
    if (task.assignee) {
      await engine.unassignTask(task.key);
      await settled(task, (t) => t.assignee === null || t.state !== 'open');
    }
    res.locals.audit = acted(who, task);
    res.json({ key: task.key, assignee: null });
  });

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
    const body = parseBody(Completion, req.body ?? {});
    refuseUnstorable(body.variables);
    res.locals.audit = { ...acted(who, task), fields: Object.keys(body.variables) };
    const confirmers = await complete(who, task, body.variables);
    if (confirmers.length) {
      const confirmNames = await loadNames(pool);
      res.json({ next: [], held: confirmers.map((x) => nameIn(confirmNames, x.person ?? x.post)) });
      return;
    }
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

  router.post('/tasks/:key/files', async (req, res) => {
    const { who, task } = await taskSeenBy(req);
    refuseUnlessMine(who, task);
    const caseId = task.caseId;
    if (!caseId) throw conflict('事项尚在启动，请稍后再上传。');
    const { replaces } = parseQuery(UploadQuery, req.query);
    const before = replaces ? (await filesOfCase(pool, caseId)).find(({ id }) => id === replaces) : undefined;
    if (replaces && before?.uploadedBy !== who.username) throw forbidden('只有上传人可以为自己的附件上传新版本。');
    if (replaces && (await filesOfCase(pool, caseId)).some((f) => f.replaces === replaces))
      throw conflict('该附件已有更新的版本，请刷新后对最新版本操作。');
    const file = await receiveFile(req, res, (stream, { name, mediaType }) =>
      storeFile(pool, config.DATA_DIR, stream, {
        caseId,
        taskKey: task.key,
        name,
        mediaType,
        uploadedBy: who.username,
        replaces: replaces ?? null,
        scanner: config.VIRUS_SCAN,
      }).catch((error: { constraint?: string }) => {
        // Two new versions of one file at the same moment.
        throw error.constraint === 'file_replaces_key' ? conflict('该附件已有更新的版本，请刷新后重试。') : error;
      }),
    );
    await indexUpload(pool, config.DATA_DIR, file);
    res.locals.audit = { ...acted(who, task), file: file.id, name: file.name };
    res.status(201).json({ id: file.id, name: file.name, size: file.size, sha256: file.sha256 });
  });

  return router;
}
