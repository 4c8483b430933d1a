/** What a cell of a decision table lets through, as far as numbers, texts and truth values go. */
export type Cell = (atom: Atom) => boolean;

/** The smallest parts of an input's values that no cell tells apart. */
export type Atom =
  | { kind: 'number'; from: number; to: number; point: boolean }
  | { kind: 'text'; value: string | null }
  | { kind: 'truth'; value: boolean };

const NUMBER = '-?\\d+(?:\\.\\d+)?';
const COMPARED = new RegExp(`^(<=|>=|<|>|=)?\\s{0,4}(${NUMBER})$`);
const RANGE = new RegExp(`^([[(\\]])\\s{0,4}(${NUMBER})\\s{0,4}\\.\\.\\s{0,4}(${NUMBER})\\s{0,4}([\\])[])$`);
const TEXT = /^"([^"\\]*)"$/;

interface Span {
  from: number;
  to: number;
  /** Whether the ends belong to it. */
  closed: [boolean, boolean];
}

type Part = { kind: 'span'; span: Span } | { kind: 'text'; value: string } | { kind: 'truth'; value: boolean };

interface Parsed {
  parts: Part[];
  /** `not(...)` */
  not: boolean;
}

/** null: everything passes; undefined: more than can be analysed. */
export function parseCell(text: string): Parsed | null | undefined {
  const bare = text.trim();
  if (bare === '' || bare === '-') return null;
  const inner = /^not\s{0,4}\(([^]*)\)$/.exec(bare)?.[1];
  const parts: Part[] = [];
  for (const piece of split(inner ?? bare)) {
    const part = parsePart(piece.trim());
    if (!part) return undefined;
    parts.push(part);
  }
  return { parts, not: inner !== undefined };
}

/** At commas that stand in no text. */
function split(text: string): string[] {
  const pieces = [''];
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    if (sign === ',' && !quoted) pieces.push('');
    else pieces[pieces.length - 1] += sign;
  }
  return pieces;
}

function parsePart(text: string): Part | undefined {
  if (text === 'true' || text === 'false') return { kind: 'truth', value: text === 'true' };
  const literal = TEXT.exec(text);
  if (literal) return { kind: 'text', value: literal[1]! };
  const compared = COMPARED.exec(text);
  if (compared) {
    const n = Number(compared[2]);
    switch (compared[1]) {
      case '<':
        return span(-Infinity, n, false, false);
      case '<=':
        return span(-Infinity, n, false, true);
      case '>':
        return span(n, Infinity, false, false);
      case '>=':
        return span(n, Infinity, true, false);
      default:
        return span(n, n, true, true);
    }
  }
  const range = RANGE.exec(text);
  return (range && span(Number(range[2]), Number(range[3]), range[1] === '[', range[4] === ']')) || undefined;
}

const span = (from: number, to: number, a: boolean, b: boolean): Part => ({
  kind: 'span',
  span: { from, to, closed: [a, b] },
});

/** Whether an atom passes; atoms are never larger than a part. */
function passes(part: Part, atom: Atom): boolean {
  if (part.kind === 'span') {
    if (atom.kind !== 'number') return false;
    const { from, to, closed } = part.span;
    if (atom.point)
      return (
        (atom.from > from || (closed[0] && atom.from === from)) && (atom.from < to || (closed[1] && atom.from === to))
      );
    return atom.from >= from && atom.to <= to;
  }
  return part.kind === atom.kind && part.value === atom.value;
}

export const cellOf = (parsed: Parsed | null): Cell =>
  parsed === null ? () => true : (atom) => parsed.parts.some((part) => passes(part, atom)) !== parsed.not;

/** The atoms of an input of this type, told apart by what its cells and its allowed values say; null: not to be analysed. */
export function atomsOf(type: string, cells: (Parsed | null)[], allowed: Parsed | null): Atom[] | null {
  const parts = [...cells, allowed].flatMap((cell) => cell?.parts ?? []);
  const permitted = cellOf(allowed);
  if (type === 'boolean') {
    if (parts.some((part) => part.kind !== 'truth')) return null;
    return [true, false].map((value): Atom => ({ kind: 'truth', value })).filter(permitted);
  }
  if (type === 'string') {
    if (parts.some((part) => part.kind !== 'text')) return null;
    const values = [...new Set(parts.flatMap((part) => (part.kind === 'text' ? [part.value] : [])))];
    return [...values, null].map((value): Atom => ({ kind: 'text', value })).filter(permitted);
  }
  if (type === 'number' || type === 'integer' || type === 'long' || type === 'double') {
    if (parts.some((part) => part.kind !== 'span')) return null;
    const ends = parts.flatMap((part) => (part.kind === 'span' ? [part.span.from, part.span.to] : []));
    const points = [...new Set(ends.filter(Number.isFinite))].sort((a, b) => a - b);
    const atoms: Atom[] = [];
    let from = -Infinity;
    for (const at of points) {
      atoms.push({ kind: 'number', from, to: at, point: false }, { kind: 'number', from: at, to: at, point: true });
      from = at;
    }
    atoms.push({ kind: 'number', from, to: Infinity, point: false });
    return atoms.filter(permitted);
  }
  return null;
}

/** Neighbouring atoms in words, e.g. `大于 3 且不超过 10`, `“low”或“high”`. */
export function sayAtoms(atoms: Atom[]): string {
  const [first, last] = [atoms[0], atoms.at(-1)];
  if (first?.kind === 'number' && last?.kind === 'number') {
    if (first === last && first.point) return `等于 ${first.from}`;
    const low = first.from === -Infinity ? '' : `${first.point ? '不小于' : '大于'} ${first.from}`;
    const high = last.to === Infinity ? '' : `${last.point ? '不大于' : '小于'} ${last.to}`;
    return [low, high].filter(Boolean).join(' 且') || '任意';
  }
  return atoms
    .map((atom) => {
      if (atom.kind === 'truth') return atom.value ? '是' : '否';
      if (atom.kind === 'text') return atom.value === null ? '其他值' : `“${atom.value}”`;
      return sayAtoms([atom]);
    })
    .join('或');
}
