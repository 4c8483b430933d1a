import pg from 'pg';

export type Pool = pg.Pool;
/** A pool, or the client of a running transaction. */
export type Db = Pick<pg.Pool, 'query'>;

// Instants come back as ISO text in the zone of the connection, never as JS Date: business time is luxon's, see domain/clock.ts.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  // Nearly all, and a list has a hundred of them: without an expression.
  text.endsWith('+08') ? `${text.replace(' ', 'T')}:00` : text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'),
);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

// Lists with their counts are many small statements at once: no second worker and no compiler for one of them, and an index is
// as near as a table on the disks of our time. A statement that wants it otherwise can say so.
const SETTINGS = ['timezone=Asia/Shanghai', 'jit=off', 'max_parallel_workers_per_gather=0', 'random_page_cost=1.1'];

export function createPool(connectionString: string, max = 12, more: readonly string[] = []): Pool {
  const options = [...SETTINGS, ...more].map((s) => `-c ${s}`).join(' ');
  const pool = new pg.Pool({ connectionString, max, options });
  // An idle connection that breaks must not end the process; the next query gets a new one.
  pool.on('error', () => undefined);
  // Nor one in use: its query fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export async function inTransaction<T>(pool: Pool, work: (db: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}
