import { Router } from 'express';
import { z } from 'zod';
import { casesSeenBy, maySeeCase } from '../../domain/access.ts';
import { inTransaction } from '../../db/pool.ts';
import { now, toWire } from '../../domain/clock.ts';
import { listCards } from '../../domain/escalation/store.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { loadProcessNames } from '../../domain/models/store.ts';
import { type Clause, CLAUSES, wording } from '../../domain/parks/agreement.ts';
import { KINDS } from '../../domain/parks/application.ts';
import { evaluationsOf, sayHalfYears } from '../../domain/parks/evaluations.ts';
import { cancelPayment, clawbacksOf, enterPayment, GROUNDS, moneyOf, paymentsOf } from '../../domain/parks/ledger.ts';
import { formerNamesOf, renameOperator } from '../../domain/parks/operator.ts';
import { listParks, seesEvaluations } from '../../domain/parks/overview.ts';
import { sayTargets } from '../../domain/parks/papers.ts';
import { agreementOf, findPark, type Park, verifyCertificate } from '../../domain/parks/register.ts';
import { OUTCOME_NAMES } from '../../domain/parks/score.ts';
import { changeParkSetting, listParkSettings } from '../../domain/parks/settings.ts';
import { holdsPost, loadNames, type Principal } from '../../domain/people/store.ts';
import { day, money, text } from '../../domain/start-values.ts';
import { json } from '../body.ts';
import type { Context } from '../context.ts';
import { conflict, forbidden, invalid, notFound } from '../problem.ts';
import { Page, Reason } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { MOST_ROWS } from '../sheets/cells.ts';
import { parkSheet } from '../sheets/parks.ts';
import { parseBody, parseQuery, refuseUnstorable } from '../validate.ts';
import { cardView, nameIn } from '../views.ts';

export const ParkQuery = Page.extend({
  q: z.string().max(200, '至多 200 个字').optional(),
  industry: z.string().max(100).optional(),
  kind: z.enum(['government-led', 'society-led'], { error: '应为 government-led 或 society-led' }).optional(),
  department: z.string().max(100).optional(),
  standing: z.enum(['certified', 'revoked'], { error: '应为 certified 或 revoked' }).optional(),
  outcome: z.enum(['excellent', 'passed', 'failed'], { error: '应为 excellent、passed 或 failed' }).optional(),
});
export const ParkExportQuery = ParkQuery.omit({ limit: true, offset: true });
export const Payment = z.strictObject(
  {
    paidOn: day('兑现日期'),
    amount: money('兑现金额').refine((amount) => amount !== '0', '兑现金额应大于0'),
    purpose: text('资金用途', 200),
    document: text('凭证编号', 100),
  },
  { error: '请以 {"paidOn":…,"amount":…,"purpose":…,"document":…} 提交' },
);
export const Cancellation = z.strictObject({ reason: Reason }, { error: '请以 {"reason":…} 提交' });
export const OperatorName = z.strictObject(
  { name: text('新名称', 200), from: day('变更日期'), basis: text('变更依据', 500) },
  { error: '请以 {"name":…,"from":…,"basis":…} 提交' },
);
export const ParkSettings = z.strictObject(
  {
    /** As read: an edit by somebody else in between is not overwritten. */
    revision: z.int({ error: '应为整数' }),
    revocationDecider: z.string({ error: '请选择决定取消资格的岗位' }).max(100),
    reason: Reason,
  },
  { error: '请以 {"revision":…,"revocationDecider":…,"reason":…} 提交' },
);
export const CertificateQuery = z.object({
  number: z.string({ error: '请填写证书编号' }).min(1, '请填写证书编号').max(60, '证书编号过长'),
  code: z.string({ error: '请填写验证码' }).min(1, '请填写验证码').max(60, '验证码过长'),
});

const view = (park: Park, names: ReadonlyMap<string, string>) => ({
  ...park,
  kindName: KINDS[park.kind],
  departmentName: nameIn(names, park.department),
});

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const OFFICE = 'key-industry-office';

const mayEnterPayment = (who: Principal): boolean => holdsPost(who, 'finance.clerk');
const mayRename = (who: Principal, park: Park): boolean =>
  [OFFICE, park.department].some((unit) => holdsPost(who, `${unit}.clerk`));
const mayChangeSetting = (who: Principal): boolean => holdsPost(who, `${OFFICE}.head`);

/** The register of parks: public facts for whoever is signed in; agreement and documents for those who see the case. */
export function parkRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/parks', async (req, res) => {
    const filter = parseQuery(ParkQuery, req.query);
    const [{ items, total }, names] = await Promise.all([listParks(pool, principalOf(req), filter), loadNames(pool)]);
    const seen = items.map((park) => ({
      ...view(park, names),
      lastOutcomeName: park.lastOutcome && OUTCOME_NAMES[park.lastOutcome],
    }));
    res.json({ items: seen, total });
  });

  /** Exactly what the list with the same filter shows. */
  router.get('/parks/export.xlsx', async (req, res) => {
    const filter = parseQuery(ParkExportQuery, req.query);
    const who = principalOf(req);
    const [{ items, total }, names] = await Promise.all([
      listParks(pool, who, { ...filter, limit: MOST_ROWS, offset: 0 }),
      loadNames(pool),
    ]);
    if (total > MOST_ROWS) throw conflict(`筛选后有 ${total} 个园区，一次最多导出 ${MOST_ROWS} 个，请缩小范围。`);
    const asked: [string, string | null | undefined][] = [
      ['导出时间', now().toFormat('yyyy年M月d日 HH:mm')],
      ['导出人', nameIn(names, who.username)],
      ['个数', String(items.length)],
      ['查找', filter.q],
      ['主导产业', filter.industry && (items[0]?.industryName ?? filter.industry)],
      ['类型', filter.kind && KINDS[filter.kind]],
      ['产业主管部门', filter.department && nameIn(names, filter.department)],
      ['状态', filter.standing && (filter.standing === 'certified' ? '已认定' : '已取消')],
      ['评价结果', filter.outcome && OUTCOME_NAMES[filter.outcome]],
    ];
    const said = asked.filter((line): line is [string, string] => Boolean(line[1]));
    res
      .attachment(`parks-${now().toFormat('yyyyMMdd-HHmm')}.xlsx`)
      .type(EXCEL)
      .send(await parkSheet(items, names, said));
  });

  router.get('/parks/:id', async (req, res) => {
    const park = await parkAt(req.params.id);
    const who = principalOf(req);
    const [names, seen, formerNames] = await Promise.all([
      loadNames(pool),
      maySeeCase(pool, who, park.caseId),
      formerNamesOf(pool, park.id),
    ]);
    const [agreement, files] = seen
      ? await Promise.all([agreementOf(pool, park.id), filesOfCase(pool, park.caseId)])
      : [null, []];
    res.json({
      ...view(park, names),
      agreement: agreement && {
        ...agreement,
        clauses: (Object.keys(CLAUSES) as Clause[]).map((key) => ({
          key,
          title: CLAUSES[key],
          text: wording(key, agreement.clauses),
        })),
        targets: sayTargets(agreement.targets).map(([label, value]) => ({ label, value })),
      },
      documents: files.map(({ id, name, size, uploadedAt }) => ({ id, name, size, uploadedAt: toWire(uploadedAt) })),
      formerNames,
      ...(seesEvaluations(who, park) ? await memoryOf(who, park, names) : {}),
      may: {
        seeCase: seen,
        seeEvaluations: seesEvaluations(who, park),
        enterPayment: mayEnterPayment(who),
        renameOperator: mayRename(who, park),
      },
    });
  });

  async function parkAt(id: string): Promise<Park> {
    const park = /^\d{1,18}$/.test(id) ? await findPark(pool, id) : null;
    if (!park) throw notFound('园区');
    return park;
  }

  /** Evaluations, cards and money: what is remembered of a park, whatever its operator was called. */
  async function memoryOf(who: Principal, park: Park, names: ReadonlyMap<string, string>): Promise<object> {
    const [evaluations, payments, clawbacks, sums, processes] = await Promise.all([
      evaluationsOf(pool, park.id),
      paymentsOf(pool, park.id),
      clawbacksOf(pool, park.id),
      moneyOf(pool, park.id),
      loadProcessNames(pool),
    ]);
    const cases = new Set([park.caseId, ...evaluations.map((e) => e.caseId), ...clawbacks.map((c) => c.caseId)]);
    const seen = casesSeenBy(who, 1);
    const cards = await Promise.all([...cases].map((id) => listCards(pool, seen, { case: id, limit: 200, offset: 0 })));
    return {
      evaluations: evaluations.map((e) => ({
        ...e,
        openedAt: toWire(e.openedAt),
        concludedAt: toWire(e.concludedAt),
        outcomeName: e.outcome && OUTCOME_NAMES[e.outcome],
        halfYearsText: e.halfYears && sayHalfYears(e.halfYears),
      })),
      cards: cards.flatMap(({ items }) => items.map((card) => cardView(card, names, processes))),
      money: {
        ...sums,
        payments: payments.map((p) => ({
          ...p,
          enteredByName: nameIn(names, p.enteredBy),
          cancelledAt: toWire(p.cancelledAt),
        })),
        clawbacks: clawbacks.map((c) => ({ ...c, groundName: GROUNDS[c.ground] })),
      },
    };
  }

  router.post('/parks/:id/payments', json({ limit: '20kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEnterPayment(who)) throw forbidden('只有区财政局经办人可以登记产业资金。');
    const park = await parkAt(req.params.id as string);
    const payment = parseBody(Payment, req.body);
    refuseUnstorable(payment);
    if (payment.paidOn > (now().toISODate() ?? ''))
      throw invalid([{ path: 'paidOn', message: '兑现日期不能晚于今天' }]);
    const id = await enterPayment(pool, park.id, { ...payment, by: who.username });
    if (!id) throw conflict('同一凭证、同一金额已经登记，没有重复登记。');
    res.locals.audit = { case: park.caseId, payment: id, amount: payment.amount };
    res.status(201).json({ id });
  });

  router.post('/parks/:id/payments/:payment/cancel', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayEnterPayment(who)) throw forbidden('只有区财政局经办人可以更正产业资金。');
    const park = await parkAt(req.params.id as string);
    const payment = req.params.payment as string;
    const { reason } = parseBody(Cancellation, req.body);
    refuseUnstorable(reason);
    const by = { actor: who.username, reason };
    const done =
      /^\d{1,18}$/.test(payment) && (await inTransaction(pool, (db) => cancelPayment(db, park.id, payment, by)));
    if (!done) throw conflict('该笔资金不存在、已经作废，或者已经决定追缴，不能作废。');
    res.locals.audit = { case: park.caseId, payment, reason };
    res.json({ id: payment });
  });

  router.post('/parks/:id/operator', json({ limit: '20kb' }), async (req, res) => {
    const park = await parkAt(req.params.id as string);
    const who = principalOf(req);
    if (!mayRename(who, park)) throw forbidden('只有产业主管部门和重点产业发展办公室经办人可以登记更名。');
    const change = parseBody(OperatorName, req.body);
    refuseUnstorable(change);
    if (change.from > (now().toISODate() ?? '')) throw invalid([{ path: 'from', message: '变更日期不能晚于今天' }]);
    if (change.from < park.certifiedOn) throw invalid([{ path: 'from', message: '变更日期不能早于认定日期' }]);
    const done = await inTransaction(pool, (db) => renameOperator(db, park.id, { ...change, actor: who.username }));
    if (done === 'same') throw conflict('运营机构已是这个名称，没有变更。');
    if (done === 'taken') throw conflict('名录中已有同名园区由该运营机构运营，请核对名称。');
    res.locals.audit = { case: park.caseId, before: park.operator, after: change.name };
    res.json({ operator: change.name });
  });

  router.get('/park-settings', async (req, res) => {
    const [edits, names] = await Promise.all([listParkSettings(pool), loadNames(pool)]);
    res.json({
      revision: edits[0]?.revision ?? 0,
      revocationDecider: edits[0]?.revocationDecider ?? null,
      revocationDeciderName: nameIn(names, edits[0]?.revocationDecider ?? null),
      edits: edits.map(({ at, actor, ...edit }) => ({
        ...edit,
        at: toWire(at),
        actorName: actor ? nameIn(names, actor) : null,
        revocationDeciderName: nameIn(names, edit.revocationDecider),
      })),
      may: { edit: mayChangeSetting(principalOf(req)) },
    });
  });

  router.put('/park-settings', json({ limit: '10kb' }), async (req, res) => {
    const who = principalOf(req);
    if (!mayChangeSetting(who)) throw forbidden('只有重点产业发展办公室主要负责人可以设定。');
    const { revision, revocationDecider, reason } = parseBody(ParkSettings, req.body);
    refuseUnstorable(reason);
    const known = await pool.query('SELECT 1 FROM post WHERE id = $1 AND unit IS NOT NULL', [revocationDecider]);
    if (!known.rows.length) throw invalid([{ path: 'revocationDecider', message: '该岗位不在单位岗位中' }]);
    if (!(await changeParkSetting(pool, { revision, revocationDecider, reason, actor: who.username })))
      throw conflict('设定刚刚被他人修改，请刷新后重新填写。');
    res.locals.audit = { reason, revocationDecider };
    res.json({ revision: revision + 1 });
  });

  return router;
}

/** For whoever holds a certificate in his hand, signed in or not. */
export function certificateRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/park-certificates/verification', async (req, res) => {
    const { number, code } = parseQuery(CertificateQuery, req.query);
    const park = await verifyCertificate(pool, number, code);
    res.json(
      park
        ? {
            // A park that lost its title has no valid certificate; whoever asks sees since when.
            valid: park.revokedOn === null,
            park: {
              name: park.name,
              operator: park.operator,
              kindName: KINDS[park.kind],
              industryName: park.industryName,
              areaException: park.areaException,
              certifiedOn: park.certifiedOn,
              certificateNumber: park.certificateNumber,
              revokedOn: park.revokedOn,
            },
          }
        : { valid: false, park: null },
    );
  });

  return router;
}
