import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { bringToDecision, caseReaches, complete, startCase, taskAt } from '../support/fast-track.ts';
import { limitBecomes, moveClock } from '../support/limits.ts';
import { readSheets } from '../support/sheet.ts';
import { eventually, startStack } from '../support/stack.ts';
import {
  button,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  faultsGone,
  heading,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

/**
 * One story from Friday 13 February 2037 over Spring Festival to March, as supervisors see it. `red` becomes overdue, `late` is
 * decided late, `met` on its first day, `paused` is suspended over the festival, `withdrawn` is withdrawn.
 */

let stack: Awaited<ReturnType<typeof startStack>>;
let browser: TestBrowser;
let monitor: Client;
let clerk: Client;
let board: Page;
const cases: Record<string, string> = {};
// Red cards are cases with limits of their own.
const QUICK = 'process=fast-track-decision&obligation=decide';
const DUE = '2037-02-27T17:00:00+08:00';
const STATES = ['running', 'warned', 'overdue', 'met', 'met-late', 'suspended', 'cancelled'];
// Markup, and what a spreadsheet would take for a formula.
const SUBJECT = '=SUM(1,2)&<b>"红牌"</b>项目';

async function decide(name: string): Promise<void> {
  const task = await taskAt(monitor, cases[name]!, 'Task_Decide');
  const meetingDate = (await monitor.get('/api/demo/clock')).body.now.slice(0, 10);
  const as = await stack.as(`${task.group}.clerk`);
  await complete(as, task, { decisionResult: 'approved', meetingDate, decisionText: '会议研究决定。' });
}
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: cases[name]! });
const becomes = (name: string, expected: object) => limitBecomes(monitor, cases[name]!, expected);

beforeAll(async () => {
  stack = await startStack({ demoCases: true, clock: '2037-02-13T15:00:00+08:00', calendarAhead: true });
  [monitor, clerk] = (await Promise.all(['monitor', 'commerce.clerk'].map((u) => stack.as(u)))) as [Client, Client];
  browser = await openBrowser(stack);
  const begin = async (name: string, over: Record<string, unknown> = {}) => {
    cases[name] = await startCase(clerk, { subject: `时限看板 ${name}`, ...over });
    await bringToDecision(stack, cases[name]);
    await becomes(name, { state: 'running', dueAt: DUE });
  };
  await Promise.all([
    begin('red', { subject: SUBJECT }),
    begin('late', { itemsBeyondPolicy: 2 }),
    ...['met', 'paused', 'withdrawn'].map((name) => begin(name)),
  ]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('Friday 13 February, 15:00', () => {
  test('the board shows every running limit; what ends leaves it without a reload', async () => {
    board = await browser.open('supervision-office.head', '/limits');
    await heading(board, '时限监控').waitFor();
    await expectText(
      row(board, 'red'),
      /正常.*剩余 5 个工作日.*02-27 17:00.*会议决策.*领导小组办公室.*黄牌预警 ?02-26 09:00/s,
    );
    await expectText(row(board, 'late'), '招商引资快速决策领导小组');
    await decide('met');
    const head = await stack.as('commerce.head');
    expect((await head.post(`/api/cases/${cases.withdrawn}/withdraw`, { reason: '企业撤回投资意向' })).status).toBe(
      200,
    );
    await row(board, 'met').waitFor({ state: 'detached' });
    await row(board, 'withdrawn').waitFor({ state: 'detached' });
    await becomes('met', { state: 'met' });
    await becomes('withdrawn', { state: 'cancelled' });
  });

  test('the head suspends: errors at their fields, a preview, and only once', async () => {
    const page = await browser.open('investment-promotion.head', `/cases/${cases.paused}`);
    await page.getByRole('button', { name: '调整时限' }).click();
    await page.getByRole('menuitem', { name: '中止计时' }).click();
    await button(page, '预览').click();
    await page.getByText('请填写理由').waitFor();
    await page.getByText('请填写依据').waitFor();
    await page.getByLabel('理由').fill('等待上级批复');
    await page.getByLabel('依据').fill('行政许可法第四十五条');
    await expectAccessible(page);
    await faultsGone(page);
    await button(page, '预览').click();
    await expectText(page.getByRole('region', { name: '预览' }), '2037年2月27日 17:00 周五中止计时（尚余 5 个工作日）');
    expect((await monitor.get(`/api/cases/${cases.paused}`)).body.status).toBe('running');
    await button(page, '确认中止').dblclick({ noWaitAfter: true });
    await page.getByText('已中止计时').waitFor();
    await caseReaches(monitor, cases.paused!, 'suspended');
    await expectText(page.getByRole('list', { name: '中止记录' }), '等待上级批复（依据：行政许可法第四十五条）');
    await expectText(page.locator('.limit-badge[title^=会议决策]'), '中止计时');
    await expectText(row(board, 'paused'), /中止计时.*恢复后定/s);
    const { body } = await monitor.get(`/api/deadlines/${cases.paused}:decide`);
    expect(body.pauses).toMatchObject([
      { suspendedByName: '区投资促进局主要负责人', basis: '行政许可法第四十五条', resumedAt: null },
    ]);
    await page.context().close();
  });

  test('only the head of the leading unit is offered that', async () => {
    expect((await monitor.get(`/api/cases/${cases.red}`)).body.may.moveLimits).toBe(false);
    expect((await (await stack.as('commerce.head')).get(`/api/cases/${cases.red}`)).body.may.moveLimits).toBe(false);
    const head = await stack.as('investment-promotion.head');
    expect((await head.get(`/api/cases/${cases.red}`)).body.may.moveLimits).toBe(true);
    expect((await head.get(`/api/cases/${cases.withdrawn}`)).body.may.moveLimits).toBe(false);
  });

  /** Names of our own cases; the demonstration has some too. */
  const listed = async (query: string) => {
    const { status, body } = await monitor.get(`/api/deadlines?limit=200&${query}`);
    expect(status).toBe(200);
    expect(body.items).toHaveLength(body.total);
    const names = Object.fromEntries(Object.entries(cases).map(([name, id]) => [id, name]));
    // The departments' own limits are another matter.
    return (body.items as { caseId: string; obligation: string }[]).flatMap((d) =>
      d.obligation === 'decide' ? (names[d.caseId] ?? []) : [],
    );
  };

  test.each([
    ['state=suspended', ['paused']],
    ['state=met,cancelled', ['met', 'withdrawn']],
    ['state=open', ['late', 'paused', 'red']],
    ['state=ended', ['met', 'withdrawn']],
    ['unit=leading-group', ['late']],
    ['unit=leading-group-office&state=open', ['paused', 'red']],
    ['unit=finance', []],
    ['process=fast-track-decision&obligation=decide&state=running', ['late', 'red']],
    ['process=on-site-inspection', []],
    ['obligation=organise-inspection', []],
    ['dueFrom=2037-02-27&dueTo=2037-02-27&state=running', ['late', 'red']],
    ['dueFrom=2037-02-28', []],
    ['dueTo=2037-02-26', []],
    ['provisional=true', []],
    ['provisional=false&state=running', ['late', 'red']],
    [`q=${encodeURIComponent('=SUM(1,2)&<b>')}`, ['red']],
    ['q=%25', []],
    ['q=_', []],
  ])('%s', async (query, expected) => {
    expect((await listed(query)).sort()).toEqual(expected);
  });

  test('sorted as asked, else open ones first', async () => {
    expect(await listed('sort=-case')).toEqual((await listed('sort=case')).reverse());
    expect((await listed('')).slice(0, 3).sort()).toEqual(['late', 'paused', 'red']);
    const { body } = await monitor.get('/api/deadlines?state=ended&limit=200');
    const ends = body.items.map((d: { endedAt: string }) => d.endedAt);
    expect(ends).toEqual([...ends].sort().reverse());
  });

  test.each([
    'state=late',
    'state=running,late',
    'dueFrom=2037-02-30',
    'dueTo=yesterday',
    'provisional=perhaps',
    'sort=title',
    'rounds=1',
    'q=%00',
    `unit=${'x'.repeat(101)}`,
    'limit=201',
  ])('%s is refused: 400', async (query) => {
    const { status, body } = await monitor.get(`/api/deadlines?${query}`);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/[一-鿿]/)]);
  });

  test.each(['', 'unit=leading-group-office', 'state=open', 'dueFrom=2037-02-01&dueTo=2037-02-28', 'q=FTD'])(
    'the summary counts what the list shows (%s)',
    async (query) => {
      const total = async (more: string) => (await monitor.get(`/api/deadlines?${query}&${more}`)).body.total as number;
      // Several questions: a limit of the demonstration's cases may begin between two of them.
      await eventually(async () => {
        const { body } = await monitor.get(`/api/deadlines/summary?${query}`);
        expect(body.total).toBe(await total(''));
        if (query === 'state=open') expect(body.states).toMatchObject({ met: 0, 'met-late': 0, cancelled: 0 });
        else
          for (const state of STATES)
            expect([state, body.states[state]]).toEqual([state, await total(`state=${state}`)]);
        expect(Object.values<number>(body.states).reduce((a, b) => a + b)).toBe(body.total);
        expect(body.provisional).toBe(await total('provisional=true'));
      });
    },
  );
});

describe('the last days', () => {
  test('26 February 09:00: yellow, without a reload; the head resumes with a preview', async () => {
    await moveClock(monitor, '2037-02-26T09:00:00+08:00');
    await expectText(row(board, 'red'), /预警.*剩余 1 个工作日.*红牌超期/s);
    const page = await browser.open('investment-promotion.head', `/cases/${cases.paused}`);
    await page.getByRole('button', { name: '调整时限' }).click();
    await page.getByRole('menuitem', { name: '恢复计时' }).click();
    await button(page, '预览').click();
    await expectText(page.getByRole('region', { name: '预览' }), '中止计时2037年3月4日 17:00 周三');
    await button(page, '确认恢复').click();
    await page.getByText('已恢复计时').waitFor();
    await expectText(row(board, 'paused'), /正常.*03-04 17:00/s);
    await page.context().close();
  });

  test('27 February 17:00: red, without a reload', async () => {
    await moveClock(monitor, '2037-02-27T17:00:01+08:00');
    await expectText(row(board, 'red'), /超期.*超期1个工作日提醒 ?02-28 09:00/s);
    await expectText(board.getByRole('group', { name: '按状态筛选' }), /超期/);
    await decide('late');
    await becomes('late', { state: 'met-late' });
    await row(board, 'late').waitFor({ state: 'detached' });
  });

  test('opened, it says why the date is what it is, what was raised, and where its step stands', async () => {
    await row(board, 'red').getByRole('link', { name: '会议决策' }).click();
    await heading(board, '会议决策').waitFor();
    await board.getByText('期限 5 个工作日，至 2037年2月27日 17:00 周五届满').waitFor();
    const cells = board.locator('.day-month td');
    await expectText(cells.filter({ hasText: /^14/ }), '第1日 调休上班');
    await expectText(cells.filter({ hasText: /^17/ }), '春节');
    await expectText(cells.filter({ hasText: /^27/ }), '第5日 届满');
    await expectText(board.getByRole('row').filter({ hasText: '红牌超期' }), '已发出');
    await expectText(board.getByRole('row').filter({ hasText: '超期5个工作日提醒' }), /区政府督查室待发出/);
    await expectText(board.locator('.limit-badge[title^=会议决策]'), '超期 02-27 17:00');
    await expectAccessible(board);
    await board.setViewportSize(PHONE);
    await expectNoSidewaysScroll(board);
    await board.setViewportSize(WIDE);
  });
});

describe('2 March', () => {
  test('statistics are exact: on-time rate by the day due, durations without suspensions', async () => {
    await moveClock(monitor, '2037-03-03T10:00:00+08:00');
    await decide('paused');
    await becomes('paused', { state: 'met' });
    const ask = async (query: string) =>
      (
        await monitor.get(
          `/api/deadlines/statistics?${QUICK}&from=2037-02-01&to=2037-03-31&unit=leading-group-office&${query}`,
        )
      ).body;
    // The demonstration's own case of this unit was decided on its first day too.
    const february = { met: 2, metLate: 0, overdue: 1, total: 3, onTimeRate: 0.6667, averageWorkingDays: 0 };
    const march = {
      met: 1,
      metLate: 0,
      overdue: 0,
      total: 1,
      onTimeRate: 1,
      averageWorkingDays: 4,
      medianWorkingDays: 4,
    };
    const months = await eventually(async () => {
      const found = await ask('by=month');
      expect(found.groups).toMatchObject([
        { key: '2037-02', name: '2037年2月', ...february },
        { key: '2037-03', name: '2037年3月', ...march },
      ]);
      return found;
    });
    const whole = {
      met: 3,
      metLate: 0,
      overdue: 1,
      total: 4,
      onTimeRate: 0.75,
      averageWorkingDays: 1.3,
      medianWorkingDays: 0,
    };
    expect(months.total).toMatchObject(whole);
    expect((await ask('by=obligation')).groups).toMatchObject([{ key: 'decide', name: '会议决策', ...whole }]);
    expect((await ask('by=unit')).groups).toMatchObject([{ name: '领导小组办公室', ...whole }]);
    const none = await monitor.get(
      '/api/deadlines/statistics?from=2037-02-01&to=2037-03-31&obligation=organise-inspection',
    );
    expect(none.body.total).toMatchObject({ total: 0, onTimeRate: null });
    const other = await monitor.get(
      `/api/deadlines/statistics?${QUICK}&from=2037-02-01&to=2037-02-28&unit=leading-group`,
    );
    expect(other.body.groups).toMatchObject([{ key: 'leading-group', metLate: 1, averageWorkingDays: 5 }]);
    expect((await monitor.get('/api/deadlines/statistics?by=week')).status).toBe(400);
    // The rows behind a figure are the list's.
    for (const [state, n] of [
      ['met', 2],
      ['met-late', 0],
      ['overdue', 1],
      ['met,met-late,overdue', 3],
    ] as const) {
      const period = `${QUICK}&dueFrom=2037-02-01&dueTo=2037-02-28&unit=leading-group-office&rounds=all`;
      expect((await monitor.get(`/api/deadlines?${period}&state=${state}`)).body.total).toBe(n);
    }
  });

  test('the export holds exactly what is filtered, the marks in words, and no formula', async () => {
    const path = '/api/deadlines/export.xlsx?unit=leading-group-office&obligation=decide';
    const answer = await monitor.raw(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="?limits-20370303-\d{4}\.xlsx"?$/);
    const [limits, about] = await readSheets(Buffer.from(await answer.arrayBuffer()));
    const [head, ...rows] = limits!.rows;
    const column = (name: string) => rows.map((r) => r[head!.indexOf(name)]);
    const list = (await monitor.get('/api/deadlines?unit=leading-group-office&obligation=decide&limit=200')).body;
    expect(column('事项编号')).toEqual(list.items.map((d: { caseId: string }) => d.caseId));
    expect(column('事项')).toContain(SUBJECT);
    expect(limits!.formulas).toBe(0);
    const red = rows[column('事项编号').indexOf(cases.red!)]!;
    const cell = (name: string) => red[head!.indexOf(name)];
    expect(['状态', '剩余工作日', '责任单位', '时限', '期限（工作日）'].map(cell)).toEqual([
      '■ 超期',
      -3,
      '领导小组办公室',
      '会议决策',
      5,
    ]);
    // 2037-02-27 17:00 as a spreadsheet counts days.
    expect(cell('到期时间')).toBeCloseTo(50098 + 17 / 24, 6);
    expect(new Set(column('状态'))).toEqual(new Set(['■ 超期', '● 按期办结', '‖ 已终止']));
    expect(about!.rows).toEqual(
      expect.arrayContaining([
        ['责任单位', '领导小组办公室'],
        ['条数', String(list.total)],
      ]),
    );
    const one = await monitor.raw(`${path}&state=overdue`);
    expect((await readSheets(Buffer.from(await one.arrayBuffer())))[0]!.rows).toHaveLength(2);
  });

  test('who may see nothing sees nothing anywhere', async () => {
    const stranger = await stack.as('archives.clerk');
    expect((await stranger.get('/api/deadlines?rounds=all')).body).toEqual({ items: [], total: 0 });
    expect((await stranger.get('/api/deadlines/summary')).body).toMatchObject({ total: 0, provisional: 0 });
    const statistics = (await stranger.get('/api/deadlines/statistics?from=2037-02-01&to=2037-03-31')).body;
    expect(statistics).toMatchObject({ total: { total: 0, onTimeRate: null }, groups: [] });
    const sheet = await stranger.raw('/api/deadlines/export.xlsx');
    expect((await readSheets(Buffer.from(await sheet.arrayBuffer())))[0]!.rows).toHaveLength(1);
    expect((await stranger.get(`/api/deadlines/${cases.red}:decide`)).status).toBe(404);
    // The department that was asked sees the one that concerns it.
    const department = await (await stack.as('finance.clerk')).get(`/api/deadlines/summary?case=${cases.red}`);
    expect(department.body).toMatchObject({ total: 2, states: { overdue: 1, met: 1 } });
    for (const path of ['', '/summary', '/statistics', '/export.xlsx', '/obligations', `/${cases.red}:decide`])
      expect((await stack.stranger().get(`/api/deadlines${path}`)).status).toBe(401);
  });

  test('each page: what it shows, for everybody, also on a phone', async () => {
    const page = await browser.open('monitor', `/limits?${QUICK}`);
    await page.getByRole('button', { name: /超期/ }).click();
    await eventually(async () => expect(await page.locator('tbody tr.ant-table-row').count()).toBe(2));
    expect(page.url()).toContain('state=overdue');
    await expectAccessible(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /导出 Excel/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^limits-\d{8}-\d{4}\.xlsx$/);
    await page.setViewportSize(PHONE);
    await page.getByRole('listitem').filter({ hasText: SUBJECT }).getByRole('link').waitFor();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);

    await page.setViewportSize(WIDE);
    await page.goto(`/limits/statistics?${QUICK}&from=2037-02-01&to=2037-03-31`);
    const figures = page.getByRole('row').filter({ hasText: '领导小组办公室' });
    await expectText(figures, '75.0%');
    await page.locator('.chart svg').first().waitFor();
    await expectAccessible(page);
    await figures.getByRole('link', { name: '3', exact: true }).click();
    await heading(page, '时限监控').waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('met');
    await page.getByText('共 3 条').waitFor();
    await page.setViewportSize(PHONE);
    await page.goto(`/limits/statistics?${QUICK}&from=2037-02-01&to=2037-03-31`);
    await expectText(figures, '75.0%');
    await expectNoSidewaysScroll(page);

    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`/limits/wall?${QUICK}`);
    await expectText(page.getByRole('row').filter({ hasText: SUBJECT }).first(), /超期 3 个工作日/);
    await expectText(page.locator('.wall-clock'), '2037年3月3日');
    await expectAccessible(page);
    const [content, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollHeight, window.innerHeight]',
    );
    expect(content).toBeLessThanOrEqual(window);
    expect(browser.complaints).toEqual([]);
  });
});
