import type { Db } from '../../db/pool.ts';
import { now } from '../clock.ts';
import { parkClawback } from '../documents/park-clawback.ts';
import { parkRevocation } from '../documents/park-revocation.ts';
import { PermanentFault } from '../faults.ts';
import { evaluationsOf } from './evaluations.ts';
import { type ClawbackState, GROUNDS, type Ground, type MoneySums } from './ledger.ts';
import { ISSUER } from './papers.ts';
import { findPark } from './register.ts';
import { OUTCOME_NAMES } from './score.ts';

const OFFICE = 'key-industry-office';
const RECEIVER = 'finance';

const issued = () => ({ createdAt: now().toISO() ?? '', on: now().toISODate() ?? '' });

/** 取消产业园区资格决定书 of a year, by the unit of the post that decided. */
export async function revocationPaper(
  db: Db,
  of: { caseId: string; parkId: string; period: string | null; decider: string; reason: string | null },
  names: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const [park, all] = await Promise.all([findPark(db, of.parkId), evaluationsOf(db, of.parkId)]);
  if (!park) throw new PermanentFault(`数据库中没有园区 ${of.parkId}，不能出具决定书：请系统管理员核对。`);
  const unit = of.decider.split('.')[0] ?? OFFICE;
  return parkRevocation({
    ...issued(),
    caseId: of.caseId,
    parkName: park.name,
    operator: park.operator,
    department: names.get(park.department) ?? park.department,
    certificateNumber: park.certificateNumber,
    certifiedOn: park.certifiedOn,
    failingYears: all
      .filter(({ kind, outcome, period }) => {
        return kind === 'annual' && outcome === 'failed' && Math.abs(Number(period) - Number(of.period)) <= 1;
      })
      .map(({ period, total }) => `${period}年度综合评价${OUTCOME_NAMES.failed}，得分${total}`),
    reason: of.reason,
    issuer: unit === OFFICE ? ISSUER : (names.get(unit) ?? unit),
  });
}

/** 追缴产业资金决定书: what is due back of what was paid, by when and to whom. */
export function clawbackPaper(
  of: { caseId: string; parkName: string; operatorName: string; ground: Ground; reason: string },
  { amount, dueOn }: ClawbackState,
  { paid }: MoneySums,
  names: ReadonlyMap<string, string>,
): Promise<Buffer> {
  return parkClawback({
    ...issued(),
    ...{ caseId: of.caseId, parkName: of.parkName, operator: of.operatorName, reason: of.reason },
    ...{ ground: GROUNDS[of.ground], amount, paid, dueOn: dueOn ?? '' },
    receiver: names.get(RECEIVER) ?? RECEIVER,
    issuer: ISSUER,
  });
}
