import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { createPool, type Pool } from '../../db/pool.ts';
import { archiveDir, sealCase, sealOf } from '../../domain/archive/seal.ts';
import { verifyArchives } from '../../domain/archive/verify.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { addCase, freshDatabase } from '../projection/setup.ts';

/** A chain of its own: what is broken here must not frighten other tests. */
let pool: Pool;
let drop: () => Promise<void>;
let dataDir: string;
let dir: string;
const IDS = ['A-2026-000001', 'A-2026-000002', 'A-2026-000003'];
const [first = '', middle = '', last = ''] = IDS;

beforeAll(async () => {
  const database = await freshDatabase();
  ({ drop } = database);
  await migrate(database.url);
  pool = createPool(database.url, 4);
  dataDir = await mkdtemp(path.join(tmpdir(), 'archives-'));
  dir = archiveDir(dataDir);
  for (const id of IDS) {
    await addCase(pool, id);
    await document(id, `${id}:minutes`);
    await sealCase(pool, dataDir, id, {});
  }
});
afterAll(async () => {
  await pool?.end();
  await drop?.();
  await rm(dataDir, { recursive: true, force: true });
});

const document = (caseId: string, effectKey: string, text = '%PDF-1.7 纪要') =>
  storeDocument(pool, dataDir, { caseId, name: '会议纪要', pdf: Buffer.from(text), effectKey, kind: 'minutes' });
const faults = async () => (await verifyArchives(pool, dir)).faults.map((f) => `${f.caseId} ${f.message}`);
const zip = (id: string) => path.join(dir, `${id}.zip`);

/** Changes a table behind the product's back, as its owner could, and puts it back. */
async function tampered(change: string, look: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`CREATE TEMP TABLE kept AS TABLE archive`);
    await client.query(change);
    await look();
  } finally {
    await client.query('DELETE FROM archive');
    await client.query('INSERT INTO archive OVERRIDING SYSTEM VALUE SELECT * FROM kept ORDER BY seq');
    await client.query('DROP TABLE kept');
    client.release();
  }
  expect(await faults()).toEqual([]);
}

test('an untouched chain is whole, and says its last seal', async () => {
  const { checked, lastSeal } = await verifyArchives(pool, dir);
  expect(checked).toBe(3);
  expect(await faults()).toEqual([]);
  const { rows } = await pool.query('SELECT seal_sha256 FROM archive ORDER BY seq DESC LIMIT 1');
  expect(lastSeal).toBe(rows[0]?.seal_sha256);
});

test('a document is stored once for its effect, also when both deliveries come at once', async () => {
  const both = await Promise.all([document(last, 'once', '%PDF a'), document(last, 'once', '%PDF a')]);
  const again = await document(last, 'once', '%PDF other');
  expect(new Set([...both, again].map((f) => f.id)).size).toBe(1);
  expect((await filesOfCase(pool, last)).map((f) => [f.name, f.kind])).toEqual([
    ['会议纪要.pdf', 'minutes'],
    ['会议纪要.pdf', 'minutes'],
  ]);
});

test('one byte of a zip on disk, wherever it is', async () => {
  const whole = await readFile(zip(middle));
  for (const at of [0, Math.floor(whole.length / 3), whole.length - 30, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(zip(middle), changed);
    expect(await faults()).toEqual([`${middle} 案卷文件已被改动`]);
  }
  await writeFile(zip(middle), whole);
  expect(await faults()).toEqual([]);
});

test('a zip that is gone, and one that nobody sealed', async () => {
  await rename(zip(middle), zip('A-2026-000009'));
  expect(await faults()).toEqual([`${middle} 案卷文件不存在`, 'A-2026-000009 案卷文件没有封存记录']);
  await rename(zip('A-2026-000009'), zip(middle));
  expect(await faults()).toEqual([]);
});

test.each([
  ['the hash of the zip', `sha256 = repeat('0', 64)`, ['案卷文件已被改动']],
  [
    'the hash of the manifest',
    `manifest_sha256 = repeat('0', 64)`,
    ['封存值与目录不符', '目录 manifest.json 已被改动'],
  ],
  ['the path', `path = 'A-2026-000001.zip'`, ['封存记录指向另一份案卷', '案卷文件没有封存记录']],
  ['the time', `sealed_at = sealed_at - interval '1 day'`, ['封存时间与目录不符']],
  ['the size', `size = size + 1`, ['案卷大小与封存记录不符']],
  ['the seal before', `previous_sha256 = repeat('0', 64)`, ['与前一案卷的封存链断开', '封存值与目录不符']],
])('in the table: %s', async (_what, set, expected) => {
  await tampered(`UPDATE archive SET ${set} WHERE case_id = '${middle}'`, async () => {
    expect((await faults()).sort()).toEqual(expected.map((message) => `${middle} ${message}`).sort());
  });
});

test('the seal itself: the next one no longer fits, nor does the log', async () => {
  await tampered(`UPDATE archive SET seal_sha256 = repeat('0', 64) WHERE case_id = '${middle}'`, async () => {
    expect((await faults()).sort()).toEqual(
      [`${middle} 封存值与目录不符`, `${middle} 封存值与封存日志不符`, `${last} 与前一案卷的封存链断开`].sort(),
    );
  });
});

test('a row that was taken out, in the middle and at the end', async () => {
  await tampered(`DELETE FROM archive WHERE case_id = '${middle}'`, async () => {
    const found = await faults();
    expect(found).toContain(`${last} 与前一案卷的封存链断开`);
    expect(found).toContain(`${middle} 封存记录已被删除`);
    expect(found).toContain(`${middle} 案卷文件没有封存记录`);
  });
  await tampered(`DELETE FROM archive WHERE case_id = '${last}'`, async () => {
    expect(await faults()).toEqual([`${last} 封存记录已被删除`, `${last} 案卷文件没有封存记录`]);
  });
});

test('a row that was put in, even with a seal that fits the chain and a true zip', async () => {
  const id = 'A-2026-000004';
  await addCase(pool, id);
  const { rows } = await pool.query('SELECT * FROM archive ORDER BY seq DESC LIMIT 1');
  const forged = rows[0] as Record<string, string>;
  const content = await readFile(zip(last));
  await writeFile(zip(id), content);
  const seal = sealOf(forged.seal_sha256 ?? '', forged.manifest_sha256 ?? '');
  const insert = `INSERT INTO archive (case_id, path, size, sha256, manifest_sha256, previous_sha256, seal_sha256, sealed_at)
    SELECT '${id}', '${id}.zip', size, sha256, manifest_sha256, seal_sha256, '${seal}', sealed_at FROM archive WHERE case_id = '${last}'`;
  await tampered(insert, async () => {
    expect((await faults()).sort()).toEqual(
      [`${id} 封存日志中没有这份案卷，记录系后来插入`, `${id} 案卷属于另一事项`].sort(),
    );
    await rm(zip(id));
    expect(await faults()).toContain(`${id} 案卷文件不存在`);
  });
});

test('two rows whose order was changed', async () => {
  const swap = `UPDATE archive SET case_id = CASE case_id WHEN '${first}' THEN '${middle}' ELSE '${first}' END,
     path = CASE case_id WHEN '${first}' THEN '${middle}' ELSE '${first}' END || '.zip' WHERE case_id IN ('${first}', '${middle}')`;
  await tampered(`ALTER TABLE archive DROP CONSTRAINT archive_case_id_key; ${swap}`, async () => {
    const found = await faults();
    expect(found).toEqual(expect.arrayContaining([`${middle} 案卷文件已被改动`, `${first} 案卷文件已被改动`]));
  });
});

test('the log beside the table takes no change', async () => {
  for (const change of [`UPDATE archive_log SET seal_sha256 = ''`, 'DELETE FROM archive_log', 'TRUNCATE archive_log'])
    await expect(pool.query(change)).rejects.toThrow('append-only');
});
