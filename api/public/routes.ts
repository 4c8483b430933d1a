import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { now } from '../../domain/clock.ts';
import { recordAct } from '../../domain/audit/store.ts';
import {
  COMMENT_ACTION,
  type CommentCounts,
  countComments,
  shownComments,
  takeComment,
} from '../../domain/disclosure/comments.ts';
import { plainText } from '../../domain/disclosure/plain.ts';
import {
  type Disclosure,
  findDisclosure,
  listDisclosures,
  publicCatalogue,
  publicYears,
} from '../../domain/disclosure/store.ts';
import { type FileRow, findFile, readFileContent } from '../../domain/files/store.ts';
import { findIncome, listIncomes } from '../../domain/property/store.ts';
import type { Context } from '../context.ts';
import { comesFromElsewhere, guard } from './guard.ts';
import {
  cataloguePage,
  decisionPage,
  decisionsPage,
  type Filled,
  incomePage,
  incomesPage,
  LEAST_TEXT,
  MOST_CONTACT,
  MOST_NAME,
  MOST_TEXT,
  problemPage,
} from './pages.ts';

/** A refusal as a page: status and what to do. */
class Refusal extends Error {
  readonly status: number;
  readonly title: string;
  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}
const gone = () => new Refusal(404, '未找到', '该页面不存在或者已停止公开，请从列表重新进入。');

// Nine bytes for each character of a form that is full, and its other fields.
const MOST_BYTES = '40kb';
const PAGE = 20;
const MOST_OFFSET = 10_000;
const EMPTY: Filled = { text: '', name: '', contact: '' };

const field = (label: string, most: number) =>
  z
    .string({ error: `${label}应为一段文字` })
    .optional()
    .transform((given, ctx): string => {
      const text = plainText(given ?? '');
      if (text === null) ctx.addIssue(`${label}中含有无法保存的字符，请删除后重试。`);
      else if (text.length > most) ctx.addIssue(`${label}不能超过${most}字，请精简后重试。`);
      else return text;
      return z.NEVER;
    });
const CommentForm = z.strictObject({
  token: z.string(),
  text: field('意见', MOST_TEXT).refine((text) => text.length >= LEAST_TEXT, `意见至少${LEAST_TEXT}个字。`),
  name: field('称呼', MOST_NAME),
  contact: field('联系方式', MOST_CONTACT),
});

/**
 * What everybody may see and send, without a session: rendered here, without scripts and cookies, apart from the application of the staff.
 * No route of it reads a session, and none leads to a route that does.
 */
export function publicPages({ pool, config, logger }: Context): Router {
  const router = Router();
  const forms = guard(config.SESSION_SECRET);

  router.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      // Withdrawn is gone, also from what browsers and proxies kept.
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
    });
    next();
  });

  router.get('/', (_req, res) => res.redirect(302, '/public/decisions'));

  router.get('/decisions', async (req, res) => {
    const offset = offsetOf(req);
    const { items, total } = await listDisclosures(pool, { limit: PAGE, offset });
    res.type('html').send(decisionsPage(items, { offset, limit: PAGE, total }));
  });

  router.get('/decisions/:id', async (req, res) => {
    const found = await disclosureAt(req);
    const number = typeof req.query.received === 'string' ? Number(req.query.received) : NaN;
    const received = Number.isInteger(number) && number > 0 && number < 1e6 ? number : null;
    await show(res, found, { filled: EMPTY, refusal: null, received });
  });

  router.get('/decisions/:id/files/:file', async (req, res) => {
    const d = await disclosureAt(req);
    const id = req.params.file as string;
    // Only what the draft names: other files of the case are not for the public.
    const file = [...d.draftFiles, ...d.basisFiles].includes(id) ? await findFile(pool, id) : null;
    if (!file || file.caseId !== d.caseId) throw gone();
    res.attachment(file.name);
    res.type(file.mediaType);
    res.set({
      'Content-Length': String(file.size),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    });
    await new Promise<void>((resolve, reject) => {
      readFileContent(config.DATA_DIR, file.id).on('error', reject).on('end', resolve).pipe(res);
      res.on('close', resolve);
    });
  });

  router.post(
    '/decisions/:id/comments',
    ((req, _res, next) => {
      if (comesFromElsewhere(req)) throw new Refusal(403, '不能提交', '请在本网站打开征求意见的页面，再提交意见。');
      next();
    }) satisfies RequestHandler,
    express.urlencoded({ extended: false, limit: MOST_BYTES, parameterLimit: 10 }),
    async (req, res) => {
      const d = await disclosureAt(req);
      const body = (req.body ?? {}) as Record<string, unknown>;
      const given = (key: string): string => (typeof body[key] === 'string' ? body[key].slice(0, 3 * MOST_TEXT) : '');
      const filled: Filled = { text: given('text'), name: given('name'), contact: given('contact') };
      const refuse = (status: number, refusal: string) =>
        show(res.status(status), d, { filled, refusal, received: null });
      const parsed = CommentForm.safeParse(body);
      if (!parsed.success) return refuse(422, parsed.error.issues[0]?.message ?? '提交内容有误，请重新填写。');
      const { token, text, name, contact } = parsed.data;
      const nonce = forms.nonceOf(d.caseId, token);
      if (!nonce) return refuse(403, '页面已过期，您填写的内容仍在下面，请再次提交。');
      const comment = { text, name: name || null, contact: contact || null, nonce, origin: forms.origin(req) };
      const taken = await takeComment(pool, d.caseId, comment, new Date());
      switch (taken.result) {
        case 'unknown':
          throw gone();
        case 'before':
          return refuse(409, '征集尚未开始，请在开始后提交意见。');
        case 'ended':
          return refuse(409, '征集已经结束，意见没有接收。您可以在本页查看采纳情况。');
        case 'too-many':
          return refuse(429, '同一网络提交过于频繁，意见没有接收，请过一段时间再提交。');
        case 'too-many-from-all':
          return refuse(429, '提交意见的人较多，意见没有接收，请一小时后再提交。');
        // The same form once more: it is answered, and nothing is done.
        case 'repeated':
          break;
        case 'taken':
          await recordAct(pool, {
            actor: null,
            ip: req.ip ?? null,
            action: COMMENT_ACTION,
            target: d.caseId,
            status: 303,
            detail: { number: taken.number },
          });
      }
      res.redirect(303, `/public/decisions/${d.caseId}?received=${taken.number}`);
    },
  );

  router.get('/catalogue', async (_req, res) => {
    const years = await publicYears(pool);
    const year = years[0] ?? null;
    res.type('html').send(cataloguePage(year, years, year === null ? [] : await publicCatalogue(pool, year)));
  });
  router.get('/catalogue/:year', async (req, res) => {
    const years = await publicYears(pool);
    const year = years.find((known) => String(known) === req.params.year);
    if (year === undefined) throw gone();
    res.type('html').send(cataloguePage(year, years, await publicCatalogue(pool, year)));
  });

  router.get('/income', async (req, res) => {
    const offset = offsetOf(req);
    const { items, total } = await listIncomes(pool, { limit: PAGE, offset });
    res.type('html').send(incomesPage(items, { offset, limit: PAGE, total }));
  });
  router.get('/income/:id', async (req, res) => {
    const found = await findIncome(pool, idOf(req));
    if (!found) throw gone();
    res.type('html').send(incomePage(found));
  });

  router.use(() => {
    throw gone();
  });
  router.use(((error, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, title, detail } = asRefusal(error);
    if (status >= 500) logger.error({ err: error, path: req.path }, 'public page failed');
    res.status(status).type('html').send(problemPage(title, detail));
  }) satisfies ErrorRequestHandler);
  return router;

  async function disclosureAt(req: Request): Promise<Disclosure> {
    const found = await findDisclosure(pool, idOf(req));
    if (!found) throw gone();
    return found;
  }

  async function show(
    res: Response,
    d: Disclosure,
    more: { filled: Filled; refusal: string | null; received: number | null },
  ): Promise<void> {
    const named = async (ids: string[]) =>
      (await Promise.all(ids.map((id) => findFile(pool, id)))).filter((file): file is FileRow => file !== null);
    const [draft, basis, counts, comments] = await Promise.all([
      named(d.draftFiles),
      named(d.basisFiles),
      countComments(pool, d.caseId),
      d.state === 'answered' ? shownComments(pool, d.caseId) : [],
    ]);
    const open = d.state === 'open' && now() < DateTime.fromISO(d.endsAt);
    const token = open ? forms.issue(d.caseId) : null;
    res
      .type('html')
      .send(decisionPage(d, { draft, basis, counts: counts satisfies CommentCounts, comments, token, ...more }));
  }
}

const idOf = (req: Request): string => {
  const id = req.params.id as string;
  if (!/^[A-Z]{1,8}-\d{4}-\d{1,12}$/.test(id)) throw gone();
  return id;
};

function offsetOf(req: Request): number {
  const given = Number(typeof req.query.offset === 'string' ? req.query.offset : 0);
  return Number.isInteger(given) && given > 0 && given <= MOST_OFFSET ? given : 0;
}

function asRefusal(error: unknown): { status: number; title: string; detail: string } {
  if (error instanceof Refusal) return { status: error.status, title: error.title, detail: error.message };
  const e = error as { type?: string; status?: number };
  if (e?.type === 'entity.too.large')
    return { status: 413, title: '内容过长', detail: `意见不能超过${MOST_TEXT}字，请返回精简后重试。` };
  if (typeof e?.status === 'number' && e.status >= 400 && e.status < 500)
    return { status: 400, title: '提交有误', detail: '提交内容无法识别，请返回重新填写。' };
  return { status: 500, title: '暂时不能办理', detail: '您的意见没有接收，请稍后返回重试。' };
}
