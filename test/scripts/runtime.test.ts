import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProject } from '../../scripts/stack/spawn.ts';
import { anyPort } from '../../scripts/stack/ports.ts';
import { eventually } from '../support/stack.ts';

const project = findProject(process.cwd());
const PINNED = realpathSync(join(project, 'node_modules', `node-linux-${process.arch}`, 'bin/node'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lixia-runtime-'));
  // Any Node that a machine may have.
  copyFileSync(process.execPath, join(folder, 'node'));
  writeFileSync(
    join(folder, 'tell.cjs'),
    `if (process.argv[1]?.endsWith('start.js')) console.log('launcher', process.pid, 'by', process.execPath);`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm start` by that Node. */
function start(settings: Record<string, string>) {
  const child = spawn(join(folder, 'node'), ['scripts/bootstrap.mjs', 'start'], {
    cwd: project,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${join(folder, 'tell.cjs')}`,
      DATA_DIR: join(folder, 'data'),
      ...settings,
    },
  });
  const run = { child, said: '', code: undefined as number | null | undefined };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (run.said += String(chunk)));
  child.on('close', (code) => (run.code = code));
  return run;
}

describe('whatever Node a machine has', () => {
  test('the tests and the program run on the one that came with the packages', async () => {
    expect(realpathSync(process.execPath)).toBe(PINNED);
    const { optionalDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
    expect(process.version).toBe(`v${optionalDependencies[`node-linux-${process.arch}`]}`);
    expect(readFileSync(join(project, 'Dockerfile'), 'utf8').match(/^FROM node:\d+\.\d+/gm)).toEqual(
      Array(2).fill(`FROM node:${process.versions.node.split('.').slice(0, 2).join('.')}`),
    );

    const run = start({ PORT: 'none' });
    await eventually(() => expect(run.code).toBe(1), 180_000);
    expect(run.said).toContain(` by ${PINNED}`);
    expect(run.said).toContain('不是端口号');
  });

  test('who stops the first stops both', async () => {
    const run = start({ PORT: String(await anyPort()) });
    await eventually(() => expect(run.said).toContain('[3/6]'), 180_000);
    run.child.kill('SIGTERM');
    await eventually(() => expect(run.code).toBe(0), 60_000);
    expect(run.said).toContain('正在停止');
    const pid = Number(/launcher (\d+) by/.exec(run.said)?.[1]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
