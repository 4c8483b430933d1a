import type { Projector } from './record.ts';
import { fold, iso, key, keyOrNull, rowsParam } from './record.ts';

const STATE: Record<string, string> = { CREATED: 'open', MIGRATED: 'open', RESOLVED: 'resolved' };

export const incident: Projector = {
  valueType: 'INCIDENT',

  async project(db, records, touched) {
    const rows = fold<{ instance_key: string; created_at: string }>(
      records.filter((r) => r.intent in STATE),
      (r) => r.key,
      (before, r) => ({
        incident_key: r.key,
        instance_key: key(r.value.processInstanceKey),
        element_key: key(r.value.elementInstanceKey),
        element_id: r.value.elementId,
        job_key: keyOrNull(r.value.jobKey),
        error_type: r.value.errorType,
        message: r.value.errorMessage,
        state: STATE[r.intent],
        created_at: before?.created_at ?? iso(r.timestamp),
        resolved_at: r.intent === 'RESOLVED' ? iso(r.timestamp) : null,
        position: r.position,
      }),
    );
    if (rows.length === 0) return;
    // An error that nobody catches is reported with a made-up element id: the element instance knows the true one.
    await db.query({
      name: 'project-incident',
      text: `
INSERT INTO read.incident AS i (incident_key, instance_key, element_key, element_id, job_key, error_type, message, state,
  created_at, resolved_at, position)
SELECT r.incident_key, r.instance_key, r.element_key, COALESCE(e.element_id, r.element_id), r.job_key, r.error_type, r.message,
       r.state, r.created_at, r.resolved_at, r.position
  FROM json_to_recordset($1::json) AS r(incident_key bigint, instance_key bigint, element_key bigint, element_id text,
       job_key bigint, error_type text, message text, state text, created_at timestamptz, resolved_at timestamptz, position bigint)
  LEFT JOIN read.element e ON e.element_key = r.element_key
ON CONFLICT (incident_key) DO UPDATE SET
  element_id = excluded.element_id, message = excluded.message, state = excluded.state, position = excluded.position,
  resolved_at = excluded.resolved_at, created_at = LEAST(i.created_at, excluded.created_at)
  WHERE excluded.position > i.position`,
      values: [rowsParam(rows)],
    });
    for (const row of rows) touched.instances.add(row.instance_key);
  },
};
