import { rehearsed } from '../../domain/rehearsal/names.ts';
import type { Projector } from './record.ts';
import { key, latest, rowsParam } from './record.ts';

/** What rehearsals wait for. Other processes' messages are not kept. */
export const rehearsalWait: Projector = {
  valueType: 'PROCESS_MESSAGE_SUBSCRIPTION',

  async project(db, records) {
    const rows = latest(
      records.filter((r) => rehearsed(String(r.value.bpmnProcessId)) !== null),
      (r) => `${r.value.elementInstanceKey} ${r.value.messageName}`,
      (r) => ({
        element_key: key(r.value.elementInstanceKey),
        message: r.value.messageName,
        instance_key: key(r.value.processInstanceKey),
        process_id: r.value.bpmnProcessId,
        element_id: r.value.elementId,
        correlation_key: r.value.correlationKey,
        // A message that interrupts is heard once.
        waiting: r.intent === 'CREATED' || (r.intent === 'CORRELATED' && r.value.interrupting === false),
        position: r.position,
      }),
    );
    if (rows.length === 0) return;
    await db.query({
      name: 'project-rehearsal-wait',
      text: `
INSERT INTO read.rehearsal_wait AS w (element_key, message, instance_key, process_id, element_id, correlation_key, waiting, position)
SELECT * FROM json_to_recordset($1::json) AS r(element_key bigint, message text, instance_key bigint, process_id text,
  element_id text, correlation_key text, waiting boolean, position bigint)
ON CONFLICT (element_key, message) DO UPDATE SET
  correlation_key = excluded.correlation_key, waiting = excluded.waiting, position = excluded.position
  WHERE excluded.position > w.position`,
      values: [rowsParam(rows)],
    });
  },
};
