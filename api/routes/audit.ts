import { Router } from 'express';
import { z } from 'zod';
import { type ActRow, ENDINGS, listActs } from '../../domain/audit/store.ts';
import { NOTED, readNoted, verifyAudit } from '../../domain/audit/verify.ts';
import { now, toWire } from '../../domain/clock.ts';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { nameOfAct } from '../act-names.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden } from '../problem.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { auditSheet } from '../sheets/audit.ts';
import { MOST_ROWS } from '../sheets/cells.ts';
import { parseQuery } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';

const Day = z.iso.date('应为日期，如 2026-02-27').refine((d) => d >= '1900-01-01', { error: '应为 1900 年以后的日期' });
const Text = z
  .string()
  .max(200, '至多 200 个字')
  .regex(/^[^\0]*$/, '含有无效的字符');
export const AuditExportQuery = z.object({
  from: Day.optional().describe('自（含），实际日期'),
  to: Day.optional().describe('至（含），实际日期'),
  actor: Text.optional().describe('账户'),
  ending: z.enum(ENDINGS, { error: '应为 done、refused 或 failed' }).optional().describe('办成、被拒、出错'),
  case: Text.optional().describe('事项编号'),
  q: Text.optional().describe('请求、对象或地址'),
});
export const AuditQuery = AuditExportQuery.extend(Page.shape);
export const NotedQuery = z.object({
  noted: z
    .string()
    .regex(NOTED, '应为“序号:校验值”，如 120:9f86…（64 位）')
    .optional()
    .describe('此前抄记的“序号:校验值”'),
});

const ENDING_NAMES = { done: '办成', refused: '被拒', failed: '出错' };
const endingOf = (status: number) => (status < 400 ? 'done' : status < 500 ? 'refused' : 'failed');

/** What was asked for, in words. */
function askedFor(f: z.output<typeof AuditExportQuery>, names: Names): [string, string][] {
  const asked: [string, string | null | undefined][] = [
    ['日期自', f.from],
    ['日期至', f.to],
    ['账户', f.actor && `${f.actor}（${nameIn(names, f.actor)}）`],
    ['结果', f.ending && ENDING_NAMES[f.ending]],
    ['事项', f.case],
    ['查找', f.q],
  ];
  return asked.filter((line): line is [string, string] => Boolean(line[1]));
}

export type ActView = ReturnType<typeof view>;
const view = (act: ActRow, names: Names) => ({
  ...act,
  at: toWire(act.at),
  businessAt: toWire(act.businessAt),
  actorName: nameIn(names, act.actor),
  name: nameOfAct(act.action, act.target),
  ending: endingOf(act.status),
  endingName: ENDING_NAMES[endingOf(act.status)],
});

/** 审计日志: the auditor's affair and nobody else's, the other two administrators among them. */
export function auditRoutes({ pool }: Context): Router {
  const router = Router();
  const guard = (who: Principal): Principal => {
    if (!holdsPost(who, 'auditor')) throw forbidden('只有审计管理员可以查看审计日志。');
    return who;
  };

  router.get('/audit', async (req, res) => {
    guard(principalOf(req));
    const filter = parseQuery(AuditQuery, req.query);
    const [{ items, total }, names] = await Promise.all([listActs(pool, filter), loadNames(pool)]);
    res.json({ items: items.map((act) => view(act, names)), total });
  });

  /** Exactly what is filtered, or nothing. */
  router.get('/audit/export.xlsx', async (req, res) => {
    const who = guard(principalOf(req));
    const filter = parseQuery(AuditExportQuery, req.query);
    const [{ items }, names] = await Promise.all([
      listActs(pool, { ...filter, limit: MOST_ROWS + 1, offset: 0 }),
      loadNames(pool),
    ]);
    if (items.length > MOST_ROWS)
      throw conflict(`符合条件的记录超过 ${MOST_ROWS} 条，请缩小筛选范围（如按日期）后重试。`);
    const sheet = await auditSheet(
      items.map((act) => view(act, names)),
      [
        ['导出人', who.name],
        ['导出时间', now().toFormat('yyyy年M月d日 HH:mm')],
        ['条数', String(items.length)],
        ...askedFor(filter, names),
      ],
    );
    res
      .attachment(`audit-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .send(sheet);
  });

  // Reads the whole log: one at a time.
  let running: Promise<unknown> = Promise.resolve();
  router.get('/audit/verification', async (req, res) => {
    guard(principalOf(req));
    const { noted } = parseQuery(NotedQuery, req.query);
    const verdict = running.then(() => verifyAudit(pool, readNoted(noted)));
    running = verdict.catch(() => undefined);
    res.json(await verdict);
  });

  return router;
}
