import { Router, type Request } from 'express';
import { z } from 'zod';
import { seesEveryCase } from '../../domain/access.ts';
import { now } from '../../domain/clock.ts';
import { reportPaper } from '../../domain/documents/figures-report.ts';
import { presentUnitOf } from '../../domain/people/merged.ts';
import { PERIOD, periodOf } from '../../domain/reports/period.ts';
import { makeReport, type Report } from '../../domain/reports/report.ts';
import { headedUnits, readsReports, scopeFor, supervisedByHead } from '../../domain/reports/scope.ts';
import { sayCell } from '../../domain/reports/sections.ts';
import type { Context } from '../context.ts';
import { forbidden } from '../problem.ts';
import { Day } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { reportSheet } from '../sheets/report.ts';
import { parseQuery } from '../validate.ts';

export const ReportQuery = z
  .object({
    period: z
      .string()
      .regex(PERIOD, '应为年、季度或月，如 2026、2026-Q4、2026-11')
      .optional()
      .describe('年、季度或月，默认本季度'),
    from: Day.optional().describe('自（含），优先于 period'),
    to: Day.optional().describe('至（含）'),
    unit: z.string().max(100).optional(),
    process: z.string().max(100).optional(),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], error: '不能早于起始日期' });

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** 统计报表: heads of units see their own unit, who supervises sees all; each by the lists that he may see. */
export function reportRoutes({ pool }: Context): Router {
  const router = Router();

  async function reportFor(req: Request): Promise<Report> {
    const who = principalOf(req);
    if (!readsReports(who)) throw forbidden('统计报表由单位主要负责人、督导单位和监察员查看。');
    const { period, from, to, ...asked } = parseQuery(ReportQuery, req.query);
    const allowed = scopeFor(who, asked);
    // Of a merged unit: what its successor has, whoever asks by an old address.
    const scope = allowed?.unit
      ? scopeFor(who, { ...allowed, unit: await presentUnitOf(pool, allowed.unit) })
      : allowed;
    if (!scope)
      throw forbidden('您只能查看本单位的统计，或本单位所督导流程的统计。请选择本单位，或选择本单位督导的流程。');
    return makeReport(pool, who, scope, periodOf({ period, from, to }));
  }
  const fileName = (ending: string) => `reports-${now().toFormat('yyyyMMdd-HHmm')}.${ending}`;

  router.get('/reports', async (req, res) => {
    const who = principalOf(req);
    const report = await reportFor(req);
    const said = report.sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({
        ...row,
        cells: row.cells.map((cell) => ({ ...cell, text: sayCell(cell) })),
      })),
    }));
    const units = seesEveryCase(who) ? null : headedUnits(who);
    res.json({ ...report, units, supervised: supervisedByHead(who), sections: said });
  });

  router.get('/reports/export.xlsx', async (req, res) => {
    const report = await reportFor(req);
    res
      .attachment(fileName('xlsx'))
      .type(EXCEL)
      .send(await reportSheet(report));
  });

  router.get('/reports/export.pdf', async (req, res) => {
    const report = await reportFor(req);
    res
      .attachment(fileName('pdf'))
      .type('application/pdf')
      .send(await reportPaper(report));
  });

  return router;
}
