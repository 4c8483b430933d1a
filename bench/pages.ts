import { performance } from 'node:perf_hooks';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserPath } from '../scripts/stack/browser.ts';
import type { SpawnedStack } from '../scripts/stack/spawn.ts';
import { quantile } from './latency.ts';
import type { BenchRow } from './records.ts';

const TIMES = 7;
const seconds = (values: number[]) => `${(quantile(values, 0.5) / 1000).toFixed(2)} s`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}

/** From the address until a clerk sees his tasks: with nothing in the browser's cache, and once more with it. */
export async function benchPages(
  stack: SpawnedStack,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  note('首次打开任务页');
  const browser = await openBrowser();
  try {
    const first: number[] = [];
    const again: number[] = [];
    let bytes = 0;
    for (let i = 0; i < TIMES; i++) {
      // A new context has nothing in its cache: as on the first visit.
      const context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1366, height: 768 } });
      await context.request.post('/api/session', {
        data: { username: 'investment-promotion.clerk', password: 'demo' },
      });
      const page = await context.newPage();
      bytes = 0;
      const devtools = await context.newCDPSession(page);
      await devtools.send('Network.enable');
      devtools.on('Network.loadingFinished', ({ encodedDataLength }) => void (bytes += encodedDataLength));
      first.push(await untilRows(page));
      again.push(await untilRows(page));
      await context.close();
    }
    add({
      what: `Task list: from the address to its rows, nothing cached (median of ${TIMES}; first and second visit ${Math.round(bytes / 1024)} kB)`,
      value: seconds(first),
    });
    add({ what: 'The same on the second visit', value: seconds(again) });
  } finally {
    await browser.close();
  }
}

async function untilRows(page: Page): Promise<number> {
  const began = performance.now();
  await page.goto('/tasks?view=all');
  await page.locator('tbody tr.ant-table-row').first().waitFor();
  return performance.now() - began;
}
