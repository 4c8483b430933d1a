import { json, type Request, Router } from 'express';
import { z } from 'zod';
import { dropStartDraft, findStartDraft, saveStartDraft } from '../../domain/cases/start-draft.ts';
import { now, toWire } from '../../domain/clock.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { withoutRefused } from '../../domain/models/check/form.ts';
import { deployedDiagram } from '../../domain/models/diagram.ts';
import { latestDiagramXml, latestFormSchema, latestProcesses } from '../../domain/models/store.ts';
import { findProcedure } from '../../domain/procedures.ts';
import { formDecisions } from '../../domain/rules/form-decisions.ts';
import { startableBy } from '../../domain/start-context.ts';
import type { Context } from '../context.ts';
import { loadLists } from '../lists.ts';
import { conflict, forbidden, notFound } from '../problem.ts';
import { Variables } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
import { IDEMPOTENCY_KEY } from './cases.ts';

/** What is typed into the form that starts a case, and the Idempotency-Key with which it will be filed. */
export const KeptFiling = z.strictObject(
  { key: z.string().regex(IDEMPOTENCY_KEY, '应为 1–200 个可见字符'), variables: Variables.default({}) },
  { error: '请以 {"key":"…","variables":{…}} 提交' },
);

export function processRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/processes', async (req, res) => {
    const who = principalOf(req);
    const [processes, startable] = await Promise.all([latestProcesses(pool), startableBy(pool, who)]);
    const items = processes.map(({ id, name, version }) => ({
      id,
      name,
      version,
      mayStart: startable.includes(id),
    }));
    res.json({ items, total: items.length });
  });

  router.get('/processes/:id/xml', async (req, res) => {
    const xml = await latestDiagramXml(pool, req.params.id);
    if (!xml) throw notFound(`流程 ${req.params.id.slice(0, 100)} `);
    res.type('application/xml').send(xml);
  });

  /** The procedure of the address, where the person may start it. */
  const toStart = async (req: Request<{ id: string }>) => {
    const who = principalOf(req);
    const procedure = findProcedure(req.params.id);
    if (!procedure) throw notFound(`流程 ${req.params.id.slice(0, 100)} `);
    if (!(await startableBy(pool, who)).includes(procedure.id)) throw forbidden('您的岗位不能发起此类事项。');
    return { who, procedure };
  };

  /** The form that starts a case, with what is known beforehand and what the person has typed before. */
  router.get('/processes/:id/start-form', async (req, res) => {
    const { who, procedure } = await toStart(req);
    const schema = procedure.startForm && (await latestFormSchema(pool, procedure.startForm));
    if (!schema) throw notFound('申报表单');
    const newest = (await latestProcesses(pool)).find(({ id }) => id === procedure.id);
    const diagram = newest ? await deployedDiagram(pool, newest.definitionKey) : null;
    const start = [...(diagram?.elements.values() ?? [])].find((e) => e.type === 'StartEvent' && e.parent === null);
    const draft = await findStartDraft(pool, who.username, procedure.id);
    res.json({
      form: withoutRefused(resolveForm(schema, await loadLists(pool, [schema]))),
      documentation: start?.documentation ?? null,
      decides: diagram && start ? await formDecisions(pool, diagram, start.id, schema, null) : {},
      variables: { filingUnit: who.posts.find((p) => p.unit)?.unit ?? null, filedOn: toWire(now())?.slice(0, 10) },
      draft: draft && { ...draft, savedAt: toWire(draft.savedAt) },
    });
  });

  router.put('/processes/:id/start-draft', json({ limit: '4mb' }), async (req: Request<{ id: string }>, res) => {
    const { who, procedure } = await toStart(req);
    const draft = parseBody(KeptFiling, req.body);
    refuseUnstorable(draft.variables);
    const savedAt = await saveStartDraft(pool, who.username, procedure.id, draft);
    if (!savedAt) throw conflict('这份申报已经提交，请在“事项查询”中查看；要另报一件，请重新打开本页。');
    res.json({ savedAt: toWire(savedAt) });
  });

  router.delete('/processes/:id/start-draft', async (req, res) => {
    const { who, procedure } = await toStart(req);
    await dropStartDraft(pool, who.username, procedure.id);
    res.status(204).end();
  });

  return router;
}
