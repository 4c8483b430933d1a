import { parser } from 'lezer-feel';

export type Node = ReturnType<typeof parser.parse>['topNode'];

/** Upper bounds: `size` counts the values of a result and every started ten characters of its texts, `steps` what is done until it is there. */
interface Cost {
  size: number;
  steps: number;
}

/** How large what an expression reads may be. */
export type Sizes = (name: string) => number;

/** Steps and values of one expression: chosen, not measured; the engine does nothing else on that partition meanwhile. */
export const MOST_WORK = 1_000_000;
/** What a draft will read is not known yet; lists of real cases are seldom longer. */
export const USUAL = 100;
const DEEPEST = 6;

export const usualSizes: Sizes = () => USUAL;

/** Sizes of given variables by their names; other names are fields of what they hold, or results that rest on them. */
export function sizesOf(variables: Record<string, unknown>): Sizes {
  const sizes = new Map(Object.entries(variables).map(([name, value]) => [name, sizeOf(value)]));
  const all = sizeOf(variables);
  return (name) => sizes.get(name) ?? all;
}

/** How large a value is, counted as `Cost.size` is. Without recursion: what is given may be nested as deep as its sender likes. */
export function sizeOf(value: unknown): number {
  let size = 0;
  for (const open = [value]; open.length > 0;) {
    const one = open.pop();
    size += typeof one === 'string' ? 1 + one.length / 10 : 1;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return Math.ceil(size);
}

class Unbounded extends Error {}

/** What evaluating a parsed expression costs at most, in steps and values; a text where there is no bound. */
export function workOf(top: Node, text: string, sizes: Sizes): number | string {
  try {
    const { size, steps } = costOf(top, { text, sizes, depth: 0 });
    return Number.isNaN(size + steps) ? Infinity : size + steps;
  } catch (error) {
    if (error instanceof Unbounded) return error.message;
    throw error;
  }
}

interface Scope {
  text: string;
  sizes: Sizes;
  depth: number;
}

const TRUTHS = new Set(['Conjunction', 'Disjunction', 'InstanceOfExpression']);
const SCALARS = new Set([
  ...['count', 'sum', 'min', 'max', 'mean', 'median', 'product', 'stddev', 'all', 'any', 'not', 'is defined'],
  ...['list contains', 'contains', 'starts with', 'ends with', 'matches', 'string length', 'number', 'abs'],
  ...['date', 'time', 'date and time', 'duration', 'years and months duration', 'now', 'today', 'day of week'],
  ...['floor', 'ceiling', 'decimal', 'modulo', 'round up', 'round down', 'round half up', 'round half down'],
]);

function costOf(node: Node, scope: Scope): Cost {
  const inner = childrenOf(node);
  switch (node.name) {
    case 'StringLiteral':
      return { size: 1 + (node.to - node.from) / 10, steps: 1 };
    case 'VariableName':
      return { size: scope.sizes(nameOf(node, scope)), steps: 1 };
    case 'PathExpression':
      return costOf(inner[0]!, scope);
    case 'ForExpression':
    case 'QuantifiedExpression': {
      const iterators = node.getChild('InExpressions')?.getChildren('InExpression') ?? [];
      const cost = loop(iterators, node.lastChild!, scope);
      return node.name === 'ForExpression' ? cost : { size: 1, steps: cost.steps };
    }
    case 'FilterExpression': {
      const source = costOf(inner[0]!, scope);
      // Names may be fields of the item.
      const { steps } = each(source, (item) =>
        costOf(inner[2]!, deeper({ ...scope, sizes: (name) => Math.max(item, scope.sizes(name)) })),
      );
      return { size: source.size, steps };
    }
    case 'Context': {
      let { sizes } = scope;
      const entries = node.getChildren('ContextEntry').map((entry) => {
        const cost = costOf(entry.lastChild!, { ...scope, sizes });
        // A later entry may build on it.
        sizes = naming(sizes, nameOf(entry.firstChild!, scope), cost.size);
        return cost;
      });
      return sum(entries);
    }
    case 'FunctionInvocation':
      return called(node, scope);
    case 'IfExpression': {
      const costs = inner.map((one) => costOf(one, scope));
      return { size: Math.max(...costs.map(({ size }) => size)), steps: sum(costs).steps };
    }
    case 'Comparison': {
      const { size, steps } = sum(inner.map((one) => costOf(one, scope)));
      const looksUp = inner.some((one) => scope.text.slice(one.from, one.to) === 'in');
      return { size: 1, steps: steps + (looksUp ? size : 0) };
    }
    default: {
      const cost = sum(inner.map((one) => costOf(one, scope)));
      return TRUTHS.has(node.name) ? { ...cost, size: 1 } : cost;
    }
  }
}

function called(node: Node, scope: Scope): Cost {
  const { name, given } = argumentsOf(node, scope.text);
  const costs = given.map((one) => costOf(one, scope));
  const { size, steps } = sum(costs);
  const work = steps + size;
  if (SCALARS.has(name)) return { size: 1, steps: work };
  const [first, last] = [costs[0]?.size ?? 1, costs.at(-1)?.size ?? 1];
  if (name === 'string join') return { size: size + first * last, steps: work + first * last };
  // A character each, or a text in the place of each.
  if (name === 'split') return { size: 10 * size, steps: work };
  if (name === 'replace') return { size: size + 10 * first * last, steps: work };
  return { size, steps: work };
}

/** A function's name and what it is given, in the order of the text. */
export function argumentsOf(call: Node, text: string): { name: string; given: Node[]; named: boolean } {
  const named = call.getChild('NamedParameters');
  const given = named
    ? named.getChildren('NamedParameter').map((one) => one.lastChild!)
    : childrenOf(call.getChild('PositionalParameters')).filter(({ name }) => name !== ',');
  return { name: nameOf(call.firstChild!, { text }), given, named: named !== null };
}

function loop([first, ...others]: Node[], body: Node, scope: Scope): Cost {
  if (!first) return costOf(body, scope);
  const name = nameOf(first.firstChild!, scope);
  const within = (item: number) => loop(others, body, deeper({ ...scope, sizes: naming(scope.sizes, name, item) }));
  const context = first.getChild('IterationContext');
  const [from, range, to] = childrenOf(context);
  if (!from) return { size: Infinity, steps: Infinity };
  if (!to || range?.name !== '..') return each(costOf(from, scope), within);
  const items = Math.abs(endOf(to, scope) - endOf(from, scope)) + 1;
  const { size, steps } = within(1);
  return { size: items * size, steps: 1 + items * steps };
}

/** One end of a range that is iterated: a variable in its place could be any number. */
function endOf(node: Node, scope: Scope): number {
  const text = scope.text.slice(node.from, node.to).replace(/\s/g, '');
  if (node.name === 'NumericLiteral') return Number(text);
  if (node.name === 'FunctionInvocation' && nameOf(node.firstChild!, scope) === 'count')
    return called(node, scope).steps;
  throw new Unbounded('循环的起止应写成数字，或清单的个数 count(…)，否则可能循环无数次');
}

/**
 * What is done with every item of a list. All items together are as large as the list, and a cost never falls behind its share: it is
 * highest where one item is all of it.
 */
function each(source: Cost, cost: (item: number) => Cost): Cost {
  const [none, all] = [cost(0), cost(source.size)];
  return {
    size: source.size * none.size + all.size - none.size,
    steps: source.steps + source.size * none.steps + all.steps - none.steps,
  };
}

const deeper = (scope: Scope): Scope => {
  if (scope.depth >= DEEPEST) throw new Unbounded(`循环和筛选嵌套超过 ${DEEPEST} 层，请拆分`);
  return { ...scope, depth: scope.depth + 1 };
};

const naming =
  (sizes: Sizes, name: string, size: number): Sizes =>
  (asked) =>
    asked === name ? size : sizes(asked);

const sum = (costs: Cost[]): Cost =>
  costs.reduce((a, b) => ({ size: a.size + b.size, steps: a.steps + b.steps }), { size: 1, steps: 1 });

function childrenOf(node: Node | null): Node[] {
  const found: Node[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) found.push(child);
  return found;
}

const nameOf = (node: Node, { text }: Pick<Scope, 'text'>): string =>
  text.slice(node.from, node.to).trim().replace(/\s+/g, ' ').replace(/^"|"$/g, '');
