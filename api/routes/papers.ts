import { Router, type Request } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { findArchive } from '../../domain/archive/store.ts';
import { partIn } from '../../domain/cases/people.ts';
import { findCase, type CaseRow } from '../../domain/cases/store.ts';
import { toWire } from '../../domain/clock.ts';
import {
  checkPaper,
  handedInBy,
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
import { loadNames, namesAt, type Principal } from '../../domain/people/store.ts';
import { isRestricted } from '../../domain/restricted/store.ts';
import { tasksOfCase } from '../../domain/tasks/store.ts';
import { json } from '../body.ts';
import { caseSeenBy } from '../case-access.ts';
import type { Context } from '../context.ts';
import { noteCase } from '../observe.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { isKey, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, refuseUnstorable } from '../validate.ts';
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
};

/** Files of a case with the register of their paper originals. */
export function paperRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/cases/:id/files', async (req, res) => {
    const { who, found } = await caseSeenBy(pool, req);
    const [files, names, tasks, papers, archive, post] = await Promise.all([
      filesOfCase(pool, found.id),
      loadNames(pool),
      tasksOfCase(pool, found.id),
      papersOfCase(pool, found.id).then(papersByFile),
      findArchive(pool, found.id),
      partIn(pool, who, found),
    ]);
    const elementName = new Map(tasks.map((t) => [t.key, t.name ?? t.element]));
    const replaced = new Set(files.map((f) => f.replaces));
    const items = files.map((f) => {
      const [paper, ...earlier] = papers.get(f.id) ?? [];
      const open = archive === null && post !== null;
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
        paper: paper ? paperView(paper, names) : null,
        earlierPapers: earlier.map((entry) => paperView(entry, names)),
        may: {
          recordPaper: open && !replaced.has(f.id),
          checkPaper: open && paper !== undefined && isOpenToCheck(who, f, paper),
        },
      };
    });
    res.json({ items, total: items.length });
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
    if (handedInBy(file, entry) === who.username)
      throw forbidden(
        file.uploadedBy === who.username
          ? '您是该文件的上传人，请由其他人员对照纸质原件核对。'
          : '该文件由系统生成、纸质原件由您登记，请由其他人员对照纸质原件核对。',
      );
    const { id, repeated } = done(await checkPaper(pool, file, original, { username: who.username, post }));
    res.status(repeated ? 200 : 201).json({ id });
  });

  return router;
}

const isOpenToCheck = (who: Principal, file: FileRow, entry: PaperEntry): boolean =>
  entry.kind !== 'none' && entry.checked === null && handedInBy(file, entry) !== who.username;

function paperView(entry: PaperEntry, names: Names) {
  const { id, kind, stamped, signed, place, reason, by, checked } = entry;
  return {
    ...{ id, kind, stamped, signed, place, reason, by },
    byName: byPost(entry, names),
    at: toWire(entry.at),
    checked: checked && { by: checked.by, byName: byPost(checked, names), at: toWire(checked.at) },
  };
}

/** The post, as it was called then, and who acted for it. */
function byPost({ by, post, at }: { by: string; post: string | null; at: string }, names: Names): string {
  const called = namesAt(names, at);
  const person = nameIn(called, by) ?? by;
  const through = nameIn(called, post);
  return through && through !== person ? `${through}（${person}）` : person;
}
