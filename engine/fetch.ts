import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetchWithMaven, fetchWithPip } from './download.ts';
import { run } from './run.ts';
import { engineArchive, type EngineArchive } from './versions.ts';
import { StartError } from './start-error.ts';

export interface FetchOptions {
  version: string;
  cacheDir: string;
  /** ENGINE_ARCHIVE: a file that is there already. */
  archive?: string | undefined;
  log(line: string): void;
}

/** Folder of the unpacked engine. It exists only once sum and unpacking are done, so its being there is enough. */
export async function fetchEngine({ version, cacheDir, archive, log }: FetchOptions): Promise<string> {
  const home = resolve(cacheDir, 'engine', version);
  if (await isFolder(home)) return home;
  const expected = engineArchive(version);
  await mkdir(join(cacheDir, 'engine'), { recursive: true });
  if (archive) {
    log(`使用 ENGINE_ARCHIVE=${archive}`);
    await check(archive, expected, 'ENGINE_ARCHIVE 指定的文件');
    await unpack(archive, home, log);
    return home;
  }
  const file = resolve(cacheDir, 'engine', `camunda-zeebe-${version}.tar.gz`);
  if (!(await isFile(file))) await download(expected, file, log);
  await unpack(file, home, log);
  await rm(file, { force: true });
  return home;
}

async function download(expected: EngineArchive, file: string, log: (line: string) => void): Promise<void> {
  const part = `${file}.part`;
  const failures: string[] = [];
  for (const way of [fetchWithMaven, fetchWithPip, fetchWithPip]) {
    try {
      if (!(await way(expected, part, log))) continue;
      await check(part, expected, '下载的引擎');
      await rename(part, file);
      return;
    } catch (error) {
      const reason = (error as Error).message;
      failures.push(reason);
      log(`下载未成功：${reason.split('\n').at(-1)}`);
    }
  }
  const reasons = failures.length ? failures.join('\n') : '本机没有 Maven，也没有 python3 和 pip。';
  throw new StartError(
    `无法取得 Zeebe 引擎 ${expected.version}。请检查网络或镜像设置后重试，或自行下载 Maven 构件 ` +
      `io.camunda:camunda-zeebe:${expected.version}:tar.gz，再以 ENGINE_ARCHIVE=<文件> npm start 启动。\n${reasons}`,
  );
}

async function check(file: string, expected: EngineArchive, what: string): Promise<void> {
  const size = (await stat(file).catch(() => null))?.size;
  if (size === undefined) throw new StartError(`${what}不存在：${file}`);
  const sum = createHash('sha256');
  await pipeline(createReadStream(file), sum);
  if (sum.digest('hex') === expected.sha256) return;
  if (file.endsWith('.part')) await rm(file);
  throw new StartError(
    `${what}校验不符（${size} 字节，应为 ${expected.size} 字节）：文件已损坏或不是 Zeebe ${expected.version}。请重新下载。`,
  );
}

async function unpack(file: string, home: string, log: (line: string) => void): Promise<void> {
  log('校验通过，正在解压');
  const work = `${home}.part-${process.pid}`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  try {
    await run('tar', ['-xzf', resolve(file), '-C', work, '--no-same-owner']);
    const [inner, ...others] = await readdir(work);
    if (!inner || others.length) throw new StartError(`引擎压缩包内容异常：${file}`);
    await rename(join(work, inner), home).catch(async (error: unknown) => {
      // Another start may have been faster.
      if (!(await isFolder(home))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
