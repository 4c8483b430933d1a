import { DateTime } from 'luxon';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createPool, type Pool } from '../../db/pool.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { setClockOffset } from '../../domain/clock.ts';
import { filePath } from '../../domain/files/store.ts';
import { openMonthlyMeeting } from '../../domain/meetings/open.ts';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches, doStep, startCase, taskAt } from '../support/fast-track.ts';
import { moveClock } from '../support/limits.ts';
import { readPdf } from '../support/pdf.ts';
import { engineOf, eventually, startStack } from '../support/stack.ts';

/** One story from the last days of 2036 to July 2037, of the calendar of 2026: the timer, the meeting, months that are skipped, restarts. */

let stack: Awaited<ReturnType<typeof startStack>>;
let pool: Pool;
let clerk: Client;
let monitor: Client;
let meeting: string;
let running: string;
const taken = new Set<string>();

interface Found {
  id: string;
  title: string;
}
const meetings = async (): Promise<Found[]> =>
  (await monitor.get('/api/cases?process=investment-meeting&limit=200')).body.items as Found[];
const monthly = async () => (await meetings()).filter((c) => /^\d{4}年\d+月/.test(c.title)).map((c) => c.title);
const meetingOf = (title: string) =>
  eventually(async () => {
    const found = (await meetings()).find((c) => c.title === title);
    if (!found) throw new Error(`no ${title}`);
    return found.id;
  });
/** Timers of the engine that started the small process and have come to its end. */
const firings = () =>
  eventually(async () => {
    const { rows } = await pool.query<{ n: number; open: number }>(
      `SELECT count(*)::int AS n, (count(*) FILTER (WHERE state = 'active'))::int AS open
         FROM read.instance WHERE process_id = 'monthly-meeting'`,
    );
    expect(rows[0]?.open).toBe(0);
    return rows[0]?.n ?? 0;
  });
const flowsOf = (id: string, last: string) =>
  eventually(async () => {
    const { body } = await monitor.get<{ xml: string; flows: { flowId: string }[] }>(`/api/cases/${id}/diagram`);
    const flows = body.flows.map(({ flowId }) => flowId);
    expect(flows).toContain(last);
    flows.forEach((flow) => taken.add(flow));
    return body.xml;
  });
const files = async (id: string) =>
  (await monitor.get(`/api/cases/${id}/files`)).body.items as { id: string; name: string; uploadedByName: string }[];
const pdfOf = async (id: string, name: string): Promise<string> => {
  const file = (await files(id)).find((f) => f.name === name);
  const { pieces } = readPdf(await readFile(filePath(stack.dataDir, file?.id ?? '')));
  return pieces.map((p) => p.text).join('');
};
const engineClient = () => engineOf(stack);

beforeAll(async () => {
  stack = await startStack({ demoCases: true, clock: '2036-12-30T10:00:00+08:00', calendarAhead: true });
  pool = createPool(stack.databaseUrl, 2);
  [clerk, monitor] = (await Promise.all(['investment-promotion.clerk', 'monitor'].map((u) => stack.as(u)))) as [
    Client,
    Client,
  ];
  running = await startCase(await stack.as('commerce.clerk'), { filedOn: '2036-12-29' });
  await taskAt(monitor, running, 'Task_ReviewMaterials');
}, 600_000);
afterAll(async () => {
  await pool?.end();
  await stack?.stop();
});

test('on the first of the month the engine opens the meeting; its day is moved to a working day, its agenda is there', async () => {
  expect(await monthly()).toEqual([]);
  await moveClock(monitor, '2037-01-01T09:00:05+08:00');
  meeting = await meetingOf('2037年1月双招双引碰头会');
  const task = await taskAt(monitor, meeting, 'Task_ConveneMeeting');
  expect(task.group).toBe('investment-promotion.clerk');
  const { body } = await clerk.get(`/api/tasks/${task.key}`);
  // The 10th is a Saturday.
  expect(body.variables).toMatchObject({
    plan: { at: '2037-01-12T09:30:00+08:00', note: '原定日期不是工作日，顺延（原定1月10日）' },
    meetingAt: '2037-01-12T09:30:00+08:00',
    chair: '区长',
  });
  const item = { caseId: running, subject: '总部商务中心项目', unit: 'commerce', step: '核对材料' };
  expect(body.variables.agenda).toContainEqual(item);
  expect(body.variables.attendees).toEqual(expect.arrayContaining(['区长', 'finance.head', 'taxation.head']));
  expect(await monthly()).toHaveLength(1);
});

test('notice and minutes are documents of the case; each follow-up is a task of its unit with a date', async () => {
  await doStep(stack, meeting, 'Task_ConveneMeeting', {
    meetingAt: '2037-01-12T09:30:00+08:00',
    meetingPlace: '第一会议室',
    chair: '区长',
    attendees: ['区长', 'finance.head', 'investment-promotion.head'],
    extraTopics: '研究困难\n\n通报企业情况',
  });
  await taskAt(monitor, meeting, 'Task_RecordMinutes');
  const notice = await pdfOf(meeting, '会议通知.pdf');
  expect(notice).toContain(
    '一、时间：2037年1月12日（星期一）9:30二、地点：第一会议室三、主持：区长四、参会人员：区长、区财政局局长、区投资促进局局长五、议程：1．',
  );
  // The demonstration's cases run too.
  expect(notice).toMatch(/\d．总部商务中心项目（区商务局，核对材料）\d．研究困难\d．通报企业情况招商引资/);
  await doStep(stack, meeting, 'Task_RecordMinutes', {
    heldOn: '2037-01-12',
    chair: '区长',
    attended: ['区长', 'finance.head'],
    minutesText: '通报项目情况，研究用地困难。',
    followUps: [
      { matter: '测算奖励资金', unit: 'finance', due: '2037-01-20' },
      // A Sunday: until Monday's close of business.
      { matter: '对接企业', unit: 'commerce', due: '2037-01-25' },
    ],
  });
  await eventually(async () => {
    const [finance, commerce] = await Promise.all(
      ['finance', 'commerce'].map((unit) => taskAt(monitor, meeting, 'Task_ReportFollowUp', unit)),
    );
    expect(finance).toMatchObject({ dueAt: '2037-01-20T17:00:00+08:00' });
    expect(commerce).toMatchObject({ dueAt: '2037-01-26T17:00:00+08:00' });
  });
  const minutes = await pdfOf(meeting, '会议纪要.pdf');
  expect(minutes).toContain('二、会议情况通报项目情况，研究用地困难。三、交办事项');
  expect(minutes).toContain('1测算奖励资金区财政局2037年1月20日2对接企业区商务局2037年1月25日');
});

test('when all follow-ups are reported the case is sealed, with both papers in it', async () => {
  await doStep(stack, meeting, 'Task_ReportFollowUp', { followUpResult: 'done', followUpText: '已测算' }, 'finance');
  const later = { followUpResult: 'next-meeting', followUpText: '企业未定' };
  await doStep(stack, meeting, 'Task_ReportFollowUp', later, 'commerce');
  await caseReaches(monitor, meeting, 'completed');
  expect((await caseOf(monitor, meeting)).variables.followUpReports).toMatchObject([
    { unit: 'finance', result: 'done', by: 'finance.clerk' },
    { unit: 'commerce', result: 'next-meeting', text: '企业未定' },
  ]);
  expect((await files(meeting)).map((f) => [f.name, f.uploadedByName])).toEqual([
    ['会议通知.pdf', '系统生成'],
    ['会议纪要.pdf', '系统生成'],
  ]);
  await flowsOf(meeting, 'Flow_Archived');
  const { checked, faults } = await verifyArchives(pool, path.join(stack.dataDir, 'archives'));
  expect(checked).toBeGreaterThan(0);
  expect(faults).toEqual([]);
});

test('called by hand: by the clerk of 区投资促进局 alone, checked, and cancelled by its head', async () => {
  const call = (as: Client, variables: unknown) => as.post('/api/cases', { process: 'investment-meeting', variables });
  const other = await stack.as('commerce.clerk');
  expect((await call(other, { subject: '专题碰头会' })).status).toBe(403);
  expect((await call(clerk, { subject: ' ' })).body.errors).toEqual([{ path: 'subject', message: '会议名称必须填写' }]);
  expect((await call(clerk, { subject: '专题碰头会', month: '2037-02' })).status).toBe(422);
  const { status, body } = await call(clerk, { subject: '专题碰头会', topics: '研究供地' });
  expect(status).toBe(201);
  const task = await taskAt(monitor, body.id, 'Task_ConveneMeeting');
  expect((await clerk.get(`/api/tasks/${task.key}`)).body.variables).toMatchObject({
    topics: '研究供地',
    // Three working days on from Thursday 1 January, a holiday; Sunday the 4th is worked.
    meetingAt: '2037-01-06T09:30:00+08:00',
  });
  const head = await stack.as('investment-promotion.head');
  expect((await head.post(`/api/cases/${body.id}/withdraw`, { reason: '改期' })).status).toBe(200);
  await caseReaches(monitor, body.id, 'withdrawn');
  const xml = await flowsOf(body.id, 'Flow_WithdrawalRecorded');
  const all = [...xml.matchAll(/<bpmn:sequenceFlow id="([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter((flow) => !taken.has(flow))).toEqual([]);
});

test('months that pass at once open at most one meeting each, and few', async () => {
  await moveClock(monitor, '2037-04-15T10:00:00+08:00');
  await eventually(async () => expect((await monthly()).length).toBeGreaterThan(1));
  const fired = await firings();
  const titles = await monthly();
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.length).toBeLessThanOrEqual(4);
  expect(fired).toBeLessThanOrEqual(4);
});

test('neither a deployment nor a restart nor a second delivery opens a month twice or leaves one out', async () => {
  const before = await monthly();
  const engine = engineClient();
  const diagram = await readFile('processes/investment-meeting/monthly-meeting.bpmn', 'utf8');
  const changed = Buffer.from(diagram.replace('登记本月碰头会', '登记当月碰头会'));
  await engine.deploy([{ name: 'monthly-meeting.bpmn', content: changed }]);
  expect(await monthly()).toEqual(before);
  await moveClock(monitor, '2037-05-01T09:00:05+08:00');
  const may = await meetingOf('2037年5月双招双引碰头会');

  const [first, second] = ['2037-06-01T09:00:05+08:00', '2037-07-01T09:00:05+08:00'] as const;
  const titles = ['2037年6月双招双引碰头会', '2037年7月双招双引碰头会'];
  await moveClock(monitor, first);
  await meetingOf(titles[0] ?? '');
  await firings();
  await stack.killEngine();
  await stack.startEngine();
  await stack.ready();
  await moveClock(monitor, second);
  await meetingOf(titles[1] ?? '');
  await firings();

  const { now } = (await monitor.get('/api/demo/clock')).body as { now: string };
  setClockOffset(Date.parse(now) - Date.now());
  const again = await Promise.all(
    [1, 2, 3].map(() =>
      openMonthlyMeeting(pool, engine, DateTime.fromISO('2037-05-01T09:00:00+08:00', { setZone: true })),
    ),
  );
  expect(again).toEqual([1, 2, 3].map(() => ({ id: may, repeated: true })));
  const after = await monthly();
  expect(new Set(after).size).toBe(after.length);
  expect(after).toEqual(expect.arrayContaining([...before, '2037年5月双招双引碰头会', ...titles]));
  await engine.close();
}, 600_000);
