import type { Catalogue } from '../catalogue.ts';
import { type Element, flowElementsOf, isA, documentationOf, list, readDefinitions } from '../moddle.ts';
import { checkFeel } from './feel.ts';
import { finding, type Finding } from './finding.ts';
import { checkFlows, checkRepeatedTimers } from './flows.ts';
import { isScript, refuseFile } from './hostile.ts';
import { checkLimits } from './limits.ts';
import { lint } from './lint.ts';
import { RefusedFile } from './refused.ts';
import { checkReferences } from './references.ts';

const MOST_ELEMENTS = 1500;

export { RefusedFile } from './refused.ts';

/** Reads a diagram that somebody hands in. Throws RefusedFile where it may not even be kept as a draft. */
export async function readDiagramFile(xml: string): Promise<{ definitions: Element; process: Element }> {
  const reason = refuseFile(xml);
  if (reason) throw new RefusedFile(reason);
  const { definitions } = await readDefinitions(xml).catch(() => {
    throw new RefusedFile('文件不是有效的 BPMN 流程图（XML 不完整或有误），请用流程图编辑器重新导出。');
  });
  const processes = list(definitions.rootElements).filter((e) => e.$type === 'bpmn:Process');
  const process = processes.find((p) => p.isExecutable) ?? processes[0];
  if (!process) throw new RefusedFile('文件里没有流程，请选择含有流程的 .bpmn 文件。');
  const elements = flowElementsOf(process);
  if (elements.length > MOST_ELEMENTS)
    throw new RefusedFile(`流程图有 ${elements.length} 个图形，超过 ${MOST_ELEMENTS} 个上限，请拆分为几个流程。`);
  for (const element of [process, ...elements])
    if ([element.id, element.name ?? '', documentationOf(element)].some((text) => isScript(String(text))))
      throw new RefusedFile(`图形“${element.id.slice(0, 60)}”的名称或说明中含有脚本，不予打开。请改成普通文字。`);
  return { definitions, process };
}

/**
 * Everything that is wrong or doubtful about a diagram, worst first.
 * @param processId the process that it must be a version of
 */
export async function checkDiagram(xml: string, catalogue: Catalogue, processId: string): Promise<Finding[]> {
  const { definitions, process } = await readDiagramFile(xml);
  const processes = list(definitions.rootElements).filter((e) => e.$type === 'bpmn:Process');
  const elements = processes.flatMap(flowElementsOf);
  const byId = new Map([...processes, ...elements].map((e) => [e.id, e]));
  const whole: Finding[] = [];
  if (process.id !== processId)
    whole.push(
      finding('process-id', process, `流程标识是“${process.id}”，应为“${processId}”，否则会成为另一个流程。`, 'error', {
        kind: 'id',
        value: processId,
      }),
    );
  if (processes.filter((p) => p.isExecutable).length !== 1)
    whole.push(finding('one-process', process, '文件中应有且只有一个可执行的流程。'));
  const found = [
    ...whole,
    ...checkReferences(elements, catalogue),
    ...checkLimits(elements),
    ...processes.flatMap(checkFlows),
    ...checkRepeatedTimers(elements),
    ...checkFeel(elements),
    ...checkBasis(elements),
    ...(await lint(definitions, byId)),
  ];
  return found.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** People's steps say on what they rest. */
const checkBasis = (elements: Element[]): Finding[] =>
  elements
    .filter((e) => isA(e, 'UserTask') && !/〔\d{4}〕\d+号|法 第/.test(documentationOf(e)))
    .map((e) => finding('basis', e, `“${e.name ?? e.id}”的说明中没有写明依据（文号和条款）。`, 'warning'));
