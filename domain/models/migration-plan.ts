import type { Db } from '../../db/pool.ts';
import {
  type Element,
  extensions,
  flowElementsOf,
  inputsOf,
  isA,
  isFlow,
  isLimit,
  list,
  readDefinitions,
} from './moddle.ts';

/** What is ordered for the cases that move. */
export interface MoveOrder {
  process: string;
  /** Keys of the versions. */
  from: string;
  to: string;
  /** Elements of the old version to those of the new; what is not named keeps its id. */
  mapping: Readonly<Record<string, string>>;
  /** Take the rules that are at work now. */
  presentRules: boolean;
  reason: string;
  by: string;
}

/** What the engine's migration looks at in an element. */
export interface Part {
  id: string;
  name: string;
  type: string;
  parent: string | null;
  repeated: boolean;
  /** A task of the platform, not of a job worker. */
  ours: boolean;
  /** Events on its edge: kind, of messages the name, of timers how they count. */
  edges: { id: string; kind: string; message: string | null; timer: TimerKind | null; interrupts: boolean }[];
  /** Timer that it waits for itself. */
  timer: TimerKind | null;
  /** Of the call activity that watches a limit: what tells the limit from the others of its case. */
  limit: { obligation: string; subject: string } | null;
  /** A sub-process begun by an event, and whether that ends what is around it. */
  begunByEvent: { interrupts: boolean; timer: TimerKind | null } | null;
  /** Has input mappings. */
  mapsIn: boolean;
  /** An end event that does nothing, or nothing but end what is around it. */
  plainEnd: boolean;
}

/** date: the same whenever it is asked. count: from when it is asked. */
export type TimerKind = 'date' | 'count';

export interface Flow {
  id: string;
  from: string;
  to: string;
}

export interface Parts {
  elements: Map<string, Part>;
  /** Sub-processes begun by an event, such as a withdrawal. */
  eventSubProcesses: string[];
  flows: Flow[];
}

const read = new Map<string, Promise<Parts>>();

/** A deployed diagram never changes: read once. null: there is none. */
export async function partsOf(db: Db, process: string, definitionKey: string): Promise<Parts | null> {
  const known = read.get(definitionKey);
  if (known) return known;
  const { rows } = await db.query<{ xml: string }>(
    'SELECT xml FROM read.process WHERE process_id = $1 AND definition_key = $2',
    [process, definitionKey],
  );
  if (!rows[0]) return null;
  if (read.size > 200) read.clear();
  const parts = readParts(rows[0].xml, process);
  read.set(definitionKey, parts);
  return parts;
}

export async function readParts(xml: string, process: string): Promise<Parts> {
  const { definitions } = await readDefinitions(xml);
  const root = list(definitions.rootElements).find((e) => e.$type === 'bpmn:Process' && e.id === process);
  const [flows, all] = [[], []] as [Element[], Element[]];
  for (const e of root ? flowElementsOf(root) : []) (isFlow(e) ? flows : all).push(e);
  const elements = new Map<string, Part>();
  for (const e of all)
    elements.set(e.id, {
      id: e.id,
      name: e.name ?? e.id,
      type: e.$type.replace('bpmn:', ''),
      parent: e.$parent && e.$parent !== root ? e.$parent.id : null,
      repeated: e.loopCharacteristics !== undefined,
      ours: extensions(e, 'zeebe:UserTask').length > 0,
      edges: [],
      timer: timerOf(e),
      limit: isLimit(e)
        ? { obligation: inputsOf(e).get('obligation') ?? '', subject: inputsOf(e).get('subject') ?? '' }
        : null,
      begunByEvent: e.triggeredByEvent ? beginOf(e) : null,
      mapsIn: inputsOf(e).size > 0,
      plainEnd:
        isA(e, 'EndEvent') && list(e.eventDefinitions).every(({ $type }) => $type === 'bpmn:TerminateEventDefinition'),
    });
  for (const e of all) {
    const host = elements.get((e.attachedToRef as Element | undefined)?.id ?? '');
    const [definition] = list(e.eventDefinitions);
    host?.edges.push({
      id: e.id,
      kind: definition?.$type.replace(/^bpmn:|EventDefinition$/g, '') ?? '',
      message: (definition?.messageRef as Element | undefined)?.name ?? null,
      timer: timerOf(e),
      interrupts: e.cancelActivity !== false,
    });
  }
  return {
    elements,
    eventSubProcesses: all.filter((e) => isA(e, 'SubProcess') && e.triggeredByEvent).map((e) => e.name ?? e.id),
    flows: flows.map((f) => ({ id: f.id, from: (f.sourceRef as Element).id, to: (f.targetRef as Element).id })),
  };
}

function timerOf(e: Element): TimerKind | null {
  const timer = list(e.eventDefinitions).find(({ $type }) => $type === 'bpmn:TimerEventDefinition');
  if (!timer) return null;
  const date = (timer.timeDate as { body?: string } | undefined)?.body;
  return date === undefined || /\b(now|today)\s*\(/.test(date) ? 'count' : 'date';
}

function beginOf(e: Element): Part['begunByEvent'] {
  const start = list(e.flowElements).find((inner) => isA(inner, 'StartEvent'));
  return { interrupts: start?.isInterrupting !== false, timer: start ? timerOf(start) : null };
}

/** Kinds of the engine's element types that 8.5 cannot carry over. */
const CANNOT: Record<string, string> = {
  MULTI_INSTANCE_BODY: '正在逐个办理的多实例环节',
  INTERMEDIATE_CATCH_EVENT: '等待消息或时间的环节',
  EVENT_BASED_GATEWAY: '等待先到者的网关',
  RECEIVE_TASK: '等待消息的环节',
  EVENT_SUB_PROCESS: '由事件开始的子流程',
  BOUNDARY_EVENT: '边界事件',
};

/**
 * Measured on 8.5 only. A later engine migrates more (8.6 parallel multi-instance: camunda #22129), but a move maps only the elements where an
 * instance stands, not their events: it is not asked, and that is what is said.
 */
const refusal = (engine: string): string =>
  engine.startsWith('8.5.') ? `引擎 ${engine} 不能迁移` : `不交由引擎 ${engine} 迁移（本平台只核实过 8.5 版引擎）`;

/** Why an instance that stands at these elements is not moved by this version of the engine; empty: nothing against it is known. */
export function hindrances(
  from: Parts,
  to: Parts,
  active: { elementId: string; type: string }[],
  mapping: Readonly<Record<string, string>>,
  engine: string,
): string[] {
  const why: string[] = [];
  const refused = refusal(engine);
  const target = (id: string) => mapping[id] ?? id;
  if (from.eventSubProcesses.length)
    why.push(`原版本有由事件开始的子流程（${from.eventSubProcesses.join('、')}），${refused}。`);
  if (to.eventSubProcesses.length)
    why.push(`新版本有由事件开始的子流程（${to.eventSubProcesses.join('、')}），${refused}。`);
  for (const { elementId, type } of active) {
    const old = from.elements.get(elementId);
    if (!old) continue;
    const cannot = CANNOT[type];
    if (cannot) {
      why.push(`停在${cannot}“${old.name}”，${refused}。`);
      continue;
    }
    const next = to.elements.get(target(elementId));
    if (!next) {
      why.push(`环节“${old.name}”在新版本中没有，请选择对应的环节。`);
      continue;
    }
    if (next.type !== old.type) why.push(`环节“${old.name}”与新版本的“${next.name}”类型不同。`);
    else if (next.ours !== old.ours) why.push(`环节“${old.name}”与新版本的“${next.name}”办理方式不同。`);
    if (next.repeated && !old.repeated) why.push(`新版本的“${next.name}”是多实例环节，${refused}。`);
    if ((old.parent === null ? null : target(old.parent)) !== next.parent)
      why.push(`环节“${old.name}”在新版本中换了所在的子流程，${refused}。`);
    for (const [part, which] of [
      [old, '原版本'],
      [next, '新版本'],
    ] as const)
      if (part.edges.some(({ kind }) => kind === 'Timer'))
        why.push(`${which}的“${part.name}”上有定时边界事件，${refused}。`);
    const heard = new Set(old.edges.flatMap(({ message }) => message ?? []));
    if (next.edges.some(({ message }) => message !== null && heard.has(message)))
      why.push(`环节“${old.name}”新旧版本都等待同一消息，${refused}。`);
  }
  return [...new Set(why)];
}

/** Elements of the new diagram that may take the place of one of the old. */
export const candidates = (to: Parts, old: Part): Part[] =>
  [...to.elements.values()].filter((e) => e.type === old.type && e.ours === old.ours && !e.repeated);
