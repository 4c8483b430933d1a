import type { Projector } from './record.ts';
import { iso, key, latest, rowsParam } from './record.ts';

const STATE: Record<string, string> = {
  CREATED: 'waiting',
  MIGRATED: 'waiting',
  TRIGGERED: 'triggered',
  CANCELED: 'canceled',
};

export const timer: Projector = {
  valueType: 'TIMER',

  async project(db, records, touched) {
    const rows = latest(
      records.filter((r) => r.intent in STATE),
      (r) => r.key,
      (r) => ({
        timer_key: r.key,
        instance_key: key(r.value.processInstanceKey),
        element_key: key(r.value.elementInstanceKey),
        element_id: r.value.targetElementId,
        due_at: iso(r.value.dueDate),
        state: STATE[r.intent],
        created_at: STATE[r.intent] === 'waiting' ? iso(r.timestamp) : null,
        position: r.position,
      }),
    );
    if (rows.length === 0) return;
    await db.query({
      name: 'project-timer',
      text: `
INSERT INTO read.timer AS t (timer_key, instance_key, element_key, element_id, due_at, state, created_at, position)
SELECT * FROM json_to_recordset($1::json) AS r(timer_key bigint, instance_key bigint, element_key bigint, element_id text,
  due_at timestamptz, state text, created_at timestamptz, position bigint)
ON CONFLICT (timer_key) DO UPDATE SET
  -- That of a start event learns its instance only when it fires.
  instance_key = excluded.instance_key, element_key = excluded.element_key, element_id = excluded.element_id, due_at = excluded.due_at, state = excluded.state,
  created_at = excluded.created_at, position = excluded.position
  WHERE excluded.position > t.position`,
      values: [rowsParam(rows)],
    });
    for (const row of rows) touched.instances.add(row.instance_key);
  },
};
