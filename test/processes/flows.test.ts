import { caseOf, caseReaches, doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import type { Client } from '../support/client.ts';

const stack = world();
const DAY = { meetingDate: '2026-01-06' };
let clerk: Client;
let monitor: Client;

/** Flows taken by the cases of this file. */
const taken = new Set<string>();

beforeAll(async () => {
  clerk = await stack.as('commerce.clerk');
  monitor = await stack.as('monitor');
});

async function argue(id: string): Promise<void> {
  await Promise.all([
    doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance'),
    doStep(stack, id, 'Task_GiveOpinion', { opinion: 'conditional', opinionText: '分期兑现' }, 'taxation'),
  ]);
  await doStep(stack, id, 'Task_FormProposal', { proposalText: '建议引进。' });
}

/** Reads the flows when the last one has come back from the engine. */
async function flowsOf(id: string, last: string): Promise<{ xml: string }> {
  return eventually(async () => {
    const { body } = await monitor.get<{ xml: string; flows: { flowId: string }[] }>(`/api/cases/${id}/diagram`);
    const flows = body.flows.map(({ flowId }) => flowId);
    expect(flows).toContain(last);
    flows.forEach((flow) => taken.add(flow));
    return body;
  });
}

const departments = ['finance', 'taxation'];

test('every flow of the diagram is taken by some case, and each case ends where it should', async () => {
  const materials = [
    { name: '项目报告书', essential: true, provided: false },
    { name: '书面申请', essential: true, provided: false },
    { name: '审计报告', essential: false, provided: false, promisedBy: '2026-03-01' },
  ];
  const id = await startCase(clerk, { departments, materials });
  await doStep(stack, id, 'Task_SupplementMaterials', { confirmedItems: ['项目报告书', '书面申请'] });
  await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'return', returnItems: '盖章不清\n\n 报告缺页 ' });
  await doStep(stack, id, 'Task_SupplementMaterials', { confirmedItems: ['盖章不清', '报告缺页'] });
  await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await argue(id);
  await doStep(stack, id, 'Task_Decide', { ...DAY, decisionResult: 'reargue', decisionText: '补充测算' });
  await argue(id);
  await doStep(stack, id, 'Task_Decide', { ...DAY, decisionResult: 'approved' });
  await caseReaches(monitor, id, 'completed');
  const approved = await caseOf(monitor, id);
  expect(approved.variables.materials).toEqual([
    { name: '项目报告书', essential: true, provided: true },
    { name: '书面申请', essential: true, provided: true },
    { name: '审计报告', essential: false, provided: false, promisedBy: '2026-03-01' },
  ]);
  expect(approved.variables.rounds).toMatchObject([
    { decision: { result: 'reargue', by: 'leading-group-office.clerk' }, opinions: [{}, {}] },
    { decision: { result: 'approved' }, proposal: { text: '建议引进。' } },
  ]);
  const { xml } = await flowsOf(id, 'Flow_Archived');

  const higher = await startCase(clerk, { departments, beyondLeadingGroup: 'government-executive-meeting' });
  await doStep(stack, higher, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await argue(higher);
  const decision = { ...DAY, meetingName: '第5次常务会议', decisionResult: 'rejected', decisionText: '财力不支' };
  await doStep(stack, higher, 'Task_RegisterHigherDecision', decision);
  await caseReaches(monitor, higher, 'completed');
  expect(await caseOf(monitor, higher)).toMatchObject({
    outcome: 'rejected',
    variables: { level: 'government-executive-meeting', decision: { meeting: '第5次常务会议', result: 'rejected' } },
  });
  await flowsOf(higher, 'Flow_Archived');

  const withdrawn = await startCase(clerk, { departments });
  await doStep(stack, withdrawn, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await taskAt(monitor, withdrawn, 'Task_GiveOpinion', 'finance');
  const head = await stack.as('commerce.head');
  expect((await head.post(`/api/cases/${withdrawn}/withdraw`, { reason: '企业撤回' })).status).toBe(200);
  await caseReaches(monitor, withdrawn, 'withdrawn');
  await flowsOf(withdrawn, 'Flow_WithdrawalRecorded');

  const all = [...xml.matchAll(/<bpmn:sequenceFlow id="([^"]+)"/g)].map((match) => match[1]);
  expect(all.length).toBeGreaterThan(20);
  // A limit ends with its step, never by itself.
  expect(all.filter((flow) => !taken.has(flow ?? ''))).toEqual(['Flow_LimitClosed']);
}, 120_000);

test('parallel opinions do not mix: each department keeps what it said', async () => {
  const units = ['finance', 'taxation', 'commerce', 'industry-it', 'ecology-environment'];
  const id = await startCase(clerk, { departments: units });
  await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  await Promise.all(
    units.map((unit) =>
      doStep(stack, id, 'Task_GiveOpinion', { opinion: 'disagree', opinionText: `意见 ${unit}` }, unit),
    ),
  );
  const task = await taskAt(monitor, id, 'Task_FormProposal');
  const { body } = await (await stack.as('investment-promotion.clerk')).get(`/api/tasks/${task.key}`);
  expect(body.variables.opinions).toEqual(
    units.map((department) => ({
      department,
      opinion: 'disagree',
      text: `意见 ${department}`,
      files: [],
      by: `${department}.clerk`,
    })),
  );
});

test('a form that comes again is empty again: what was sent stays in the scope of its task', async () => {
  const id = await startCase(clerk);
  await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'return', returnItems: '缺页' });
  await doStep(stack, id, 'Task_SupplementMaterials', { confirmedItems: ['缺页'], supplementNote: '已补' });
  const task = await taskAt(monitor, id, 'Task_ReviewMaterials');
  const { body } = await (await stack.as('investment-promotion.clerk')).get(`/api/tasks/${task.key}`);
  expect(Object.keys(body.variables)).not.toContain('reviewResult');
  expect(body.variables.supplement).toMatchObject({ confirmed: ['缺页'], note: '已补', by: 'commerce.clerk' });
});
