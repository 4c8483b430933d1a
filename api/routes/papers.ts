import { Router, type Request } from 'express';
import { z } from 'zod';
import { casesSeenBy, maySeeCase } from '../../domain/access.ts';
import { findArchive } from '../../domain/archive/store.ts';
import { partIn } from '../../domain/cases/people.ts';
import { findCase, type CaseRow } from '../../domain/cases/store.ts';
import { now, toWire } from '../../domain/clock.ts';
import {
  listOriginals,
  type OriginalRow,
  originalsOfCase,
  type Standing,
  STANDINGS,
} from '../../domain/files/originals.ts';
import {
  checkPaper,
  ownHand,
  PAPER_KINDS,
  type PaperDone,
  type PaperEntry,
  type PaperKind,
  type PaperRefusal,
  papersByFile,
  papersOfCase,
  PLACE_LIMIT,
  recordPaper,
} from '../../domain/files/paper.ts';
import { type FileRow, filesOfCase, findFile } from '../../domain/files/store.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { loadNames, namesAt, type Principal } from '../../domain/people/store.ts';
import { isRestricted } from '../../domain/restricted/store.ts';
import { tasksOfCase } from '../../domain/tasks/store.ts';
import { json } from '../body.ts';
import { caseSeenBy } from '../case-access.ts';
import type { Context } from '../context.ts';
import { noteCase } from '../observe.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Flag, isKey, Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { MOST_ROWS } from '../sheets/cells.ts';
import { originalSheet } from '../sheets/originals.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';

const Entry = z.string({ error: '应为登记的编号' }).refine(isKey, '应为登记的编号');
export const NewPaper = z
  .strictObject(
    {
      previous: Entry.nullable().default(null).describe('所更正的登记；首次登记为 null'),
      kind: z.enum(Object.keys(PAPER_KINDS) as [PaperKind, ...PaperKind[]], { error: '请选择文件与纸质原件的关系' }),
      stamped: z.boolean({ error: '请选择纸质原件是否盖章' }).describe('盖章'),
      signed: z.boolean({ error: '请选择纸质原件是否有签字' }).describe('签字'),
      place: z
        .string({ error: '请填写存放位置' })
        .trim()
        .max(PLACE_LIMIT, `存放位置至多 ${PLACE_LIMIT} 个字`)
        .describe('柜号、盒号等；kind 为 none 时为空'),
      of: z
        .string({ error: '应为本事项另一份文件的编号' })
        .max(100, '应为本事项另一份文件的编号')
        .nullable()
        .default(null)
        .describe('kind 为 scan 时：所扫描的是本事项哪一份文件的纸质原件'),
      reason: Reason.nullable().default(null).describe('更正时必填'),
    },
    { error: '请以 {"kind":…,"stamped":…,"signed":…,"place":…} 提交' },
  )
  .superRefine((v, ctx) => {
    const say = (path: keyof typeof v, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    if (v.kind !== 'none' && v.place === '') say('place', '请填写纸质原件存放在哪里，如“3号柜12盒”');
    if (v.kind === 'none' && (v.stamped || v.signed || v.place !== ''))
      say('kind', '没有纸质原件的，不填盖章、签字和存放位置');
    if (v.kind === 'none' && v.previous === null) say('kind', '没有纸质原件的文件不需要登记');
    if (v.of !== null && v.kind !== 'scan') say('of', '只有扫描件可以指明是哪一份文件的原件');
    if (v.previous !== null && v.reason === null) say('reason', '更正登记请填写理由');
    if (v.previous === null && v.reason !== null) say('reason', '首次登记不填理由');
  });
export const PaperCheck = z.strictObject({ original: Entry }, { error: '请以 {"original":…} 提交' });

const REFUSALS: Record<PaperRefusal, string> = {
  sealed: '案卷已封存，纸质原件登记不能再改。封存时的登记见案卷目录。',
  replaced: '该文件已有更新的版本，请刷新后对最新版本登记。',
  changed: '该文件的登记已由他人更新，没有保存。请刷新后核对，仍需更正的重新填写。',
  same: '与现有登记相同，没有更改。',
  nothing: '该文件没有登记纸质原件，请先登记再核对。',
  checked: '该登记已由他人核对，不需要再次核对。',
  'no-file': '所选的文件不在本事项的现有材料中，或者已有更新的版本。请刷新后重新选择。',
  'scan-of-scan': '所选的文件本身登记为另一份文件原件的扫描件，请选择那一份文件。',
};

const OWN_HAND: Record<NonNullable<ReturnType<typeof ownHand>>, string> = {
  uploaded: '您是该文件的上传人，请由其他人员对照纸质原件核对。',
  recorded: '该文件的纸质原件由您登记，请由其他人员对照纸质原件核对。',
};

const PaperFilter = z.object({
  case: z.string().max(100).optional(),
  process: z.string().max(100).optional(),
  unit: z.string().max(100).optional().describe('参与单位'),
  place: z.string().trim().max(PLACE_LIMIT).optional().describe('存放位置中的文字'),
  standing: z
    .enum(Object.keys(STANDINGS) as [Standing, ...Standing[]], { error: '不是有效的状态' })
    .optional()
    .describe('缺原件、待核对、已核对'),
  sealed: Flag.optional().describe('案卷是否已封存'),
  q: z.string().max(200).optional(),
});
export const PaperQuery = Page.extend(PaperFilter.shape);
export const PaperExportQuery = PaperFilter;

/** Files of a case with the register of their paper originals. */
export function paperRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/cases/:id/files', async (req, res) => {
    const { who, found } = await caseSeenBy(pool, req);
    const [files, names, tasks, papers, archive, post, originals] = await Promise.all([
      filesOfCase(pool, found.id),
      loadNames(pool),
      tasksOfCase(pool, found.id),
      papersOfCase(pool, found.id).then(papersByFile),
      findArchive(pool, found.id),
      partIn(pool, who, found),
      originalsOfCase(pool, found.id),
    ]);
    const standing = new Map(originals.map((row) => [row.fileId, row]));
    const fileName = new Map(files.map((f) => [f.id, f.name]));
    const elementName = new Map(tasks.map((t) => [t.key, t.name ?? t.element]));
    const replaced = new Set(files.map((f) => f.replaces));
    const items = files.map((f) => {
      const [paper, ...earlier] = papers.get(f.id) ?? [];
      const open = archive === null && post !== null;
      const view = (entry: PaperEntry) => paperView(entry, names, fileName);
      return {
        id: f.id,
        name: f.name,
        size: f.size,
        sha256: f.sha256,
        replaces: f.replaces,
        uploadedBy: f.uploadedBy,
        uploadedByName: nameIn(names, f.uploadedBy),
        uploadedAt: toWire(f.uploadedAt),
        elementName: f.taskKey ? (elementName.get(f.taskKey) ?? null) : null,
        paper: paper ? view(paper) : null,
        earlierPapers: earlier.map(view),
        original: originalView(standing.get(f.id)),
        may: {
          recordPaper: open && !replaced.has(f.id),
          checkPaper: open && paper !== undefined && isOpenToCheck(who, f, paper),
        },
      };
    });
    const missing = originals.flatMap((row) => (row.fileId === null ? [row.name] : []));
    res.json({ items, total: items.length, missing });
  });

  router.get('/papers', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(PaperQuery, req.query);
    const [{ items, total, counts, partial }, names, processNames] = await Promise.all([
      listOriginals(pool, casesSeenBy(who, 1), filter),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    const named = items.map((row) => ({
      ...row,
      processName: nameIn(processNames, row.process),
      leadingUnitName: nameIn(names, row.leadingUnit),
    }));
    res.json({ items: named, total, counts, partial });
  });

  /** Exactly what the list with the same filter shows. */
  router.get('/papers/export.xlsx', async (req, res) => {
    const who = principalOf(req);
    const filter = parseQuery(PaperExportQuery, req.query);
    const [{ items }, names, processNames] = await Promise.all([
      listOriginals(pool, casesSeenBy(who, 1), { ...filter, limit: MOST_ROWS + 1, offset: 0 }),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    if (items.length > MOST_ROWS)
      throw conflict(`筛选后超过 ${MOST_ROWS} 份，一次最多导出 ${MOST_ROWS} 份，请缩小范围。`);
    const asked: [string, string | null | undefined][] = [
      ['导出时间', now().toFormat('yyyy年M月d日 HH:mm')],
      ['导出人', nameIn(names, who.username)],
      ['份数', String(items.length)],
      ['查找', filter.q],
      ['事项', filter.case],
      ['参与单位', filter.unit && nameIn(names, filter.unit)],
      ['流程', filter.process && nameIn(processNames, filter.process)],
      ['存放位置', filter.place],
      ['原件', filter.standing && STANDINGS[filter.standing]],
      ['案卷', filter.sealed === undefined ? null : filter.sealed ? '已封存' : '未封存'],
    ];
    const said = asked.filter((line): line is [string, string] => Boolean(line[1]));
    res
      .attachment(`papers-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .send(await originalSheet(items, names, processNames, said));
  });

  /** The file of the address, for somebody who works on its case: being allowed to read is not enough. */
  async function worksOn(req: Request<{ id: string }>): Promise<{ who: Principal; file: FileRow; post: string }> {
    const who = principalOf(req);
    const file = await findFile(pool, req.params.id);
    const found: CaseRow | null = file && (await findCase(pool, file.caseId));
    if (!file || !found) throw notFound('附件');
    noteCase(req, found.id);
    if (!(await maySeeCase(pool, who, found.id)))
      throw (await isRestricted(pool, found.id))
        ? notFound('附件')
        : forbidden('您不在该事项的参与单位中，不能登记其附件的纸质原件。');
    const post = await partIn(pool, who, found);
    if (post === null) throw forbidden('只有参与该事项和督办该事项的单位可以登记、核对纸质原件。');
    return { who, file, post };
  }
  const done = (outcome: PaperDone) => {
    if (outcome.kind === 'refused') throw conflict(REFUSALS[outcome.because]);
    return outcome;
  };

  router.post('/files/:id/original', json({ limit: '10kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, file, post } = await worksOn(req);
    const facts = parseBody(NewPaper, req.body ?? {});
    refuseUnstorable(facts);
    res.locals.audit = { case: file.caseId, name: file.name, ...facts };
    const { id, repeated } = done(await recordPaper(pool, file, facts, { username: who.username, post }));
    res.status(repeated ? 200 : 201).json({ id });
  });

  router.post('/files/:id/original/check', json({ limit: '1kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, file, post } = await worksOn(req);
    const { original } = parseBody(PaperCheck, req.body ?? {});
    res.locals.audit = { case: file.caseId, name: file.name, original };
    const entry = (await papersOfCase(pool, file.caseId)).find((e) => e.id === original && e.fileId === file.id);
    if (!entry) throw invalid([{ path: 'original', message: '不是该文件的登记，请刷新后重试' }]);
    const own = ownHand(file, entry, who.username);
    if (own) throw forbidden(OWN_HAND[own]);
    const { id, repeated } = done(await checkPaper(pool, file, original, { username: who.username, post }));
    res.status(repeated ? 200 : 201).json({ id });
  });

  return router;
}

const isOpenToCheck = (who: Principal, file: FileRow, entry: PaperEntry): boolean =>
  entry.kind !== 'none' && entry.checked === null && ownHand(file, entry, who.username) === null;

function paperView(entry: PaperEntry, names: Names, fileName: ReadonlyMap<string, string>) {
  const { id, kind, stamped, signed, place, of, reason, by, checked } = entry;
  return {
    ...{ id, kind, stamped, signed, place, reason, by },
    of: of && { id: of, name: fileName.get(of) ?? of },
    byName: byPost(entry, names),
    at: toWire(entry.at),
    checked: checked && { by: checked.by, byName: byPost(checked, names), at: toWire(checked.at) },
  };
}

/** Whether the file has its paper original; null: an earlier version, which needs none. */
const originalView = (row: OriginalRow | undefined) =>
  row ? { required: row.required, standing: row.standing, scan: row.scan } : null;

/** The post, as it was called then, and who acted for it. */
function byPost({ by, post, at }: { by: string; post: string | null; at: string }, names: Names): string {
  const called = namesAt(names, at);
  const person = nameIn(called, by) ?? by;
  const through = nameIn(called, post);
  return through && through !== person ? `${through}（${person}）` : person;
}
