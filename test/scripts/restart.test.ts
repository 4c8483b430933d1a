import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessId, isRunning } from '../../scripts/stack/processes.ts';
import { eventually, startStack } from '../support/stack.ts';

const MINUTES = 60_000;
type Pids = Record<'launcher' | 'app' | 'engine' | 'postgres', ProcessId>;

test(
  'when a launcher is killed, then the next one finds its data and ends what it left; stopped, it leaves nothing',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'lixia-restart-'));
    const pids = (): Pids => JSON.parse(readFileSync(join(dataDir, 'pids.json'), 'utf8')) as Pids;
    try {
      const first = await startStack({ demoCases: true, dataDir });
      const before = pids();
      const cases = (await (await first.as('monitor')).get('/api/cases')).body.total as number;
      expect(cases).toBeGreaterThan(0);
      process.kill(before.launcher.pid, 'SIGKILL');
      // The app notices by itself; engine and database do not.
      await eventually(() => expect(isRunning(before.app)).toBe(false));
      expect([isRunning(before.engine), isRunning(before.postgres)]).toEqual([true, true]);

      const second = await startStack({ demoCases: true, dataDir });
      expect([isRunning(before.engine), isRunning(before.postgres)]).toEqual([false, false]);
      expect((await (await second.as('monitor')).get('/api/cases')).body.total).toBe(cases);
      const after = pids();
      await second.stop();
      for (const id of Object.values(after)) expect(isRunning(id)).toBe(false);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  6 * MINUTES,
);
