import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createPool, inTransaction, type Pool } from '../../db/pool.ts';
import { archiveDir, sealCase } from '../../domain/archive/seal.ts';
import { findArchive } from '../../domain/archive/store.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { PermanentFault } from '../../domain/faults.ts';
import { filePath, storeFile } from '../../domain/files/store.ts';
import { world } from '../support/world.ts';

const { databaseUrl, dataDir } = world();
const dir = archiveDir(dataDir);
let pool: Pool;
let number = Date.now();

beforeAll(() => {
  pool = createPool(databaseUrl, 8);
});
afterAll(() => pool.end());

async function newCase(): Promise<string> {
  const id = `SEAL-${number}`;
  await pool.query(
    `INSERT INTO cases (id, process, title, variables, created_by, leading_unit, instance_key, created_at)
     VALUES ($1, 'test', '测试', '{"subject":"测试"}', 'finance.clerk', 'finance', $2, '2026-01-05T09:00:00+08:00')`,
    [id, `8${number++}`],
  );
  return id;
}
const upload = (caseId: string, name: string, content: string) =>
  storeFile(pool, dataDir, Readable.from(content), {
    caseId,
    taskKey: '1',
    name,
    mediaType: 'application/pdf',
    uploadedBy: 'finance.clerk',
  });
const faultsOf = async (id: string) => (await verifyArchives(pool, dir)).faults.filter((f) => f.caseId === id);
const seal = (id: string) => sealCase(pool, dataDir, id, { opinions: [], decision: { result: 'approved' } });

test('a delivered-again job gives the same archive, also when both run at once', async () => {
  const id = await newCase();
  await upload(id, '会议纪要.pdf', '%PDF-1.4');
  const [a, b] = await Promise.all([seal(id), seal(id)]);
  const c = await seal(id);
  expect(a.sealSha256).toBe(b.sealSha256);
  expect(c.sha256).toBe(a.sha256);
  expect(await faultsOf(id)).toEqual([]);
});

test('seals of cases that end together form one chain', async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(newCase));
  await Promise.all(ids.map(seal));
  const { rows } = await pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM archive GROUP BY previous_sha256 HAVING count(*) > 1',
  );
  expect(rows).toEqual([]);
  expect(await Promise.all(ids.map(faultsOf))).toEqual([[], [], [], [], []]);
});

test('a changed byte is found wherever it is, also when the row is changed with it', async () => {
  const id = await newCase();
  await upload(id, '报告.pdf', 'x'.repeat(5000));
  const { path: name, sha256 } = await seal(id);
  const file = path.join(dir, name);
  const whole = await readFile(file);
  for (const at of [0, Math.floor(whole.length / 2), whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(file, changed);
    expect(await faultsOf(id)).toHaveLength(1);
  }
  await writeFile(file, whole);
  expect(await faultsOf(id)).toEqual([]);
  // Somebody puts another case's file in place, with its checksum: the chain still tells.
  const other = await newCase();
  const forged = await seal(other);
  const content = await readFile(path.join(dir, forged.path));
  await writeFile(file, content);
  await pool.query('UPDATE archive SET sha256 = $2 WHERE case_id = $1', [id, forged.sha256]);
  expect(await faultsOf(id)).toEqual([{ caseId: id, message: '目录 manifest.json 已被改动' }]);
  await writeFile(file, whole);
  await pool.query('UPDATE archive SET sha256 = $2 WHERE case_id = $1', [id, sha256]);
});

test('a file that is lost or not what was handed in is not sealed, and says which', async () => {
  const id = await newCase();
  const file = await upload(id, '合同.pdf', 'original');
  await writeFile(filePath(dataDir, file.id), 'replaced');
  await expect(seal(id)).rejects.toThrow(PermanentFault);
  await expect(seal(id)).rejects.toThrow('合同.pdf');
  expect(await findArchive(pool, id)).toBeNull();
  await writeFile(filePath(dataDir, file.id), 'original');
  expect((await seal(id)).size).toBeGreaterThan(0);
});

test('the end of the chain is held while a seal is added', async () => {
  const id = await newCase();
  let sealed = false;
  let running: Promise<unknown> = Promise.resolve();
  await inTransaction(pool, async (db) => {
    await db.query('SELECT pg_advisory_xact_lock(7201901)');
    running = seal(id).then(() => (sealed = true));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(sealed).toBe(false);
  });
  await running;
  expect(sealed).toBe(true);
});
