import type { Db } from '../../db/pool.ts';
import { DIAGRAM, saveDraft } from './drafts.ts';
import { list, readDefinitions } from './moddle.ts';
import { latestProcesses } from './store.ts';

export interface KnownModel {
  id: string;
  name: string;
  /** Of the engine; null: not deployed yet. */
  version: number | null;
}

/** Every procedure that is deployed, drafted or kept as a version. */
export async function knownModels(db: Db): Promise<KnownModel[]> {
  const [deployed, own] = await Promise.all([
    latestProcesses(db),
    db.query<{ id: string; xml: string }>(
      `SELECT DISTINCT ON (id) id, xml FROM (
         SELECT process AS id, content AS xml, 0 AS place FROM model_draft WHERE name = $1
         UNION ALL SELECT process, xml, number FROM model_version) AS kept
        WHERE NOT EXISTS (SELECT 1 FROM read.process p WHERE p.process_id = id) ORDER BY id, place`,
      [DIAGRAM],
    ),
  ]);
  const fresh = await Promise.all(
    own.rows.map(async ({ id, xml }) => ({ id, name: await nameIn(id, xml), version: null })),
  );
  return [...deployed.map(({ id, name, version }) => ({ id, name, version })), ...fresh];
}

async function nameIn(id: string, xml: string): Promise<string> {
  const { definitions } = await readDefinitions(xml);
  const process = list(definitions.rootElements).find((e) => e.$type === 'bpmn:Process' && e.id === id);
  return process?.name?.trim() || id;
}

/** Begins a new procedure as a draft; false when its id is taken. */
export async function beginProcess(
  db: Db,
  { id, name, by }: { id: string; name: string; by: string },
): Promise<boolean> {
  if ((await knownModels(db)).some((known) => known.id === id)) return false;
  return (await saveDraft(db, id, { revision: 0, content: emptyDiagram(id, name), by })) !== null;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** A beginning and an end; the rest is drawn. */
const emptyDiagram = (id: string, name: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_New" targetNamespace="http://lixia-flow/processes" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${id}" name="${escaped(name)}" isExecutable="true">
    <bpmn:startEvent id="StartEvent_Begun" name="已开始"><bpmn:outgoing>Flow_Begun</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="EndEvent_Done" name="已办结"><bpmn:incoming>Flow_Begun</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_Begun" sourceRef="StartEvent_Begun" targetRef="EndEvent_Done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_New"><bpmndi:BPMNPlane id="Plane_New" bpmnElement="${id}">
    <bpmndi:BPMNShape id="Shape_Begun" bpmnElement="StartEvent_Begun"><dc:Bounds x="180" y="160" width="36" height="36"/><bpmndi:BPMNLabel><dc:Bounds x="178" y="203" width="40" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Shape_Done" bpmnElement="EndEvent_Done"><dc:Bounds x="640" y="160" width="36" height="36"/><bpmndi:BPMNLabel><dc:Bounds x="638" y="203" width="40" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Edge_Begun" bpmnElement="Flow_Begun"><di:waypoint x="216" y="178"/><di:waypoint x="640" y="178"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
