import type { Part, Parts } from './migration-plan.ts';

/** An element instance at which a case stands. */
export interface Standing {
  elementKey: string;
  elementId: string;
  /** The engine's name of its type. */
  type: string;
  state: string;
  scopeKey: string;
  /** Variables of its own, given to it from outside the diagram's mappings or by them. */
  ownVariables: boolean;
  stuck: boolean;
  /** Of the watch of a limit: its round is known and runs. */
  counts: boolean;
  /** Of a task: it is being handed on, is with somebody else for his opinion, or waits for that. */
  withOthers: boolean;
}

/** What an instance has passed: how often each flow and each element. */
export interface Passed {
  flows: ReadonlyMap<string, number>;
  /** Also of sub-processes. */
  elements: ReadonlyMap<string, number>;
}

/** What is done when the case is re-homed, kept with it from before the first step. */
export interface RehomingPlan {
  /** Keys of the element instances that are ended, all or none. */
  terminate: string[];
  /** Elements of the new version to begin at. */
  start: string[];
  /** Elements of the old version, should the engine refuse the new one. */
  back: string[];
  /** Those of `terminate` that watch a limit. */
  watches: string[];
  /** Tasks: key of the old element instance, where it goes on in the new version and in the old. */
  tasks: { elementKey: string; start: string; back: string }[];
}

export interface Foreseen {
  /** Why it cannot; empty: it can. */
  why: string[];
  /** What will be otherwise than it was. */
  notes: string[];
  plan: RehomingPlan;
}

const WAITING = new Set(['INTERMEDIATE_CATCH_EVENT', 'EVENT_BASED_GATEWAY', 'RECEIVE_TASK']);

/**
 * Whether a case may go on in a new instance, begun at the elements at which it stands, and by which steps. What would begin anew there (a
 * timer that counts, an automatic step, one of several) or get lost is a reason against it.
 */
export function foreseeRehoming(
  from: Parts,
  to: Parts,
  standing: Standing[],
  passed: Passed,
  mapping: Readonly<Record<string, string>>,
): Foreseen {
  const why: string[] = [];
  const notes: string[] = [];
  const plan: RehomingPlan = { terminate: [], start: [], back: [], watches: [], tasks: [] };
  const named = (id: string) => `“${from.elements.get(id)?.name ?? id}”`;
  const scopes = standing.filter((s) => s.type === 'SUB_PROCESS' && !from.elements.get(s.elementId)?.repeated);
  const leaves = standing.filter((s) => s.type !== 'SUB_PROCESS');
  const inside = new Set(scopes.map((s) => s.elementId));

  if (standing.length === 0) why.push('事项正在前进，请稍后再移。');
  for (const s of standing)
    if (s.state !== 'active' && !s.stuck) why.push(`${named(s.elementId)}正在前进，请稍后再移。`);
  for (const id of repeated(standing.filter((s) => !within(from, s.elementId, isRepeated)).map((s) => s.elementId)))
    why.push(`${named(id)}同时有几处在办，不能重新安置。`);
  for (const s of scopes) {
    if (s.ownVariables || from.elements.get(s.elementId)?.mapsIn)
      why.push(`子流程${named(s.elementId)}有自己的变量，重新安置会丢失。`);
    if (!standing.some((inner) => inner.scopeKey === s.elementKey))
      why.push(`子流程${named(s.elementId)}正在前进，请稍后再移。`);
  }
  why.push(...asideOf(from, standing, inside));

  const targets = new Set<string>();
  for (const leaf of leaves) {
    const old = from.elements.get(leaf.elementId);
    if (!old) {
      why.push('停在流程图中没有的环节，不能重新安置。');
      continue;
    }
    // Said once, of the whole.
    if (leaf.type !== 'MULTI_INSTANCE_BODY' && within(from, old.id, isRepeated)) continue;
    const against = leafHindrance(from, old, leaf);
    if (against) {
      why.push(against);
      continue;
    }
    const next = to.elements.get(mapping[old.id] ?? old.id);
    const other = next ? targetHindrance(to, old, next) : `环节“${old.name}”在新版本中没有，请选择对应的环节。`;
    if (other || !next) {
      if (other) why.push(other);
      continue;
    }
    if (targets.has(next.id)) why.push(`有几处环节都对应新版本的“${next.name}”，请分别选择。`);
    targets.add(next.id);
    plan.terminate.push(leaf.elementKey);
    plan.start.push(next.id);
    plan.back.push(old.id);
    if (old.limit) plan.watches.push(leaf.elementKey);
    if (leaf.type === 'USER_TASK') plan.tasks.push({ elementKey: leaf.elementKey, start: next.id, back: old.id });
  }

  const steps = [...plan.back];
  for (const { join, sources, sure } of waitingAtJoins(from, passed, inside)) {
    // Nothing will ever come by the other ways, as somebody has moved the case past them: what waits there waits for nothing.
    const others = unreached(from, join, steps).filter((id) => !sources.some((source) => source.id === id));
    if (sure && others.length > 0) continue;
    for (const source of sources) {
      const way = sure ? wayToJoin(from, source.id) : null;
      const next = to.elements.get(mapping[source.id] ?? source.id);
      const nextWay = next && wayToJoin(to, next.id);
      if (!way || !nextWay)
        why.push(`${stepsBefore(from, source.id).join('、')}已办完，正在等待与其他环节汇合，重新安置会丢失。`);
      else {
        plan.start.push(nextWay);
        plan.back.push(way);
      }
    }
  }
  if (why.length === 0) {
    for (const limit of newLimits(from, to, plan.start)) {
      plan.start.push(limit.id);
      notes.push(`新版本的“${limit.name}”自重新安置时按新版本开始。`);
    }
    why.push(...joinsNeverReached(to, plan.start));
  }
  return { why: [...new Set(why)], notes, plan };
}

const isRepeated = (part: Part): boolean => part.repeated;
const isBegunByEvent = (part: Part): boolean => part.begunByEvent !== null;

/** The elements around, from the inside out. */
function around(parts: Parts, id: string): Part[] {
  const up: Part[] = [];
  for (let at = parts.elements.get(id)?.parent; at; at = parts.elements.get(at)?.parent) {
    const part = parts.elements.get(at);
    if (part) up.push(part);
  }
  return up;
}

/** Whether it, or what is around it, is such. */
const within = (parts: Parts, id: string, is: (part: Part) => boolean): boolean =>
  [parts.elements.get(id), ...around(parts, id)].some((part) => part !== undefined && is(part));

const repeated = (ids: string[]): Set<string> => new Set(ids.filter((id, i) => ids.indexOf(id) !== i));

/** Events beside the steps that would begin to count anew, or that add to what runs without ending it. */
function asideOf(from: Parts, standing: Standing[], inside: ReadonlySet<string>): string[] {
  const why: string[] = [];
  for (const s of standing)
    for (const edge of from.elements.get(s.elementId)?.edges ?? []) {
      const name = from.elements.get(edge.id)?.name ?? edge.id;
      if (!edge.interrupts) why.push(`环节上的“${name}”不中断原环节，不能确定它是否已经发生，不能重新安置。`);
      else if (edge.timer === 'count') why.push(`环节上的“${name}”按时长计，重新安置会重新起算。`);
    }
  for (const part of from.elements.values()) {
    if (!part.begunByEvent || !(part.parent === null || inside.has(part.parent))) continue;
    if (!part.begunByEvent.interrupts) why.push(`“${part.name}”由事件开始而不中断原流程，不能重新安置。`);
    else if (part.begunByEvent.timer === 'count') why.push(`“${part.name}”按时长开始，重新安置会重新起算。`);
  }
  return why;
}

/** Why nothing can begin again where this one stands. */
function leafHindrance(from: Parts, old: Part, leaf: Standing): string | null {
  if (leaf.stuck) return `“${old.name}”受阻，请先在运行情况中处理。`;
  if (leaf.type === 'MULTI_INSTANCE_BODY')
    return `停在正在逐个办理的多实例环节“${old.name}”，已办的和未办的无法分别安置，请待逐个办完后再移。`;
  if (within(from, old.id, isBegunByEvent)) return `停在由事件开始的子流程内的“${old.name}”，不能重新安置。`;
  if (leaf.type === 'USER_TASK' && old.ours)
    return leaf.withOthers ? `“${old.name}”正在转办、委派或者加签，请待其完成后再移。` : null;
  if (old.limit) return leaf.counts ? null : `时限“${old.name}”正在起算，请稍后再移。`;
  if (leaf.type === 'CALL_ACTIVITY') return `正在办理“${old.name}”调用的流程，重新安置会使其中断，请待其办完后再移。`;
  if (!WAITING.has(leaf.type)) return `“${old.name}”正在自动办理，重新安置会办两次，请稍后再移。`;
  const waits = leaf.type === 'EVENT_BASED_GATEWAY' ? after(from, old.id) : [old];
  return waits.some(({ timer }) => timer === 'count') ? `“${old.name}”按时长等待，重新安置会重新起算。` : null;
}

const after = (parts: Parts, id: string): Part[] =>
  parts.flows.filter((f) => f.from === id).flatMap((f) => parts.elements.get(f.to) ?? []);

/** Why nothing can begin at this element of the new version in place of that of the old. */
function targetHindrance(to: Parts, old: Part, next: Part): string | null {
  const both = `环节“${old.name}”与新版本的“${next.name}”`;
  if (next.type !== old.type) return `${both}类型不同。`;
  if (next.ours !== old.ours) return `${both}办理方式不同。`;
  if (within(to, next.id, isRepeated)) return `新版本的“${next.name}”是多实例环节或在其中，不能从中间开始。`;
  if (within(to, next.id, isBegunByEvent)) return `新版本的“${next.name}”在由事件开始的子流程内，不能从中间开始。`;
  const mapped = around(to, next.id).find(({ mapsIn }) => mapsIn);
  if (mapped) return `新版本的子流程“${mapped.name}”有输入变量，不能从中间开始。`;
  if (old.limit || next.limit) {
    if (old.limit?.obligation !== next.limit?.obligation || old.limit?.subject !== next.limit?.subject)
      return `时限“${old.name}”与新版本的“${next.name}”不是同一项时限，不能接着计时。`;
  }
  return null;
}

/** What is done already and waits at a parallel gateway for the others: no element instance stands there. */
function waitingAtJoins(
  from: Parts,
  passed: Passed,
  inside: ReadonlySet<string>,
): { join: Part; sources: Part[]; sure: boolean }[] {
  return joinsOf(from)
    .filter(({ parent }) => parent === null || inside.has(parent))
    .map((join) => ({
      join,
      sources: from.flows
        .filter((f) => f.to === join.id && (passed.flows.get(f.id) ?? 0) > (passed.elements.get(join.id) ?? 0))
        .flatMap((f) => from.elements.get(f.from) ?? []),
      // What was left behind when a sub-process was ended and begun again counts no more, and cannot be told from what waits.
      sure: join.parent === null || (passed.elements.get(join.parent) ?? 0) <= 1,
    }))
    .filter(({ sources }) => sources.length > 0);
}

const joinsOf = (parts: Parts): Part[] =>
  [...parts.elements.values()].filter(
    (e) => e.type === 'ParallelGateway' && parts.flows.filter((f) => f.to === e.id).length > 1,
  );

/** Where to begin so that nothing is done but the join behind `id` reached; null: there is no such place. */
function wayToJoin(parts: Parts, id: string): string | null {
  const part = parts.elements.get(id);
  const next = after(parts, id);
  if (!part || next.length !== 1 || !joinsOf(parts).includes(next[0]!) || within(parts, id, isRepeated)) return null;
  if (around(parts, id).some(({ mapsIn, begunByEvent }) => mapsIn || begunByEvent)) return null;
  if (part.type === 'ExclusiveGateway') return part.id;
  if (part.type !== 'SubProcess' || part.mapsIn || part.begunByEvent) return null;
  // The end of the sub-process: begun there, it is over at once.
  const ends = [...parts.elements.values()].filter((e) => e.parent === id && e.type === 'EndEvent');
  return ends.find((e) => e.plainEnd)?.id ?? null;
}

/** Limits that the new version has beside steps that go on, and the old one had nowhere. */
function newLimits(from: Parts, to: Parts, start: string[]): Part[] {
  const known = new Set([...from.elements.values()].flatMap(({ limit }) => (limit ? [limit.obligation] : [])));
  const scopes = new Set(
    start
      .filter((id) => to.elements.get(id)?.type !== 'EndEvent')
      .flatMap((id) => around(to, id))
      .map(({ id }) => id),
  );
  return [...to.elements.values()].filter(
    (e) =>
      e.limit && !known.has(e.limit.obligation) && e.parent !== null && scopes.has(e.parent) && !start.includes(e.id),
  );
}

/** Joins of the new version that would wait for ever, as nothing leads to one of their ways. */
function joinsNeverReached(to: Parts, start: string[]): string[] {
  return joinsOf(to).flatMap((join) => {
    const missing = unreached(to, join, start);
    if (missing.length === 0 || missing.length === waysTo(to, join).length) return [];
    const names = new Set(missing.flatMap((id) => stepsBefore(to, id)));
    return [`新版本要与${[...names].join('、')}汇合，而事项不再经过，会一直等待，不能重新安置。`];
  });
}

/** Names of the steps that lead to an element, for gateways without a name. */
function stepsBefore(parts: Parts, id: string, seen = new Set<string>()): string[] {
  const part = parts.elements.get(id);
  if (!part || seen.has(id)) return [];
  if (!part.type.endsWith('Gateway')) return [`“${part.name}”`];
  seen.add(id);
  return [...new Set(parts.flows.filter((f) => f.to === id).flatMap((f) => stepsBefore(parts, f.from, seen)))];
}

const waysTo = (parts: Parts, join: Part): string[] => parts.flows.filter((f) => f.to === join.id).map((f) => f.from);

/** Elements before a join that cannot be reached from where it is begun without passing the join itself. */
function unreached(parts: Parts, join: Part, start: string[]): string[] {
  const reached = new Set<string>();
  const queue = start
    .flatMap((id) => [id, ...around(parts, id).map((part) => part.id)])
    .filter((id) => parts.elements.get(id)?.parent === join.parent);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (reached.has(id) || id === join.id) continue;
    reached.add(id);
    const edges = parts.elements.get(id)?.edges.map((edge) => edge.id) ?? [];
    queue.push(...edges, ...after(parts, id).map((next) => next.id));
  }
  return waysTo(parts, join).filter((id) => !reached.has(id));
}
