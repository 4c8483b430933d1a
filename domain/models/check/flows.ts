import { type Element, extensions, flowElementsOf, isA, isFlow, list } from '../moddle.ts';
import { finding, type Finding, nameOf } from './finding.ts';

/** Every step can be reached; no loop turns without a person or a date; flows are known at both ends. */
export function checkFlows(process: Element): Finding[] {
  const scopes = [process, ...flowElementsOf(process).filter((e) => list(e.flowElements).length > 0)];
  return scopes.flatMap((scope) => {
    const all = list(scope.flowElements);
    const nodes = all.filter((e) => !isFlow(e) && !isA(e, 'DataObject', 'DataObjectReference', 'DataStoreReference'));
    const flows = all.filter(isFlow);
    const next = new Map<string, Element[]>();
    for (const flow of flows) {
      const [source, target] = [flow.sourceRef as Element | undefined, flow.targetRef as Element | undefined];
      if (source && target) next.set(source.id, [...(next.get(source.id) ?? []), target]);
    }
    return [...unreachable(nodes, next), ...restless(nodes, next), ...halfKnown(flows)];
  });
}

function unreachable(nodes: Element[], next: Map<string, Element[]>): Finding[] {
  const attached = new Map<string, Element[]>();
  for (const node of nodes) {
    const host = node.attachedToRef as Element | undefined;
    if (host) attached.set(host.id, [...(attached.get(host.id) ?? []), node]);
  }
  const linkName = (node: Element) =>
    list(node.eventDefinitions).find((d) => d.$type === 'bpmn:LinkEventDefinition')?.name;
  const begin = nodes.filter((n) => isA(n, 'StartEvent') || n.triggeredByEvent === true);
  const reached = new Set<string>();
  const waiting = [...begin];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (reached.has(node.id)) continue;
    reached.add(node.id);
    waiting.push(...(next.get(node.id) ?? []), ...(attached.get(node.id) ?? []));
    const link = isA(node, 'IntermediateThrowEvent') ? linkName(node) : undefined;
    if (link) waiting.push(...nodes.filter((n) => isA(n, 'IntermediateCatchEvent') && linkName(n) === link));
  }
  // Without any beginning there is another fault to mend first.
  if (!begin.length) return [];
  return nodes
    .filter((n) => !reached.has(n.id) && n.isForCompensation !== true)
    .map((n) =>
      finding('unreachable', n, `没有路线能到达“${nameOf(n)}”。请从前面的环节连线到它，或者删除它。`, 'error', {
        kind: 'remove',
      }),
    );
}

const WAITS = ['UserTask', 'ReceiveTask', 'IntermediateCatchEvent', 'EventBasedGateway', 'CallActivity'];

/** People or dates are waited for in it. */
function waits(node: Element): boolean {
  if (isA(node, ...WAITS)) return true;
  return list(node.flowElements).length > 0 && flowElementsOf(node).some((inner) => isA(inner, ...WAITS));
}

/** Loops of automatic steps alone: they would turn for ever and as fast as the engine can. */
function restless(nodes: Element[], next: Map<string, Element[]>): Finding[] {
  const busy = nodes.filter((node) => !waits(node));
  const ids = new Set(busy.map((node) => node.id));
  const found: Finding[] = [];
  const told = new Set<string>();
  for (const start of busy) {
    const seen = new Set<string>();
    const open = [...(next.get(start.id) ?? [])];
    for (let at = open.pop(); at; at = open.pop()) {
      if (!ids.has(at.id) || seen.has(at.id)) continue;
      seen.add(at.id);
      open.push(...(next.get(at.id) ?? []));
    }
    if (!seen.has(start.id) || told.has(start.id)) continue;
    for (const id of seen) told.add(id);
    found.push(
      finding(
        'restless-loop',
        start,
        `“${nameOf(start)}”所在的回路上没有人工办理，也没有等待，会不停地自动循环。请在回路上加入人工办理或定时等待。`,
      ),
    );
  }
  return found;
}

/** At an event-based gateway the engine reads flows from the elements that they join. */
function halfKnown(flows: Element[]): Finding[] {
  return flows.flatMap((flow) => {
    const [source, target] = [flow.sourceRef as Element | undefined, flow.targetRef as Element | undefined];
    if (!source || !target) return [finding('flow-ends', flow, `连线“${nameOf(flow)}”缺少起点或终点，请删除后重画。`)];
    if (![source, target].some((node) => isA(node, 'EventBasedGateway'))) return [];
    const known = list(source.outgoing).includes(flow) && list(target.incoming).includes(flow);
    return known
      ? []
      : [
          finding(
            'flow-ends',
            flow,
            `连线“${nameOf(flow)}”没有登记在“${nameOf(source)}”和“${nameOf(target)}”上，引擎会拒绝。请删除后重画。`,
          ),
        ];
  });
}

/** A date on a repeated step that is counted from the item: the engine knows no item there, and the case stops. */
export function checkRepeatedTimers(elements: Element[]): Finding[] {
  return elements.flatMap((event) => {
    const host = event.attachedToRef as Element | undefined;
    const loop = host?.loopCharacteristics as Element | undefined;
    if (!isA(event, 'BoundaryEvent') || !host || !loop) return [];
    const own = ['loopCounter'];
    for (const zeebe of list((loop.extensionElements as Element | undefined)?.values))
      own.push(String(zeebe.inputElement ?? ''));
    for (const mapping of extensions(host, 'zeebe:IoMapping'))
      own.push(...list(mapping.inputParameters).map((input) => String(input.target ?? '')));
    const text = list(event.eventDefinitions)
      .flatMap((d) => ['timeDate', 'timeDuration', 'timeCycle'].map((kind) => (d[kind] as Element | undefined)?.body))
      .map((body) => String(body ?? ''))
      .join(' ');
    const read = own.filter((name) => name && new RegExp(`(^|[^\\w.])${name.replace(/\W/g, '')}\\b`).test(text));
    return read.length
      ? [
          finding(
            'repeated-timer',
            event,
            `定时“${nameOf(event)}”附在逐项办理的“${nameOf(host)}”上，却要读取每一项的“${read[0]}”，引擎在此读不到，事项会停住。请把“${nameOf(host)}”放进逐项办理的子流程，在里面定时。`,
          ),
        ]
      : [];
  });
}
