import { chromium, type Page } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserPath } from './stack/browser.ts';
import { findProject } from './stack/spawn.ts';

/** `npm run screenshots [address]`: pictures of README and manual, from a running demonstration (without the guide of first visits: FIRST_VISIT_GUIDE=0). */
const baseURL = process.argv[2] ?? `http://localhost:${process.env.PORT ?? 3000}`;
const project = findProject(dirname(fileURLToPath(import.meta.url)));
const folder = join(project, 'docs/images');
const manual = join(project, 'docs/manual/images');
const EXAMPLE = '工业互联网创新平台项目';

const browser = await chromium.launch({
  executablePath: browserPath(),
  args: ['--no-sandbox', '--disable-gpu'],
});

async function signedIn(username: string, phone = false): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    viewport: phone ? { width: 390, height: 720 } : { width: 1366, height: 768 },
    isMobile: phone,
    hasTouch: phone,
    locale: 'zh-CN',
  });
  const answer = await context.request.post('/api/session', { data: { username, password: 'demo' } });
  if (!answer.ok()) throw new Error(`${username}: ${await answer.text()}`);
  return context.newPage();
}

async function first<T>(page: Page, path: string): Promise<T> {
  const { items } = (await (await page.context().request.get(path)).json()) as { items: T[] };
  if (!items[0]) throw new Error(`nothing at ${path}: pictures are taken of a fresh demonstration`);
  return items[0];
}

async function picture(page: Page, name: string, ...folders: string[]): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
  for (const to of folders) {
    const path = join(to, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    console.log(path);
  }
}

try {
  for (const to of [folder, manual]) mkdirSync(to, { recursive: true });
  const list = await signedIn('investment-promotion.clerk');
  await list.goto('/tasks?view=all');
  await list.getByRole('row').nth(1).waitFor();
  await picture(list, 'tasks', folder, manual);
  await list.goto('/');
  await list.getByRole('heading', { name: '等我办理' }).waitFor();
  await picture(list, 'home', manual);

  const monitor = await signedIn('monitor');
  const { id } = await first<{ id: string }>(monitor, `/api/cases?q=${encodeURIComponent(EXAMPLE)}`);
  await monitor.goto(`/cases/${id}`);
  await monitor.locator('g.step-active').first().waitFor();
  await picture(monitor, 'case', folder, manual);
  await monitor.goto('/limits');
  await monitor.getByRole('row').nth(1).waitFor();
  await picture(monitor, 'limits', manual);

  const { key, group } = await first<{ key: string; group: string }>(monitor, `/api/tasks?case=${id}`);
  const decider = await signedIn(group.includes('.') ? group : `${group}.clerk`);
  await decider.goto(`/tasks/${key}`);
  await decider.getByRole('tab', { name: '流程图' }).click();
  await decider.locator('g.step-here').waitFor();
  await picture(decider, 'task', folder, manual);

  const phone = await signedIn('investment-promotion.clerk', true);
  await phone.goto('/tasks?view=all');
  await phone.locator('.task-card').first().waitFor();
  await picture(phone, 'phone-tasks', manual);
  const leader = await signedIn('monitor', true);
  await leader.goto('/limits');
  await leader.locator('.row-card').first().waitFor();
  await picture(leader, 'phone-limits', manual);
} finally {
  await browser.close();
}
