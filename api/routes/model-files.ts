import type { Request, Router } from 'express';
import { z } from 'zod';
import type { Db, Pool } from '../../db/pool.ts';
import { toWire } from '../../domain/clock.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { validateAgainstForm } from '../../domain/forms/validate.ts';
import { checkFileAside, readFileAside } from '../../domain/models/check/aside.ts';
import { isTooMuch, sizesOf, TOO_MUCH } from '../../domain/models/check/feel.ts';
import { readFormFile, withoutRefused } from '../../domain/models/check/form.ts';
import { MOST_BYTES } from '../../domain/models/check/hostile.ts';
import { RefusedFile } from '../../domain/models/check/refused.ts';
import { dropDraft, findDraft, saveDraft } from '../../domain/models/drafts.ts';
import { fileContexts } from '../../domain/models/file-context.ts';
import {
  draftPackage,
  FILE_NAME,
  kindOf,
  type Package,
  presentFiles,
  presentPackage,
} from '../../domain/models/package.ts';
import { asksOf, expressionsOf, readRules } from '../../domain/models/rules.ts';
import { tryRule } from '../../domain/models/trial.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { labelsOfProcess } from '../labels.ts';
import { LIST_NAMES, loadLists } from '../lists.ts';
import { conflict, notFound, Problem } from '../problem.ts';
import { Variables } from '../schemas.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';

const Content = z.string({ error: '请提交文件的内容' });
export const FileDraft = z.strictObject(
  {
    content: Content,
    revision: z.int({ error: '应为草稿的修订号' }).min(0, '不能为负').describe('所依据的修订号；没有草稿时为 0'),
  },
  { error: '请以 {"content":…,"revision":…} 提交' },
);
export const FileCheck = z.strictObject({ content: Content }, { error: '请以 {"content":…} 提交' });
export const RuleTrial = z.strictObject(
  {
    content: Content,
    decision: z.string({ error: '请选择规则' }).max(200, '标识过长'),
    variables: Variables.default({}).describe('测试数据'),
  },
  { error: '请以 {"content":…,"decision":…,"variables":{…}} 提交' },
);
export const FormPreview = z.strictObject(
  {
    content: Content,
    variables: Variables.default({}).describe('测试数据：此前环节的内容'),
    values: Variables.optional().describe('填写的内容；有则按表单检查'),
  },
  { error: '请以 {"content":…,"variables":{…}} 提交' },
);
export const FileQuery = z.object({ ref: z.string().max(30).optional() });
export const FileDropQuery = z.object({
  revision: z.coerce.number({ error: '应为草稿的修订号' }).int('应为整数').min(1, '至少为 1'),
});

type OfFile = Request<{ process: string; file: string }>;

interface Parts extends Pick<Context, 'pool' | 'engine'> {
  looking(req: Request<never>): Principal;
  editing(req: Request<never>): Principal;
  known(process: string): Promise<string>;
  packageAt(process: string, ref: string): Promise<Package>;
}

/** Who comes too late hears whose draft stands there, and that nothing was overwritten. */
export async function draftConflict(pool: Pool, process: string, name: string, revision: number): Promise<Problem> {
  const [present, names] = await Promise.all([findDraft(pool, process, name), loadNames(pool)]);
  return conflict(
    present
      ? `草稿已由${nameIn(names, present.updatedBy)}保存为第 ${present.revision} 稿，您这一稿（依据第 ${revision} 稿）没有覆盖它。请先导出您的修改，再载入最新草稿。`
      : '草稿已被放弃或已部署，您这一稿没有保存。请先导出您的修改，再重新打开。',
  );
}

/** Rules and forms of a procedure: drafts, checks, try-out and preview. */
export function modelFileRoutes(router: Router, { pool, engine, looking, editing, known, packageAt }: Parts): void {
  const at = '/models/:process/files/:file';
  const body = json({ limit: `${Math.ceil((MOST_BYTES * 2) / 1024)}kb` });

  function named(req: OfFile): string {
    if (!FILE_NAME.test(req.params.file)) throw notFound('该文件');
    return req.params.file;
  }

  /** Draft (or what is at work) of a rule or form; `ref` for another version. */
  router.get(at, async (req: OfFile, res) => {
    looking(req as never);
    const { process } = req.params;
    const name = named(req);
    const { ref } = parseQuery(FileQuery, req.query);
    const draft = ref === undefined || ref === 'draft' ? await findDraft(pool, process, name) : null;
    const content =
      draft?.content ??
      (ref === undefined || ref === 'draft'
        ? (await presentFiles(pool, [name]))[0]?.content
        : (await packageAt(process, ref)).files.find((file) => file.name === name)?.content);
    if (content === undefined) throw notFound('该文件');
    res.json({ content, revision: draft?.revision ?? 0 });
  });

  router.put(`${at}/draft`, body, async (req: OfFile, res) => {
    const who = editing(req as never);
    const { process } = req.params;
    const name = named(req);
    await known(process);
    const { content, revision } = parseBody(FileDraft, req.body ?? {});
    await acceptable(name, content);
    const saved = await saveDraft(pool, process, { name, content, revision, by: who.username });
    if (!saved) throw await draftConflict(pool, process, name, revision);
    res.json({ revision: saved.revision, updatedAt: toWire(saved.updatedAt) });
  });

  router.delete(`${at}/draft`, async (req: OfFile, res) => {
    editing(req as never);
    const { revision } = parseQuery(FileDropQuery, req.query);
    if (!(await dropDraft(pool, req.params.process, named(req), revision)))
      throw conflict('草稿已经变化或不存在，没有放弃。请刷新后重试。');
    res.status(204).end();
  });

  router.post(`${at}/check`, body, async (req: OfFile, res) => {
    looking(req as never);
    const name = named(req);
    const { content } = parseBody(FileCheck, req.body ?? {});
    await acceptable(name, content);
    const items = await checkFileAside(content, await contextOf(pool, req.params.process, name));
    const rules = kindOf(name) === 'dmn' ? await readRules(content) : null;
    const labels = rules ? await labelsOfProcess(pool, req.params.process, null) : null;
    const labelOf = (variable: string) => labels?.get(variable)?.label;
    const decisions = rules?.decisions.map((d) => ({ id: d.id, name: d.name, asks: asksOf(rules, d, labelOf) })) ?? [];
    res.json({ items, total: items.length, decisions });
  });

  /** Which rows of the drafted rule match the given values. */
  router.post(`${at}/trial`, body, async (req: OfFile, res) => {
    editing(req as never);
    const name = named(req);
    const { content, decision, variables } = parseBody(RuleTrial, req.body ?? {});
    refuseUnstorable(variables);
    if (kindOf(name) !== 'dmn') throw notFound('该规则');
    await acceptable(name, content);
    const found = (await checkFileAside(content, await contextOf(pool, req.params.process, name))).filter(
      // Rows that overlap are just what one wants to try.
      ({ severity, rule }) => severity === 'error' && rule !== 'rule-overlap',
    );
    if (found.length) throw refusedBy(found[0]!.message);
    if (isTooMuch(expressionsOf(await readRules(content)), sizesOf(variables)))
      throw new Problem(422, '规则不能试算', TOO_MUCH, [{ path: 'variables', message: TOO_MUCH }]);
    const trial = await tryRule(engine, content, decision, variables);
    if (trial.kind === 'refused') throw refusedBy(`引擎的说明：${trial.message.slice(0, 500)}`);
    res.json(trial.result);
  });

  /** The form as people will see it, with test data; with `values`, what the server would say to them. */
  router.post(`${at}/preview`, body, async (req: OfFile, res) => {
    looking(req as never);
    const name = named(req);
    const { content, variables, values } = parseBody(FormPreview, req.body ?? {});
    refuseUnstorable(variables);
    if (kindOf(name) !== 'form') throw notFound('该表单');
    await acceptable(name, content);
    const schema = withoutRefused(readFormFile(content));
    const form = resolveForm(schema, { ...variables, ...(await loadLists(pool, [schema])) });
    const checked = validateAgainstForm(form, values ?? {}, { files: new Set(), present: variables });
    // The page would evaluate them as well.
    if (checked.errors.some(({ message }) => message === TOO_MUCH))
      throw new Problem(422, '表单不能预览', TOO_MUCH, [{ path: 'variables', message: TOO_MUCH }]);
    res.json({ form, errors: values ? checked.errors : [], values: checked.values });
  });
}

const refusedBy = (detail: string) => new Problem(422, '规则不能试算', detail);

async function contextOf(db: Db, process: string, name: string) {
  const whole = (await draftPackage(db, process)) ?? (await presentPackage(db, process));
  if (!whole) throw notFound('该流程');
  const [context] = await fileContexts(db, process, whole, [name], LIST_NAMES);
  return context!;
}

/** Refuses what may not even be kept as a draft. */
async function acceptable(name: string, content: string): Promise<void> {
  try {
    await readFileAside(name, content);
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    throw new Problem(422, '不能打开这个文件', error.message, [{ path: 'content', message: error.message }]);
  }
}
