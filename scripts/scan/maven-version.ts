const ORDER = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const SAME: Record<string, string> = {
  a: 'alpha',
  b: 'beta',
  m: 'milestone',
  cr: 'rc',
  ga: '',
  final: '',
  release: '',
};

/**
 * Compares versions of Maven as its ComparableVersion does, for what released libraries bear: numbers by value, missing ones as 0, qualifiers in their
 * order, others after those. Negative: a is older.
 */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = compareParts(x[i], y[i]);
    if (order !== 0) return order;
  }
  return 0;
}

type Part = number | string;

function partsOf(version: string): Part[] {
  const parts = (version.toLowerCase().match(/\d+|[a-z]+/g) ?? []).map((part): Part =>
    /^\d/.test(part) ? Number(part) : (SAME[part] ?? part),
  );
  // 1.0.0.Final is 1.
  while (parts.length > 0 && (parts.at(-1) === 0 || parts.at(-1) === '')) parts.pop();
  return parts;
}

function compareParts(a: Part | undefined, b: Part | undefined): number {
  if (typeof a === 'number' || typeof b === 'number') {
    if (typeof a === 'string') return a === '' && b === 0 ? 0 : -1;
    if (typeof b === 'string') return b === '' && a === 0 ? 0 : 1;
    return (a ?? 0) - (b ?? 0);
  }
  const [x, y] = [rank(a ?? ''), rank(b ?? '')];
  return x === y && x === ORDER.length ? (a ?? '').localeCompare(b ?? '') : x - y;
}

const rank = (qualifier: string): number => {
  const at = ORDER.indexOf(qualifier);
  return at < 0 ? ORDER.length : at;
};
