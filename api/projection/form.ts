import type { Projector } from './record.ts';
import { iso, latest, rowsParam, withoutNul } from './record.ts';

export const form: Projector = {
  valueType: 'FORM',

  async project(db, records) {
    const rows = latest(
      records.filter((r) => r.intent === 'CREATED'),
      (r) => r.key,
      (r) => ({
        form_key: r.key,
        form_id: r.value.formId,
        version: r.value.version,
        schema: withoutNul(Buffer.from(r.value.resource, 'base64').toString('utf8')),
        deployed_at: iso(r.timestamp),
      }),
    );
    if (rows.length === 0) return;
    await db.query(
      `INSERT INTO read.form AS f (form_key, form_id, version, schema, deployed_at)
       SELECT form_key, form_id, version, schema::jsonb, deployed_at
         FROM json_to_recordset($1::json) AS r(form_key bigint, form_id text, version int, schema text, deployed_at timestamptz)
       ON CONFLICT (form_key) DO UPDATE SET deployed_at = LEAST(f.deployed_at, excluded.deployed_at)`,
      [rowsParam(rows)],
    );
  },
};
