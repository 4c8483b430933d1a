import type { Db } from '../../db/pool.ts';
import { rehearsed } from '../../domain/rehearsal/names.ts';
import { readDiagram } from './diagram.ts';
import type { EngineRecord, Projector } from './record.ts';
import { fold, iso, rowsParam } from './record.ts';

export const processDefinition: Projector = {
  valueType: 'PROCESS',

  async project(db, records) {
    // Every partition reports a deployment under the same key; the XML is read once.
    const created = fold<EngineRecord>(
      // A copy that is rehearsed is none of the product's procedures.
      records.filter((r) => r.intent === 'CREATED' && !rehearsed(r.value.bpmnProcessId)),
      (r) => r.key,
      (first, r) => first ?? r,
    );
    if (created.length === 0) return;
    const rows = await Promise.all(
      created.map(async (r) => {
        const xml = Buffer.from(r.value.resource, 'base64').toString('utf8');
        const { name, elements } = await readDiagram(xml, r.value.bpmnProcessId);
        return {
          definition_key: r.key,
          process_id: r.value.bpmnProcessId,
          version: r.value.version,
          name: name ?? r.value.bpmnProcessId,
          resource_name: r.value.resourceName,
          xml,
          elements,
          deployed_at: iso(r.timestamp),
        };
      }),
    );
    await db.query(
      `WITH r AS (SELECT * FROM json_to_recordset($1::json) AS r(definition_key bigint, process_id text, version int, name text,
         resource_name text, xml text, elements json, deployed_at timestamptz)
       ), e AS (
         INSERT INTO read.process_element (definition_key, element_id, name, properties)
         SELECT r.definition_key, e.* FROM r, json_to_recordset(r.elements) AS e(id text, name text, properties jsonb)
         ON CONFLICT DO NOTHING
       )
       INSERT INTO read.process AS p (definition_key, process_id, version, name, resource_name, xml, deployed_at)
       SELECT definition_key, process_id, version, name, resource_name, xml, deployed_at FROM r
       ON CONFLICT (definition_key) DO UPDATE SET deployed_at = LEAST(p.deployed_at, excluded.deployed_at)`,
      [rowsParam(rows)],
    );
    // Tasks come by the quick exporter, often before the diagram that names them.
    await nameTasks(
      db,
      rows.map((r) => r.definition_key),
    );
  },
};

/** Names the tasks that came before their diagram. */
export async function nameTasks(db: Db, definitionKeys: string[] | null): Promise<void> {
  await db.query(
    `UPDATE read.task t
        SET name = COALESCE((SELECT e.name FROM read.process_element e
                              WHERE e.definition_key = t.definition_key AND e.element_id = t.element_id), t.element_id)
       FROM read.process p
      WHERE t.name IS NULL AND p.definition_key = t.definition_key AND ($1::bigint[] IS NULL OR t.definition_key = ANY($1))`,
    [definitionKeys],
  );
}
