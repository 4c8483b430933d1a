import type { Projector } from './record.ts';
import { iso, key, latest, rowsParam, withoutNul } from './record.ts';

export const variable: Projector = {
  valueType: 'VARIABLE',

  async project(db, records, touched) {
    const rows = latest(
      records,
      (r) => `${r.value.scopeKey} ${r.value.name}`,
      (r) => ({
        scope_key: key(r.value.scopeKey),
        name: r.value.name,
        instance_key: key(r.value.processInstanceKey),
        value: withoutNul(r.value.value),
        updated_at: iso(r.timestamp),
        position: r.position,
      }),
    );
    // The value stays text until PostgreSQL reads it: numbers keep all their digits.
    await db.query({
      name: 'project-variable',
      text: `
INSERT INTO read.variable AS v (scope_key, name, instance_key, value, updated_at, position)
SELECT scope_key, name, instance_key, value::jsonb, updated_at, position
  FROM json_to_recordset($1::json) AS r(scope_key bigint, name text, instance_key bigint, value text, updated_at timestamptz, position bigint)
ON CONFLICT (scope_key, name) DO UPDATE SET
  value = excluded.value, updated_at = excluded.updated_at, position = excluded.position
  WHERE excluded.position > v.position`,
      values: [rowsParam(rows)],
    });
    for (const row of rows) {
      if (row.name === 'caseId' && row.scope_key === row.instance_key) touched.unplaced.add(row.instance_key);
    }
  },
};
