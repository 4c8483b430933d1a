import { TRIAL } from '../../domain/models/check/trial-names.ts';
import type { Projector } from './record.ts';
import { iso, key, latest, rowsParam } from './record.ts';

/** A rule that is only being tried (domain/models/trial.ts) is none of the product's. */
const isTrial = (id: string) => id.startsWith(TRIAL);

// Deployed rules stay known when they are deleted from the engine: past evaluations refer to them.

export const decisionRequirements: Projector = {
  valueType: 'DECISION_REQUIREMENTS',

  async project(db, records) {
    const rows = latest(
      records.filter((r) => r.intent === 'CREATED' && !isTrial(r.value.decisionRequirementsId)),
      (r) => r.key,
      (r) => ({
        key: r.key,
        drg_id: r.value.decisionRequirementsId,
        name: r.value.decisionRequirementsName,
        version: r.value.decisionRequirementsVersion,
        xml: Buffer.from(r.value.resource, 'base64').toString('utf8'),
        deployed_at: iso(r.timestamp),
      }),
    );
    if (rows.length === 0) return;
    await db.query(
      `INSERT INTO read.decision_requirements AS d (key, drg_id, name, version, xml, deployed_at)
       SELECT * FROM json_to_recordset($1::json) AS r(key bigint, drg_id text, name text, version int, xml text, deployed_at timestamptz)
       ON CONFLICT (key) DO UPDATE SET deployed_at = LEAST(d.deployed_at, excluded.deployed_at)`,
      [rowsParam(rows)],
    );
  },
};

export const decision: Projector = {
  valueType: 'DECISION',

  async project(db, records) {
    const rows = latest(
      records.filter((r) => r.intent === 'CREATED' && !isTrial(r.value.decisionId)),
      (r) => r.key,
      (r) => ({
        decision_key: r.key,
        decision_id: r.value.decisionId,
        name: r.value.decisionName,
        version: r.value.version,
        drg_key: key(r.value.decisionRequirementsKey),
      }),
    );
    if (rows.length === 0) return;
    await db.query(
      `INSERT INTO read.decision (decision_key, decision_id, name, version, drg_key)
       SELECT * FROM json_to_recordset($1::json) AS r(decision_key bigint, decision_id text, name text, version int, drg_key bigint)
       ON CONFLICT (decision_key) DO NOTHING`,
      [rowsParam(rows)],
    );
  },
};
