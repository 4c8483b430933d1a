import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { caseOf, caseReaches } from '../support/fast-track.ts';
import { parkSteps } from '../support/park.ts';
import { eventually, world } from '../support/world.ts';
import {
  attach,
  button,
  choose,
  doTask as doTaskOf,
  expectAccessible,
  expectNoSidewaysScroll,
  expectText,
  field,
  heading,
  openBrowser,
  PHONE,
  WIDE,
  type TestBrowser,
} from './browser.ts';

/** One park in the browser: from the application to its page in the register; what its steps are like is tested at the API. */
const stack = world();
const go = parkSteps(stack);
const parkName = `明湖科创园${Date.now()}`;
const operator = `明湖园区运营公司${Date.now()}`;

let browser: TestBrowser;
let monitor: Client;
let caseId: string;
beforeAll(async () => {
  [browser, monitor] = await Promise.all([openBrowser(), stack.as('monitor')]);
});
afterAll(() => browser?.close());

const doTask = (
  username: string,
  element: string,
  fill: (page: Page) => Promise<void>,
  options: { group?: string; viewport?: typeof WIDE } = {},
) => doTaskOf({ browser, monitor, caseId }, username, element, fill, options);

test('the clerk applies for the operator; what is absurd is said at its field', async () => {
  const page = await browser.open('industry-it.clerk', '/start/park-certification');
  await heading(page, '发起：产业园区认定').waitFor();
  await field(page, '园区名称').fill(parkName);
  await field(page, '主导产业').fill('新一代');
  await page.keyboard.press('Enter');
  await choose(page, '园区类型', '政府主导型');
  await choose(page, '以楼宇群为单位申请', '否');
  await field(page, '主导产业企业占比（%）').fill('75');
  await field(page, '使用面积（平方米）').fill('6000');
  await field(page, '园区运营机构').fill(operator);
  for (const condition of [
    '在历下区注册登记',
    '独立法人单位',
    '有专门团队负责园区运营',
    '有规范的财务管理制度',
    '基础配套设施健全',
    '有公共服务平台',
  ])
    await choose(page, condition, '是');
  await field(page, '企业数量').fill('20');
  await field(page, '经济贡献（元/年）').fill('30000000');
  await field(page, '龙头企业').fill('甲软件公司\n乙数据公司');
  await expectAccessible(page);
  await button(page, '提交').click();
  await page.waitForURL(/\/cases\/PARK-/);
  caseId = page.url().split('/').at(-1) ?? '';
  await eventually(async () =>
    expect((await caseOf(monitor, caseId)).variables).toMatchObject({
      eligible: true,
      department: 'industry-it',
      scale: { leadingCompanies: ['甲软件公司', '乙数据公司'], economicContribution: '30000000' },
    }),
  );
  await page.context().close();
});

test('review, agreement, meeting and signing', async () => {
  await doTask('industry-it.clerk', 'Task_FileMaterials', (page) => attach(page, '申报书.pdf'));
  await doTask('industry-it.clerk', 'Task_ReviewApplication', async (page) => {
    await expectText(page.getByLabel('前序环节结果'), '主导产业占比75%，不低于60%');
    await choose(page, '初审意见', '通过，起草协议');
    await field(page, '意见内容').fill('符合认定条件。');
    await expectAccessible(page);
  });
  await doTask('industry-it.clerk', 'Task_DraftAgreement', async (page) => {
    expect(await field(page, '（一）产业定位及基本情况').inputValue()).toContain(parkName);
    await field(page, '入驻企业数量目标').fill('40');
    await expectAccessible(page);
  });
  await doTask('key-industry-office.clerk', 'Task_ExamineProposal', async (page) => {
    await choose(page, '审核意见', '符合条件，提交研究');
    await choose(page, '组织专家论证', '不需要');
  });
  await go.meet(caseId, { finance: { voteResult: 'agree' } });
  await doTask(
    'key-industry-office.head',
    'Task_DecideCertification',
    async (page) => {
      await choose(page, '认定决定', '予以认定');
      await expectNoSidewaysScroll(page);
    },
    { viewport: PHONE },
  );
  const today = ((await monitor.get('/api/demo/clock')).body.now as string).slice(0, 10);
  await doTask('industry-it.clerk', 'Task_SignAgreement', async (page) => {
    await field(page, '签署日期').fill(today);
    await page.keyboard.press('Enter');
    await field(page, '产业主管部门签署人（职务）').fill('区工信局主要负责人');
    await field(page, '运营机构签署人（职务）').fill('总经理');
    await attach(page, '园区建设协议.pdf');
  });
  await doTask('key-industry-office.clerk', 'Task_FileAgreement', (page) => choose(page, '备案意见', '准予备案'));
  await caseReaches(monitor, caseId, 'completed');
});

test('the register finds it by name; its page has the agreement and the certificate, also on a phone', async () => {
  const page = await browser.open('industry-it.clerk', '/parks');
  await heading(page, '园区名录').waitFor();
  await page.getByLabel('园区、运营机构或证书编号').fill(parkName);
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=/);
  await eventually(async () => expect(await page.getByRole('row').count()).toBe(2));
  await expectAccessible(page);
  await page.getByRole('link', { name: parkName }).click();
  await heading(page, parkName).waitFor();
  await expectText(page.getByRole('region', { name: '建设协议' }), '入驻企业数量目标');
  await expectText(page.getByRole('region', { name: '建设协议' }), '40家');
  await expectText(page.getByRole('region', { name: '材料' }), '产业园区认定证书.pdf');
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  const industries = await browser.open('key-industry-office.clerk', '/industries');
  await heading(industries, '重点产业').waitFor();
  await button(industries, '修改名录').waitFor();
  await expectAccessible(industries);
  expect(browser.complaints).toEqual([]);
});
