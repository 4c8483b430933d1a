import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPool, type Pool } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { findProject, type StackInfo } from '../../scripts/stack/spawn.ts';

/** The door behind the API: limits by the hundred, and what became of them. */
export interface Limits {
  pool: Pool;
  engine: EngineClient;
  /** Starts `count` cases that have one limit each and nothing else; resolves when every watch waits for its first rung. */
  start(prefix: string, count: number, limit: { startsAt: string; workingDays: number }): Promise<void>;
  close(): Promise<void>;
}

const AT_ONCE = 20;

export async function manyLimits(stack: StackInfo): Promise<Limits> {
  const engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${stack.ports.grpc}`,
    restAddress: `http://127.0.0.1:${stack.ports.rest}`,
    engineVersion: stack.engineVersion,
  });
  const pool = createPool(stack.databaseUrl, 4);
  const content = await readFile(join(findProject(process.cwd()), 'test/deadlines/limit-alone.bpmn'));
  await engine.deploy([{ name: 'limit-alone.bpmn', content }]);

  return {
    pool,
    engine,
    async start(prefix, count, limit) {
      // An instance that no engine knows: nobody tries to start these cases again.
      await pool.query(
        `WITH c AS (
           INSERT INTO cases (id, process, title, variables, created_by, leading_unit, created_at, instance_key)
           SELECT format('%s-%s', $1::text, n), 'limit-alone-test', '只有时限 ' || n, '{}', 'finance.clerk', 'finance', $3::timestamptz,
                  (SELECT LEAST(min(instance_key), 0) FROM cases) - n
             FROM generate_series(1, $2::int) n RETURNING id
         ) INSERT INTO case_unit (case_id, unit) SELECT id, 'finance' FROM c`,
        [prefix, count, limit.startsAt],
      );
      let next = 1;
      const work = async () => {
        while (next <= count) {
          const caseId = `${prefix}-${next++}`;
          await patiently(() =>
            engine.publishMessage({
              name: 'start-limit-alone-test',
              correlationKey: caseId,
              messageId: caseId,
              timeToLiveMs: 60_000,
              variables: { caseId, ...limit },
            }),
          );
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      for (const end = Date.now() + 120_000 + count * 150; ;) {
        // The timer itself, as the engine has told of it: only then it fires by itself.
        const { rows } = await pool.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM read.timer t JOIN read.instance i USING (instance_key)
            WHERE t.state = 'waiting' AND i.case_id LIKE $1 || '-%'`,
          [prefix],
        );
        if (rows[0]?.n === count) return;
        if (Date.now() > end) throw new Error(`${rows[0]?.n} of ${count} limits are armed`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async close() {
      await engine.close();
      await pool.end();
    },
  };
}

/** An engine with too much in hand refuses for a moment. */
async function patiently(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'unavailable') || tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
