import type { Db } from '../../db/pool.ts';
import { type EngineClient, EngineError } from '../../engine/client.ts';

type Engine = Pick<EngineClient, 'publishMessage' | 'setVariables'>;
const TIME_TO_LIVE_MS = 60_000;

/**
 * Brings to the cards' instances what was written about them: that they were taken back, and the reason that was recorded. Repeated until
 * the instance has taken it up, which its worker writes; so a crash, an engine that is away and a second app do no harm.
 */
export async function deliverToCards(db: Db, engine: Engine): Promise<number> {
  const back = await db.query<{ id: string }>(
    'SELECT case_id AS id FROM card WHERE closed_at IS NULL AND taken_back_at IS NOT NULL LIMIT 500',
  );
  for (const { id } of back.rows) {
    await engine.publishMessage({
      name: 'card-taken-back',
      correlationKey: id,
      messageId: `card-taken-back:${id}`,
      timeToLiveMs: TIME_TO_LIVE_MS,
      variables: {},
    });
  }
  const told = await db.query<Reason>(
    `SELECT k.case_id AS id, c.instance_key AS instance, k.state, o.reason AS text, o.recorded_by AS by, o.revision, v.value AS known
       FROM card k JOIN overdue_reason o ON o.deadline_id = k.deadline_id AND o.round = k.round
       JOIN cases c ON c.id = k.case_id AND c.instance_key IS NOT NULL
       LEFT JOIN read.variable v ON v.scope_key = c.instance_key AND v.name = 'explanation'
      WHERE k.closed_at IS NULL AND k.taken_back_at IS NULL AND k.state IN ('issued', 'explained') AND o.revision > k.reason_revision
      LIMIT 500`,
  );
  for (const reason of told.rows) await tell(db, engine, reason);
  return back.rows.length + told.rows.length;
}

interface Reason {
  id: string;
  instance: string;
  state: 'issued' | 'explained';
  text: string;
  by: string;
  revision: number;
  known: object | null;
}

async function tell(db: Db, engine: Engine, { id, instance, state, text, by, revision, known }: Reason): Promise<void> {
  if (state === 'issued') {
    await engine.publishMessage({
      name: 'overdue-reason-recorded',
      correlationKey: id,
      messageId: `overdue-reason:${id}:${revision}`,
      timeToLiveMs: TIME_TO_LIVE_MS,
      variables: { recordedReason: { text, by, files: [], revision } },
    });
    return;
  }
  // Explained already: whoever verifies it reads the present words.
  await engine
    .setVariables(instance, { explanation: { files: [], ...known, text, by } }, false)
    .catch((error: unknown) => {
      if (!(error instanceof EngineError && error.code === 'not-found')) throw error;
    });
  await db.query('UPDATE card SET reason_revision = greatest(reason_revision, $2) WHERE case_id = $1', [id, revision]);
}
