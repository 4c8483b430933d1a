import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../../engine/start-error.ts';
import { engineDataId, prepareDataDir, readSecrets, upgradeEngineData } from '../../scripts/stack/data-dir.ts';
import { createPidFile, endLeftOvers, takeLock } from '../../scripts/stack/lock.ts';
import { anyPort, choosePorts, readPort } from '../../scripts/stack/ports.ts';
import { identify, isRunning } from '../../scripts/stack/processes.ts';
import { createService } from '../../scripts/stack/service.ts';
import { eventually } from '../support/stack.ts';

let dataDir: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lixia-launcher-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function sleeper(): ChildProcess {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  children.push(child);
  return child;
}

async function occupy(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
}

describe('ports', () => {
  test('when PORT is in use, then the message names it and the way out', async () => {
    const port = await anyPort();
    await occupy(port);
    await expect(choosePorts(port)).rejects.toThrow(new RegExp(`端口 ${port} 已被占用.*PORT=\\d+ npm start`));
  });

  test('the others follow from PORT and give way where something is', async () => {
    const port = await anyPort();
    const before = await choosePorts(port);
    await occupy(before.grpc);
    const after = await choosePorts(port);
    expect(after.records).toBe(before.records);
    expect(after.grpc).toBeGreaterThan(before.grpc);
    expect(new Set(Object.values(after)).size).toBe(Object.values(after).length);
  });

  test('two neighbours do not get in each other’s way', async () => {
    const port = await anyPort();
    const [one, two] = [await choosePorts(port), await choosePorts(port - 1)];
    expect(Object.values(one).filter((taken) => Object.values(two).includes(taken))).toEqual([]);
  });

  test.each(['0', '70000', 'http', '3000.5', ''])('%p is no port', (text) => {
    expect(() => readPort(text)).toThrow('不是端口号');
  });
});

describe('the lock of a data folder', () => {
  test('when its holder runs, then the start is refused and told how to go on', () => {
    writeFileSync(join(dataDir, 'launcher.lock'), JSON.stringify(identify(sleeper().pid!)));
    expect(() => takeLock(dataDir)).toThrow(/另一个启动器.*DATA_DIR=/);
  });

  test.each([
    ['has ended', () => JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' })],
    ['was followed by another process of the same id', () => JSON.stringify({ pid: sleeper().pid, startedAt: '1' })],
    ['is not known, because the file was cut off', () => '{"pid":'],
  ])('when its holder %s, then it does not count', (_, content) => {
    writeFileSync(join(dataDir, 'launcher.lock'), content());
    const release = takeLock(dataDir);
    expect(JSON.parse(readFileSync(join(dataDir, 'launcher.lock'), 'utf8'))).toEqual(identify(process.pid));
    release();
    expect(existsSync(join(dataDir, 'launcher.lock'))).toBe(false);
  });
});

describe('what a killed launcher has left', () => {
  test('is ended, and said', async () => {
    const left = sleeper();
    createPidFile(dataDir).started('engine', left.pid!);
    const lines: string[] = [];
    await endLeftOvers(dataDir, (line) => lines.push(line));
    expect(left.signalCode ?? left.exitCode ?? isRunning(identify(left.pid!))).not.toBe(true);
    expect(lines.join()).toContain(`engine（${left.pid}）`);
  });

  test('but never a stranger that got the same id', async () => {
    const stranger = sleeper();
    writeFileSync(join(dataDir, 'pids.json'), JSON.stringify({ app: { pid: stranger.pid, startedAt: '1' } }));
    await endLeftOvers(dataDir, () => undefined);
    expect(isRunning(identify(stranger.pid!))).toBe(true);
  });
});

describe('a supervised process', () => {
  function service(lines: string[] = []) {
    return createService({
      label: '测试',
      launch: async () => sleeper(),
      stopSignal: 'SIGTERM',
      stopMs: 5_000,
      onStarted: () => undefined,
      onEnded: () => undefined,
      onCrash: () => true,
      log: (line) => lines.push(line),
    });
  }

  test('when it is killed from outside, then it is started again, and said', async () => {
    const lines: string[] = [];
    const supervised = service(lines);
    await supervised.start();
    const first = supervised.pid()!;
    process.kill(first, 'SIGKILL');
    await eventually(
      () => expect(supervised.pid()).toBeGreaterThan(0) ?? expect(supervised.pid()).not.toBe(first),
      5_000,
    );
    expect(lines[0]).toContain('测试意外停止（SIGKILL）');
    await supervised.stop();
  });

  test('when it is stopped on purpose, then it stays so, and nothing is left', async () => {
    const supervised = service();
    await supervised.start();
    const id = identify(supervised.pid()!);
    await supervised.stop();
    expect([isRunning(id), supervised.pid()]).toEqual([false, undefined]);
  });

  test('when the stop comes while it starts, then nothing is left either', async () => {
    const supervised = service();
    const starting = supervised.start();
    await supervised.stop();
    await starting;
    expect(supervised.pid()).toBeUndefined();
  });
});

describe('the data folder', () => {
  test('when it cannot be written, then the message says so and names the way out', () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(() => prepareDataDir(join(file, 'data'))).toThrow(/不能写入.*DATA_DIR=/);
  });

  test('secrets are made once, long, and for the owner’s eyes only', () => {
    const secrets = readSecrets(dataDir);
    expect(readSecrets(dataDir)).toEqual(secrets);
    for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThanOrEqual(32);
  });

  test('the engine’s data keep their name until they are wiped', () => {
    const id = engineDataId(dataDir, '8.5.8');
    expect(engineDataId(dataDir, '8.5.8')).toBe(id);
    rmSync(join(dataDir, 'engine'), { recursive: true });
    expect(engineDataId(dataDir, '8.5.8')).not.toBe(id);
  });

  test('the engine’s data are started by their own version only, given to a newer one by command, and never back', () => {
    const refusal = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        return error instanceof StartError ? error.message : String(error);
      }
      return '';
    };
    expect(refusal(() => upgradeEngineData(dataDir, '8.6.0'))).toContain('没有引擎数据');
    const id = engineDataId(dataDir, '8.5.8');
    expect(refusal(() => engineDataId(dataDir, '8.6.0'))).toMatch(
      /8\.5\.8 版引擎的数据.*ENGINE_VERSION=8\.6\.0 npm run upgrade-engine/,
    );
    expect(refusal(() => upgradeEngineData(dataDir, '8.5.8'))).toContain('已是 8.5.8');

    expect(upgradeEngineData(dataDir, '8.6.0')).toBe('8.5.8');
    expect(engineDataId(dataDir, '8.6.0')).toBe(id);
    expect(existsSync(join(dataDir, 'engine/8.5.8'))).toBe(false);
    expect(refusal(() => engineDataId(dataDir, '8.5.8'))).toMatch(/不能退回旧版本.*恢复/);
    expect(refusal(() => upgradeEngineData(dataDir, '8.5.8'))).toContain('不能从 8.6.0 退回 8.5.8');
    // 8.10 comes after 8.6, whatever the letters say.
    expect(upgradeEngineData(dataDir, '8.10.0')).toBe('8.6.0');

    mkdirSync(join(dataDir, 'engine/8.11.0'));
    writeFileSync(join(dataDir, 'engine/8.11.0/of-somebody'), '');
    expect(refusal(() => upgradeEngineData(dataDir, '8.11.0'))).toContain('已有文件');
    expect(engineDataId(dataDir, '8.10.0')).toBe(id);
  });
});

describe('npm run faults', () => {
  test('interrupted while it opens its installation leaves nothing behind', async () => {
    // The database's user has to come to its folder.
    chmodSync(dataDir, 0o755);
    const child = spawn(process.execPath, ['dist/scripts/for-testing.js', 'faults', 'two-workers'], {
      env: { ...process.env, TMPDIR: dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await eventually(() => expect(said).toContain('启动应用'), 120_000);
    const running = processesNaming(dataDir);
    expect(running).not.toEqual([]);
    child.kill('SIGTERM');
    // A second one does not make it leave sooner.
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(running.filter((id) => isRunning(id))).toEqual([]);
    expect(processesNaming(dataDir)).toEqual([]);
    expect(readdirSync(dataDir)).toEqual([]);
  }, 240_000);
});

/** Processes that have the folder in their command line: PostgreSQL, engines. */
function processesNaming(folder: string) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    })
    .map((pid) => identify(Number(pid)));
}
