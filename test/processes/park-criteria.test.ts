import { application, operatorOf } from '../support/park.ts';
import { world } from '../support/world.ts';

const stack = world();

interface Finding {
  criterion: string;
  met: boolean;
  reason: string;
}

const evaluate = async (over: Record<string, unknown>) => {
  const owner = await stack.as('process-owner');
  return owner.post('/api/decisions/park-criteria/evaluate', { variables: application(over) });
};
const judged = async (over: Record<string, unknown>): Promise<{ eligible: boolean; findings: Finding[] }> => {
  const { status, body } = await evaluate(over);
  expect([status, body.errors]).toEqual([200, undefined]);
  return body.outputs;
};
const unmet = ({ findings }: { findings: Finding[] }) => findings.filter((f) => !f.met).map((f) => f.criterion);

test('every condition of article 5 has its finding with a reason', async () => {
  const { eligible, findings } = await judged({});
  expect(eligible).toBe(true);
  expect(findings.map(({ criterion, met }) => [criterion, met])).toEqual([
    ['leading-industry', true],
    ['leading-industry-share', true],
    ['usable-area', true],
    ['registered-in-lixia', true],
    ['independent-legal-person', true],
    ['dedicated-team', true],
    ['finance-rules', true],
    ['facilities', true],
    ['public-services', true],
    ['scale', true],
    ['leading-companies', true],
  ]);
  expect(findings.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([
      '主导产业占比60%，不低于60%',
      '使用面积5000平方米，不低于5000平方米',
      '企业12家，经济贡献12000000.5元/年，由审核研判',
    ]),
  );
});

test.each([
  [{ leadingIndustryShare: 60 }, true, []],
  [{ leadingIndustryShare: 59.99 }, false, ['leading-industry-share']],
  [{ leadingIndustryShare: 40, buildingCluster: true }, true, []],
  [{ leadingIndustryShare: 39.99, buildingCluster: true }, false, ['leading-industry-share']],
  [{ usableArea: 5000 }, true, []],
  [{ usableArea: 4999.99 }, false, ['usable-area']],
  [{ usableArea: 10_000, kind: 'society-led' }, true, []],
  [{ usableArea: 9999.99, kind: 'society-led' }, false, ['usable-area']],
  [{ leadingIndustryShare: 0 }, false, ['leading-industry-share']],
  [{ leadingIndustryShare: 100 }, true, []],
  // Scale and leading companies are findings; alone they decide nothing.
  [{ scale: { companies: 0, leadingCompanies: [], economicContribution: 0 } }, true, ['scale', 'leading-companies']],
  // A recorded exception leaves the condition unmet, and the park eligible.
  [{ usableArea: 4800, areaException: '老旧楼宇更新' }, true, ['usable-area']],
  [
    { usableArea: 4800, leadingIndustryShare: 59, areaException: '老旧楼宇更新' },
    false,
    ['leading-industry-share', 'usable-area'],
  ],
])('%j: eligible %s, unmet %j', async (over, eligible, criteria) => {
  const found = await judged(over);
  expect([found.eligible, unmet(found)]).toEqual([eligible, criteria]);
});

test.each([
  ['registeredInLixia', 'registered-in-lixia'],
  ['independentLegalPerson', 'independent-legal-person'],
  ['dedicatedTeam', 'dedicated-team'],
  ['financeRules', 'finance-rules'],
  ['facilities', 'facilities'],
  ['publicServices', 'public-services'],
])('an operator without %s is not eligible', async (field, criterion) => {
  const found = await judged({ operator: operatorOf('运营公司', { [field]: false }) });
  expect([found.eligible, unmet(found)]).toEqual([false, [criterion]]);
});

test.each([
  [{ leadingIndustryShare: 140 }, ['leadingIndustryShare 主导产业企业占比不能大于100%']],
  [{ leadingIndustryShare: -1 }, ['leadingIndustryShare 主导产业企业占比不能小于0%']],
  [{ leadingIndustryShare: '很高' }, ['leadingIndustryShare 主导产业企业占比应为数字']],
  [{ usableArea: -5000 }, ['usableArea 使用面积应大于0平方米']],
  [{ usableArea: 0 }, ['usableArea 使用面积应大于0平方米']],
  [{ usableArea: 10_000_000.5 }, ['usableArea 使用面积不能大于10000000平方米，请核对单位']],
  [{ kind: 'private' }, ['kind 请选择园区类型']],
  [{ leadingIndustry: 'steel' }, ['leadingIndustry 主导产业不在重点产业名录中']],
  [{ operator: { name: '公司' } }, 6],
  [
    { scale: { companies: -1, leadingCompanies: [], economicContribution: '1.234' } },
    [
      'scale.companies 企业数量不能小于0',
      'scale.economicContribution 经济贡献应为不小于0、小于10万亿元的金额，最多两位小数',
    ],
  ],
  [
    { scale: { companies: 1.5, leadingCompanies: ['甲', '甲'], economicContribution: 1 } },
    ['scale.companies 企业数量应为整数', 'scale.leadingCompanies 龙头企业不能重复'],
  ],
])('%j is refused at its field', async (over, expected) => {
  const { status, body } = await evaluate(over);
  expect(status).toBe(422);
  const said = (body.errors as { path: string; message: string }[]).map(({ path, message }) => `${path} ${message}`);
  if (typeof expected === 'number') expect(said).toHaveLength(expected);
  else expect(said).toEqual(expected);
});
