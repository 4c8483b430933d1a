import { createHash } from 'node:crypto';
import path from 'node:path';
import { open, type Entry, type ZipFile } from 'yauzl';
import type { Db } from '../../db/pool.ts';
import { sealOf } from './seal.ts';
import { type ArchiveRow, listArchives } from './store.ts';
import { checksumOf, MANIFEST, type Manifest } from './zip.ts';

export interface Fault {
  caseId: string;
  message: string;
}

/** Checks every seal: the chain, each zip as a whole, and each entry against its manifest. `dir` is DATA_DIR/archives. */
export async function verifyArchives(db: Db, dir: string): Promise<{ checked: number; faults: Fault[] }> {
  const rows = await listArchives(db);
  const faults: Fault[] = [];
  let previous: string | null = null;
  for (const row of rows) {
    const say = (message: string) => faults.push({ caseId: row.caseId, message });
    if (row.previousSha256 !== previous) say('与前一案卷的封存链断开');
    if (sealOf(row.previousSha256, row.manifestSha256) !== row.sealSha256) say('封存值与目录不符');
    previous = row.sealSha256;
    for (const message of await checkZip(path.join(dir, row.path), row)) say(message);
  }
  return { checked: rows.length, faults };
}

async function checkZip(file: string, row: ArchiveRow): Promise<string[]> {
  const sha256 = await checksumOf(file);
  if (sha256 === null) return ['案卷文件不存在'];
  if (sha256 !== row.sha256) return ['案卷文件已被改动'];
  // Even where file and row were changed together, the manifest is bound by the chain and the entries by the manifest.
  const found = await readEntries(file);
  const manifest = found.get(MANIFEST);
  if (manifest?.sha256 !== row.manifestSha256) return ['目录 manifest.json 已被改动'];
  found.delete(MANIFEST);
  const { files } = JSON.parse(manifest.content.toString()) as Manifest;
  const faults = files.filter((f) => found.get(f.name)?.sha256 !== f.sha256).map((f) => `“${f.name}”缺失或已被改动`);
  const listed = new Set(files.map((f) => f.name));
  const extra = [...found.keys()].filter((name) => !listed.has(name)).map((name) => `“${name}”不在目录中`);
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
