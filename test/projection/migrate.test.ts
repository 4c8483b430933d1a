import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, migrationsDir } from '../../db/migrate.ts';
import { freshDatabase } from './setup.ts';

describe('migrations', () => {
  let url: string;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    ({ url, drop } = await freshDatabase());
  });
  afterEach(() => drop());

  test('When two start at once, then each migration runs once', async () => {
    const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(runs.flat()).toEqual([...new Set(runs.flat())]);
    expect(runs.flat()).toContain('0001_ground');
    expect(await migrate(url)).toEqual([]);
  });

  test('When the database is newer than the code, then the start is refused and says what to do', async () => {
    await migrate(url);
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`INSERT INTO migration (name, run_on) VALUES ('9999_future', now())`);
    await client.end();
    await expect(migrate(url)).rejects.toThrow(/9999_future.*请改用新版本程序/);
  });

  test('A migration that fails leaves nothing behind', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'migrations-'));
    await writeFile(join(dir, '0001_a.sql'), '-- Up Migration\nCREATE TABLE a (id int);');
    await writeFile(join(dir, '0002_b.sql'), '-- Up Migration\nCREATE TABLE b (id nonsense);');
    await expect(migrate(url, dir)).rejects.toThrow('nonsense');
    await writeFile(join(dir, '0002_b.sql'), '-- Up Migration\nCREATE TABLE b (id int);');
    expect(await migrate(url, dir)).toEqual(['0001_a', '0002_b']);
    await rm(dir, { recursive: true });
  });

  test('The files are found from the compiled code too', () => {
    const dir = migrationsDir();
    expect(migrationsDir(join(dir, '..', '..', 'dist', 'db'))).toBe(dir);
  });
});
