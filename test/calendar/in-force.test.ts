import type { Page } from 'playwright-core';
import { button, expectAccessible, expectText, heading, openBrowser, type TestBrowser } from '../e2e/browser.ts';
import type { Client } from '../support/client.ts';
import { bringToDecision, complete, doStep, finishAfterDecision, startCase, taskAt } from '../support/fast-track.ts';
import { caseAtDecision, limitBecomes, limitHistory, moveClock } from '../support/limits.ts';
import { eventually, startStack } from '../support/stack.ts';

/** One story from Tuesday 29 December 2037 into 2038, whose holidays are published while limits run. */

let stack: Awaited<ReturnType<typeof startStack>>;
let browser: TestBrowser;
let clerk: Client;
let monitor: Client;
let sysadmin: Client;
const cases = { plain: '', raced: '', extended: '' };

// 30 and 31 December, then 1 (nobody knows better), 4 and 5 January.
const PROVISIONAL = '2038-01-05T17:00:00+08:00';
// With 1-3 January as holidays.
const PUBLISHED = '2038-01-06T17:00:00+08:00';
// Ten days: the holiday of 1 January and the make-up day of Sunday 10 January cancel out.
const EXTENDED = '2038-01-12T17:00:00+08:00';
const UNIT = 'leading-group-office';

const off = (date: string, name = '元旦') => ({ date, works: false, name });
const notice = (...dates: string[]) => ({
  source: '放假安排通知〔2026〕1号',
  reason: '年度放假安排公布',
  days: [...dates.map((date) => off(date)), { date: '2038-01-10', works: true, name: '元旦' }],
});
const setDay = (date: string, works: boolean | null, query = '') =>
  sysadmin.put(`/api/calendar/days/${date}${query}`, { works, reason: '本区临时调整' });
const detail = async (id: string) => (await monitor.get(`/api/deadlines/${id}:decide`)).body;
const taskBecomes = (id: string, expected: { dueAt: string; provisional: boolean }) =>
  eventually(async () => {
    const { body } = await monitor.get(`/api/tasks?view=all&case=${id}`);
    expect(body.items).toMatchObject([{ element: 'Task_Decide', ...expected }]);
    return body.items[0].key as string;
  });
const decide = async (id: string) =>
  complete(await stack.as(`${UNIT}.clerk`), await taskAt(monitor, id, 'Task_Decide'), {
    decisionResult: 'approved',
    meetingDate: (await monitor.get('/api/demo/clock')).body.now.slice(0, 10),
    decisionText: '会议研究决定。',
  });

beforeAll(async () => {
  stack = await startStack({ clock: '2037-12-29T15:00:00+08:00', calendarAhead: true });
  [clerk, monitor, sysadmin] = (await Promise.all(
    ['commerce.clerk', 'monitor', 'sysadmin'].map((u) => stack.as(u)),
  )) as [Client, Client, Client];
  browser = await openBrowser(stack);
  for (const name of ['plain', 'raced', 'extended'] as const) cases[name] = await caseAtDecision(stack, clerk, monitor);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('29 December 2037, 2038 is not published', () => {
  test('a limit that reaches 2038 is 暂定 on the list, the case, the task, in the history and in the trial', async () => {
    const id = cases.plain;
    await limitBecomes(monitor, id, { dueAt: PROVISIONAL, provisional: true, warnAt: '2038-01-04T09:00:00+08:00' });
    const key = await taskBecomes(id, { dueAt: PROVISIONAL, provisional: true });
    expect((await monitor.get(`/api/tasks/${key}`)).body.provisional).toBe(true);
    const seen = (await monitor.get(`/api/cases/${id}`)).body;
    // The department's limit has ended: nothing about it is open any more.
    expect(seen.deadlines).toMatchObject([{ provisional: true }, { obligation: 'give-opinion', provisional: false }]);
    expect(seen.tasks).toMatchObject([{ provisional: true }]);
    const { items } = (await monitor.get(`/api/cases/${id}/history`)).body;
    expect(items.find((h: { kind: string }) => h.kind === 'limit-started').text).toContain('（暂定）');
    expect((await detail(id)).days.at(-1).reason).toContain('暂定');
    const trial = await clerk.get('/api/calendar/due?start=2037-12-29T15:00&workingDays=5');
    expect(trial.body).toMatchObject({ dueAt: PROVISIONAL, provisional: true });
  });

  test('every page shows it, and what it means', async () => {
    const page = await browser.open(`${UNIT}.clerk`, '/tasks?view=claimable');
    await page.getByRole('row').filter({ hasText: cases.plain }).getByText('暂定').waitFor();
    await page.goto(`/cases/${cases.plain}`);
    await page.locator('.limits').getByText('暂定').waitFor();
    await page.goto('/calendar?tab=due&start=2037-12-29T15:00&days=5');
    await page.getByText('所经年度的放假安排尚未公布').waitFor();
    await page.goto('/calendar?year=2038');
    await page.getByText('2038 年暂定').waitFor();
    expect(await page.getByRole('button', { name: '导入放假安排' }).count()).toBe(0);
    await page.context().close();
  });

  test('an extension that reaches further is 暂定 too', async () => {
    const head = await stack.as('investment-promotion.head');
    const extension = { obligation: 'decide', workingDays: 5, reason: '情况复杂' };
    expect((await head.post(`/api/cases/${cases.extended}/extend`, extension)).status).toBe(200);
    await limitBecomes(monitor, cases.extended, { dueAt: EXTENDED, provisional: true });
  });

  test('publishing it is looked at first: nothing changes', async () => {
    const looked = await sysadmin.put(
      '/api/calendar/2038?preview=true',
      notice('2038-01-01', '2038-01-02', '2038-01-03'),
    );
    const move = { from: PROVISIONAL, to: PUBLISHED, provisional: false, becomesOverdue: false, unit: UNIT };
    expect(looked.body.deadlines).toContainEqual(
      expect.objectContaining({ id: `${cases.extended}:decide`, from: EXTENDED, to: EXTENDED, provisional: false }),
    );
    for (const id of [cases.plain, cases.raced])
      expect(looked.body.deadlines).toContainEqual(expect.objectContaining({ id: `${id}:decide`, ...move }));
    expect((await monitor.get('/api/calendar/2038')).body).toMatchObject({ published: false, edits: [] });
    await limitBecomes(monitor, cases.plain, { dueAt: PROVISIONAL, provisional: true });
    expect(await limitHistory(monitor, cases.plain)).toEqual(['limit-started']);
  });

  test('the administrator pastes the notice, is shown its faults and what moves, and confirms', async () => {
    const watcher = await browser.open('monitor', `/cases/${cases.plain}`);
    await expectText(watcher.locator('.limits'), '01-05 17:00');
    const page = await browser.open('sysadmin', '/calendar?year=2038');
    await page.getByRole('button', { name: '导入放假安排' }).click();
    const dialog = page.getByRole('dialog');
    const text = dialog.getByLabel(/与周一至周五不同/);
    await text.fill('2038-01-01~2038-01-03,休,元旦\n2038-01-32,休,元旦');
    await dialog.getByText('第 2 行：“2038-01-32”不是日期').waitFor();
    await text.fill('2038-01-01~2038-01-03,休,元旦\n2038-01-10,班,元旦');
    await dialog.getByLabel('来源（文号）').fill('放假安排通知〔2026〕1号');
    await dialog.getByLabel(/理由/).fill('年度放假安排公布');
    await button(page, '预览影响').click();
    await expectText(previewed(page, cases.plain), /2038年1月5日 17:00.*2038年1月6日 17:00/);
    await expectText(dialog.getByLabel('预览'), '4 天与现行日历不同');
    await expectAccessible(page);
    await button(page, '确认公布 2038 年安排').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('2038 年暂定').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '1月1日 周五 法定节假日（元旦）' }).waitFor();
    await expectText(watcher.locator('.limits'), '01-06 17:00');
    expect(await watcher.locator('.limits').getByText('暂定').count()).toBe(0);
    await page.context().close();
    await watcher.context().close();
  });

  test('the limit, its watch and its task follow; no longer 暂定; in both histories', async () => {
    const id = cases.plain;
    await limitBecomes(monitor, id, { dueAt: PUBLISHED, provisional: false, warnAt: '2038-01-05T09:00:00+08:00' });
    // What the watch waits for is written by the watch.
    await eventually(async () => expect((await detail(id)).nextRungAt).toBe('2038-01-05T09:00:00+08:00'));
    await taskBecomes(id, { dueAt: PUBLISHED, provisional: false });
    expect(await limitHistory(monitor, id)).toEqual(['limit-started', 'limit-moved']);
    const { items } = (await monitor.get(`/api/cases/${id}/history`)).body;
    const moved = items.find((h: { kind: string }) => h.kind === 'limit-moved');
    expect(moved).toMatchObject({ actor: 'sysadmin', detail: { provisional: false } });
    expect(moved.text).toMatch(/2038年1月5日 17:00调整为2038年1月6日 17:00届满（不再暂定）：年度放假安排公布/);
    expect((await monitor.get('/api/calendar/2038')).body).toMatchObject({
      published: true,
      source: '放假安排通知〔2026〕1号',
      edits: [{ actor: 'sysadmin', kind: 'year', target: '2038', before: null, reason: '年度放假安排公布' }],
    });
  });

  test('another import replaces it and is in the history with both', async () => {
    const again = await sysadmin.put(
      '/api/calendar/2038',
      notice('2038-01-01', '2038-01-02', '2038-01-03', '2038-01-04'),
    );
    expect(again.body.changedDays).toMatchObject([{ date: '2038-01-04' }]);
    await limitBecomes(monitor, cases.plain, { dueAt: '2038-01-07T17:00:00+08:00' });
    await sysadmin.put('/api/calendar/2038', notice('2038-01-01', '2038-01-02', '2038-01-03'));
    await limitBecomes(monitor, cases.plain, { dueAt: PUBLISHED });
    const { edits } = (await monitor.get('/api/calendar/2038')).body;
    expect(edits.map((e: { before: { days: unknown[] } | null }) => e.before?.days.length ?? null)).toEqual([
      5,
      4,
      null,
    ]);
  });

  test('where publishing moves nothing the date is sure from now on, and that is said', async () => {
    await limitBecomes(monitor, cases.extended, { dueAt: EXTENDED, provisional: false });
    await taskBecomes(cases.extended, { dueAt: EXTENDED, provisional: false });
    const kinds = await limitHistory(monitor, cases.extended);
    expect(kinds.slice(0, 3)).toEqual(['limit-started', 'limit-extended', 'limit-confirmed']);
    const { items } = (await monitor.get(`/api/cases/${cases.extended}/history`)).body;
    const said = items.find((h: { kind: string }) => h.kind === 'limit-confirmed').text;
    expect(said).toContain('仍为2038年1月12日 17:00届满（不再暂定）');
  });

  test('close of business of a unit moves its limits, and back', async () => {
    const path = '/api/calendar/settings/close-of-business';
    const change = (unit: string | null, at: string | null) => ({ unit, at, reason: '作息时间调整' });
    const other = await sysadmin.put(path, change('finance', '18:00'));
    expect(other.body.deadlines).toEqual([]);
    const looked = await sysadmin.put(`${path}?preview=true`, change(UNIT, '17:30'));
    expect(looked.body.deadlines).toContainEqual(
      expect.objectContaining({ id: `${cases.plain}:decide`, from: PUBLISHED, to: '2038-01-06T17:30:00+08:00' }),
    );
    await sysadmin.put(path, change(UNIT, '17:30'));
    await limitBecomes(monitor, cases.plain, { dueAt: '2038-01-06T17:30:00+08:00' });
    await taskBecomes(cases.plain, { dueAt: '2038-01-06T17:30:00+08:00', provisional: false });
    // Everybody's does not concern a unit that has its own.
    const everybody = await sysadmin.put(`${path}?preview=true`, change(null, '18:00'));
    expect(everybody.body.deadlines.filter((d: { unit: string }) => d.unit === UNIT)).toEqual([]);
    const { body } = await monitor.get(path);
    expect(body).toMatchObject({
      everybody: '17:00',
      units: expect.arrayContaining([expect.objectContaining({ unit: UNIT, at: '17:30' })]),
      edits: [
        { target: UNIT, before: null, after: '17:30' },
        { target: 'finance', before: null, after: '18:00' },
      ],
    });
    await sysadmin.put(path, change(UNIT, null));
    await limitBecomes(monitor, cases.plain, { dueAt: PUBLISHED });
  });

  test('an administrator adds a holiday, sees the preview move the case, confirms, and the case shows the new date', async () => {
    const watcher = await browser.open('monitor', `/cases/${cases.plain}`);
    await expectText(watcher.locator('.limits'), '01-06 17:00');
    const page = await browser.open('sysadmin', '/calendar');
    await heading(page, '工作日历').waitFor();
    // By keyboard: from today two days on.
    await page.locator('[aria-current=date]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('2037年12月31日 周四').waitFor();
    await page.getByRole('radio', { name: /临时放假/ }).check();
    await page.getByLabel(/理由/).fill('暴雪停工');
    await button(page, '预览影响').click();
    await expectText(previewed(page, cases.plain), /2038年1月6日 17:00.*2038年1月7日 17:00/);
    await expectAccessible(page);
    expect((await detail(cases.plain)).dueAt).toBe(PUBLISHED);
    await button(page, '确认设为例外').click();
    await page.getByRole('button', { name: /12月31日 周四 本区临时放假（暴雪停工）/ }).waitFor();
    await expectText(watcher.locator('.limits'), '01-07 17:00');
    await watcher.goto(`/cases/${cases.plain}?tab=history`);
    await watcher.getByText(/由2038年1月6日 17:00调整为2038年1月7日 17:00届满：暴雪停工/).waitFor();

    // A colleague was faster: told to look again, nothing lost.
    await page.goto('/calendar?day=2037-12-31');
    await page.getByText('暴雪停工').first().waitFor();
    await page.getByRole('radio', { name: /取消本区例外/ }).check();
    await page.getByLabel(/理由/).fill('恢复上班');
    await button(page, '预览影响').click();
    await button(page, '确认取消例外').waitFor();
    await setDay('2038-06-07', false);
    await button(page, '确认取消例外').click();
    await page.getByText('请重新预览后再确认').waitFor();
    await button(page, '预览影响').click();
    await button(page, '确认取消例外').click();
    await page.getByRole('button', { name: '12月31日 周四 工作日' }).waitFor();
    await limitBecomes(monitor, cases.plain, { dueAt: PUBLISHED });
    expect(browser.complaints).toEqual([]);
    await page.context().close();
    await watcher.context().close();
  });

  test('an edit at the moment at which a step ends: both happen, the limit is met', async () => {
    const [edited] = await Promise.all([setDay('2038-01-04', false), decide(cases.raced)]);
    expect(edited.status).toBe(200);
    await limitBecomes(monitor, cases.raced, { state: 'met' });
    await finishAfterDecision(stack, cases.raced);
    await setDay('2038-01-04', null);
    await limitBecomes(monitor, cases.plain, { dueAt: PUBLISHED });
  });

  test('edits while limits are being entered: none is left with the old calendar', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => startCase(clerk)));
    for (const id of ids) {
      await doStep(stack, id, 'Task_ReviewMaterials', { reviewResult: 'accept' });
      await doStep(stack, id, 'Task_GiveOpinion', { opinion: 'agree' }, 'finance');
      await taskAt(monitor, id, 'Task_FormProposal');
    }
    const edits = async () => {
      const answers = [];
      for (const works of [false, null, false, null, false]) answers.push((await setDay('2038-01-05', works)).status);
      return answers;
    };
    const [statuses] = await Promise.all([
      edits(),
      ...ids.map((id) => doStep(stack, id, 'Task_FormProposal', { proposalText: '建议引进。' })),
    ]);
    expect(statuses).toEqual(Array(5).fill(200));
    for (const id of [cases.plain, ...ids]) await limitBecomes(monitor, id, { dueAt: '2038-01-07T17:00:00+08:00' });
    await setDay('2038-01-05', null);
    for (const id of [cases.plain, ...ids]) await limitBecomes(monitor, id, { dueAt: PUBLISHED });
  });
});

describe('what happens outside of working hours', () => {
  test.each([
    ['after close of business', '2037-12-29T18:30:00+08:00', PUBLISHED],
    ['late on the last day of the year', '2037-12-31T23:30:00+08:00', '2038-01-08T17:00:00+08:00'],
    ['on a holiday', '2038-01-02T10:00:00+08:00', '2038-01-08T17:00:00+08:00'],
  ])(
    '%s: the day of the event does not count, whatever its hour',
    async (_, moment, dueAt) => {
      await moveClock(monitor, moment);
      const id = await startCase(clerk);
      await bringToDecision(stack, id);
      const limit = await limitBecomes(monitor, id, { obligation: 'decide', dueAt });
      expect(limit.startedAt.slice(0, 10)).toBe(moment.slice(0, 10));
      const { body } = await monitor.get(
        `/api/calendar/due?start=${encodeURIComponent(limit.startedAt)}&workingDays=5`,
      );
      expect(body).toMatchObject({ dueAt, provisional: false });
      await decide(id);
    },
    60_000,
  );
});

describe('6 January 2038, the last day', () => {
  const red = async () => (await limitHistory(monitor, cases.plain)).filter((kind) => kind === 'limit-red');

  test('a working day added behind makes it overdue: said before, red at once, taken back with the day', async () => {
    await moveClock(monitor, '2038-01-06T10:00:00+08:00');
    await limitBecomes(monitor, cases.plain, { state: 'warned', dueAt: PUBLISHED });
    const looked = await setDay('2038-01-02', true, '?preview=true');
    expect(looked.body.deadlines).toContainEqual(
      expect.objectContaining({ id: `${cases.plain}:decide`, to: PROVISIONAL, becomesOverdue: true }),
    );
    expect(await red()).toEqual([]);
    await setDay('2038-01-02', true);
    await limitBecomes(monitor, cases.plain, { state: 'overdue', dueAt: PROVISIONAL });
    await eventually(async () => expect(await red()).toHaveLength(1));
    await setDay('2038-01-02', null);
    await limitBecomes(monitor, cases.plain, { state: 'warned', dueAt: PUBLISHED, nextRung: 'red' });
  });

  test('over, a holiday added moves only the next rung of the ladder', async () => {
    await moveClock(monitor, PUBLISHED);
    await limitBecomes(monitor, cases.plain, { state: 'overdue', nextRung: 'overdue-1' });
    await eventually(async () => expect((await detail(cases.plain)).nextRungAt).toBe('2038-01-07T09:00:00+08:00'));
    await setDay('2038-01-07', false);
    await eventually(async () => expect((await detail(cases.plain)).nextRungAt).toBe('2038-01-08T09:00:00+08:00'));
    expect((await detail(cases.plain)).dueAt).toBe(PUBLISHED);
    await moveClock(monitor, '2038-01-07T10:00:00+08:00');
    await moveClock(monitor, '2038-01-08T09:00:00+08:00');
    await limitBecomes(monitor, cases.plain, { nextRung: 'overdue-2' });
    // What was raised while a day too many counted was taken back.
    const raised = (await detail(cases.plain)).rungs.filter(
      (r: { rung: string; revokedAt: string | null }) => r.rung === 'overdue-1' && r.revokedAt === null,
    );
    expect(raised).toMatchObject([{ at: '2038-01-08T09:00:00+08:00' }]);
  });
});

/** The row of the case in the preview. */
function previewed(page: Page, caseId: string) {
  return page.getByLabel('预览').getByRole('row').filter({ hasText: caseId });
}
