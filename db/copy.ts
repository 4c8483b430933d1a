import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** One table's rows in a file: PostgreSQL's COPY text, gzip. */
export interface CopiedTable {
  name: string;
  columns: string[];
  file: string;
  sha256: string;
}

export interface CopiedSequence {
  name: string;
  value: string;
}

// Rehearsals have schemas of their own and end with a restore.
const SCHEMAS = `'public', 'read'`;
/** Who is signed in is nobody's business but this installation's. */
const WITHOUT_ROWS = ['public.session', 'public.sign_in_failure', 'public.sign_in_slowed', 'public.sign_in_address'];

/** Copies every table as the client's transaction sees it (REPEATABLE READ). */
export async function copyOut(
  client: pg.Client,
  folder: string,
): Promise<{ tables: CopiedTable[]; sequences: CopiedSequence[] }> {
  const { rows } = await client.query<{ name: string; quoted: string; columns: string[] }>(
    `SELECT n.nspname || '.' || c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted,
            array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relkind = 'r' AND n.nspname IN (${SCHEMAS})
      GROUP BY 1, 2 ORDER BY 1`,
  );
  const tables: CopiedTable[] = [];
  for (const { name, quoted, columns } of rows) {
    if (WITHOUT_ROWS.includes(name)) continue;
    const file = `${name}.copy.gz`;
    const hash = createHash('sha256');
    await pipeline(
      client.query(copyTo(`COPY ${quoted} (${columns.join(', ')}) TO STDOUT`)),
      createGzip({ level: 4 }),
      hashing(hash),
      createWriteStream(join(folder, file), { mode: 0o600 }),
    );
    tables.push({ name: quoted, columns, file, sha256: hash.digest('hex') });
  }
  const sequences = await client.query<CopiedSequence>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS value FROM pg_sequences
      WHERE last_value IS NOT NULL AND schemaname IN (${SCHEMAS}) ORDER BY 1`,
  );
  return { tables, sequences: sequences.rows };
}

/** Fills a database whose tables stand: what the migrations have put into them goes, triggers and references sleep. All or nothing. */
export async function copyIn(
  client: pg.Client,
  folder: string,
  { tables, sequences }: { tables: CopiedTable[]; sequences: CopiedSequence[] },
): Promise<void> {
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  await client.query(`TRUNCATE ${[...tables.map(({ name }) => name), ...WITHOUT_ROWS].join(', ')}`);
  for (const { name, columns, file } of tables)
    await pipeline(
      createReadStream(join(folder, file)),
      createGunzip(),
      client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`)),
    );
  for (const { name, value } of sequences) await client.query('SELECT setval($1, $2::bigint)', [name, value]);
  await client.query('COMMIT');
  await client.query('ANALYZE');
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}
