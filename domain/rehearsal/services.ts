import path from 'node:path';
import type { Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { nameOf } from './names.ts';
import { poolOf } from './schema.ts';
import { addNote, type Rehearsal } from './store.ts';

/** What the product's workers work with in a rehearsal: the same, but nothing of it reaches a real case, person or file. */
export interface RehearsalServices {
  engine: Pick<EngineClient, 'evaluateDecision' | 'cancelInstance' | 'publishMessage' | 'completeTask'>;
  pool: Pool;
  dataDir: string;
}

export const rehearsalDir = (dataDir: string, id: string): string => path.join(dataDir, 'rehearsals', id);

export function servicesOf(
  pool: Pool,
  engine: Pick<EngineClient, 'evaluateDecision' | 'publishMessage'>,
  dataDir: string,
  r: Rehearsal,
): RehearsalServices {
  const note = (text: string) => addNote(pool, r.id, r.clock, text);
  return {
    pool: poolOf(pool, r.id),
    dataDir: rehearsalDir(dataDir, r.id),
    engine: {
      /** A drafted rule is the one that is rehearsed, whichever version the case would keep. */
      async evaluateDecision(by, variables) {
        const names = new Map(Object.entries(r.decisions).map(([own, name]) => [name, own]));
        const known = (name: string) => names.get(name) ?? name;
        const id = 'decisionId' in by ? by.decisionId : await decisionOf(pool, by.decisionKey);
        const drafted = id === null ? undefined : r.decisions[known(id)];
        const result = await engine.evaluateDecision(drafted === undefined ? by : { decisionId: drafted }, variables);
        return {
          ...result,
          decisionId: known(result.decisionId),
          matchedRules: result.matchedRules.map((m) => ({ ...m, decisionId: known(m.decisionId) })),
        };
      },
      async publishMessage(message) {
        if (r.messages.includes(message.name))
          return engine.publishMessage({ ...message, name: nameOf(r.id, message.name) });
        await note(`正式运行时会向其他流程发出消息“${message.name}”，演练中没有发出。`);
        return 'published';
      },
      // 加签 belongs to real tasks: a rehearsal has none.
      async completeTask() {
        throw new Error('not in a rehearsal');
      },
      async cancelInstance() {
        await note('正式运行时会取消重复启动的流程实例，演练中没有取消。');
      },
    },
  };
}

async function decisionOf(pool: Pool, key: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT decision_id AS id FROM read.decision WHERE decision_key = $1',
    [key],
  );
  return rows[0]?.id ?? null;
}
