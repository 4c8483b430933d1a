import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classPath, startCacheFile } from '../../engine/start-cache.ts';
import { startEngine } from '../../engine/start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lixia-start-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Java that does what the script says, and an engine for it. */
function fake(version: string, script: string) {
  const java = join(folder, 'jdk/bin/java');
  mkdirSync(join(folder, 'jdk/bin'), { recursive: true });
  writeFileSync(join(folder, 'jdk/release'), `JAVA_RUNTIME_VERSION="${version}"\n`);
  writeFileSync(java, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const home = join(folder, 'engine/8.5.8');
  for (const part of ['lib', 'bin', 'config']) mkdirSync(join(home, part), { recursive: true });
  writeFileSync(join(home, 'bin/broker'), 'io.camunda.zeebe.broker.StandaloneBroker');
  for (const name of ['b.jar', 'a.jar', 'a.txt']) writeFileSync(join(home, 'lib', name), '');
  return { java, home };
}

async function run(script: string): Promise<string> {
  const { java, home } = fake('25.0.3+9-LTS', script);
  const cache = startCacheFile(java, home)!;
  writeFileSync(cache, 'broken');
  const ports = { grpc: 1, rest: 2, monitoring: 3, command: 4, internal: 5 };
  const records = { host: '127.0.0.1', port: 6, password: 'secret' };
  await once(
    startEngine({
      java,
      home,
      version: '8.5.8',
      dataDir: folder,
      ports,
      records,
      clockControlled: false,
      shortLived: true,
    }),
    'exit',
  );
  return cache;
}

describe('the classes that Java keeps for the next start of the engine', () => {
  test('lie beside the engine, one file for each Java that can', () => {
    const one = fake('25.0.3+9-LTS', '');
    expect(startCacheFile(one.java, one.home)).toBe(`${one.home}-java-25.0.3+9-LTS.aot`);
    const other = fake('21.0.8+9', '');
    expect(startCacheFile(other.java, other.home)).toBeNull();
    expect(startCacheFile(join(folder, 'none/bin/java'), other.home)).toBeNull();
  });

  test('fit only the same jars in the same order', () => {
    const { home } = fake('25', '');
    expect(classPath(home)).toBe(`${home}/lib/a.jar:${home}/lib/b.jar`);
  });

  test('are given up when the engine does not come up with them', async () => {
    expect(existsSync(await run('exit 1'))).toBe(false);
    expect(existsSync(await run('kill -ABRT $$'))).toBe(false);
  });

  test('stay when it was stopped or killed', async () => {
    expect(existsSync(await run('kill -KILL $$'))).toBe(true);
    expect(existsSync(await run('exit 143'))).toBe(true);
  });
});
