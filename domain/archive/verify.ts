import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { open, type Entry, type ZipFile } from 'yauzl';
import type { Db } from '../../db/pool.ts';
import { sealOf } from './seal.ts';
import { type ArchiveRow, type LoggedSeal, readSeals, untilSealed } from './store.ts';
import { checksumOf, MANIFEST, type Manifest } from './zip.ts';

export interface Fault {
  caseId: string;
  message: string;
}

export interface Verdict {
  checked: number;
  faults: Fault[];
  /** The last seal: noted down elsewhere, it shows whether the whole chain was made anew. */
  lastSeal: string | null;
}

/**
 * Checks every seal: the chain, the log beside it, each zip as a whole, and each entry against its manifest.
 * `dir` is DATA_DIR/archives.
 */
export async function verifyArchives(db: Db, dir: string): Promise<Verdict> {
  // One snapshot: a case that is being sealed now is in both or in neither.
  const { rows, log } = await readSeals(db);
  const faults: Fault[] = [];
  let previous: string | null = null;
  for (const row of rows) {
    const say = (message: string) => faults.push({ caseId: row.caseId, message });
    if (row.previousSha256 !== previous) say('与前一案卷的封存链断开');
    if (sealOf(row.previousSha256, row.manifestSha256) !== row.sealSha256) say('封存值与目录不符');
    previous = row.sealSha256;
    for (const message of await checkZip(dir, row)) say(message);
  }
  faults.push(...compareWithLog(rows, log), ...(await unknownZips(db, dir, rows)));
  return { checked: rows.length, faults, lastSeal: previous };
}

/** What was put into the table, taken out of it or moved since it was sealed. */
function compareWithLog(rows: readonly ArchiveRow[], log: readonly LoggedSeal[]): Fault[] {
  const logged = new Map(log.map((entry, i) => [entry.caseId, { ...entry, i }]));
  const there = new Set(rows.map((row) => row.caseId));
  const removed = log
    .filter((entry) => !there.has(entry.caseId))
    .map(({ caseId }) => ({ caseId, message: '封存记录已被删除' }));
  let last = -1;
  const changed = rows.flatMap((row) => {
    const entry = logged.get(row.caseId);
    if (!entry) return [{ caseId: row.caseId, message: '封存日志中没有这份案卷，记录系后来插入' }];
    const moved = entry.i < last;
    last = Math.max(last, entry.i);
    if (entry.sealSha256 !== row.sealSha256) return [{ caseId: row.caseId, message: '封存值与封存日志不符' }];
    return moved ? [{ caseId: row.caseId, message: '封存次序与封存日志不符' }] : [];
  });
  return [...removed, ...changed];
}

/** Case files that no seal knows. A case that is just being sealed has its file a moment before its row: looked at again. */
async function unknownZips(db: Db, dir: string, rows: readonly ArchiveRow[]): Promise<Fault[]> {
  const unknownTo = (known: readonly ArchiveRow[]) => (name: string) => !known.some((row) => row.path === name);
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.zip')).filter(unknownTo(rows));
  if (names.length === 0) return [];
  await untilSealed(db);
  const again = (await readSeals(db)).rows;
  return names.filter(unknownTo(again)).map((name) => ({ caseId: name.slice(0, -4), message: '案卷文件没有封存记录' }));
}

async function checkZip(dir: string, row: ArchiveRow): Promise<string[]> {
  if (row.path !== `${row.caseId}.zip`) return ['封存记录指向另一份案卷'];
  const file = path.join(dir, row.path);
  const sha256 = await checksumOf(file);
  if (sha256 === null) return ['案卷文件不存在'];
  if (sha256 !== row.sha256) return ['案卷文件已被改动'];
  // Even where file and row were changed together, the manifest is bound by the chain and the entries by the manifest.
  const found = await readEntries(file);
  const manifest = found.get(MANIFEST);
  if (manifest?.sha256 !== row.manifestSha256) return ['目录 manifest.json 已被改动'];
  found.delete(MANIFEST);
  const { files, caseId, sealedAt } = JSON.parse(manifest.content.toString()) as Manifest;
  const faults = files.filter((f) => found.get(f.name)?.sha256 !== f.sha256).map((f) => `“${f.name}”缺失或已被改动`);
  const listed = new Set(files.map((f) => f.name));
  const extra = [...found.keys()].filter((name) => !listed.has(name)).map((name) => `“${name}”不在目录中`);
  if (caseId !== row.caseId) faults.push('案卷属于另一事项');
  if (Date.parse(sealedAt) !== Date.parse(row.sealedAt)) faults.push('封存时间与目录不符');
  if ((await stat(file)).size !== row.size) faults.push('案卷大小与封存记录不符');
  return [...faults, ...extra];
}

type Found = Map<string, { sha256: string; content: Buffer }>;

async function readEntries(file: string): Promise<Found> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    open(file, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  return new Promise((resolve, reject) => {
    const found: Found = new Map();
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const hash = createHash('sha256');
        const kept: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          hash.update(chunk);
          if (entry.fileName === MANIFEST) kept.push(chunk);
        });
        stream.on('error', reject).on('end', () => {
          found.set(entry.fileName, { sha256: hash.digest('hex'), content: Buffer.concat(kept) });
          zip.readEntry();
        });
      });
    });
    zip.on('error', reject).on('end', () => resolve(found));
    zip.readEntry();
  });
}
