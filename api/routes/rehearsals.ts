import type { Request, Router } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { atInstant, now, toWire, ZONE } from '../../domain/clock.ts';
import { findFile, filesOfCase, readFileContent, storeFile } from '../../domain/files/store.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import type { FormSchema } from '../../domain/forms/schema.ts';
import { validateAgainstForm } from '../../domain/forms/validate.ts';
import { expressionsAt, isTooMuch, sizeOf, sizesOf, TOO_MUCH } from '../../domain/models/check/feel.ts';
import type { Finding } from '../../domain/models/check/finding.ts';
import { type Diagram, parseDiagram } from '../../domain/models/diagram.ts';
import { flowElementsOf, list, readDefinitions } from '../../domain/models/moddle.ts';
import type { Package } from '../../domain/models/package.ts';
import { latestFormSchema } from '../../domain/models/store.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { findProcedure } from '../../domain/procedures.ts';
import { rehearsed } from '../../domain/rehearsal/names.ts';
import { poolOf } from '../../domain/rehearsal/schema.ts';
import { rehearsalDir, servicesOf } from '../../domain/rehearsal/services.ts';
import { beginRehearsal, endRehearsal } from '../../domain/rehearsal/start.ts';
import {
  findRehearsal,
  instancesOf,
  listRehearsals,
  type Rehearsal,
  stepsOf,
  touch,
  waitsOf,
} from '../../domain/rehearsal/store.ts';
import { messagesIn, timersIn } from '../../domain/rehearsal/move.ts';
import { formIn, rehearsedTask, stateOfRehearsal } from '../../domain/rehearsal/view.ts';
import { loadStartContext } from '../../domain/start-context.ts';
import { summarise } from '../../domain/tasks/summary.ts';
import { EngineError } from '../../engine/client.ts';
import { SERVED } from '../../workers/start.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { labelsOfProcess } from '../labels.ts';
import { loadLists } from '../lists.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../problem.ts';
import { isKey, Variables } from '../schemas.ts';
import { receiveFile } from '../upload.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const Moment = z.iso.datetime({ offset: true, error: '应为带时区的时间，如 2026-02-13T10:00:00+08:00' });
export const NewRehearsal = z.strictObject(
  {
    ref: z.string().max(30).default('draft').describe('演练哪个版本：draft、v<版本号> 或 d<部署键>'),
    variables: Variables.default({}).describe('发起时填写的内容'),
    start: z.string().max(200).optional().describe('从哪个开始事件开始；不填为发起事项的那个'),
    clock: Moment.refine((text) => /^20[0-4]\d-/.test(text), '应在 2000 年至 2049 年之间')
      .optional()
      .describe('演练开始的时间；不填为现在'),
  },
  { error: '请以 {"ref":"draft","variables":{…}} 提交' },
);
export const RehearsalQuery = z.object({ ref: z.string().max(30).default('draft') });
export const RehearsalClock = z.strictObject(
  { to: Moment.optional(), next: z.literal(true).optional().describe('移到下一个到期的时点') },
  { error: '请以 {"next":true} 或 {"to":"…"} 提交' },
);
export const RehearsalMessage = z.strictObject(
  { name: z.string({ error: '请选择消息' }).max(200), variables: Variables.default({}) },
  { error: '请以 {"name":…,"variables":{…}} 提交' },
);
export const RehearsalCompletion = z.strictObject(
  { variables: Variables.default({}) },
  { error: '请以 {"variables":{…}} 提交' },
);

type Of = Request<{ process: string }>;
type OfRehearsal = Request<{ id: string }>;
type OfTask = Request<{ id: string; key: string }>;

interface Parts extends Pick<Context, 'pool' | 'engine' | 'config'> {
  looking(req: Request<never>): Principal;
  editing(req: Request<never>): Principal;
  known(process: string): Promise<string>;
  packageAt(process: string, ref: string): Promise<Package>;
  findingsIn(process: string, whole: Package): Promise<Finding[]>;
}

/** Of what no form bounds: a case of many steps has some hundred values. */
const MOST_VALUES = 5000;

/** Refuses data with which the rehearsed diagram would keep the engine from everybody else's cases. */
async function bearable(xml: string, variables: Record<string, unknown>): Promise<void> {
  const say = (message: string) => invalid([{ path: 'variables', message }]);
  if (sizeOf(variables) > MOST_VALUES) throw say(`填写的内容超过 ${MOST_VALUES} 项，请减少清单的行数或文字`);
  const { definitions } = await readDefinitions(xml);
  const elements = list(definitions.rootElements)
    .filter((e) => e.$type === 'bpmn:Process')
    .flatMap(flowElementsOf);
  const sizes = sizesOf(variables);
  for (const { text } of elements.flatMap(expressionsAt))
    if (text.startsWith('=') && isTooMuch([{ text: text.slice(1), top: 'Expression' }], sizes)) throw say(TOO_MUCH);
}

const NO_FORM: FormSchema = { id: 'none', components: [] };
const MOST_DAYS = 3 * 366;
/** Each has tables of its own. */
const MOST_AT_ONCE = 5;
const clockOf = (r: Rehearsal): DateTime => DateTime.fromISO(r.clock, { zone: ZONE });

/** Rehearsals of drafts on the real engine, apart from real cases and people (docs/architecture.md, Rehearsal). */
export function rehearsalRoutes(router: Router, parts: Parts): void {
  const { pool, engine, config, looking, editing, known, packageAt, findingsIn } = parts;
  const small = json({ limit: '4mb' });

  async function seen(req: OfRehearsal): Promise<{ who: Principal; r: Rehearsal }> {
    const who = looking(req as never);
    const r = await findRehearsal(pool, req.params.id);
    if (!r) throw notFound('该演练（演练一天无人操作即自动结束）');
    await touch(pool, r.id);
    return { who, r };
  }
  /** Whoever began it acts in it. */
  async function own(req: OfRehearsal): Promise<{ who: Principal; r: Rehearsal }> {
    editing(req as never);
    const { who, r } = await seen(req);
    if (r.owner !== who.username) throw forbidden('演练由发起演练的人操作，您可以查看。');
    return { who, r };
  }
  const diagrams = new Map<string, Promise<Diagram>>();
  const diagramOf = (r: Rehearsal): Promise<Diagram> => {
    if (diagrams.size > 50) diagrams.clear();
    const found = diagrams.get(r.id) ?? parseDiagram(r.xml);
    diagrams.set(r.id, found);
    return found;
  };

  router.get('/models/:process/rehearsals', async (req: Of, res) => {
    looking(req as never);
    await known(req.params.process);
    const [rows, names] = await Promise.all([listRehearsals(pool, req.params.process), loadNames(pool)]);
    const items = rows.map((r) => ({
      id: r.id,
      ref: r.ref,
      owner: r.owner,
      ownerName: nameIn(names, r.owner),
      clock: toWire(r.clock),
      startedAt: toWire(r.startedWall),
    }));
    res.json({ items, total: items.length });
  });

  /** What one fills in to begin one. */
  router.get('/models/:process/rehearsal-form', async (req: Of, res) => {
    looking(req as never);
    const { process } = req.params;
    await known(process);
    const { ref } = parseQuery(RehearsalQuery, req.query);
    const whole = await packageAt(process, ref);
    const startForm = findProcedure(process)?.startForm ?? null;
    const schema = startForm && (formIn(whole.files, startForm) ?? (await latestFormSchema(pool, startForm)));
    const diagram = await parseDiagram(whole.xml);
    const starts = [...diagram.elements.values()].filter((e) => e.type === 'StartEvent' && e.parent === null);
    res.json({
      form: schema ? resolveForm(schema, await loadLists(pool, [schema])) : null,
      variables: { filedOn: toWire(now())?.slice(0, 10) },
      starts: starts.map(({ id, name }) => ({ id, name })),
      clock: toWire(now().startOf('minute')),
    });
  });

  router.post('/models/:process/rehearsals', small, async (req: Of, res) => {
    const who = editing(req as never);
    const { process } = req.params;
    await known(process);
    const body = parseBody(NewRehearsal, req.body ?? {});
    refuseUnstorable(body);
    const whole = await packageAt(process, body.ref);
    const [fault] = (await findingsIn(process, whole)).filter((f) => f.severity === 'error');
    if (fault) throw new Problem(422, '请先改好再演练', `检查发现问题：${fault.message}`);
    const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM rehearsal WHERE owner = $1', [
      who.username,
    ]);
    if (rows[0]!.n >= MOST_AT_ONCE) throw conflict(`您正在进行的演练已有 ${MOST_AT_ONCE} 次，请先结束不再需要的。`);
    const clock = body.clock ? DateTime.fromISO(body.clock, { zone: ZONE }) : now().startOf('minute');
    const procedure = findProcedure(process);
    const diagram = await parseDiagram(whole.xml);
    const byForm = procedure?.startForm && (!body.start || diagram.elements.get(body.start)?.type === 'StartEvent');
    if (!byForm) await bearable(whole.xml, body.variables);
    const variables = byForm ? await atInstant(clock, () => filled(process, body.variables, who)) : body.variables;
    const begun = await beginRehearsal(pool, engine, config.DATA_DIR, {
      process,
      ref: body.ref,
      whole,
      procedure,
      variables,
      start: body.start,
      clock,
      owner: who.username,
      served: SERVED,
    });
    if (begun.kind === 'refused') throw new Problem(422, '不能演练', begun.message);
    res.locals.audit = { ref: body.ref };
    res.status(201).json({ id: begun.id });
  });

  /** As a real case's, but whoever rehearses is nobody's clerk. */
  async function filled(
    process: string,
    given: Record<string, unknown>,
    who: Principal,
  ): Promise<Record<string, unknown>> {
    const procedure = findProcedure(process)!;
    const checked = procedure.startSchema(await loadStartContext(pool)).safeParse(given);
    if (!checked.success)
      throw invalid(checked.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })));
    const completed = await procedure.completeStart?.(pool, checked.data, who);
    if (completed?.errors) throw invalid(completed.errors);
    return completed ? completed.variables : checked.data;
  }

  router.get('/rehearsals/:id', async (req: OfRehearsal, res) => {
    const { who, r } = await seen(req);
    const [state, diagram, names] = await Promise.all([stateOfRehearsal(pool, r), diagramOf(r), loadNames(pool)]);
    const named = (elementId: string) => diagram.elements.get(elementId)?.name ?? elementId;
    const { diagram: drawn, ...rest } = state;
    res.json({
      id: r.id,
      process: r.process,
      name: diagram.name,
      ref: r.ref,
      caseId: r.caseId,
      ownerName: nameIn(names, r.owner),
      clock: toWire(r.clock),
      target: toWire(r.target),
      ...rest,
      diagram: { xml: r.xml, definitionKey: r.id, documentation: {}, ...drawn },
      tasks: state.tasks.map((t) => ({
        ...t,
        name: named(t.elementId),
        groupNames: t.groups.map((g) => nameIn(names, g) ?? g),
        dueAt: toWire(t.dueAt),
      })),
      timers: state.timers.map((t) => ({
        elementId: t.elementId,
        name: t.process === 'limit-watch' ? '时限的下一个提醒时点' : named(t.elementId),
        dueAt: t.dueAt,
      })),
      messages: state.messages.map((m) => ({ ...m, elementName: named(m.elementId) })),
      stuck: state.stuck.map((s) => ({ ...s, name: named(s.elementId) })),
      events: state.events.map((e) => ({ ...e, at: toWire(e.at) })),
      notices: state.notices.map((n) => ({
        ...n,
        at: toWire(n.at),
        recipients: n.recipients.map((id) => nameIn(names, id) ?? id),
      })),
      may: { act: r.owner === who.username },
    });
  });

  /** A task, whosever it would be. */
  async function taskOf(req: OfTask, r: Rehearsal) {
    const task = isKey(req.params.key) ? await rehearsedTask(pool, r, req.params.key) : null;
    if (!task) throw conflict('该任务已办结，或不属于这次演练。请刷新后查看。');
    const diagram = await diagramOf(r);
    const element = diagram.elements.get(task.elementId);
    const schema = formIn(r.files, element?.formId ?? null);
    const lists = await loadLists(pool, [schema]);
    const form = schema ? resolveForm(schema, { ...task.variables, ...lists }) : null;
    return { ...task, element, form, diagram };
  }

  router.get('/rehearsals/:id/tasks/:key', async (req: OfTask, res) => {
    const { r } = await seen(req);
    const { element, form, variables, elementId, diagram } = await taskOf(req, r);
    const [labels, names] = await Promise.all([labelsOfProcess(pool, r.process, diagram), loadNames(pool)]);
    const shown = (element?.properties.shows ?? element?.properties.reads ?? '').split(/[,\s]+/).filter(Boolean);
    res.json({
      key: req.params.key,
      elementId,
      name: element?.name ?? elementId,
      documentation: element?.documentation ?? null,
      jobType: r.byHand[elementId] ?? null,
      form,
      variables,
      summary: summarise(shown, variables, labels, new Map(names)),
    });
  });

  router.post('/rehearsals/:id/tasks/:key/complete', small, async (req: OfTask, res) => {
    const { who, r } = await own(req);
    const body = parseBody(RehearsalCompletion, req.body ?? {});
    refuseUnstorable(body);
    const { form, variables: present, elementId } = await taskOf(req, r);
    if (r.byHand[elementId] !== undefined) await bearable(r.xml, body.variables);
    const values = await atInstant(clockOf(r), async () => {
      if (r.byHand[elementId] !== undefined) return body.variables;
      const files = new Set((await filesOfCase(poolOf(pool, r.id), r.caseId ?? '')).map((f) => f.id));
      const checked = validateAgainstForm(form ?? NO_FORM, body.variables, { present, files });
      if (checked.errors.length) throw invalid(checked.errors);
      return checked.values;
    });
    try {
      await engine.completeTask(req.params.key, { ...values, completedBy: who.username }, 'rehearsal');
    } catch (error) {
      if (error instanceof EngineError && (error.code === 'not-found' || error.code === 'conflict'))
        throw conflict('该任务已办结，请刷新后查看。');
      throw error;
    }
    await soon(async () => (await rehearsedTask(pool, r, req.params.key)) === null);
    res.json({ id: r.id });
  });

  router.post('/rehearsals/:id/files', async (req: OfRehearsal, res) => {
    const { who, r } = await own(req);
    const file = await receiveFile(req, res, (stream, { name, mediaType }) =>
      atInstant(clockOf(r), () =>
        storeFile(poolOf(pool, r.id), rehearsalDir(config.DATA_DIR, r.id), stream, {
          caseId: r.caseId ?? '',
          taskKey: null,
          name,
          mediaType,
          uploadedBy: who.username,
        }),
      ),
    );
    res.status(201).json({ id: file.id, name: file.name, size: file.size, sha256: file.sha256 });
  });

  router.get('/rehearsals/:id/files/:file', async (req: Request<{ id: string; file: string }>, res) => {
    const { r } = await seen(req);
    const file = await findFile(poolOf(pool, r.id), req.params.file);
    if (!file) throw notFound('文件');
    res.attachment(file.name).type('application/octet-stream');
    await new Promise<void>((resolve, reject) => {
      readFileContent(rehearsalDir(config.DATA_DIR, r.id), file.id).on('error', reject).pipe(res);
      res.on('close', resolve);
    });
  });

  router.post('/rehearsals/:id/clock', json({ limit: '10kb' }), async (req: OfRehearsal, res) => {
    const { r } = await own(req);
    const { to, next } = parseBody(RehearsalClock, req.body ?? {});
    const due = next ? (timersIn(r, await waitsOf(pool, r.id)).find((t) => t.dueAt !== null)?.dueAt ?? null) : to;
    if (!due) throw conflict(next ? '没有等待时间到达的环节。' : '请指明要移到的时间。');
    const target = DateTime.fromISO(due, { zone: ZONE });
    const clock = clockOf(r);
    // A timer whose date has passed is fired where the clock stands.
    const at = next ? DateTime.max(target, clock) : target;
    if (at < clock) throw invalid([{ path: 'to', message: '演练的时间只能向后移动' }]);
    if (at.diff(clock, 'days').days > MOST_DAYS) throw invalid([{ path: 'to', message: '一次至多移动三年' }]);
    await pool.query('UPDATE rehearsal SET target = greatest(target, $2::timestamptz) WHERE id = $1', [
      r.id,
      at.toISO(),
    ]);
    res.locals.audit = { to: toWire(at) };
    res.json({ id: r.id, target: toWire(at) });
  });

  /** What happens from outside, such as a withdrawal. */
  router.post('/rehearsals/:id/messages', small, async (req: OfRehearsal, res) => {
    const { who, r } = await own(req);
    const { name, variables } = parseBody(RehearsalMessage, req.body ?? {});
    refuseUnstorable(variables);
    await bearable(r.xml, variables);
    const wait = messagesIn(r, await waitsOf(pool, r.id)).find((w) => rehearsed(w.message)?.name === name);
    if (!wait) throw conflict('演练的流程没有在等待这个消息，请刷新后查看。');
    const given =
      name === 'case-withdrawn' ? { withdrawal: { by: who.username, reason: '演练撤回' }, ...variables } : variables;
    await servicesOf(pool, engine, config.DATA_DIR, r).engine.publishMessage({
      name,
      correlationKey: wait.correlationKey,
      timeToLiveMs: 0,
      variables: given,
    });
    res.json({ id: r.id });
  });

  router.post('/rehearsals/:id/retries', json({ limit: '10kb' }), async (req: OfRehearsal, res) => {
    const { r } = await own(req);
    const keys = (await instancesOf(pool, r.id)).map((i) => i.instanceKey);
    const { stuck } = await stepsOf(pool, keys);
    for (const incident of stuck)
      await engine.retryIncident(incident, 3).catch((error: unknown) => {
        if (!(error instanceof EngineError) || error.code === 'unavailable') throw error;
      });
    res.json({ id: r.id });
  });

  router.delete('/rehearsals/:id', async (req: OfRehearsal, res) => {
    editing(req as never);
    const r = await findRehearsal(pool, req.params.id);
    if (r) {
      const { who } = await own(req);
      res.locals.audit = { process: r.process, by: who.username };
      await endRehearsal(pool, engine, config.DATA_DIR, r.id);
    }
    res.status(204).end();
  });
}

async function soon(done: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 30 && !(await done()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}
