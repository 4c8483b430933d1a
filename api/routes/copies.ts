import { Router, type Request } from 'express';
import { z } from 'zod';
import { casesSeenBy } from '../../domain/access.ts';
import { addComment, commentsOfCase } from '../../domain/cases/comments.ts';
import { copiesFor, copiesOfCase, type Copy, copyCase, readCopy } from '../../domain/cases/copies.ts';
import { partIn, peopleOfCase } from '../../domain/cases/people.ts';
import type { CaseRow } from '../../domain/cases/store.ts';
import { toWire } from '../../domain/clock.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { loadNames, type Principal } from '../../domain/people/store.ts';
import { json } from '../body.ts';
import { isRestricted } from '../../domain/restricted/store.ts';
import { caseSeenBy } from '../case-access.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Flag, isKey, Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';

const Readers = z
  .array(z.string().max(100, '标识过长'), { error: '请选择人员' })
  .max(100, '一次至多 100 人')
  .transform((names) => [...new Set(names)]);
export const NewCopies = z.strictObject(
  {
    readers: Readers.refine((names) => names.length > 0, '请选择抄送给谁'),
    note: z.string().trim().max(500, '说明至多 500 个字').default(''),
  },
  { error: '请以 {"readers":[…],"note":…} 提交' },
);
export const NewComment = z.strictObject(
  {
    id: z.uuid('应为 UUID').describe('由页面生成；重复提交同一 id 只算一条'),
    text: z.string({ error: '请填写留言' }).trim().min(1, '请填写留言').max(2000, '留言至多 2000 个字'),
    mentions: Readers.default([]),
  },
  { error: '请以 {"id":…,"text":…} 提交' },
);
export const CopyQuery = Page.extend({ unread: Flag.optional() });

/** 抄送 and 已阅, comments. */
export function copyRoutes({ pool }: Context): Router {
  const router = Router();

  const seenCase = (req: Request<{ id: string }>) => caseSeenBy(pool, req);

  /** Whoever takes part in a case may write to it; those who only watch over everything may not. */
  async function refuseUnlessTakesPart(who: Principal, found: CaseRow): Promise<void> {
    if ((await partIn(pool, who, found)) === null) throw forbidden('只有参与该事项和督办该事项的单位可以留言、抄送。');
  }

  const copyView = (k: Copy, names: Names) => ({
    ...k,
    at: toWire(k.at),
    readAt: toWire(k.readAt),
    readerName: nameIn(names, k.username),
    byName: nameIn(names, k.by),
  });

  router.get('/cases/:id/people', async (req, res) => {
    const { found } = await seenCase(req);
    const items = await peopleOfCase(pool, found);
    res.json({ items, total: items.length });
  });

  router.get('/cases/:id/copies', async (req, res) => {
    const { found } = await seenCase(req);
    const [copies, names] = await Promise.all([copiesOfCase(pool, found.id), loadNames(pool)]);
    res.json({ items: copies.map((k) => copyView(k, names)), total: copies.length });
  });

  router.post('/cases/:id/copies', json({ limit: '20kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, found } = await seenCase(req);
    const { readers, note } = parseBody(NewCopies, req.body ?? {});
    refuseUnstorable(note);
    await refuseUnlessTakesPart(who, found);
    if (await isRestricted(pool, found.id)) throw forbidden('受限事项只由指定岗位查看，不能抄送。');
    const people = await peopleOfCase(pool, found);
    const meant = readers.map((name) => people.find(({ username }) => username === name));
    if (meant.some((person) => !person))
      throw invalid([{ path: 'readers', message: '只能抄送给参与该事项和督办该事项的单位人员，请重新选择。' }]);
    if (readers.includes(who.username)) throw invalid([{ path: 'readers', message: '不需要抄送给您自己。' }]);
    res.locals.audit = { readers };
    const copied = await copyCase(pool, found, {
      readers: meant.filter((p) => p !== undefined),
      note,
      by: who.username,
    });
    res.status(copied ? 201 : 200).json({ copied });
  });

  router.get('/cases/:id/comments', async (req, res) => {
    const { found } = await seenCase(req);
    const [comments, names] = await Promise.all([commentsOfCase(pool, found.id), loadNames(pool)]);
    const items = comments.map((c) => ({
      ...c,
      at: toWire(c.at),
      byName: nameIn(names, c.by),
      mentionNames: c.mentions.map((m) => nameIn(names, m)),
    }));
    res.json({ items, total: items.length });
  });

  router.post('/cases/:id/comments', json({ limit: '50kb' }), async (req: Request<{ id: string }>, res) => {
    const { who, found } = await seenCase(req);
    const { id, text, mentions } = parseBody(NewComment, req.body ?? {});
    refuseUnstorable(text);
    await refuseUnlessTakesPart(who, found);
    const people = await peopleOfCase(pool, found);
    if (mentions.some((name) => !people.some(({ username }) => username === name)))
      throw invalid([{ path: 'mentions', message: '只能提到参与该事项和督办该事项的单位人员。' }]);
    const added = await addComment(pool, found, { id, by: who.username, text, mentions });
    const known = added || (await commentsOfCase(pool, found.id)).some((c) => c.id === id && c.by === who.username);
    if (!known) throw conflict('留言编号重复，请刷新后重试。');
    res.locals.audit = { mentions };
    res.status(added ? 201 : 200).json({ id });
  });

  router.get('/copies', async (req, res) => {
    const who = principalOf(req);
    const { unread = false, limit, offset } = parseQuery(CopyQuery, req.query);
    const [found, names, processes] = await Promise.all([
      copiesFor(pool, who.username, casesSeenBy(who, 2), { unread, limit, offset }),
      loadNames(pool),
      loadProcessNames(pool),
    ]);
    const items = found.items.map((k) => ({ ...copyView(k, names), processName: nameIn(processes, k.process) }));
    res.json({ items, total: found.total, unread: found.unread });
  });

  router.post('/copies/:id/read', json({ limit: '1kb' }), async (req, res) => {
    const who = principalOf(req);
    const read = isKey(req.params.id) ? await readCopy(pool, req.params.id, who.username) : null;
    if (!read) throw notFound('抄送');
    res.locals.audit = { case: read.caseId };
    res.json({ id: req.params.id, readAt: toWire(read.readAt) });
  });

  return router;
}
