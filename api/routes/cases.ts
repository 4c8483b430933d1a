import { Router, type Request } from 'express';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { casesSeenBy, mayWithdraw } from '../../domain/access.ts';
import { mayReferFrom } from '../../domain/accountability/refer.ts';
import { findArchive } from '../../domain/archive/store.ts';
import { diagramOfCase, historyOfCase, runsOfCase } from '../../domain/cases/history.ts';
import { say as sayHistory, sayActor } from '../../domain/cases/say-history.ts';
import { startCase } from '../../domain/cases/start.ts';
import { dropStartDraft } from '../../domain/cases/start-draft.ts';
import { markCase, mayMark, SECRET_REFUSED } from '../../domain/cases/marking.ts';
import { linksOfCase } from '../../domain/cases/links.ts';
import { findCase, instanceVariables, listCases, unitsOfCase, type CaseRow } from '../../domain/cases/store.ts';
import { whatCaseWaitsFor } from '../../domain/cases/waiting.ts';
import { sendWithdrawal } from '../../domain/cases/withdraw.ts';
import { moveCase, type Moved, placesOf } from '../../domain/operations/move.ts';
import { toWire } from '../../domain/clock.ts';
import { BusinessRefusal } from '../../domain/faults.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { deployedDiagram } from '../../domain/models/diagram.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { listCards } from '../../domain/escalation/store.ts';
import { deadlinesOfCase } from '../../domain/deadlines/list.ts';
import { limitsOnDiagram } from '../../domain/deadlines/steps.ts';
import { holdsPost, loadNames, namesAt, type Principal } from '../../domain/people/store.ts';
import { isRestricted } from '../../domain/restricted/store.ts';
import { findProcedure } from '../../domain/procedures.ts';
import { loadStartContext } from '../../domain/start-context.ts';
import { tasksOfCase } from '../../domain/tasks/store.ts';
import { summarise } from '../../domain/tasks/summary.ts';
import { SERVED } from '../../workers/start.ts';
import { json } from '../body.ts';
import { caseSeenBy } from '../case-access.ts';
import type { Context } from '../context.ts';
import { labelsOfProcess } from '../labels.ts';
import { badRequest, conflict, forbidden, invalid, notFound, Problem } from '../problem.ts';
import { Day, isKey, Page, Reason, Variables } from '../schemas.ts';
import { principalOf, readingOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { cardView, caseView, nameIn, taskView } from '../views.ts';

export const NewCase = z.strictObject(
  { process: z.string(), variables: Variables },
  { error: '请以 {"process":…,"variables":{…}} 提交' },
);
export const Withdraw = z.strictObject({ reason: Reason });
export const CaseQuery = Page.extend({
  process: z.string().max(100).optional(),
  status: z.enum(['running', 'suspended', 'completed', 'withdrawn', 'failed'], { error: '不是有效的状态' }).optional(),
  marking: z.enum(['internal', 'public'], { error: '应为 internal 或 public' }).optional(),
  q: z.string().max(200, '至多 200 个字').optional(),
  unit: z.string().max(100).optional().describe('参与办理的单位'),
  createdFrom: Day.optional().describe('发起日期自（含）'),
  createdTo: Day.optional().describe('发起日期至（含）'),
  endedFrom: Day.optional().describe('办结或撤回日期自（含）'),
  endedTo: Day.optional().describe('办结或撤回日期至（含）'),
});
export const MarkBody = z.strictObject(
  {
    marking: z.enum(['internal', 'public', 'secret'], { error: '请选择“内部”或“公开”' }),
    reason: Reason,
  },
  { error: '请以 {"marking":…,"reason":…} 提交' },
);

export const DiagramQuery = z.strictObject({
  run: z.string().refine(isKey, '应为流程实例的键').optional().describe('重新安置前的流程实例，见 runs'),
});

export const Move = z.strictObject(
  {
    from: z.string({ error: '请选择现在所在的环节' }).refine(isKey, '应为环节的键'),
    to: z.string({ error: '请选择要移到的环节' }).min(1, '请选择要移到的环节').max(200, '标识过长'),
    reason: Reason,
  },
  { error: '请以 {"from":…,"to":…,"reason":…} 提交' },
);
const MOVE_REFUSALS: Record<Extract<Moved, { kind: 'refused' }>['because'], string> = {
  'not-there': '事项已不在所选的环节，没有移动。请刷新后重试。',
  'no-such-step': '不能移到所选的环节：它不是可以单独开始的环节，或事项已办结。',
  elsewhere: '只能移到同一层的环节。要移到子流程之外，请把整个子流程选为现在的环节。',
  same: '事项正在该环节，无需移动。',
};
/** A business act: who may suspend and extend may also move. */
const mayMove = (who: Principal, c: CaseRow): boolean => holdsPost(who, `${c.leadingUnit}.head`);

/** What says that a filing is the same one again. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** A suspended case goes on: only its limits stand still. */
const isUnfinished = (c: CaseRow): boolean => c.status === 'running' || c.status === 'suspended';

export function caseRoutes(ctx: Context): Router {
  const { pool, engine, changes } = ctx;
  const router = Router();

  const seenCase = (req: Request<{ id: string }>) => caseSeenBy(pool, req);

  router.post('/cases', json({ limit: '4mb' }), async (req, res) => {
    const who = principalOf(req);
    const body = (req.body ?? {}) as { process?: unknown; variables?: { filingUnit?: unknown } };
    const procedure = typeof body.process === 'string' ? findProcedure(body.process) : undefined;
    if (typeof body.process === 'string' && !procedure) throw notFound(`流程 ${body.process.slice(0, 100)} `);
    const context = await loadStartContext(pool);
    if (procedure && !procedure.mayStart(who, context.industries)) throw forbidden('您的岗位不能发起此类事项。');
    if (!procedure) throw invalid([{ path: 'process', message: '请选择要发起的流程' }]);
    const { units } = context;
    const filingUnit = body.variables?.filingUnit;
    if (typeof filingUnit === 'string' && units.has(filingUnit) && !who.units.includes(filingUnit))
      throw forbidden('申报单位只能是您所在的单位。');
    refuseUnstorable(body);
    const { variables } = parseBody(NewCase, body);
    const checked = procedure.startSchema(context).safeParse(variables);
    if (!checked.success)
      throw invalid(checked.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })));
    const refused = procedure.refusesStarter?.(who, checked.data as Record<string, unknown>);
    if (refused) throw forbidden(refused);
    const completed = await procedure.completeStart?.(pool, checked.data, who);
    if (completed?.errors) throw invalid(completed.errors);
    const whole = completed ? completed.variables : checked.data;

    const sent = req.headers['idempotency-key'];
    if (Array.isArray(sent) || (sent !== undefined && !IDEMPOTENCY_KEY.test(sent)))
      throw badRequest('Idempotency-Key 应为 1–200 个可见字符。');
    const started = await startCase(pool, engine, procedure, {
      variables: whole,
      createdBy: who.username,
      idempotencyKey: sent ?? null,
    }).catch((error: unknown) => {
      throw error instanceof BusinessRefusal ? conflict(error.message) : error;
    });
    if (started === 'other-content') throw conflict('同一 Idempotency-Key 已用于另一份申报，请更换后重新提交。');
    res.locals.audit = { case: started.id };
    if (sent !== undefined) await dropStartDraft(pool, who.username, procedure.id, sent);
    res
      .status(started.repeated ? 200 : 201)
      .location(`/api/cases/${started.id}`)
      .json({ id: started.id, process: procedure.id });
  });

  router.get('/cases', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(CaseQuery, req.query);
    const db = readingOf(ctx, req);
    const [{ items, total }, names, processes] = await Promise.all([
      listCases(db, casesSeenBy(who, 1), filter),
      loadNames(db),
      loadProcessNames(db),
    ]);
    res.json({ items: items.map((c) => caseView(c, names, processes)), total });
  });

  router.get('/cases/:id', async (req, res) => {
    const { who, found } = await seenCase(req);
    const [names, processes, tasks, archive, files, live, deadlines, cards, links] = await Promise.all([
      loadNames(pool),
      loadProcessNames(pool),
      tasksOfCase(pool, found.id),
      findArchive(pool, found.id),
      filesOfCase(pool, found.id),
      found.instanceKey ? instanceVariables(pool, found.instanceKey) : {},
      deadlinesOfCase(pool, found.id),
      listCards(pool, casesSeenBy(who, 1), { case: found.id, limit: 200, offset: 0 }),
      linksOfCase(pool, found.id),
    ]);
    const variables: Record<string, unknown> = { ...found.variables, ...live };
    const open = tasks.filter((t) => t.state === 'open');
    const [labels, restricted] = await Promise.all([
      labelsOfProcess(pool, found.process, null),
      isRestricted(pool, found.id),
    ]);
    res.json({
      ...caseView(found, names, processes),
      variables,
      facts: summarise(
        [...labels.keys()].filter((name) => !findProcedure(found.process)?.unspoken?.includes(name)),
        variables,
        labels,
        new Map([...namesAt(names, found.createdAt), ...files.map((f): [string, string] => [f.id, f.name])]),
      ),
      levelBasis: variables.levelBasis ?? null,
      tasks: open.map((t) => taskView(t, who, names, processes)),
      deadlines,
      cards: cards.items.map((c) => cardView(c, names, processes)),
      links: links.map((l) => ({ ...l, archiveUnitName: l.archiveUnit && nameIn(names, l.archiveUnit) })),
      waiting: isUnfinished(found)
        ? (await whatCaseWaitsFor(pool, found.id, open, (id) => nameIn(names, id) ?? id, SERVED)).map((w) => ({
            ...w,
            since: toWire(w.since),
          }))
        : [],
      archive: archive && { sealedAt: toWire(archive.sealedAt), size: archive.size, sha256: archive.sha256 },
      may: {
        withdraw: isUnfinished(found) && !found.outcome && mayWithdraw(who, found),
        markPublic: mayMark(who, found, 'public') && !found.public && !restricted,
        markInternal: mayMark(who, found, 'internal') && found.public,
        move: isUnfinished(found) && mayMove(who, found),
        moveLimits: isUnfinished(found) && holdsPost(who, `${found.leadingUnit}.head`),
        referAccountability: (await mayReferFrom(pool, who, found)) === null,
      },
      restricted: findProcedure(found.process)?.restricted ?? false,
    });
  });

  router.put('/cases/:id/marking', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, found } = await seenCase(req);
    const { marking, reason } = parseBody(MarkBody, req.body ?? {});
    refuseUnstorable(reason);
    // Said to everybody who tries, not only to whom it is his to decide.
    if (marking === 'secret') throw new Problem(422, '涉密事项不得办理', SECRET_REFUSED);
    if (!mayMark(who, found, marking))
      throw forbidden(
        marking === 'public'
          ? '只有牵头单位的主要负责人可以把事项标为公开。'
          : '只有牵头单位或申报单位的主要负责人可以把事项改为内部。',
      );
    if (await isRestricted(pool, found.id)) throw conflict('受限事项只由指定岗位查看，不能改变标识。');
    const changed = await markCase(pool, found.id, marking, { username: who.username, reason });
    res.locals.audit = { marking, reason, changed };
    res.json({ id: found.id, marking });
  });

  router.get('/cases/:id/diagram', async (req, res) => {
    const { found } = await seenCase(req);
    // A re-homed case has left instances behind, each with its own diagram.
    const { run } = parseQuery(DiagramQuery, req.query);
    const runs = await runsOfCase(pool, found.id);
    if (run !== undefined && !runs.some((r) => r.instanceKey === run)) throw notFound('该次办理');
    const instanceKey = run ?? found.instanceKey;
    const state = instanceKey ? await diagramOfCase(pool, instanceKey) : null;
    if (!state) throw notFound('流程图（事项尚在启动）');
    const present = instanceKey === found.instanceKey;
    const [diagram, limits] = await Promise.all([
      deployedDiagram(pool, state.definitionKey),
      present ? limitsOnDiagram(pool, found.id) : [],
    ]);
    res.json({
      ...state,
      limits,
      runs: runs.map((r) => ({ ...r, leftAt: toWire(r.leftAt) })),
      documentation: Object.fromEntries(
        [...(diagram?.elements.values() ?? [])].filter((e) => e.documentation).map((e) => [e.id, e.documentation]),
      ),
    });
  });

  router.get('/cases/:id/history', async (req, res) => {
    const { found } = await seenCase(req);
    const names = await loadNames(pool);
    const items = (await historyOfCase(pool, found.id)).map((h) => {
      const called = namesAt(names, h.at);
      return {
        at: toWire(h.at),
        kind: h.kind,
        element: h.element,
        elementName: h.elementName,
        actor: h.actor,
        actorName: sayActor(h, (id) => nameIn(called, id) ?? id),
        detail: h.detail,
        text: sayHistory(h, (id) => nameIn(called, id) ?? id),
      };
    });
    res.json({ items, total: items.length });
  });

  router.get('/cases/:id/archive', async (req, res) => {
    const { found } = await seenCase(req);
    const archive = await findArchive(pool, found.id);
    if (!archive) throw conflict('案卷尚未归档封存，事项办结归档后方可下载。');
    const file = path.join(ctx.config.DATA_DIR, 'archives', archive.path);
    await stat(file);
    res.attachment(`${found.id}.zip`).type('application/zip');
    res.set({ 'Content-Length': String(archive.size), ETag: `"${archive.sha256}"` });
    await new Promise<void>((resolve, reject) => {
      createReadStream(file).on('error', reject).pipe(res);
      res.on('close', resolve);
    });
  });

  router.post('/cases/:id/withdraw', json({ limit: '100kb' }), async (req, res) => {
    const { who, found } = await seenCase(req);
    if (!mayWithdraw(who, found)) throw forbidden('只有牵头单位或申报单位的主要负责人可以撤回。');
    const { reason } = parseBody(Withdraw, req.body ?? {});
    refuseUnstorable(reason);
    if (found.status === 'withdrawn') {
      res.json({ id: found.id, status: found.status });
      return;
    }
    if (!isUnfinished(found) || found.outcome) throw conflict('事项已作出决策或已办结，不能撤回。');
    await sendWithdrawal(engine, found.id, { by: who.username, reason });
    const after = await changes.waitFor(
      found.id,
      async () => {
        const c = await findCase(pool, found.id);
        return c && !isUnfinished(c) ? c : null;
      },
      3000,
    );
    res.json({ id: found.id, status: after?.status ?? found.status });
  });

  /** Where the case stands and where it may be moved to: the leading unit's head decides that. */
  router.get('/cases/:id/moves', async (req, res) => {
    const { who, found } = await seenCase(req);
    if (!mayMove(who, found)) throw forbidden('只有牵头单位的主要负责人可以把事项移到其他环节。');
    const places = found.instanceKey ? await placesOf(pool, found.instanceKey) : null;
    res.json({ from: places?.from ?? [], to: places?.to ?? [] });
  });

  router.post('/cases/:id/moves', json({ limit: '10kb' }), async (req, res) => {
    const { who, found } = await seenCase(req);
    if (!mayMove(who, found)) throw forbidden('只有牵头单位的主要负责人可以把事项移到其他环节。');
    const { from, to, reason } = parseBody(Move, req.body ?? {});
    refuseUnstorable(reason);
    if (!isUnfinished(found) || !found.instanceKey) throw conflict('事项已办结或已撤回，不能再移动。');
    const moved = await moveCase(pool, engine, {
      caseId: found.id,
      instanceKey: found.instanceKey,
      from,
      to,
      reason,
      by: who.username,
    });
    if (moved.kind === 'refused') throw conflict(MOVE_REFUSALS[moved.because]);
    if (moved.kind === 'engine-refused')
      throw new Problem(422, '流程引擎不能这样移动', `事项没有移动。引擎的说明：${moved.message.slice(0, 500)}`);
    res.locals.audit = { from, to };
    const { instanceKey } = found;
    await changes.waitFor(
      found.id,
      async () =>
        (await placesOf(pool, instanceKey))?.from.some(({ elementKey }) => elementKey === from) ? null : true,
      3000,
    );
    res.json({ id: found.id, moved: moved.kind });
  });

  router.get('/cases/:id/units', async (req, res) => {
    const { found } = await seenCase(req);
    const names = await loadNames(pool);
    const items = (await unitsOfCase(pool, found.id)).map((id) => ({
      id,
      name: nameIn(namesAt(names, found.endedAt), id),
    }));
    res.json({ items, total: items.length });
  });

  return router;
}
