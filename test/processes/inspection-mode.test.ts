import { world } from '../support/world.ts';

const stack = world();

const evaluate = async (variables: Record<string, unknown>) => {
  const owner = await stack.as('process-owner');
  return owner.post('/api/decisions/inspection-mode/evaluate', { variables });
};

test.each([
  ['low', 'low', 'bureau'],
  ['low', 'high', 'joint'],
  ['high', 'low', 'joint'],
  ['high', 'high', 'joint'],
])('technical %s and personnel %s: %s, by one row that names its article', async (technical, personnel, mode) => {
  const { status, body } = await evaluate({ technicalRequirement: technical, personnelRequirement: personnel });
  expect(status).toBe(200);
  expect(body.outputs).toEqual({ mode });
  expect(body.matchedRules).toHaveLength(1);
  expect(body.matchedRules[0].annotation).toMatch(/^历下政办发〔2019〕1号 附件2 三（一）/);
});

test.each([[{ technicalRequirement: 'low' }], [{ technicalRequirement: 'low', personnelRequirement: 'none' }]])(
  '%j is refused at its field',
  async (variables) => {
    const { status, body } = await evaluate(variables);
    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'personnelRequirement', message: '请选择人员资质要求是否较高' }],
    ]);
  },
);
