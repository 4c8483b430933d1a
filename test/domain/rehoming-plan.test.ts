import { readFileSync } from 'node:fs';
import { hindrances, type Parts, readParts } from '../../domain/models/migration-plan.ts';
import { type Foreseen, foreseeRehoming, type Standing } from '../../domain/models/rehoming-plan.ts';

/** Whether a case may go on in a new instance is decided from the two diagrams and from where it stands. */
const PROCESS = 'on-site-inspection';
const shipped = readFileSync(`processes/${PROCESS}/${PROCESS}.bpmn`, 'utf8');
const partsOf = (change: (xml: string) => string = (xml) => xml) => readParts(change(shipped), PROCESS);

const at = (elementId: string, type: string, over: Partial<Standing> = {}): Standing => ({
  elementKey: elementId,
  elementId,
  type,
  state: 'active',
  scopeKey: 'instance',
  ownVariables: false,
  stuck: false,
  counts: true,
  withOthers: false,
  ...over,
});
/** Before the inspection is arranged, with both limits running. */
const ARRANGING: Standing[] = [
  at('SubProcess_Licence', 'SUB_PROCESS'),
  at('Call_WatchLicence', 'CALL_ACTIVITY', { scopeKey: 'SubProcess_Licence' }),
  at('SubProcess_OrganiseInspection', 'SUB_PROCESS', { scopeKey: 'SubProcess_Licence' }),
  at('Call_WatchOrganiseInspection', 'CALL_ACTIVITY', { scopeKey: 'SubProcess_OrganiseInspection' }),
  at('Task_ArrangeInspection', 'USER_TASK', { scopeKey: 'SubProcess_OrganiseInspection' }),
];
/** The receipt is served, and there is no expert review: both wait for the inspection. */
let waiting: Record<string, number>;
const ONCE = { SubProcess_Licence: 1, SubProcess_OrganiseInspection: 1 };

let same: Parts;
beforeAll(async () => {
  same = await partsOf();
  const done = ['SubProcess_ServeReceipt', 'Gateway_ReviewDone'];
  waiting = Object.fromEntries(same.flows.filter(({ from }) => done.includes(from)).map(({ id }) => [id, 1]));
});
const foresee = (
  standing: Standing[],
  {
    from = same,
    to = same,
    flows = waiting,
    mapping = {},
  }: { from?: Parts; to?: Parts; flows?: Record<string, number>; mapping?: Record<string, string> } = {},
): Foreseen =>
  foreseeRehoming(
    from,
    to,
    standing,
    { flows: new Map(Object.entries(flows)), elements: new Map(Object.entries(ONCE)) },
    mapping,
  );

test('what it stands at is begun again, limits too; what waits at a join is brought there without being done again', () => {
  const { why, plan } = foresee(ARRANGING);
  expect(why).toEqual([]);
  const steps = ['Call_WatchLicence', 'Call_WatchOrganiseInspection', 'Task_ArrangeInspection'];
  expect(plan).toMatchObject({ terminate: steps, start: [...steps, 'Gateway_ReviewDone', 'EndEvent_ReceiptServed'] });
  expect(plan.watches).toEqual(steps.slice(0, 2));
  expect(plan.tasks).toEqual([
    { elementKey: 'Task_ArrangeInspection', start: 'Task_ArrangeInspection', back: 'Task_ArrangeInspection' },
  ]);
});

test.each<[string, Partial<Standing> & { elementId: string; type: string }, RegExp]>([
  ['an automatic step', { elementId: 'Task_PublishResult', type: 'SERVICE_TASK' }, /正在自动办理，重新安置会办两次/],
  ['one of several', { elementId: 'SubProcess_Appointment', type: 'MULTI_INSTANCE_BODY' }, /正在逐个办理的多实例环节/],
  [
    'a stuck step',
    { elementId: 'Task_PublishResult', type: 'SERVICE_TASK', stuck: true },
    /受阻，请先在运行情况中处理/,
  ],
  [
    'a limit that is just being counted',
    { elementId: 'Call_WatchLicence', type: 'CALL_ACTIVITY', counts: false },
    /正在起算/,
  ],
  [
    'a task that is with somebody else',
    { elementId: 'Task_AssessClues', type: 'USER_TASK', withOthers: true },
    /转办、委派或者加签/,
  ],
  ['a step on the move', { elementId: 'Task_AssessClues', type: 'USER_TASK', state: 'completing' }, /正在前进/],
  [
    'a sub-process with variables',
    { elementId: 'SubProcess_Licence', type: 'SUB_PROCESS', ownVariables: true },
    /有自己的变量/,
  ],
  ['a withdrawal', { elementId: 'Task_RecordWithdrawal', type: 'SERVICE_TASK' }, /由事件开始的子流程内/],
])('%s is no place to begin again', (_, { elementId, type, ...over }, said) => {
  expect(foresee([at(elementId, type, over)]).why.join()).toMatch(said);
});

test('a limit goes on under the same obligation only', async () => {
  const other = await partsOf((xml) => xml.replace('source="organise-inspection"', 'source="arrange-inspection"'));
  expect(foresee(ARRANGING, { to: other }).why).toEqual([
    '时限“组织勘验计时”与新版本的“组织勘验计时”不是同一项时限，不能接着计时。',
  ]);
  const longer = await partsOf((xml) =>
    xml.replace('source="=2" target="workingDays"', 'source="=9" target="workingDays"'),
  );
  expect(foresee(ARRANGING, { to: longer }).why).toEqual([]);
});

test('a limit that only the new version has begins with the move, and that is said', async () => {
  const before = await partsOf((xml) => xml.replace('source="organise-inspection"', 'source="=something"'));
  const standing = ARRANGING.filter((s) => s.elementId !== 'Call_WatchOrganiseInspection');
  const { why, notes, plan } = foresee(standing, { from: before });
  expect({ why, notes }).toEqual({ why: [], notes: ['新版本的“组织勘验计时”自重新安置时按新版本开始。'] });
  expect(plan.start).toContain('Call_WatchOrganiseInspection');
  expect(plan.watches).toEqual(['Call_WatchLicence']);
});

test('a step that is gone has to be mapped; one that is done for each, or another kind of step, cannot take its place', () => {
  const standing = [at('Task_AssessClues', 'USER_TASK')];
  const to = (target: string) => foresee(standing, { flows: {}, mapping: { Task_AssessClues: target } }).why;
  expect(to('Task_Nowhere').join()).toMatch(/^环节“.+”在新版本中没有，请选择对应的环节。$/);
  expect(to('Task_AnswerAppointment').join()).toMatch(/多实例环节或在其中/);
  expect(to('Task_PublishResult').join()).toMatch(/类型不同/);
});

test('a join that would wait for ever is no way on', () => {
  // The receipt is neither served nor does anybody serve it: the two never meet.
  const flows = Object.fromEntries(Object.entries(waiting).filter(([id]) => id !== 'Flow_ReceiptServed'));
  expect(foresee(ARRANGING, { flows }).why).toEqual([
    '新版本要与“送达受理通知书”汇合，而事项不再经过，会一直等待，不能重新安置。',
  ]);
});

test('why the engine does not migrate is said of the engine that runs: 8.5 cannot, a later one is not asked', () => {
  const why = (engine: string) => hindrances(same, same, [], {}, engine)[0];
  expect(why('8.5.8')).toMatch(/^原版本有由事件开始的子流程（.+），引擎 8\.5\.8 不能迁移。$/);
  expect(why('8.6.0')).toMatch(/，不交由引擎 8\.6\.0 迁移（本平台只核实过 8\.5 版引擎）。$/);
});
