import { constants } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { copyOut } from '../../db/copy.ts';
import {
  countBrokers,
  pauseProcessing,
  readPartitions,
  resumeProcessing,
  takeSnapshot,
} from '../../engine/partitions.ts';
import { StartError } from '../../engine/start-error.ts';
import { BACKUP_LOCK } from '../../domain/alarms/paused.ts';
import { hashAll, MANIFEST, type Manifest } from './manifest.ts';
import { FILES, type Installation } from './installation.ts';

const PAUSE_MS = 20_000;
const TRIES = 3;
/** Made anew at each start, or only true for the process that wrote them. */
const LEFT_OUT = new Set(['runtime', 'pending', '.processorPaused', '.exporterPaused']);

/**
 * Takes one set of engine, database and files while everybody works. The engine stands still for as long as its log is copied;
 * the database is seen as it was at the end of that time: it may know of effects whose completion the engine has not seen, and workers then
 * do them again without doing them twice; the other way round something would be lost. Files only come, so they are copied last.
 */
export async function takeBackup(at: Installation, target: string, log: (line: string) => void): Promise<Manifest> {
  if (await stat(target).catch(() => null)) throw new StartError(`${target} 已存在，请换一个文件夹名。`);
  const part = `${resolve(target)}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(join(part, 'database'), { recursive: true, mode: 0o700 });
  const client = new pg.Client({ connectionString: at.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
      BACKUP_LOCK,
    ]);
    if (!rows[0]?.locked) throw new StartError('另一个备份正在进行，请等它结束后再试。');
    await checkEngine(at);
    log('正在备份流程引擎');
    const pausedMs = await withEngineStill(at, async () => {
      await copyEngine(at.engineData, join(part, 'engine'));
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The first statement fixes what this transaction sees.
      await client.query('SELECT 1');
    });
    log(`引擎暂停了 ${(pausedMs / 1000).toFixed(1)} 秒，正在备份数据库`);
    const migrations = await client.query<{ name: string }>('SELECT name FROM migration ORDER BY id');
    const copied = await copyOut(client, join(part, 'database'));
    await client.query('COMMIT');
    log('正在备份附件和案卷');
    for (const folder of FILES)
      if (await stat(join(at.dataDir, folder)).catch(() => null))
        await cp(join(at.dataDir, folder), join(part, folder), { recursive: true, mode: constants.COPYFILE_FICLONE });
    const files: Record<string, string> = {};
    for (const folder of ['engine', ...FILES]) Object.assign(files, await hashAll(join(part, folder), part));
    const manifest: Manifest = {
      format: 1,
      takenAt: new Date().toISOString(),
      engineVersion: at.engineVersion,
      engineDataId: (await readFile(join(part, 'engine/data-id'), 'utf8').catch(() => '')).trim(),
      pausedMs,
      migrations: migrations.rows.map(({ name }) => name),
      ...copied,
      files,
    };
    await writeFile(join(part, MANIFEST), JSON.stringify(manifest, null, 1), { mode: 0o600 });
    await rename(part, target);
    return manifest;
  } finally {
    await client.end();
    await rm(part, { recursive: true, force: true });
  }
}

async function checkEngine({ monitoringUrl }: Installation): Promise<void> {
  if ((await countBrokers(monitoringUrl)) > 1)
    throw new StartError('引擎是多节点集群：请用引擎自带的备份（对象存储），见 docs/operations.md。');
  const partitions = await readPartitions(monitoringUrl);
  if (!partitions.length || partitions.some(({ role }) => role !== 'LEADER'))
    throw new StartError('流程引擎尚未就绪，请稍后再备份。');
  if (partitions.some(({ streamProcessorPhase }) => streamProcessorPhase !== 'PROCESSING'))
    throw new StartError('流程引擎处于暂停状态，请先在运行状态页确认原因，再备份。');
}

/** Runs `work` while the engine does nothing; answers for how long, ms. It goes on in any case, also when `work` fails. */
async function withEngineStill({ monitoringUrl }: Installation, work: () => Promise<void>): Promise<number> {
  await takeSnapshot(monitoringUrl);
  const began = performance.now();
  try {
    await pauseProcessing(monitoringUrl);
    let before = '';
    for (const end = Date.now() + PAUSE_MS; ; await new Promise((done) => setTimeout(done, 50))) {
      const partitions = await readPartitions(monitoringUrl);
      const now = JSON.stringify(partitions.map(({ processedPosition }) => processedPosition));
      const still = partitions.every(({ streamProcessorPhase }) => streamProcessorPhase === 'PAUSED');
      if (still && now === before) break;
      before = now;
      if (Date.now() > end) throw new StartError('流程引擎没有及时暂停，备份已取消，请稍后再试。');
    }
    await work();
  } finally {
    await resumeProcessing(monitoringUrl);
  }
  return performance.now() - began;
}

async function copyEngine(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await copyFolder(from, to);
      return;
    } catch (error) {
      await rm(to, { recursive: true, force: true });
      // A snapshot that has become old goes while it is copied.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === TRIES) throw error;
    }
  }
}

/** `.meta` first: it says up to where the log is safe, and the log may be written on meanwhile. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const entries = await readdir(from, { withFileTypes: true });
  const rank = (name: string): number => Number(!name.endsWith('.meta'));
  for (const entry of entries.sort((a, b) => rank(a.name) - rank(b.name))) {
    if (LEFT_OUT.has(entry.name) || entry.name.endsWith('.lock')) continue;
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, copy);
    else await cp(source, copy, { mode: constants.COPYFILE_FICLONE });
  }
}
