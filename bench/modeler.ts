import { performance } from 'node:perf_hooks';
import type { SpawnedStack } from '../scripts/stack/spawn.ts';
import type { Client } from '../test/support/client.ts';
import { openBrowser } from './pages.ts';
import { quantile } from './latency.ts';
import type { BenchRow } from './records.ts';

const PROCESS = 'on-site-inspection';
const TIMES = 5;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** The modeler in a browser: from its address to a checked diagram, and a diagram of 500 elements opened and checked. */
export async function benchModeler(
  stack: SpawnedStack,
  as: (name: string) => Promise<Client>,
  note: (line: string) => void,
  add: (row: BenchRow) => void,
): Promise<void> {
  note('流程设计：打开、500 个图形的流程图');
  const owner = await as('process-owner');
  const browser = await openBrowser();
  try {
    const usable: number[] = [];
    const opened: number[] = [];
    const xml = large();
    for (let i = 0; i < TIMES; i++) {
      // A new context has nothing in its cache: as on the first visit.
      const context = await browser.newContext({ baseURL: stack.baseUrl, viewport: { width: 1366, height: 768 } });
      await context.request.post('/api/session', { data: { username: 'process-owner', password: 'demo' } });
      const page = await context.newPage();
      const began = performance.now();
      await page.goto(`/modeler/${PROCESS}/edit`);
      await page.getByRole('region', { name: '检查结果' }).getByText('没有发现问题').waitFor();
      usable.push(performance.now() - began);
      await page.route(/\/(draft|check)$/, (route) => route.abort());
      opened.push(
        await page.getByRole('group', { name: '流程图编辑区' }).evaluate(async (host: unknown, text) => {
          const { editor } = host as { editor: { importXML(xml: string): Promise<unknown> } };
          const from = performance.now();
          await editor.importXML(text);
          return performance.now() - from;
        }, xml),
      );
      await context.close();
    }
    const checked: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      const began = performance.now();
      const { status } = await owner.post(`/api/models/${PROCESS}/check`, { xml });
      if (status !== 200) throw new Error(`check: ${status}`);
      checked.push(performance.now() - began);
    }
    add({
      what: `Modeler: address to checked diagram, nothing cached (median of ${TIMES})`,
      value: seconds(quantile(usable, 0.5)),
      goal: '3 s',
    });
    add({ what: 'Diagram of 500 elements opened in the editor', value: seconds(quantile(opened, 0.5)), goal: '2 s' });
    add({ what: 'The same checked by the server', value: seconds(quantile(checked, 0.5)), goal: '1 s' });
  } finally {
    await browser.close();
  }
}

/** 250 steps and the 250 flows between them, in rows of 25. */
function large(): string {
  const steps = Array.from({ length: 250 }, (_, i) => i);
  const id = (i: number) => `Task_Step${i}`;
  const at = (i: number) => ({ x: 200 + (i % 25) * 150, y: 100 + Math.floor(i / 25) * 140 });
  const nodes = steps.map(
    (i) =>
      `<bpmn:serviceTask id="${id(i)}" name="第 ${i} 步"><bpmn:documentation>历下政发〔2019〕1号 第四条</bpmn:documentation><bpmn:extensionElements><zeebe:taskDefinition type="send-notice"/></bpmn:extensionElements></bpmn:serviceTask>`,
  );
  const flows = steps.map(
    (i) =>
      `<bpmn:sequenceFlow id="Flow_${i}" sourceRef="${i === 0 ? 'StartEvent_Begun' : id(i - 1)}" targetRef="${id(i)}"/>`,
  );
  const shapes = steps.map((i) => {
    const { x, y } = at(i);
    return `<bpmndi:BPMNShape id="Shape_${i}" bpmnElement="${id(i)}"><dc:Bounds x="${x}" y="${y}" width="100" height="80"/></bpmndi:BPMNShape>`;
  });
  const edges = steps.map((i) => {
    const to = at(i);
    const from = i === 0 ? { x: 136, y: 140 } : { x: at(i - 1).x + 100, y: at(i - 1).y + 40 };
    return `<bpmndi:BPMNEdge id="Edge_${i}" bpmnElement="Flow_${i}"><di:waypoint x="${from.x}" y="${from.y}"/><di:waypoint x="${to.x}" y="${to.y + 40}"/></bpmndi:BPMNEdge>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="Definitions_Large" targetNamespace="http://lixia-flow/bench">
<bpmn:process id="${PROCESS}" name="大图" isExecutable="true"><bpmn:startEvent id="StartEvent_Begun" name="已开始"/>${nodes.join('')}${flows.join('')}</bpmn:process>
<bpmndi:BPMNDiagram id="Diagram_Large"><bpmndi:BPMNPlane id="Plane_Large" bpmnElement="${PROCESS}"><bpmndi:BPMNShape id="Shape_Begun" bpmnElement="StartEvent_Begun"><dc:Bounds x="100" y="122" width="36" height="36"/></bpmndi:BPMNShape>${shapes.join('')}${edges.join('')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
}
