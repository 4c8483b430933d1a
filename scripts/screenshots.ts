import { chromium, type Page } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProject } from './stack/spawn.ts';

/** `npm run screenshots [address]`: the README's pictures, from a running demonstration. */
const baseURL = process.argv[2] ?? `http://localhost:${process.env.PORT ?? 3000}`;
const folder = join(findProject(dirname(fileURLToPath(import.meta.url))), 'docs/images');
const EXAMPLE = '工业互联网创新平台项目';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

async function signedIn(username: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const answer = await context.request.post('/api/session', { data: { username, password: 'demo' } });
  if (!answer.ok()) throw new Error(`${username}: ${await answer.text()}`);
  return context.newPage();
}

async function first<T>(page: Page, path: string): Promise<T> {
  const { items } = (await (await page.context().request.get(path)).json()) as { items: T[] };
  if (!items[0]) throw new Error(`nothing at ${path}: pictures are taken of a fresh demonstration`);
  return items[0];
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(path);
}

try {
  mkdirSync(folder, { recursive: true });
  const list = await signedIn('investment-promotion.clerk');
  await list.goto('/tasks?view=all');
  await list.getByRole('row').nth(1).waitFor();
  await picture(list, 'tasks');

  const monitor = await signedIn('monitor');
  const { id } = await first<{ id: string }>(monitor, `/api/cases?q=${encodeURIComponent(EXAMPLE)}`);
  await monitor.goto(`/cases/${id}`);
  await monitor.locator('g.step-active').first().waitFor();
  await picture(monitor, 'case');

  const { key, group } = await first<{ key: string; group: string }>(monitor, `/api/tasks?case=${id}`);
  const decider = await signedIn(group.includes('.') ? group : `${group}.clerk`);
  await decider.goto(`/tasks/${key}`);
  await decider.getByRole('tab', { name: '流程图' }).click();
  await decider.locator('g.step-here').waitFor();
  await picture(decider, 'task');
} finally {
  await browser.close();
}
