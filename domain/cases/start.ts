import { createHash } from 'node:crypto';
import { inTransaction, type Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { now } from '../clock.ts';
import { BusinessRefusal } from '../faults.ts';
import { latestDecisionKeys } from '../models/store.ts';
import type { Procedure } from '../procedure.ts';
import { findProcedure } from '../procedures.ts';
import { findByIdempotencyKey, insertCase, takeUnstarted, unstarted } from './store.ts';

export type Started = { id: string; repeated: boolean } | 'other-content';

/**
 * Records a case and starts its instance. The row decides (unique idempotency key); the message follows and is
 * repeated by `startUnstarted` until the first worker has reported the instance, so a crash between the two loses nothing.
 */
export async function startCase(
  pool: Pool,
  engine: Pick<EngineClient, 'publishMessage'>,
  procedure: Procedure,
  request: {
    variables: Record<string, unknown>;
    createdBy: string;
    idempotencyKey: string | null;
    parentCaseId?: string;
  },
): Promise<Started> {
  const { variables, createdBy, idempotencyKey } = request;
  const requestHash = createHash('sha256')
    .update(canonical({ process: procedure.id, variables }))
    .digest('hex');
  const at = now();
  const id = await inTransaction(pool, async (db) => {
    const inserted = await insertCase(db, {
      process: procedure.id,
      prefix: procedure.prefix,
      title: procedure.titleOf(variables),
      variables,
      ruleKeys: await latestDecisionKeys(db, procedure.decisions),
      createdBy,
      filingUnit: procedure.filingUnit?.(variables) ?? (variables.filingUnit as string | undefined) ?? null,
      leadingUnit: procedure.leadingUnitOf?.(variables) ?? procedure.leadingUnit,
      units: procedure.participatingUnits(variables),
      ...(request.parentCaseId ? { parentCaseId: request.parentCaseId } : {}),
      idempotencyKey,
      requestHash,
      year: at.year,
      createdAt: at.toISO() ?? '',
    });
    const refusal = inserted && (await procedure.refusesSecond?.(db, inserted, variables));
    if (refusal) throw new BusinessRefusal('second-case', refusal);
    if (inserted) await procedure.opens?.(db, inserted, variables);
    return inserted;
  });
  if (!id) {
    const first = await findByIdempotencyKey(pool, createdBy, idempotencyKey ?? '');
    return first?.requestHash === requestHash ? { id: first.id, repeated: true } : 'other-content';
  }
  // The case is safe in its row: an engine that is away only delays it.
  await publishStart(engine, procedure, id, variables).catch(() => undefined);
  return { id, repeated: false };
}

async function publishStart(
  engine: Pick<EngineClient, 'publishMessage'>,
  procedure: Procedure,
  id: string,
  variables: Record<string, unknown>,
) {
  await engine.publishMessage({
    name: procedure.startMessage,
    correlationKey: id,
    messageId: id,
    timeToLiveMs: 60_000,
    variables: { ...variables, caseId: id },
  });
}

/** Repeats the start of cases that no worker has reported yet. Returns their ids. */
export async function startUnstarted(pool: Pool, engine: EngineClient, afterMs: number): Promise<string[]> {
  const waiting = await takeUnstarted(pool, afterMs);
  for (const c of waiting) {
    const procedure = findProcedure(c.process);
    if (procedure) await publishStart(engine, procedure, c.id, c.variables);
  }
  return waiting.map((c) => c.id);
}

/** Starts these cases now, those of them that no worker has reported yet; the sweep repeats what does not get through. */
export async function startCases(pool: Pool, engine: EngineClient, ids: string[]): Promise<void> {
  const waiting = await unstarted(pool, ids);
  await Promise.all(
    waiting.map(async (c) => {
      const procedure = findProcedure(c.process);
      if (procedure) await publishStart(engine, procedure, c.id, c.variables);
    }),
  );
}

/** JSON with sorted keys: equal content, equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
