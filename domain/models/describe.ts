import { type Element, flowElementsOf, isLimit, list } from './moddle.ts';

const REFERENCES = [
  'sourceRef',
  'targetRef',
  'attachedToRef',
  'default',
  'messageRef',
  'errorRef',
  'signalRef',
  'escalationRef',
] as const;

/** What an element says, as label -> text; two elements are the same when these are. Geometry is no part of it. */
export type Description = Map<string, string>;

// What is drawn, what is said elsewhere, and what only mirrors the flows.
const SKIP = new Set<string>([
  ...REFERENCES,
  'id',
  'di',
  '$type',
  '$parent',
  'incoming',
  'outgoing',
  'flowElements',
  'flowNodeRef',
  'lanes',
]);
const OF_OTHERS = new Set(['laneSets', 'artifacts', 'participants', 'messageFlows', 'processRef', 'categoryValueRef']);

const LABELS: Record<string, string> = {
  name: '名称',
  'documentation.text': '说明与依据',
  sourceRef: '起点',
  targetRef: '终点',
  attachedToRef: '附着于',
  cancelActivity: '打断所附环节',
  default: '默认路线',
  isExecutable: '可执行',
  'conditionExpression.body': '条件',
  'TaskDefinition.type': '作业类型',
  'TaskDefinition.retries': '重试次数',
  'FormDefinition.formId': '表单',
  'AssignmentDefinition.candidateGroups': '办理岗位',
  'AssignmentDefinition.assignee': '办理人',
  'CalledDecision.decisionId': '规则',
  'CalledDecision.resultVariable': '规则结果变量',
  'CalledElement.processId': '调用的流程',
  'loopCharacteristics.LoopCharacteristics.inputCollection': '逐项办理的清单',
  'loopCharacteristics.LoopCharacteristics.inputElement': '逐项办理的每一项',
  'loopCharacteristics.LoopCharacteristics.outputCollection': '逐项办理结果清单',
  'loopCharacteristics.LoopCharacteristics.outputElement': '逐项办理的结果',
  'loopCharacteristics.isSequential': '逐个依次办理',
  'eventDefinitions.timeDate.body': '定时（日期）',
  'eventDefinitions.timeDuration.body': '定时（时长）',
  'eventDefinitions.timeCycle.body': '定时（周期）',
  'eventDefinitions.messageRef': '消息',
  'Subscription.correlationKey': '消息关联键',
  'eventDefinitions.errorRef': '错误代码',
  'eventDefinitions.signalRef': '信号',
  'eventDefinitions.escalationRef': '升级代码',
  'loopCharacteristics.completionCondition.body': '完成条件',
  'CalledElement.propagateAllParentVariables': '传入全部变量',
  'CalledElement.propagateAllChildVariables': '带回全部变量',
  'TaskSchedule.dueDate': '到期时间',
  'TaskSchedule.followUpDate': '跟进时间',
  triggeredByEvent: '由事件触发',
  isInterrupting: '打断所在流程',
  errorCode: '错误代码',
  modelerTemplate: '模板',
  modelerTemplateVersion: '模板版本',
};

/** Inputs of a limit, in the words of its template. */
export const LIMIT_LABELS: Readonly<Record<string, string>> = {
  obligation: '时限事项',
  name: '时限名称',
  workingDays: '工作日数',
  startsAt: '起算时间',
  warnWorkingDaysBefore: '提前预警（工作日）',
  legalBasis: '依据',
  unit: '责任单位',
  subject: '区分对象',
};

/** `=3` is shown as 3; longer texts stay as they are. */
const shown = (value: string): string => value.replace(/^=\s*(-?\d+|true|false|null)$/, '$1');

export function describe(element: Element): Description {
  const said: Description = new Map();
  const limit = isLimit(element);
  const put = (path: string[], value: unknown) => {
    const key = path.join('.');
    said.set(LABELS[key] ?? key, shown(String(value)));
  };
  const visit = (node: Element, path: string[]) => {
    for (const [key, value] of Object.entries(node)) {
      if (SKIP.has(key) || OF_OTHERS.has(key) || value === undefined || typeof value === 'function') continue;
      if (isDefault(node, key, value)) continue;
      if (key === '$attrs') {
        for (const [name, text] of Object.entries(value as object)) put([...path, name], text);
      } else if (key === 'extensionElements')
        list((value as Element).values).forEach((inner) => visitKeyed(inner, path));
      else if (Array.isArray(value))
        (value as Element[]).forEach((inner) =>
          isNode(inner) ? visit(inner, [...path, key]) : put([...path, key], inner),
        );
      else if (isNode(value)) visit(value, [...path, key]);
      else put([...path, key], value);
    }
    // moddle hides what lives elsewhere.
    for (const key of REFERENCES) if (isNode(node[key])) put([...path, key], reference(node[key]));
  };
  const visitKeyed = (node: Element, path: string[]) => {
    const type = node.$type.replace(/^\w+:/, '');
    switch (node.$type) {
      case 'zeebe:IoMapping':
        for (const [kind, word] of [
          ['inputParameters', '输入'],
          ['outputParameters', '输出'],
        ] as const)
          for (const mapping of list(node[kind])) {
            const target = String(mapping.target ?? '');
            const label = (limit && word === '输入' && LIMIT_LABELS[target]) || `${word} ${target}`;
            said.set(label, shown(String(mapping.source ?? '')));
          }
        return;
      case 'zeebe:TaskHeaders':
        for (const header of list(node.values)) said.set(`参数 ${String(header.key)}`, String(header.value ?? ''));
        return;
      case 'zeebe:Properties':
        for (const property of list(node.properties)) {
          const label = PROPERTY_LABELS[String(property.name)] ?? `属性 ${String(property.name)}`;
          said.set(label, String(property.value ?? ''));
        }
        return;
      default:
        if (!path.length) said.set(type === 'UserTask' ? '平台人工办理' : `有 ${type}`, '是');
        visit(node, [...path, type]);
    }
  };
  visit(element, []);
  // That an extension is there matters only where it has nothing else to say.
  for (const key of [...said.keys()])
    if (key.startsWith('有 ') && [...said.keys()].some((k) => k !== key && belongs(k, key.slice(2)))) said.delete(key);
  return said;
}

const PROPERTY_LABELS: Record<string, string> = { reads: '可读取的内容', shows: '页面上显示的内容' };

const belongs = (label: string, type: string): boolean =>
  label.startsWith(`${type}.`) ||
  Object.entries(LABELS).some(([path, text]) => text === label && path.startsWith(`${type}.`));

const isNode = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && typeof (value as Element).$type === 'string';

interface Described {
  /** What another tool has added brings no properties. */
  $descriptor?: { properties?: { default?: unknown; ns: { localName: string } }[] };
}

/** Said or left out, it means the same. */
const isDefault = (node: Element, key: string, value: unknown): boolean =>
  (node as Described).$descriptor?.properties?.some(
    (p) => p.ns.localName === key && p.default !== undefined && p.default === value,
  ) ?? false;

/** Messages and errors are told by their names, flow nodes by their ids. */
const reference = (child: Element): string =>
  /Message|Error|Signal|Escalation/.test(child.$type) ? (child.name ?? child.id) : child.id;

/** Everything of a diagram that can be told apart, by id. */
export function thingsOf(definitions: Element): Map<string, Element> {
  const roots = list(definitions.rootElements);
  const processes = roots.filter((e) => e.$type === 'bpmn:Process');
  const scopes = (process: Element) => [process, ...flowElementsOf(process)];
  const all = [
    ...roots,
    ...roots.flatMap((root) => [...list(root.participants), ...list(root.messageFlows)]),
    ...processes.flatMap((p) => [
      ...scopes(p).slice(1),
      ...list(p.laneSets).flatMap((set) => list(set.lanes)),
      ...scopes(p).flatMap((scope) => list(scope.artifacts)),
    ]),
  ];
  return new Map(all.filter((e) => e.id).map((e) => [e.id, e]));
}

/** Lane of each flow node, by the node's id. */
export function lanesOf(definitions: Element): Map<string, string> {
  const lanes = list(definitions.rootElements).flatMap((root) => list(root.laneSets).flatMap((set) => list(set.lanes)));
  return new Map(
    lanes.flatMap((lane) => list(lane.flowNodeRef).map((node) => [node.id, lane.name ?? lane.id] as const)),
  );
}

/** Where each thing is drawn, by its id: bounds or way points as text. */
export function placesOf(definitions: Element): Map<string, string> {
  const drawn = list(definitions.diagrams).flatMap((d) => list((d.plane as Element | undefined)?.planeElement));
  return new Map(
    drawn.map((shape) => {
      const { x, y, width, height } = (shape.bounds ?? {}) as Record<string, number>;
      const points = list(shape.waypoint).map((p) => `${Math.round(Number(p.x))},${Math.round(Number(p.y))}`);
      const at = shape.bounds ? [x, y, width, height].map((n) => Math.round(Number(n))).join(',') : points.join(' ');
      return [String((shape.bpmnElement as Element | undefined)?.id ?? ''), at] as const;
    }),
  );
}
