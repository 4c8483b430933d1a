import { Router } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { now, toWire } from '../../domain/clock.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { editsOfMeasure } from '../../domain/ledger/edits.ts';
import { importLines } from '../../domain/ledger/import.ts';
import { gradeOf } from '../../domain/ledger/items.ts';
import {
  feedbackOf,
  findMeasure,
  itemsOf,
  listMeasures,
  listSources,
  MEASURE_STATES,
  type MeasureRow,
  type MeasureState,
  rankUnits,
  STATE_NAMES,
} from '../../domain/ledger/measures.ts';
import { holdsPost, loadNames, namesAt, type Principal } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { forbidden, notFound } from '../problem.ts';
import { Flag, Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { ledgerSheet } from '../sheets/ledger.ts';
import { importSheet } from '../sheets/import.ts';
import { parseQuery } from '../validate.ts';
import { nameIn, type Names } from '../views.ts';

export const LedgerQuery = Page.extend({
  q: z.string().max(200, '至多 200 个字').optional(),
  source: z.string().max(100).optional(),
  unit: z.string().max(100).optional(),
  role: z.enum(['lead', 'support'], { error: '应为 lead 或 support' }).optional(),
  state: z.enum(MEASURE_STATES, { error: `应为 ${MEASURE_STATES.join('、')}` }).optional(),
});
export const LedgerExportQuery = LedgerQuery.omit({ limit: true, offset: true });
export const ImportQuery = z.object({ preview: Flag.optional().transform((v) => v ?? false) });

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const mayKeep = (who: Principal): boolean => holdsPost(who, 'supervision-office.clerk');

function view(m: MeasureRow, names: Names) {
  const named = (ids: readonly string[] | null) => (ids ?? []).map((id) => nameIn(names, id) ?? id);
  return {
    ...m,
    leadNames: named(m.lead),
    supportNames: named(m.support),
    itemLeadName: nameIn(namesAt(names, m.closedAt), m.itemLead),
    itemSupportNames: (m.itemSupport ?? []).map((id) => nameIn(namesAt(names, m.closedAt), id) ?? id),
    stateName: STATE_NAMES[m.state],
    gradeName: m.score === null ? null : gradeOf(m.score),
    closedAt: toWire(m.closedAt),
  };
}

/** How far the measures of a filter are, together and source by source. */
function summarise(rows: readonly MeasureRow[]) {
  const count = (list: readonly MeasureRow[]) => ({
    measures: list.length,
    begun: list.filter(({ caseId }) => caseId !== null).length,
    closed: list.filter(({ state }) => state === 'closed').length,
    late: list.filter(({ state }) => state === 'overdue').length,
    progress: list.length ? Math.round(list.reduce((sum, { progress }) => sum + progress, 0) / list.length) : 0,
  });
  const states = Object.fromEntries(
    MEASURE_STATES.map((state): [MeasureState, number] => [state, rows.filter((row) => row.state === state).length]),
  );
  const sources = [...new Map(rows.map((row) => [row.source, row])).values()].map((row) => ({
    ...{ id: row.source, number: row.sourceNumber, title: row.sourceTitle },
    ...count(rows.filter(({ source }) => source === row.source)),
  }));
  return { ...count(rows), states, sources };
}

/** 督查台账: the supervision office and the monitor see it whole, every other unit what it leads or supports. */
export function ledgerRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/ledger', async (req, res) => {
    const { limit, offset, ...filter } = parseQuery(LedgerQuery, req.query);
    const who = principalOf(req);
    const [rows, names, sources] = await Promise.all([
      listMeasures(pool, who, filter),
      loadNames(pool),
      listSources(pool),
    ]);
    res.json({
      items: rows.slice(offset, offset + limit).map((row) => view(row, names)),
      total: rows.length,
      summary: summarise(rows),
      sources: sources.map(({ id, number, title }) => ({ id, number, title })),
      may: { keep: mayKeep(who) },
    });
  });

  /** Exactly what the list with the same filter shows; it can be changed and imported again. */
  router.get('/ledger/export.xlsx', async (req, res) => {
    const filter = parseQuery(LedgerExportQuery, req.query);
    const who = principalOf(req);
    const [rows, names, sources] = await Promise.all([
      listMeasures(pool, who, filter),
      loadNames(pool),
      listSources(pool),
    ]);
    const issued = new Map(sources.map(({ id, issuedOn }) => [id, issuedOn]));
    const asked: [string, string | null | undefined][] = [
      ['导出时间', now().toFormat('yyyy年M月d日 HH:mm')],
      ['导出人', nameIn(names, who.username)],
      ['个数', String(rows.length)],
      ['查找', filter.q],
      ['来源文件', filter.source && (sources.find(({ id }) => id === filter.source)?.number ?? filter.source)],
      ['单位', filter.unit && nameIn(names, filter.unit)],
      ['单位角色', filter.role && (filter.role === 'lead' ? '牵头' : '配合')],
      ['状态', filter.state && STATE_NAMES[filter.state]],
    ];
    const said = asked.filter((line): line is [string, string] => Boolean(line[1]));
    const whole = rows.map((row) => ({ ...row, issuedOn: issued.get(row.source) ?? '' }));
    res
      .attachment(`ledger-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .type(EXCEL)
      .send(await ledgerSheet(whole, names, said));
  });

  router.get('/ledger/ranking', async (req, res) => {
    const [ranks, names] = await Promise.all([rankUnits(pool, principalOf(req)), loadNames(pool)]);
    const items = ranks.map((rank) => ({
      ...rank,
      unitName: nameIn(names, rank.unit),
      gradeName: rank.score === null ? null : gradeOf(rank.score),
    }));
    res.json({ items, total: items.length });
  });

  /** All of the file or nothing of it; `?preview=true` only says what it would do. */
  router.post('/ledger/import', async (req, res) => {
    const who = principalOf(req);
    if (!mayKeep(who)) throw forbidden('只有区政府督查室经办人可以导入台账。');
    const { preview } = parseQuery(ImportQuery, req.query);
    const done = await importSheet(pool, req, res, preview, (db, lines) => importLines(db, lines, who.username));
    res.locals.audit = { preview, added: done.added.length, changed: done.changed };
    res.json({ preview, ...done });
  });

  router.get('/ledger/:id', async (req, res) => {
    const who = principalOf(req);
    const measure = await findMeasure(pool, who, req.params.id);
    if (!measure) throw notFound('台账措施');
    const [names, items] = await Promise.all([loadNames(pool), itemsOf(pool, measure.id)]);
    const edits = await editsOfMeasure(pool, measure.id, (id) => nameIn(names, id) ?? id);
    const seen = await Promise.all(items.map(({ caseId }) => maySeeCase(pool, who, caseId)));
    const mine = items.filter((_, at) => seen[at]);
    const newest = mine.find(({ withdrawn }) => !withdrawn);
    const [feedback, files] = newest
      ? await Promise.all([feedbackOf(pool, newest.caseId), filesOfCase(pool, newest.caseId)])
      : [[], []];
    const order = files.filter(({ kind }) => kind === 'supervision-order').at(-1);
    res.json({
      ...view(measure, names),
      items: mine.map((item) => ({
        ...item,
        leadName: nameIn(namesAt(names, item.closedAt), item.lead),
        openedAt: toWire(item.openedAt),
        closedAt: toWire(item.closedAt),
      })),
      feedback: feedback.map((f) => ({
        ...f,
        unitName: nameIn(names, f.unit),
        givenByName: nameIn(names, f.givenBy),
        at: toWire(f.at),
      })),
      edits: edits.map((e) => ({ ...e, at: toWire(e.at), actorName: nameIn(names, e.actor) })),
      order: order ? { id: order.id, name: order.name } : null,
      may: {
        open: mayKeep(who) && (measure.caseId === null || measure.closedAt !== null),
        seeCase: newest !== undefined,
      },
    });
  });

  return router;
}
