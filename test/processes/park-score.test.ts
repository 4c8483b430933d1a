import { world } from '../support/world.ts';

const stack = world();

const REACHED = {
  actualCompanies: 30,
  actualRevenue: '500000000.10',
  actualGrowth: 10,
  actualShare: 60,
  actualContribution: '1000000',
  specialMet: true,
};
const TARGETS = {
  targetCompanies: 30,
  targetRevenue: '500000000.10',
  targetGrowth: 10,
  targetShare: 60,
  targetContribution: '1000000',
  targetSpecial: '举办行业大会',
};

const evaluate = async (variables: Record<string, unknown>) =>
  (await stack.as('process-owner')).post('/api/decisions/park-score/evaluate', { variables });
async function scored(actuals: object, targets: object = TARGETS, kind = 'annual') {
  const { status, body } = await evaluate({ kind, targets, actuals: { ...REACHED, ...actuals } });
  expect([status, body.errors]).toEqual([200, undefined]);
  const { outcome, total, scores } = body.outputs as {
    outcome: string;
    total: number;
    scores: { indicator: string; points: number; full: number | null; reason: string }[];
  };
  return { outcome, total, scores, points: Object.fromEntries(scores.map((s) => [s.indicator, s.points])) };
}

test('all six targets of the agreement are scored, each with what was asked and what was reached', async () => {
  const { outcome, total, scores } = await scored({});
  expect([outcome, total]).toEqual(['excellent', 100]);
  expect(scores.map(({ indicator, full }) => [indicator, full])).toEqual([
    ['Companies', 20],
    ['Revenue', 20],
    ['Growth', 10],
    ['Share', 20],
    ['Contribution', 20],
    ['Special', 10],
  ]);
  expect(scores[1]?.reason).toBe('园区营业收入：目标500000000.1元，实际500000000.1元');
});

test.each([
  // A target is reached, reached by 80 %, by 60 %, or missed: from both sides of each edge, to the fen.
  [{ actualCompanies: 30 }, 'Companies', 20],
  [{ actualCompanies: 29 }, 'Companies', 16],
  [{ actualCompanies: 24 }, 'Companies', 16],
  [{ actualCompanies: 23 }, 'Companies', 10],
  [{ actualCompanies: 18 }, 'Companies', 10],
  [{ actualCompanies: 17 }, 'Companies', 0],
  [{ actualRevenue: '500000000.09' }, 'Revenue', 16],
  [{ actualRevenue: '400000000.08' }, 'Revenue', 16],
  [{ actualRevenue: '400000000.07' }, 'Revenue', 10],
  [{ actualRevenue: '300000000.06' }, 'Revenue', 10],
  [{ actualRevenue: '300000000.05' }, 'Revenue', 0],
  [{ actualGrowth: 8 }, 'Growth', 8],
  [{ actualGrowth: 7.99 }, 'Growth', 5],
  [{ actualGrowth: -3 }, 'Growth', 0],
  [{ actualShare: 48 }, 'Share', 16],
  [{ actualShare: 47.99 }, 'Share', 10],
  [{ actualContribution: '600000' }, 'Contribution', 10],
  [{ actualContribution: '599999.99' }, 'Contribution', 0],
  [{ specialMet: false }, 'Special', 0],
])('%j gives %s %d points', async (actuals, indicator, points) => {
  expect((await scored(actuals)).points[indicator]).toBe(points);
});

test('excellent from 90, qualified from 60, from both sides of the edge', async () => {
  // 100 - 10 for the special target.
  expect(await scored({ specialMet: false })).toMatchObject({ outcome: 'excellent', total: 90 });
  expect(await scored({ specialMet: false, actualGrowth: 9 })).toMatchObject({ outcome: 'passed', total: 88 });
  const sixty = { actualCompanies: 0, actualRevenue: '0' };
  expect(await scored(sixty)).toMatchObject({ outcome: 'passed', total: 60 });
  expect(await scored({ ...sixty, actualGrowth: 9 })).toMatchObject({ outcome: 'failed', total: 58 });
});

test('in a half-year revenue and contribution are asked for by half, the other targets in full', async () => {
  const half = { actualRevenue: '250000000.05', actualContribution: '500000' };
  expect(await scored(half, TARGETS, 'half-year')).toMatchObject({ outcome: 'excellent', total: 100 });
  expect((await scored({ ...half, actualRevenue: '250000000.04' }, TARGETS, 'half-year')).points.Revenue).toBe(16);
  expect((await scored({ actualCompanies: 15 }, TARGETS, 'half-year')).points.Companies).toBe(0);
});

test('what the agreement does not ask for is not counted, and an agreement without targets is left to the review', async () => {
  const { total, scores } = await scored({ actualRevenue: '0' }, { targetCompanies: 30 });
  expect(total).toBe(100);
  expect(scores.filter(({ full }) => full === null)).toHaveLength(5);
  expect(await scored({}, { targetCompanies: 0 })).toMatchObject({ outcome: 'passed', total: 60 });
  expect(await scored({}, {})).toMatchObject({ outcome: 'passed', total: 60 });
});

test('what is absurd is refused at its field', async () => {
  const { status, body } = await evaluate({ kind: 'monthly', actuals: { actualShare: 140, actualRevenue: '1.005' } });
  expect(status).toBe(422);
  expect(body.errors.map((e: { path: string }) => e.path).sort()).toEqual([
    'actuals.actualRevenue',
    'actuals.actualShare',
    'kind',
  ]);
});
