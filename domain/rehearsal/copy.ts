import { type Element, extensions, flowElementsOf, isA, list, moddle, writeDefinitions } from '../models/moddle.ts';
import { readDefinitions } from '../models/moddle.ts';
import { JOB_HEADER, nameOf, REHEARSAL_JOB, timerMessage } from './names.ts';

const make = (type: string, attributes: object): Element => moddle.create(type, attributes) as unknown as Element;

/** A diagram as it is rehearsed. */
export interface Copy {
  xml: string;
  /** Beginnings, and the message of each in the engine. */
  starts: { elementId: string; name: string; message: string | null; engineMessage: string }[];
  /** Messages that it knows, by the names of the product. */
  messages: string[];
  /** Processes that it calls. */
  calls: string[];
  /** Steps that no worker of the product does, with their job type: they became tasks for the owner. */
  byHand: Record<string, string>;
}

export interface CopyOptions {
  id: string;
  /** Job types that the product's workers serve. */
  served: ReadonlySet<string>;
  /** Drafted decisions, by what they are called in the rehearsal. */
  decisions: Record<string, string>;
  /** Another diagram calls it. */
  called?: boolean;
}

/**
 * The copy of a diagram that a rehearsal runs: every name that the engine would share with real cases (process, messages, signals,
 * groups, job types, drafted rules) is its own; timers wait for a message whose correlation key says the date that the engine
 * made of them; `now()` is the rehearsal's clock (variable `rehearsalNow`).
 */
export async function copyOf(xml: string, { id, served, decisions, called = false }: CopyOptions): Promise<Copy> {
  const { definitions } = await readDefinitions(xml);
  const roots = list(definitions.rootElements);
  const messages: string[] = [];
  for (const root of roots)
    if (isA(root, 'Message', 'Signal') && root.name) {
      if (root.$type === 'bpmn:Message') messages.push(root.name);
      root.name = root.name.startsWith('=') ? `="${nameOf(id, '')}" + (${root.name.slice(1)})` : nameOf(id, root.name);
    }
  const calls: string[] = [];
  const byHand: Record<string, string> = {};
  const starts: Copy['starts'] = [];
  for (const process of roots.filter((root) => root.$type === 'bpmn:Process')) {
    process.id = nameOf(id, process.id);
    for (const element of flowElementsOf(process)) {
      for (const call of extensions(element, 'zeebe:CalledElement')) {
        const name = String(call.processId ?? '');
        calls.push(name);
        call.processId = nameOf(id, name);
        if (call.propagateAllParentVariables === false) passOn(element);
      }
      for (const call of extensions(element, 'zeebe:CalledDecision'))
        call.decisionId = decisions[String(call.decisionId)] ?? call.decisionId;
      if (isA(element, 'UserTask')) toNobody(id, element);
      for (const definition of list(element.eventDefinitions))
        if (definition.$type === 'bpmn:TimerEventDefinition') waitFor(id, definitions, element, definition, process);
      // What is called begins as it does for real; everything else by a message, so that one way starts it.
      if (!called && isA(element, 'StartEvent') && element.$parent === process && process.isExecutable)
        starts.push(begins(id, definitions, element, messages));
    }
    for (const element of flowElementsOf(process)) serve(definitions, element, served, byHand, id);
  }
  ownClock(definitions);
  return { xml: await writeDefinitions(definitions), starts, messages, calls: [...new Set(calls)], byHand };
}

function extensionsOf(element: Element): Element[] {
  element.extensionElements ??= Object.assign(make('bpmn:ExtensionElements', { values: [] }), { $parent: element });
  const holder = element.extensionElements as Element;
  holder.values ??= [];
  return holder.values as Element[];
}
function without(element: Element, ...types: string[]): void {
  const holder = element.extensionElements as Element | undefined;
  if (holder) holder.values = list(holder.values).filter((e) => !types.includes(e.$type));
}

/** What a call passes on by name only must take the clock with it. */
function passOn(element: Element): void {
  const values = extensionsOf(element);
  let mapping = values.find((e) => e.$type === 'zeebe:IoMapping');
  if (!mapping) values.push((mapping = make('zeebe:IoMapping', { inputParameters: [] })));
  mapping.inputParameters = [
    ...list(mapping.inputParameters),
    make('zeebe:Input', { source: '=rehearsalNow', target: 'rehearsalNow' }),
  ];
}

/** Groups of a rehearsal have no members; nobody is given a task. */
function toNobody(id: string, element: Element): void {
  const [assignment] = extensions(element, 'zeebe:AssignmentDefinition');
  const groups = String(assignment?.candidateGroups ?? '');
  const person = String(assignment?.assignee ?? '');
  without(element, 'zeebe:AssignmentDefinition', 'zeebe:FormDefinition', 'zeebe:TaskSchedule');
  const values = extensionsOf(element);
  if (!values.some((e) => e.$type === 'zeebe:UserTask')) values.push(make('zeebe:UserTask', {}));
  const own = groups.startsWith('=')
    ? `=for g in (${groups.slice(1)}) return "${nameOf(id, '')}" + g`
    : `=[${(groups || person.replace(/^=.*/s, '') || '-')
        .split(',')
        .map((group) => JSON.stringify(nameOf(id, group.trim())))
        .join(', ')}]`;
  values.push(make('zeebe:AssignmentDefinition', { candidateGroups: own }));
}

/** The timer as a message; the engine itself works out the date, which becomes the message's key. */
function waitFor(id: string, definitions: Element, element: Element, definition: Element, process: Element): void {
  const kind = ['timeDate', 'timeDuration', 'timeCycle'].find((name) => definition[name]) ?? 'timeDate';
  const body = String((definition[kind] as Element | undefined)?.body ?? '').trim();
  const atStart = element.$type === 'bpmn:StartEvent' && element.$parent === process;
  const expression = body.startsWith('=') ? `(${body.slice(1)})` : JSON.stringify(body);
  const clock = 'date and time(rehearsalNow)';
  const date = {
    timeDate: expression,
    timeDuration: `${clock} + (if ${expression} instance of string then duration(${expression}) else ${expression})`,
    timeCycle: `"cycle " + string(${expression}) + " from " + rehearsalNow`,
  }[kind]!;
  const message = make('bpmn:Message', { id: `Rehearsal_${element.id}`, name: timerMessage(id, element.id) });
  if (!atStart) {
    const subscription = make('zeebe:Subscription', { correlationKey: `="at " + string(${date})` });
    message.extensionElements = make('bpmn:ExtensionElements', { values: [subscription] });
  }
  list(definitions.rootElements).push(message);
  message.$parent = definitions;
  const event = make('bpmn:MessageEventDefinition', { id: definition.id, messageRef: message });
  element.eventDefinitions = list(element.eventDefinitions).map((d) => (d === definition ? event : d));
}

function begins(id: string, definitions: Element, element: Element, known: string[]): Copy['starts'][number] {
  const [event] = list(element.eventDefinitions);
  let message = event?.messageRef as Element | undefined;
  if (!event) {
    message = make('bpmn:Message', { id: `Rehearsal_${element.id}`, name: nameOf(id, `start_${element.id}`) });
    list(definitions.rootElements).push(message);
    element.eventDefinitions = [make('bpmn:MessageEventDefinition', { messageRef: message })];
  }
  const engineMessage = message?.name ?? '';
  const own = engineMessage.slice(nameOf(id, '').length);
  return {
    elementId: element.id,
    name: element.name ?? element.id,
    message: known.includes(own) ? own : null,
    engineMessage,
  };
}

/** Automatic steps go to the one worker of rehearsals; what nobody serves, the owner does. */
function serve(
  definitions: Element,
  element: Element,
  served: ReadonlySet<string>,
  byHand: Record<string, string>,
  id: string,
): void {
  const holders = [element, ...list(element.eventDefinitions)];
  for (const holder of holders) {
    const [task] = extensions(holder, 'zeebe:TaskDefinition');
    if (!task) continue;
    const type = String(task.type ?? '');
    if (!served.has(type) && holder === element && /Task$/.test(element.$type)) {
      byHand[element.id] = type;
      without(element, 'zeebe:TaskDefinition', 'zeebe:TaskHeaders');
      replace(definitions, element, 'bpmn:UserTask');
      return toNobody(id, byId(definitions, element.id)!);
    }
    task.type = REHEARSAL_JOB;
    const values = extensionsOf(holder);
    let headers = values.find((e) => e.$type === 'zeebe:TaskHeaders');
    if (!headers) values.push((headers = make('zeebe:TaskHeaders', { values: [] })));
    headers.values = [...list(headers.values), make('zeebe:Header', { key: JOB_HEADER, value: type })];
  }
}

const byId = (definitions: Element, id: string): Element | undefined =>
  list(definitions.rootElements)
    .flatMap(flowElementsOf)
    .find((element) => element.id === id);

/** The same element as another type, wherever it is named. */
function replace(definitions: Element, old: Element, type: string): void {
  const { id, name, incoming, outgoing, loopCharacteristics, extensionElements, documentation } = old;
  const next = make(type, {
    id,
    ...(name ? { name } : {}),
    ...(documentation ? { documentation } : {}),
    ...(extensionElements ? { extensionElements } : {}),
    ...(loopCharacteristics ? { loopCharacteristics } : {}),
    incoming,
    outgoing,
    ...(old.default ? { default: old.default } : {}),
  });
  next.$parent = old.$parent;
  visit(definitions, (holder, key, value) => {
    if (value === old) holder[key] = next;
    else if (Array.isArray(value)) value.forEach((one, i) => one === old && ((value as Element[])[i] = next));
  });
}

/** Every expression reads the rehearsal's clock. */
function ownClock(definitions: Element): void {
  visit(definitions, (holder, key, value) => {
    if (typeof value !== 'string' || !value.trimStart().startsWith('=')) return;
    const own = value
      .replace(/\bnow\(\s*\)/g, 'date and time(rehearsalNow)')
      .replace(/\btoday\(\s*\)/g, 'date(date and time(rehearsalNow))');
    if (own !== value) holder[key] = own;
  });
}

function visit(root: Element, work: (holder: Element, key: string, value: unknown) => void): void {
  const seen = new Set<object>();
  const go = (element: Element) => {
    if (seen.has(element)) return;
    seen.add(element);
    for (const key of Object.keys(element)) {
      if (key.startsWith('$')) continue;
      work(element, key, element[key]);
      const value = element[key];
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
        if (typeof one === 'object' && one !== null && '$type' in one) go(one as Element);
    }
  };
  go(root);
}
