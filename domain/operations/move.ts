import type { Db, Pool } from '../../db/pool.ts';
import type { EngineClient } from '../../engine/client.ts';
import { deployedDiagram, type Diagram, type DiagramElement } from '../models/diagram.ts';
import { type Modified, modifyOnce } from './modify.ts';

/** Where a case stands and may be taken away from, or where it may go. */
export interface Place {
  elementId: string;
  name: string;
  /** Sub-process around it; a move stays within one, so that what runs beside (its limit) goes on. null: the procedure itself. */
  scope: string | null;
}
export interface Stand extends Place {
  elementKey: string;
}

const STEPS = new Set([
  'UserTask',
  'SubProcess',
  'ServiceTask',
  'CallActivity',
  'BusinessRuleTask',
  'SendTask',
  'ReceiveTask',
]);
const WAITS = /CatchEvent|EventBasedGateway/;

/** Inside what is done for each of several, nobody can say which of them is meant. */
function isOnce(diagram: Diagram, element: DiagramElement): boolean {
  for (let at = element.parent; at; at = diagram.elements.get(at)?.parent ?? null)
    if (diagram.elements.get(at)?.repeated || diagram.elements.get(at)?.triggeredByEvent) return false;
  return true;
}
export const isPlace = (diagram: Diagram, element: DiagramElement): boolean =>
  STEPS.has(element.type) && element.calls !== 'limit-watch' && !element.triggeredByEvent && isOnce(diagram, element);

export async function placesOf(db: Db, instanceKey: string): Promise<{ from: Stand[]; to: Place[] } | null> {
  const { rows } = await db.query<{ definitionKey: string }>(
    `SELECT definition_key AS "definitionKey" FROM read.instance WHERE instance_key = $1 AND state = 'active'`,
    [instanceKey],
  );
  const diagram = rows[0] && (await deployedDiagram(db, rows[0].definitionKey));
  if (!diagram) return null;
  // Of a repeated step the whole of it, not each one.
  const active = await db.query<{ elementKey: string; elementId: string }>(
    `SELECT e.element_key AS "elementKey", e.element_id AS "elementId" FROM read.element e
      WHERE e.instance_key = $1 AND e.state IN ('activating', 'active')
        AND (e.element_type = 'MULTI_INSTANCE_BODY' OR NOT EXISTS (
          SELECT 1 FROM read.element b WHERE b.element_key = e.scope_key AND b.element_type = 'MULTI_INSTANCE_BODY'))
      ORDER BY e.element_key`,
    [instanceKey],
  );
  const place = ({ id, name, parent }: DiagramElement): Place => ({ elementId: id, name, scope: parent });
  return {
    from: active.rows.flatMap(({ elementKey, elementId }) => {
      const element = diagram.elements.get(elementId);
      if (!element || !(isPlace(diagram, element) || (WAITS.test(element.type) && isOnce(diagram, element)))) return [];
      return [{ ...place(element), elementKey }];
    }),
    to: [...diagram.elements.values()].filter((element) => isPlace(diagram, element)).map(place),
  };
}

export type Moved = Modified | { kind: 'refused'; because: 'not-there' | 'no-such-step' | 'elsewhere' | 'same' };

/** Ends the case where it stands and begins it at another step, in one act of the engine; the same move twice is one. */
export async function moveCase(
  pool: Pool,
  engine: Pick<EngineClient, 'modifyInstance'>,
  move: { caseId: string; instanceKey: string; from: string; to: string; reason: string; by: string },
): Promise<Moved> {
  const places = await placesOf(pool, move.instanceKey);
  const to = places?.to.find(({ elementId }) => elementId === move.to);
  if (!to) return { kind: 'refused', because: 'no-such-step' };
  const done = await pool.query(`SELECT 1 FROM case_event WHERE case_id = $1 AND effect_key = $2`, [
    move.caseId,
    `${move.from}:case-moved`,
  ]);
  if (done.rows.length) return { kind: 'already' };
  const from = places?.from.find(({ elementKey }) => elementKey === move.from);
  if (!from) return { kind: 'refused', because: 'not-there' };
  if (from.scope !== to.scope) return { kind: 'refused', because: 'elsewhere' };
  if (from.elementId === move.to) return { kind: 'refused', because: 'same' };
  return modifyOnce(pool, engine, {
    caseId: move.caseId,
    instanceKey: move.instanceKey,
    from,
    to: to.elementId,
    kind: 'case-moved',
    by: move.by,
    detail: {
      text: `由“${from.name}”移到“${to.name}”：${move.reason}`,
      from: from.elementId,
      to: to.elementId,
      reason: move.reason,
    },
  });
}
