import { doStep, startCase, taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';
import {
  button,
  expectAccessible,
  expectListForPhone,
  expectNoSidewaysScroll,
  expectReachable,
  expectUnderThumb,
  heading,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

const stack = world();
const subject = `页面检查项目 ${Date.now()}`;
let browser: TestBrowser;
let caseId: string;
let taskKey: string;

beforeAll(async () => {
  browser = await openBrowser();
  caseId = await startCase(await stack.as('commerce.clerk'), { subject, departments: ['civil-affairs'] });
  await doStep(stack, caseId, 'Task_ReviewMaterials', { reviewResult: 'accept' });
  taskKey = (await taskAt(await stack.as('monitor'), caseId, 'Task_GiveOpinion', 'civil-affairs')).key;
}, 300_000);
afterAll(() => browser.close());

/** Path with the words of its heading. */
const pages: [who: string | null, [path: () => string, h1: string][]][] = [
  [null, [[() => '/', '历下区业务流程平台']]],
  [
    'civil-affairs.clerk',
    [
      [() => '/tasks', '我的待办'],
      [() => '/tasks?view=claimable', '我的待办'],
      [() => `/tasks/${taskKey}`, '出具论证意见'],
      [() => '/copies', '抄送我的'],
      [() => '/nowhere', '没有'],
    ],
  ],
  [
    'monitor',
    [
      [() => `/cases/${caseId}`, '页面检查项目'],
      [() => '/cases', '事项查询'],
      [() => '/cards', '红黄牌'],
      [() => `/papers?case=${caseId}`, '纸质原件'],
      [() => '/clock', '演示时钟'],
      [() => '/status', '运行状态'],
    ],
  ],
  [
    'commerce.clerk',
    [
      [() => '/start', '发起事项'],
      [() => '/start/fast-track-decision', '发起：招商引资快速决策'],
    ],
  ],
  [
    'sysadmin',
    [
      [() => '/calendar', '工作日历'],
      [() => '/calendar?day=2026-10-01', '工作日历'],
      [() => '/calendar?year=2999', '工作日历'],
      [() => '/calendar?tab=due&start=2026-02-13T16:00&days=5', '工作日历'],
      [() => '/calendar?tab=closing', '工作日历'],
      [() => '/calendar?tab=edits', '工作日历'],
      [() => '/settings/supervision', '督导单位'],
    ],
  ],
  [
    'auditor',
    [
      [() => '/audit', '审计日志'],
      [() => '/audit?ending=refused', '审计日志'],
    ],
  ],
  [
    'process-owner',
    [
      [() => '/rules', '规则试算'],
      [() => '/modeler', '流程设计'],
      [() => '/modeler/limit-watch', '流程设计：时限监控'],
      [() => '/modeler/limit-watch/edit', '设计：时限监控'],
    ],
  ],
];

test('every page: readable for assistive technology, no sideways scroll on a phone', async () => {
  for (const [who, places] of pages) {
    const page = await browser.open(who, places[0]![0]());
    for (const [path, h1] of places) {
      await page.setViewportSize(WIDE);
      await page.goto(path());
      await heading(page, new RegExp(h1)).waitFor();
      await page.getByLabel('正在加载').first().waitFor({ state: 'detached' });
      await expectAccessible(page);
      await page.setViewportSize(PHONE);
      await expectNoSidewaysScroll(page);
    }
    await page.context().close();
  }
  expect(browser.complaints).toEqual([]);
}, 600_000);

/** Lists, with whom they are for. */
const lists: [who: string, paths: string[]][] = [
  [
    'sysadmin',
    [
      ...[
        '/accounts',
        '/accounts?tab=units',
        '/webhooks',
        '/webhooks?tab=dead',
        '/settings/supervision',
        '/industries',
      ],
      ...['/calendar?tab=closing', '/operations/fast-track-decision'],
    ],
  ],
  ['process-owner', ['/modeler', '/modeler/fast-track-decision']],
  ['secadmin', ['/people', '/people?tab=absences']],
  ['auditor', ['/audit']],
  ['civil-affairs.head', ['/tasks', '/messages', '/copies', '/absence', '/reports']],
  ['monitor', ['/cases', '/cards', '/cards?kind=yellow', '/limits', '/papers', '/search?q=页面检查', '/archives']],
];

test('what is on a page stays where it is while the rest comes, so that nothing moves from under the finger', async () => {
  const page = await browser.open('monitor', '/clock');
  const moved = `(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return performance.moved;
  })()`;
  await page.addInitScript(`{
    performance.moved = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries())
        if (value > 0.01) performance.moved.push(sources.map(({ node }) => node?.className || node?.nodeName));
    }).observe({ type: 'layout-shift', buffered: true });
  }`);
  // One after another, as on a slow line.
  let before = Promise.resolve();
  await page.route(/\/assets\/.*\.js$|\/api\/(?!events)/, (route) => {
    before = before.then(() => new Promise((resolve) => setTimeout(resolve, 60)));
    return before.then(() => route.continue()).catch(() => {});
  });
  for (const [path, last] of [
    [`/cases/${caseId}`, '.djs-element'],
    ['/operations/fast-track-decision', '.djs-element'],
    [`/tasks/${taskKey}`, 'section[aria-label="办理"]'],
  ] as const) {
    await page.goto(path);
    await page.locator(last).first().waitFor();
    expect([path, await page.evaluate(moved)]).toEqual([path, []]);
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
});

test('on a phone every list has its filters in the sheet and its rows as cards', async () => {
  for (const [who, paths] of lists) {
    const page = await browser.open(who, paths[0]!, { touch: true });
    for (const path of paths) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByLabel('正在加载').first().waitFor({ state: 'detached' });
      await expectListForPhone(page);
      await expectNoSidewaysScroll(page);
    }
    await page.context().close();
  }
  expect(browser.complaints).toEqual([]);
}, 300_000);

test('on a phone diagrams, rules and forms are looked at and tried, and are edited at a desk only', async () => {
  const page = await browser.open('process-owner', '/modeler/fast-track-decision', { touch: true });
  await button(page, '查看流程图').tap();
  await page.getByText('流程图请在电脑上修改').waitFor();
  const diagram = page.getByRole('group', { name: '流程图' });
  await diagram.getByText('申报表已提交', { exact: true }).waitFor();
  expect(await page.getByRole('toolbar', { name: '编辑' }).count()).toBe(0);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.goBack();
  await page.getByRole('link', { name: '出具论证意见' }).tap();
  await page.getByText('表单请在电脑上修改').waitFor();
  await button(page, '显示预览').tap();
  await button(page, '试提交').waitFor();
  await expectNoSidewaysScroll(page);
  await page.goto('/modeler/fast-track-decision/rules/fast-track-decision-rules.dmn');
  await page.getByText('规则请在电脑上修改').waitFor();
  await button(page, '试算').waitFor();
  await expectNoSidewaysScroll(page);
  // A window made narrow keeps what was begun at the desk.
  await page.setViewportSize(WIDE);
  await page.getByRole('toolbar', { name: '编辑' }).waitFor();
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  expect(await page.getByRole('toolbar', { name: '编辑' }).count()).toBe(1);
  await page.context().close();
});

test('what a stranger may not see is said with a way out, and what is not there too', async () => {
  const other = await browser.open('veterans-affairs.clerk', `/cases/${caseId}`);
  await other.getByText('仅对参与办理的单位开放，工作需要的请联系牵头单位（区投资促进局）的经办人。').waitFor();
  await expectAccessible(other);
  // A page of others: whose it is, and nothing about cases.
  await other.goto('/accounts');
  await other.getByText('此页由系统管理员使用').waitFor();
  expect(await other.getByText('牵头单位').count()).toBe(0);
  await other.goto('/tasks/1');
  await other.getByText('请核对地址').waitFor();
});

// Before the step is done: its limit ends with it.
test('on a phone, who supervises narrows the board and opens a limit, and comes back to the same rows', async () => {
  const page = await browser.open('monitor', '/limits', { touch: true });
  await page.getByRole('button', { name: /^筛选/ }).tap();
  const sheet = page.getByRole('dialog', { name: '筛选' });
  const search = sheet.getByLabel('事项名称、编号或时限');
  await search.fill(subject);
  await search.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === subject);
  await expectUnderThumb(page, sheet.getByRole('button', { name: /进行中/ }));
  await sheet.getByLabel('到期日自').fill('2020-01-01');
  await page.waitForURL((url) => url.searchParams.get('dueFrom') === '2020-01-01');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: /^查看 \d+ 条/ }).tap();
  await sheet.waitFor({ state: 'detached' });
  await expectNoSidewaysScroll(page);
  const limit = page.getByRole('listitem').filter({ hasText: subject }).getByRole('link').first();
  await limit.tap();
  await page.getByText('这一日期的由来').waitFor();
  await expectNoSidewaysScroll(page);
  await page.goBack();
  await limit.waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe(subject);

  // What has its paper original: counts, filters in the sheet, a card each.
  await page.goto(`/papers?case=${caseId}`);
  await page.getByRole('button', { name: /缺原件/ }).tap();
  await page.waitForURL((url) => url.searchParams.get('standing') === 'lacking');
  const lacking = page.getByRole('listitem').filter({ hasText: '项目报告书.pdf' });
  await lacking.getByText('缺原件').waitFor();
  await page.getByRole('button', { name: /^筛选（2）/ }).tap();
  await expectUnderThumb(page, sheet.getByRole('button', { name: /^查看 \d+ 条/ }));
  await sheet.getByLabel(/^存放位置/).waitFor();
  await expectAccessible(page);
  await page.goBack();
  await sheet.waitFor({ state: 'detached' });
  await expectNoSidewaysScroll(page);
  await page.goto(`/limits?q=${encodeURIComponent(subject)}`);

  // Every other page is one touch further.
  await page.locator('.bottom-nav').getByRole('button', { name: '更多' }).tap();
  const all = page.getByRole('dialog', { name: '全部页面' });
  await expectAccessible(page);
  await all.getByRole('link', { name: '统计报表' }).tap();
  await heading(page, '统计报表').waitFor();
  await page.goBack();
  await limit.waitFor();
});

test('on a phone, with a thumb alone: find the task, claim it, keep a draft, submit; going back leads back', async () => {
  const page = await browser.open('civil-affairs.clerk', '/', { touch: true });
  const bar = page.locator('.bottom-nav');
  await expectUnderThumb(page, bar.getByRole('link', { name: '我的待办' }));
  await bar.getByRole('link', { name: '我的待办' }).tap();
  await heading(page, '我的待办').waitFor();
  await page.getByRole('tab', { name: /可领取/ }).tap();

  // The filters come up from below; the gesture that goes back closes them.
  const opener = page.getByRole('button', { name: /^筛选/ });
  await expectUnderThumb(page, opener);
  await opener.tap();
  const sheet = page.getByRole('dialog', { name: '筛选' });
  const search = sheet.getByLabel('任务、事项名称或编号');
  await search.waitFor();
  await expectUnderThumb(page, sheet.getByRole('checkbox', { name: '只看超期' }).locator('xpath=ancestor::label'));
  await page.goBack();
  await sheet.waitFor({ state: 'detached' });
  await heading(page, '我的待办').waitFor();
  await opener.tap();
  await search.fill(subject);
  await search.press('Enter');
  const done = sheet.getByRole('button', { name: '查看 1 条' });
  await expectUnderThumb(page, done);
  await expectAccessible(page);
  await done.tap();
  await sheet.waitFor({ state: 'detached' });
  await page.getByText('已按 1 项条件筛选').waitFor();

  const card = page.getByRole('listitem').filter({ hasText: subject });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await card.getByRole('button', { name: /^领取/ }).tap();
  await heading(page, '出具论证意见').waitFor();
  await page.getByText('提交后转至').waitFor();
  for (const name of ['提交', '暂存', '更多']) await expectUnderThumb(page, button(page, name));
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.getByRole('radio', { name: '同意', exact: true }).tap();
  const opinion = page.getByRole('textbox', { name: '意见内容' });
  await opinion.tap();
  await opinion.fill('同意引进。');
  // What the keyboard leaves of the window: the acts stay above it, and so does what is typed in.
  await page.setViewportSize({ ...PHONE, height: 460 });
  await eventually(() => expectReachable(page, opinion));
  await expectReachable(page, button(page, '提交'));
  await button(page, '暂存').tap();
  await page.locator('.ant-message').getByText('已暂存').first().waitFor();
  await page.setViewportSize(PHONE);
  await button(page, '提交').tap();
  await heading(page, '我的待办').waitFor();
  expect(browser.complaints).toEqual([]);
});
