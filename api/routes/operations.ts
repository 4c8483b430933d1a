import { Router, type Request } from 'express';
import { z } from 'zod';
import { seesEveryCase, supervisedProcesses } from '../../domain/access.ts';
import { toWire } from '../../domain/clock.ts';
import { deployedDiagram } from '../../domain/models/diagram.ts';
import { engineXml } from '../../domain/models/versions.ts';
import { latestProcesses } from '../../domain/models/store.ts';
import {
  elementFigures,
  incidentsOf,
  stuckByProcess,
  stuckSteps,
  versionsAtWork,
} from '../../domain/operations/figures.ts';
import { externalWaits } from '../../domain/operations/external.ts';
import { holdsPost, type Principal } from '../../domain/people/store.ts';
import { findProcedure } from '../../domain/procedures.ts';
import { EngineError } from '../../engine/client.ts';
import { SERVED } from '../../workers/start.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../problem.ts';
import { isKey } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery } from '../validate.ts';
import { mayModel } from './models.ts';

const MOST = 200;
/** As many as a job has at first. */
const ATTEMPTS = 3;

export const OperationsQuery = z.object({
  version: z
    .string()
    .regex(/^\d{1,19}$/, '应为部署键')
    .optional()
    .describe('流程图的部署键；不填为所有版本'),
});
export const Retries = z.strictObject(
  {
    incidents: z
      .array(z.string().refine(isKey, '应为受阻环节的键'), { error: '请列出受阻的环节' })
      .min(1, '请选择受阻的环节')
      .max(MOST, `一次至多 ${MOST} 个`),
  },
  { error: '请以 {"incidents":[…]} 提交' },
);

/** Owners, the supervision, and whoever keeps the machine running; each procedure's supervising unit its own. */
const seesAll = (who: Principal) => seesEveryCase(who) || mayModel(who);
export const mayOperate = (who: Principal) => seesAll(who) || supervisedProcesses(who).length > 0;
const mayRetry = (who: Principal) => holdsPost(who, 'sysadmin') || holdsPost(who, 'process-owner');

/** What happens on the diagrams: cases at each element, how long they take, what is stuck; trying again. */
export function operationRoutes({ pool, engine }: Context): Router {
  const router = Router();

  function looking(req: Request<{ process: string }>): Principal {
    const who = principalOf(req);
    if (findProcedure(req.params.process)?.restricted && !mayRetry(who))
      throw forbidden('受限流程的运行情况只供系统管理员和流程设计员排除故障。');
    if (!seesAll(who) && !supervisedProcesses(who).includes(req.params.process))
      throw forbidden('只有流程设计、督查监控、系统管理人员和本流程的督办单位可以查看运行情况。');
    return who;
  }

  router.get('/operations', async (req, res) => {
    const who = principalOf(req);
    const all = seesAll(who);
    const supervised = supervisedProcesses(who);
    const [processes, stuck] = await Promise.all([latestProcesses(pool), stuckByProcess(pool)]);
    const items = processes
      .filter(({ id }) => (findProcedure(id)?.restricted ? mayRetry(who) : all || supervised.includes(id)))
      .map(({ id, name, version }) => ({
        id,
        name,
        version,
        running: stuck.get(id)?.running ?? 0,
        stuck: stuck.get(id)?.stuck ?? 0,
      }));
    res.json({ items, total: items.length });
  });

  router.get('/operations/:process', async (req: Request<{ process: string }>, res) => {
    const who = looking(req);
    const { process } = req.params;
    const { version } = parseQuery(OperationsQuery, req.query);
    const known = (await latestProcesses(pool)).find(({ id }) => id === process);
    if (!known) throw notFound(`流程 ${process.slice(0, 100)} `);
    const drawn = version ?? known.definitionKey;
    const diagram = isKey(drawn) ? await engineXml(pool, process, drawn) : null;
    if (!diagram) throw notFound('该版本');
    const [parsed, versions, figures, stuck, outside] = await Promise.all([
      deployedDiagram(pool, drawn),
      versionsAtWork(pool, process),
      elementFigures(pool, process, version ?? null),
      stuckSteps(pool, process),
      externalWaits(pool, SERVED, { process }),
    ]);
    // What only older diagrams have cannot be shown on this one.
    const elements = figures.flatMap((f) => {
      const element = parsed?.elements.get(f.elementId);
      return element ? [{ ...f, name: element.name, type: element.type }] : [];
    });
    res.json({
      id: process,
      name: known.name,
      xml: diagram.xml,
      versions,
      elements,
      stuck: stuck.map((s) => ({ ...s, createdAt: toWire(s.createdAt) })),
      outside: outside.map((w) => ({ ...w, since: toWire(w.since) })),
      may: { retry: mayRetry(who) },
    });
  });

  /** Each is tried on its own: what cannot be is said, the others go on. */
  router.post(
    '/operations/:process/retries',
    json({ limit: '50kb' }),
    async (req: Request<{ process: string }>, res) => {
      const who = looking(req);
      if (!mayRetry(who)) throw forbidden('只有系统管理员和流程设计员可以重试受阻的环节。');
      const { incidents } = parseBody(Retries, req.body ?? {});
      const keys = [...new Set(incidents)];
      const found = await incidentsOf(pool, req.params.process, keys);
      const items = [];
      for (const key of keys) {
        const incident = found.find((i) => i.key === key);
        items.push({ key, ...(incident ? await retry(incident) : { done: false, message: '没有这个受阻的环节。' }) });
      }
      res.locals.audit = { incidents: keys, done: items.filter(({ done }) => done).length };
      res.json({ items, total: items.length });
    },
  );

  async function retry(incident: { key: string; jobKey: string | null; state: string }) {
    if (incident.state === 'resolved') return { done: true, message: '已经重试过。' };
    try {
      await engine.retryIncident(incident, ATTEMPTS);
      return { done: true, message: '已重试。' };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === 'not-found') return { done: true, message: '已不再受阻。' };
      return { done: false, message: '引擎暂时不能重试，请稍后再试。' };
    }
  }

  return router;
}
