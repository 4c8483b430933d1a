import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { browserPath } from '../../scripts/stack/browser.ts';
import type { Client } from '../support/client.ts';
import { taskAt } from '../support/fast-track.ts';
import { eventually, world } from '../support/world.ts';

export const WIDE = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };
/** Long enough for a machine that does much else. */
const PATIENCE_MS = 45_000;

export interface PageOptions {
  viewport?: { width: number; height: number };
  /** A phone: fingers, no mouse. */
  touch?: boolean;
  /** false: the server's events do not reach this page. */
  live?: boolean;
}

export interface TestBrowser {
  /** A window of one's own; signed in unless the name is left out. */
  open(username: string | null, path: string, options?: PageOptions): Promise<Page>;
  /** What went wrong in any page: exceptions, refused scripts. */
  complaints: string[];
  close(): Promise<void>;
}

/** One browser a test file. */
export async function openBrowser(
  {
    baseUrl,
    args = [],
  }: {
    baseUrl: string;
    args?: string[];
  } = world(),
): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      ...args,
    ],
  });
  const complaints: string[] = [];
  // Those closed, by what they are like. The next person who opens such a window finds the pages' scripts read, half of the work of a first
  // page, as long as the process that read them has a page left; cookies and what pages kept are gone.
  const closed = new Map<string, BrowserContext[]>();

  async function openContext({ touch, viewport, live }: Required<PageOptions>): Promise<BrowserContext> {
    const kind = JSON.stringify({ touch, viewport, live });
    const again = closed.get(kind)?.pop();
    if (again) return again;
    const context = await browser.newContext({
      baseURL: baseUrl,
      viewport,
      hasTouch: touch,
      isMobile: touch,
      locale: 'zh-CN',
      acceptDownloads: true,
      // What still moves can be missed: pressed where it was, released where it no longer is.
      reducedMotion: 'reduce',
    });
    let blank: Page | undefined;
    context.close = async () => {
      const pages = context.pages().filter((page) => page !== blank);
      blank ??= await context.newPage();
      await Promise.all(pages.map((page) => page.close()));
      await context.clearCookies();
      closed.set(kind, [...(closed.get(kind) ?? []).filter((other) => other !== context), context]);
    };
    context.setDefaultTimeout(PATIENCE_MS);
    if (!live) await context.route('**/api/events', (route) => route.abort());
    return context;
  }

  return {
    complaints,
    async open(username, path, { touch = false, viewport = touch ? PHONE : WIDE, live = true } = {}) {
      const context = await openContext({ touch, viewport, live });
      if (username) await context.request.post('/api/session', { data: { username, password: 'demo' } });
      const page = await context.newPage();
      await forget(page, baseUrl);
      page.on('pageerror', (error) => complaints.push(`${username}: ${error}`));
      page.on('console', (message) => {
        // The browser itself reports every refused request; those are part of the tests.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          complaints.push(`${username}: ${message.text()}`);
      });
      await page.goto(path);
      return page;
    },
    close: () => browser.close(),
  };
}

/** What pages have kept in the browser beside cookies. */
async function forget(page: Page, origin: string): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage,indexeddb,service_workers' });
  await tools.detach();
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
export const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true });

/** Nothing serious for those who do not see, hear or use a mouse, once what moves has come to rest. */
export async function expectAccessible(page: Page): Promise<void> {
  await eventually(async () => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'] })
      .analyze();
    const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    expect(serious.map((v) => `${page.url()} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)).toEqual(
      [],
    );
  }, PATIENCE_MS);
}

/** Once the layout has followed the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await eventually(async () => {
    const [content, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, window.innerWidth]',
    );
    if (content > window) throw new Error(`${page.url()} is ${content} px wide in a window of ${window}`);
  }, PATIENCE_MS);
}

/** On a phone no list keeps the desk's row of filters above it, nor a table's columns: they are in the sheet, and rows are cards. */
export async function expectListForPhone(page: Page): Promise<void> {
  const desk = page.locator('main').locator('.filters :is(input, .ant-select), .ant-table');
  await eventually(async () => expect([page.url(), await desk.count()]).toEqual([page.url(), 0]), PATIENCE_MS);
}

/** Wholly in view without scrolling, and not covered. */
export async function expectReachable(page: Page, control: Locator): Promise<void> {
  const box = await control.boundingBox();
  const view = page.viewportSize();
  if (!box || !view) throw new Error('not on the page');
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(view.height);
  await control.click({ trial: true, noWaitAfter: true });
}

/** Where the thumb of the hand that holds the phone is, and as high as it is wide. */
export async function expectUnderThumb(page: Page, control: Locator): Promise<void> {
  await eventually(async () => {
    const box = await control.boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    if (!box) throw new Error(`not on the page: ${control}`);
    const found = { ...box, bottom: box.y + box.height };
    expect(found.height).toBeGreaterThanOrEqual(44);
    expect(found.width).toBeGreaterThanOrEqual(44);
    expect(found.y).toBeGreaterThanOrEqual(height / 2);
    expect(found.bottom).toBeLessThanOrEqual(height);
  }, PATIENCE_MS);
}

/** Until the control has the focus, as often as somebody at the keyboard would press. */
export async function tabTo(page: Page, control: Locator, presses = 80): Promise<void> {
  await control.waitFor();
  const focused = control.and(page.locator(':focus'));
  for (let i = 0; i < presses; i++) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way to ${control} by keyboard`);
}

export async function expectText(control: Locator, text: string | RegExp): Promise<void> {
  await eventually(async () => {
    const found = (await control.textContent()) ?? '';
    if (typeof text === 'string' ? !found.includes(text) : !text.test(found))
      throw new Error(`${text} is not in: ${found}`);
  }, PATIENCE_MS);
}

export const PDF = { name: '论证附件.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

export const field = (page: Page, label: string): Locator => page.getByRole('main').getByLabel(label, { exact: true });
export const choose = (page: Page, group: string, choice: string): Promise<void> =>
  page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name: choice, exact: true }).check();
/** The option of a list, or the day, that is typed. */
export async function pick(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill(text);
  await page.keyboard.press('Enter');
}
/** Sends the form that starts a case; its number. */
export async function startedCase(page: Page): Promise<string> {
  await button(page, '提交').click();
  await page.waitForURL(/\/cases\/[A-Z]+-/);
  return page.url().split('/').at(-1) ?? '';
}

/** Until no complaint stands at a field: as it goes, what is below moves up from under the mouse. */
export const faultsGone = (within: Page | Locator): Promise<void> =>
  within.locator('.ant-form-item-explain-error').first().waitFor({ state: 'detached' });

/** To the only field for files, or the first. */
export async function attach(page: Page, name: string): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ ...PDF, name });
  await page.getByRole('link', { name }).first().waitFor();
}

/** The step of this element on its page, from opening to what the page says when it is done. */
export async function doTask(
  { browser, monitor, caseId }: { browser: TestBrowser; monitor: Client; caseId: string },
  username: string,
  element: string,
  fill: (page: Page) => Promise<void>,
  { group, viewport = WIDE }: { group?: string | undefined; viewport?: typeof WIDE } = {},
): Promise<void> {
  const task = await taskAt(monitor, caseId, element, group);
  const page = await browser.open(username, `/tasks/${task.key}`, { viewport });
  await heading(page, task.name).waitFor();
  await fill(page);
  await button(page, '提交').click();
  await page.getByText(`“${task.name}”已提交`).first().waitFor();
  await page.context().close();
}
