import type { Client } from './client.ts';
import { caseReaches } from './fast-track.ts';
import { moveClock } from './limits.ts';
import { applyForPark, parkSteps, PASS, REGULAR_VOTE } from './park.ts';
import { eventually, type TestStack } from './stack.ts';

/** What a park reached in a period; the agreement asks for 30 companies and 500,000,000.10 yuan a year. */
export const REACHED = {
  actualCompanies: 30,
  actualRevenue: '500000000.10',
  actualGrowth: 12.5,
  actualShare: 66,
  actualContribution: '13000000',
  specialMet: true,
};
export const MISSED = { ...REACHED, actualCompanies: 17, actualRevenue: '0', actualGrowth: -40 };

export interface EvaluationSteps {
  /** A certified park with targets, entered in the register. */
  certify(variables: Record<string, unknown>): Promise<string>;
  /** The case of a park's period, as soon as the engine's timer has opened it. */
  evaluation(parkId: string, period: string): Promise<string>;
  /** The department's report, confirmed by its head. */
  report(caseId: string, actuals: Record<string, unknown>): Promise<void>;
  /** A half-year from its report to its sealed file. */
  halfYear(parkId: string, period: string, actuals?: Record<string, unknown>): Promise<string>;
  /** A year up to the result; what follows from it stays to be done. */
  year(
    parkId: string,
    period: string,
    actuals?: Record<string, unknown>,
    review?: Record<string, unknown>,
  ): Promise<string>;
  rectify(caseId: string): Promise<void>;
  memory(parkId: string): Promise<ParkMemory>;
  /** Moves the clock, never back. */
  to(moment: string): Promise<void>;
}

export interface ParkMemory {
  name: string;
  operator: string;
  revokedOn: string | null;
  formerNames: { name: string }[];
  evaluations: {
    period: string;
    outcome: string | null;
    total: number | null;
    caseId: string;
    halfYearsText: string | null;
  }[];
  money: {
    paid: string;
    claimed: string;
    received: string;
    outstanding: string;
    payments: { id: string; amount: string }[];
    clawbacks: { amount: string; outstanding: string; late: boolean; dueOn: string; receipts: object[] }[];
  };
  cards: { limitName: string }[];
}

export function evaluationSteps(stack: TestStack, monitor: Client): EvaluationSteps {
  const go = parkSteps(stack);
  const memory = async (parkId: string) => (await monitor.get<ParkMemory>(`/api/parks/${parkId}`)).body;
  const evaluation = (parkId: string, period: string) =>
    eventually(async () => {
      const found = (await memory(parkId)).evaluations.find((e) => e.period === period);
      if (!found) throw new Error(`${period} of park ${parkId} is not opened`);
      return found.caseId;
    }, 120_000);
  async function report(caseId: string, actuals: Record<string, unknown>): Promise<void> {
    await go.stepWithFile(caseId, 'Task_ReportActuals', 'reportFiles', actuals);
    await go.step(caseId, 'Task_ConfirmReport', { confirmResult: 'pass' });
  }
  return {
    memory,
    evaluation,
    report,
    async certify(variables) {
      const id = await applyForPark(await stack.as('industry-it.clerk'), variables);
      await go.stepWithFile(id, 'Task_FileMaterials', 'materialsFiles', {});
      await go.step(id, 'Task_ReviewApplication', PASS);
      await go.step(id, 'Task_DraftAgreement', { targetCompanies: 30, targetRevenue: '500000000.10' });
      await go.step(id, 'Task_ExamineProposal', { examineResult: 'proceed', expertsNeeded: false });
      await go.meet(id, { finance: REGULAR_VOTE });
      await go.step(id, 'Task_DecideCertification', { certificationResult: 'certified' });
      const now = (await monitor.get('/api/demo/clock')).body.now as string;
      await go.stepWithFile(id, 'Task_SignAgreement', 'signedCopy', {
        signedOn: now.slice(0, 10),
        departmentSignatory: '区工信局主要负责人',
        operatorSignatory: '运营公司总经理',
      });
      await go.step(id, 'Task_FileAgreement', { filingResult: 'filed' });
      await caseReaches(monitor, id, 'completed');
      const { body } = await monitor.get(`/api/parks?q=${encodeURIComponent(variables.parkName as string)}`);
      return body.items[0].id as string;
    },
    async halfYear(parkId, period, actuals = REACHED) {
      const id = await evaluation(parkId, period);
      await report(id, actuals);
      await caseReaches(monitor, id, 'completed');
      return id;
    },
    async year(parkId, period, actuals = REACHED, review = { evaluateResult: 'confirm', integrity: 'none' }) {
      const id = await evaluation(parkId, period);
      await report(id, actuals);
      await go.step(id, 'Task_EvaluatePark', review);
      await eventually(async () => {
        const found = (await memory(parkId)).evaluations.find((e) => e.period === period);
        if (!found?.outcome) throw new Error(`${period} of park ${parkId} is not concluded`);
      });
      return id;
    },
    async rectify(caseId) {
      await go.step(caseId, 'Task_PlanRectification', { measures: '引进企业，落实政策。', rectificationDays: 60 });
      await go.step(caseId, 'Task_ReportRectification', { rectificationText: '已引进企业。' });
      await go.step(caseId, 'Task_VerifyRectification', { verifyResult: 'qualified' });
      await caseReaches(monitor, caseId, 'completed');
    },
    async to(moment) {
      await moveClock(monitor, moment);
    },
  };
}
