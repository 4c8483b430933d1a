import { parser } from 'lezer-feel';
import { type Element, list } from '../moddle.ts';
import { argumentsOf, MOST_WORK, type Node, type Sizes, USUAL, usualSizes, workOf } from './feel-cost.ts';
import { finding, type Finding } from './finding.ts';
import { isEndless } from './pattern.ts';

const LONGEST = 4000;
const UNREADABLE = '表达式无法识别';
const DEEPEST = 40;
/** Most values that one iteration may run through. */
const MOST_STEPS = 1000;
type Top = keyof typeof parsers;
const parsers = {
  Expression: parser.configure({ top: 'Expression' }),
  UnaryTests: parser.configure({ top: 'UnaryTests' }),
};

/** Why the engine should not be given this expression (without its leading `=`), or these unary tests of a decision table; null: nothing against it. */
export function refuseFeel(text: string, top: Top = 'Expression'): string | null {
  if (!text.trim()) return '表达式是空的，请填写“=”后面的内容';
  if (text.length > LONGEST) return `表达式超过 ${LONGEST} 个字符，请改由自动环节或规则计算`;
  if (nesting(text) > DEEPEST) return '表达式的括号嵌套过深，请拆分';
  const tree = parsers[top].parse(text);
  let fault: string | null = null;
  let loops = 0;
  tree.iterate({
    enter(node) {
      if (fault) return false;
      if (node.type.isError) {
        const near = text.slice(Math.max(0, node.from - 8), node.to + 8).trim();
        fault = `${UNREADABLE}，问题在“${near || text.slice(-16)}”附近`;
      } else if (node.name === 'FunctionDefinition') fault = '表达式中不能定义函数';
      else if (node.name === 'FunctionInvocation') fault = patternFault(node.node, text);
      else if (/^(ForExpression|QuantifiedExpression)$/.test(node.name)) loops++;
      return undefined;
    },
  });
  if (fault) return fault;
  const spans = [...text.matchAll(/(-?\d+)\s*\.\.\s*(-?\d+)/g)].map(([, a, b]) => Math.abs(Number(b) - Number(a)) + 1);
  if (loops && spans.reduce((product, span) => product * span, 1) > MOST_STEPS)
    return `表达式要循环超过 ${MOST_STEPS} 次，会拖住引擎，请缩小范围`;
  if (loops && /\bpartial\b/.test(text))
    return '表达式用了 partial 反复累积，结果可能无限增长，请改用 sum、count 等函数';
  const work = workOf(tree.topNode, text, usualSizes);
  if (typeof work === 'string') return work;
  return work <= MOST_WORK
    ? null
    : `表达式可能要计算 ${MOST_WORK} 次以上（清单按 ${USUAL} 项计），会拖住引擎，请减少循环、筛选和拼接的层数`;
}

export { sizeOf, sizesOf } from './feel-cost.ts';
export const TOO_MUCH = '按所填的内容要计算的次数过多，会拖住平台。请减少其中清单的行数或文字，再试一次。';
/** Every evaluation has to read the expression first. */
const TO_READ = 20;

export interface Evaluated {
  text: string;
  top: Top;
  /** How often; 1 when left out. */
  times?: number;
}

/** Whether evaluating expressions, none of which is refused, with these values may cost too much. */
export function isTooMuch(expressions: Evaluated[], sizes: Sizes, most = MOST_WORK): boolean {
  let sum = 0;
  for (const { text, top, times = 1 } of expressions) {
    const work = workOf(parsers[top].parse(text).topNode, text, sizes);
    sum += typeof work === 'string' ? Infinity : (work + TO_READ) * times;
  }
  return !(sum <= most);
}

/** Conditions of forms come again with every page and every submission: each is read once. */
const read = new Map<string, { fault: string | null; top: Node }>();
const MOST_READ = 1000;

function readOnce(text: string): { fault: string | null; top: Node } {
  let known = read.get(text);
  if (!known) {
    const fault = refuseFeel(text);
    known = { fault, top: parsers.Expression.parse(fault === null ? text : '').topNode };
    if (read.size >= MOST_READ) read.clear();
    read.set(text, known);
  }
  return known;
}

/** As refuseFeel, of the condition of a form. */
export const refuseCondition = (text: string): string | null => readOnce(text).fault;

/**
 * Why an expression (without its leading `=`) is refused, or what it costs to evaluate it once on values of these sizes; null: there is nothing
 * to evaluate, as it cannot be read.
 */
export function refusedOrCost(text: string, sizes: Sizes): string | number | null {
  const { fault, top } = readOnce(text);
  if (fault !== null) return text.trim() === '' || fault.startsWith(UNREADABLE) ? null : fault;
  const work = workOf(top, text, sizes);
  return typeof work === 'string' ? work : work + TO_READ;
}

/** The engine looks for patterns like any other program: some take for ever. */
function patternFault(call: Node, text: string): string | null {
  const { name, given, named } = argumentsOf(call, text);
  if (!['matches', 'replace', 'split'].includes(name)) return null;
  const pattern = given[1];
  if (!pattern) return null;
  if (named || pattern.name !== 'StringLiteral') return `${name} 的第二个参数应直接写出要找的格式，如 split(文字, ",")`;
  return isEndless(text.slice(pattern.from + 1, pattern.to - 1))
    ? `${name} 要找的格式（正则）里有嵌套的重复，可能永远算不完，请改简单些`
    : null;
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const c of text) {
    if ('([{'.includes(c)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(c)) depth--;
  }
  return deepest;
}

// Names of attributes for people; others are called by what they belong to.
const PLACES: Record<string, string> = {
  'zeebe:Input.source': '输入',
  'zeebe:Output.source': '输出',
  'zeebe:AssignmentDefinition.candidateGroups': '办理岗位',
  'zeebe:AssignmentDefinition.assignee': '办理人',
  'zeebe:LoopCharacteristics.inputCollection': '逐项办理的清单',
  'zeebe:LoopCharacteristics.outputElement': '逐项办理的结果',
  'zeebe:Subscription.correlationKey': '消息关联键',
  'zeebe:TaskSchedule.dueDate': '到期时间',
};

/** Every expression at an element: what begins with `=` in its settings, its condition, its timer. */
export function expressionsAt(element: Element): { place: string; text: string; needed: boolean }[] {
  const found: { place: string; text: string; needed: boolean }[] = [];
  const holder = element.extensionElements as Element | undefined;
  const look = (node: Element) => {
    if (node.$type === 'zeebe:Property' || node.$type === 'zeebe:Header') return;
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string' && value.startsWith('=')) {
        const target = node.target ? `“${String(node.target)}”` : '';
        found.push({ place: (PLACES[`${node.$type}.${key}`] ?? key) + target, text: value, needed: true });
      } else if (key !== '$parent' && Array.isArray(value)) for (const inner of value as Element[]) look(inner);
    }
  };
  for (const value of list(holder?.values)) look(value);
  const condition = element.conditionExpression as Element | undefined;
  if (condition) found.push({ place: '条件', text: String(condition.body ?? ''), needed: true });
  const loop = element.loopCharacteristics as Element | undefined;
  for (const value of list((loop?.extensionElements as Element | undefined)?.values)) look(value);
  if (loop?.completionCondition)
    found.push({ place: '完成条件', text: String((loop.completionCondition as Element).body ?? ''), needed: true });
  for (const definition of list(element.eventDefinitions))
    for (const kind of ['timeDate', 'timeDuration', 'timeCycle']) {
      const body = (definition[kind] as Element | undefined)?.body;
      if (body !== undefined) found.push({ place: '定时', text: String(body), needed: false });
    }
  return found;
}

/** Expressions that the engine would refuse, or that would never end. */
export function checkFeel(elements: Element[]): Finding[] {
  return elements.flatMap((element) =>
    expressionsAt(element).flatMap(({ place, text, needed }) => {
      if (!text.startsWith('='))
        return needed ? [finding('feel', element, `${place}应是以“=”开头的表达式，现为“${text.slice(0, 60)}”。`)] : [];
      const fault = refuseFeel(text.slice(1));
      return fault ? [finding('feel', element, `${place}：${fault}。`)] : [];
    }),
  );
}
