import { type Request, Router } from 'express';
import { z } from 'zod';
import { toWire } from '../../domain/clock.ts';
import { loadCatalogue, usedValues, withOwn } from '../../domain/models/catalogue.ts';
import { checkAside, checkFileAside, readAside } from '../../domain/models/check/aside.ts';
import type { Finding } from '../../domain/models/check/finding.ts';
import { MOST_BYTES } from '../../domain/models/check/hostile.ts';
import { RefusedFile } from '../../domain/models/check/refused.ts';
import { compareLimits } from '../../domain/models/compare.ts';
import { comparePackages } from '../../domain/models/compare-files.ts';
import { DIAGRAM, draftsOf, dropDraft, findDraft, listDrafts, saveDraft } from '../../domain/models/drafts.ts';
import { fileContexts } from '../../domain/models/file-context.ts';
import { beginProcess, knownModels } from '../../domain/models/new-process.ts';
import { filesOfModel } from '../../domain/models/files.ts';
import {
  changedFiles,
  contentsOf,
  draftPackage,
  ownFiles,
  type Package,
  packageOf,
} from '../../domain/models/package.ts';
import { whatFilesDo, whatWillHappen } from '../../domain/models/preview.ts';
import { presentMark, publish, type Published } from '../../domain/models/publish.ts';
import {
  addVersion,
  approvalSetting,
  currentDeployment,
  decideReview,
  engineVersions,
  engineXml,
  filesLag,
  findVersion,
  listVersions,
  lockModels,
  type ModelVersion,
  requestReview,
  switchApproval,
  waitingVersions,
} from '../../domain/models/versions.ts';
import { notifyOfDecision, notifyOfReview } from '../../domain/notifications/of-models.ts';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { inTransaction } from '../../db/pool.ts';
import type { DeployedFile } from '../../engine/client.ts';
import { workers } from '../../workers/start.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { LIST_NAMES } from '../lists.ts';
import { conflict, forbidden, invalid, notFound, Problem } from '../problem.ts';
import { isKey, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn } from '../views.ts';
import { draftConflict, modelFileRoutes } from './model-files.ts';
import { migrationRoutes } from './model-migrations.ts';
import { rehearsalRoutes } from './rehearsals.ts';

const Xml = z.string({ error: '请提交流程图的 XML 文本' });
const Revision = z.int({ error: '应为草稿的修订号' }).min(0, '不能为负');
const Ref = z
  .string({ error: '请指明版本' })
  .regex(/^(draft|v\d{1,18}|d\d{1,19})$/, '应为 draft、v<版本号> 或 d<部署键>');

export const DraftBody = z.strictObject(
  { xml: Xml, revision: Revision.describe('所依据的修订号；没有草稿时为 0') },
  { error: '请以 {"xml":…,"revision":…} 提交' },
);
export const NewProcess = z.strictObject(
  {
    id: z
      .string({ error: '请填写标识' })
      .regex(/^[a-z][a-z0-9-]{2,59}$/, '以小写字母开头，3 到 60 个小写字母、数字或连字符'),
    name: z.string({ error: '请填写名称' }).trim().min(2, '至少 2 个字').max(40, '至多 40 个字'),
  },
  { error: '请以 {"id":…,"name":…} 提交' },
);
export const CheckBody = z.strictObject({ xml: Xml }, { error: '请以 {"xml":…} 提交' });
export const NewVersion = z
  .strictObject(
    {
      name: z.string({ error: '请填写版本名称' }).trim().min(2, '至少 2 个字').max(60, '至多 60 个字'),
      note: z.string({ error: '请填写说明' }).trim().min(2, '请说明改了什么、为什么').max(500, '至多 500 个字'),
      revision: Revision.optional().describe('草稿的修订号'),
      files: z.record(z.string().max(120), Revision).default({}).describe('规则和表单草稿的修订号，以文件名为键'),
      from: Ref.optional().describe('回退：取自哪个版本'),
    },
    { error: '请以 {"name":…,"note":…,"revision":…} 提交；回退时以 "from" 代替 "revision"' },
  )
  .refine((v) => (v.revision === undefined && !Object.keys(v.files).length) !== (v.from === undefined), {
    path: ['revision'],
    message: '请指明草稿的修订号，或者回退到的版本，二者取其一',
  });
export const ReviewDecision = z.strictObject(
  {
    approve: z.boolean({ error: '请选择同意或不同意' }),
    comment: z.string({ error: '应为文字' }).trim().max(500, '至多 500 个字').default(''),
  },
  { error: '请以 {"approve":…,"comment":…} 提交' },
);
export const Deployment = z.strictObject(
  {
    present: z
      .string()
      .regex(/^\d{1,19}\.[0-9a-f]{16}$/, '应取自预览')
      .nullable()
      .describe('预览时的现行流程图、规则和表单'),
    acceptOutside: z.boolean().default(false).describe('确认：没有程序办理的作业类型由外部程序办理'),
  },
  { error: '请以 {"present":…} 提交，取自预览' },
);
export const ApprovalSwitch = z.strictObject({ required: z.boolean({ error: '应为 true 或 false' }), reason: Reason });
export const DropQuery = z.object({
  revision: z.coerce.number({ error: '应为草稿的修订号' }).int('应为整数').min(1, '至少为 1'),
});
export const CompareQuery = z.object({ from: Ref, to: Ref });

type Of = Request<{ process: string }>;
type OfVersion = Request<{ process: string; version: string }>;

const mayEdit = (who: Principal) => holdsPost(who, 'process-owner');
const mayApprove = (who: Principal) => mayEdit(who) || holdsPost(who, 'process-reviewer');
const maySwitch = (who: Principal) => holdsPost(who, 'sysadmin');
/** Who may look at the modeler's pages at all. */
export const mayModel = (who: Principal) => mayApprove(who) || maySwitch(who);

const REFUSALS: Record<Extract<Published, { kind: 'refused' }>['because'], string> = {
  unknown: '该版本不存在。',
  'not-approved': '该版本还没有经第二人审核同意，不能部署。请先提请审核。',
  'present-changed': '预览之后，现行版本已经变化。请重新查看比较和预览，再决定是否部署。',
  'deployed-before': '该版本部署过，后来又被别的版本取代。如需恢复，请用“回退到此版本”。',
  'no-change': '该版本与现行的流程图、规则和表单内容相同，无需部署。',
};

/** Changing procedures: drafts, versions, comparison, approval, deployment (docs/architecture.md, Modeler). */
export function modelRoutes({ pool, engine, config, health, logger }: Context): Router {
  const router = Router();
  /** What exists, with the rules and forms that are drafted beside the diagram. */
  const catalogueOf = async (process: string) => {
    const [all, draft] = await Promise.all([catalogue(), draftPackage(pool, process)]);
    return draft ? withOwn(all, await contentsOf(draft)) : all;
  };
  const catalogue = () =>
    loadCatalogue(
      pool,
      workers.map(({ type }) => type),
    );

  function looking(req: Request): Principal {
    const who = principalOf(req);
    if (!mayModel(who)) throw forbidden('只有流程设计员、流程审核员和系统管理员可以查看流程设计。');
    return who;
  }
  function editing(req: Request): Principal {
    const who = principalOf(req);
    if (!mayEdit(who)) throw forbidden('只有流程设计员可以修改和部署流程。');
    return who;
  }
  async function known(process: string): Promise<string> {
    const found = (await knownModels(pool)).find((p) => p.id === process);
    if (!found) throw notFound(`流程 ${process.slice(0, 100)} `);
    return found.name;
  }
  async function knownVersion(req: OfVersion): Promise<ModelVersion> {
    const { process, version } = req.params;
    const found = /^\d{1,18}$/.test(version) ? await findVersion(pool, process, version) : null;
    if (!found) throw notFound('该版本');
    return found;
  }
  /** The package that a reference means. */
  async function packageAt(process: string, ref: string): Promise<Package> {
    const fine = Ref.safeParse(ref).success && (ref === 'draft' || ref.startsWith('v') || isKey(ref.slice(1)));
    const found = fine ? await packageOf(pool, process, ref) : null;
    if (!found) throw notFound(ref === 'draft' ? '草稿' : '该版本');
    return found;
  }

  router.get('/models', async (req, res) => {
    const who = looking(req);
    const [processes, drafts, waiting, names, setting] = await Promise.all([
      knownModels(pool),
      listDrafts(pool),
      waitingVersions(pool),
      loadNames(pool),
      approvalSetting(pool),
    ]);
    const count = (process: string, state: string) =>
      waiting.find((w) => w.process === process && w.state === state)?.count ?? 0;
    const items = processes.map(({ id, name, version }) => {
      const draft = drafts.find((d) => d.process === id);
      return {
        id,
        name,
        version,
        draft: draft ? { updatedByName: nameIn(names, draft.updatedBy), updatedAt: toWire(draft.updatedAt) } : null,
        waiting: {
          review: count(id, 'review'),
          deploy: count(id, 'deploy'),
          shipped: count(id, 'shipped'),
        },
      };
    });
    res.json({
      items,
      total: items.length,
      approval: {
        ...setting,
        changedAt: toWire(setting.changedAt),
        changedByName: setting.changedBy && nameIn(names, setting.changedBy),
      },
      may: { edit: mayEdit(who), approve: mayApprove(who), switchApproval: maySwitch(who) },
    });
  });

  /** A new procedure begins as a draft; the engine knows it when it is deployed. */
  router.post('/models', json({ limit: '10kb' }), async (req, res) => {
    const who = editing(req);
    const body = parseBody(NewProcess, req.body ?? {});
    refuseUnstorable(body);
    const begun = await inTransaction(pool, async (db) => {
      await lockModels(db, [body.id], []);
      return beginProcess(db, { ...body, by: who.username });
    });
    if (!begun) throw conflict(`标识“${body.id}”已经用了，请换一个。`);
    res.status(201).json({ id: body.id });
  });

  router.put('/settings/model-approval', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!maySwitch(who)) throw forbidden('只有系统管理员可以开启或关闭部署前的第二人审核。');
    const { required, reason } = parseBody(ApprovalSwitch, req.body ?? {});
    refuseUnstorable(reason);
    await switchApproval(pool, { required, actor: who.username, reason });
    res.json({ required });
  });

  /** What templates offer: everything that exists under a name that people know. */
  router.get('/models/catalogue', async (req, res) => {
    looking(req);
    const [things, used] = await Promise.all([catalogue(), usedValues(pool)]);
    const named = (id: string, names: string[] | undefined) => ({ id, name: names?.join('、') ?? id });
    res.json({
      ...things,
      jobTypes: things.jobTypes.map((id) => named(id, used.jobNames[id])),
      forms: things.forms.map((id) => named(id, used.formNames[id])),
      obligations: used.obligations,
      limitUnits: used.limitUnits,
      limitStarts: used.limitStarts,
      limitSubjects: used.limitSubjects,
      assignments: used.assignments,
    });
  });

  router.get('/models/:process', async (req: Of, res) => {
    const who = looking(req);
    const { process } = req.params;
    const [name, draft, files, versions, deployed, names, setting, current] = await Promise.all([
      known(process),
      findDraft(pool, process),
      filesOfModel(pool, process),
      listVersions(pool, process),
      engineVersions(pool, process),
      loadNames(pool),
      approvalSetting(pool),
      currentDeployment(pool, process),
    ]);
    const person = (id: string | null) => (id === null ? null : nameIn(names, id));
    res.json({
      id: process,
      name,
      present: current?.definitionKey ?? null,
      draft: draft && {
        revision: draft.revision,
        updatedBy: draft.updatedBy,
        updatedByName: person(draft.updatedBy),
        updatedAt: toWire(draft.updatedAt),
      },
      files: files.map(({ draft: own, ...file }) => ({
        ...file,
        draft: own && {
          revision: own.revision,
          updatedByName: person(own.updatedBy),
          updatedAt: toWire(own.updatedAt),
        },
      })),
      versions: versions.map((v) => ({
        ...v,
        authorName: person(v.author),
        createdAt: toWire(v.createdAt),
        review: v.review && {
          ...v.review,
          requestedAt: toWire(v.review.requestedAt),
          requestedByName: person(v.review.requestedBy),
          decidedAt: toWire(v.review.decidedAt),
          decidedByName: person(v.review.decidedBy),
        },
        deployment: v.deployment && {
          ...v.deployment,
          deployedAt: toWire(v.deployment.deployedAt),
          deployedByName: person(v.deployment.deployedBy),
        },
        mayDecide: mayApprove(who) && who.username !== v.author && who.username !== v.review?.requestedBy,
      })),
      deployed: deployed.map((d) => ({
        ...d,
        deployedAt: toWire(d.deployedAt),
        deployedByName: person(d.deployedBy),
      })),
      approvalRequired: setting.required,
      may: { edit: mayEdit(who), approve: mayApprove(who) },
    });
  });

  router.get('/models/:process/diagrams/:ref', async (req: Request<{ process: string; ref: string }>, res) => {
    looking(req);
    const { process, ref } = req.params;
    const draft = ref === 'draft' ? await findDraft(pool, process) : null;
    res.json({ xml: draft?.content ?? (await packageAt(process, ref)).xml, revision: draft?.revision ?? 0 });
  });

  // An XML text grows by a half when it becomes JSON; what is larger is refused before it is read to its end.
  const diagramBody = json({ limit: `${Math.ceil((MOST_BYTES * 2) / 1024)}kb` });

  router.put('/models/:process/draft', diagramBody, async (req: Of, res) => {
    const who = editing(req);
    const { process } = req.params;
    await known(process);
    const { xml, revision } = parseBody(DraftBody, req.body ?? {});
    await acceptable(xml);
    const saved = await saveDraft(pool, process, { content: xml, revision, by: who.username });
    if (!saved) throw await draftConflict(pool, process, DIAGRAM, revision);
    res.json({ revision: saved.revision, updatedAt: toWire(saved.updatedAt) });
  });

  router.delete('/models/:process/draft', async (req: Of, res) => {
    editing(req);
    const { revision } = parseQuery(DropQuery, req.query);
    if (!(await dropDraft(pool, req.params.process, DIAGRAM, revision)))
      throw conflict('草稿已经变化或不存在，没有放弃。请刷新后重试。');
    res.status(204).end();
  });

  router.post('/models/:process/check', diagramBody, async (req: Of, res) => {
    looking(req);
    const { process } = req.params;
    await known(process);
    const { xml } = parseBody(CheckBody, req.body ?? {});
    await acceptable(xml);
    const items = await checkAside(xml, await catalogueOf(process), process);
    res.json({ items, total: items.length });
  });

  router.post('/models/:process/versions', json({ limit: '20kb' }), async (req: Of, res) => {
    const who = editing(req);
    const { process } = req.params;
    await known(process);
    const body = parseBody(NewVersion, req.body ?? {});
    refuseUnstorable(body);
    const { name, note, from } = body;
    const kept = { process, name, note, author: who.username };
    const id = await inTransaction(pool, async (db) => {
      if (from && from !== 'draft')
        return addVersion(db, { ...kept, ...(await packageAt(process, from)), origin: 'roll-back' });
      const drafts = await draftsOf(db, process);
      const said = new Map(Object.entries({ ...body.files, ...(body.revision ? { [DIAGRAM]: body.revision } : {}) }));
      const whole = await draftPackage(db, process);
      if (!whole || drafts.length !== said.size || drafts.some((d) => said.get(d.name) !== d.revision))
        throw conflict('草稿已经变化，没有保存为版本。请载入最新草稿后重试。');
      return addVersion(db, { ...kept, ...whole, origin: 'draft' });
    });
    res.status(201).json(await findVersion(pool, process, id));
  });

  router.get('/models/:process/compare', async (req: Of, res) => {
    looking(req);
    const { process } = req.params;
    const query = CompareQuery.safeParse(req.query);
    if (!query.success) throw new Problem(400, '请求有误', '请以 from、to 指明要比较的两个版本。');
    const [before, after] = await Promise.all([packageAt(process, query.data.from), packageAt(process, query.data.to)]);
    const [changes, limits] = await Promise.all([comparePackages(before, after), compareLimits(before.xml, after.xml)]);
    res.json({ items: changes, total: changes.length, limits, before: before.xml, after: after.xml });
  });

  /** What a deployment of this version would do. Changes nothing. */
  router.get('/models/:process/versions/:version/preview', async (req: OfVersion, res) => {
    looking(req);
    const version = await knownVersion(req);
    const { process } = version;
    const [current, whole] = await Promise.all([
      currentDeployment(pool, process),
      packageAt(process, `v${version.id}`),
    ]);
    const present = current && (await engineXml(pool, process, current.definitionKey))?.xml;
    const names = ownFiles(whole).map(({ name }) => name);
    const { mark, files } = await presentMark(pool, process, names);
    const next = { xml: whole.xml, files: ownFiles(whole) };
    const [effect, findings, changes, effectOfFiles] = await Promise.all([
      whatWillHappen(pool, process, present ?? null, whole.xml),
      findingsOf(version),
      comparePackages({ xml: present ?? whole.xml, files }, next),
      whatFilesDo(pool, process, changedFiles(next.files, files)),
    ]);
    res.json({ ...effect, files: effectOfFiles, findings, changes, present: mark });
  });

  router.post('/models/:process/versions/:version/review', json({ limit: '10kb' }), async (req: OfVersion, res) => {
    const who = editing(req);
    const version = await knownVersion(req);
    await refuseFaulty(version);
    const name = await known(version.process);
    if (!version.review)
      await inTransaction(pool, async (db) => {
        if (await requestReview(db, version.id, who.username)) await notifyOfReview(db, version, name, who.username);
      });
    res.json(await findVersion(pool, version.process, version.id));
  });

  router.post('/models/:process/versions/:version/decision', json({ limit: '10kb' }), async (req: OfVersion, res) => {
    const who = principalOf(req);
    if (!mayApprove(who)) throw forbidden('只有流程审核员和流程设计员可以审核。');
    const version = await knownVersion(req);
    const { approve, comment } = parseBody(ReviewDecision, req.body ?? {});
    refuseUnstorable(comment);
    if (who.username === version.author || who.username === version.review?.requestedBy)
      throw forbidden('版本须由第二人审核，作者和提请人不能审核自己的版本。');
    if (!approve && comment.length < 2) throw invalid([{ path: 'comment', message: '不同意的，请说明理由' }]);
    if (!version.review) throw conflict('该版本尚未提请审核。');
    if (approve) await refuseFaulty(version);
    const { requestedBy } = version.review;
    const name = await known(version.process);
    const decided = await inTransaction(pool, async (db) => {
      const now = await decideReview(db, version.id, { by: who.username, approved: approve, comment });
      if (now) await notifyOfDecision(db, { ...version, requestedBy }, name, approve);
      return now;
    });
    if (!decided) {
      const { review } = await knownVersion(req);
      if (review?.decidedBy !== who.username || review.approved !== approve)
        throw conflict('该版本已经审核过，请刷新后查看。');
    }
    res.json(await findVersion(pool, version.process, version.id));
  });

  router.post('/models/:process/versions/:version/deployment', json({ limit: '10kb' }), async (req: OfVersion, res) => {
    const who = editing(req);
    const version = await knownVersion(req);
    const { present, acceptOutside } = parseBody(Deployment, req.body ?? {});
    const findings = await refuseFaulty(version);
    const outside = findings.filter(({ rule }) => rule === 'job-type');
    if (outside.length && !acceptOutside && !version.deployment)
      throw conflict(`有 ${outside.length} 个环节没有程序办理，需要确认由外部程序办理：${outside[0]!.message}`);
    const { process } = version;
    const result = await publish(pool, engine, { process, version: version.id, present, by: who.username });
    if (result.kind === 'refused') throw conflict(REFUSALS[result.because]);
    if (result.kind === 'engine-refused')
      throw new Problem(
        422,
        '流程引擎拒绝了这个版本',
        `没有部署，现行版本不变。引擎的说明：${result.message.slice(0, 1500)}`,
      );
    await readable(process, result);
    res.status(result.kind === 'deployed' ? 201 : 200).json({
      definitionKey: result.definitionKey,
      engineVersion: result.engineVersion,
    });
  });

  /** What is wrong or doubtful about a version: its diagram, and its rules and forms. */
  async function findingsOf({ process, id }: ModelVersion): Promise<Finding[]> {
    return findingsIn(process, await packageAt(process, `v${id}`));
  }
  async function findingsIn(process: string, whole: Package): Promise<Finding[]> {
    const known = await catalogue();
    const contexts = await fileContexts(
      pool,
      process,
      whole,
      ownFiles(whole).map(({ name }) => name),
      LIST_NAMES,
    );
    const ofFiles = await Promise.all(
      contexts.map((context) =>
        checkFileAside(whole.files.find(({ name }) => name === context.name)!.content, context),
      ),
    );
    const ofDiagram = await checkAside(whole.xml, withOwn(known, await contentsOf(whole)), process);
    return [...ofDiagram, ...ofFiles.flat()].sort(
      (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
    );
  }

  async function refuseFaulty(version: ModelVersion): Promise<Finding[]> {
    const findings = await findingsOf(version);
    const errors = findings.filter((f) => f.severity === 'error');
    if (errors.length)
      throw new Problem(
        422,
        '版本有问题',
        `有 ${errors.length} 处需要修改：${errors[0]!.message}`,
        errors.map(({ elementId, file, message }: Finding) => ({ path: elementId ?? file ?? '', message })),
      );
    return findings;
  }

  /** Who deploys and looks again at once finds it: the engine's records are on their way. */
  async function readable(process: string, { definitionKey, files }: { definitionKey: string; files: DeployedFile[] }) {
    const names = files.map(({ id, kind }) => `${id}.${kind}`);
    const there = async () => (await engineXml(pool, process, definitionKey)) && !(await filesLag(pool, names));
    for (let i = 0; i < 40 && !(await there()); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  modelFileRoutes(router, { pool, engine, looking, editing, known, packageAt });
  migrationRoutes(router, { pool, engine, health, logger, looking, editing, known });
  rehearsalRoutes(router, { pool, engine, config, looking, editing, known, packageAt, findingsIn });
  return router;
}

/** Refuses what may not even be kept as a draft. */
async function acceptable(xml: string): Promise<void> {
  try {
    await readAside(xml);
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error;
    throw new Problem(422, '不能打开这个文件', error.message, [{ path: 'xml', message: error.message }]);
  }
}
