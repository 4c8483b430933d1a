import type { Decision } from '../rules.ts';
import { type Atom, atomsOf, type Cell, cellOf, parseCell, sayAtoms } from './cells.ts';

type Table = NonNullable<Decision['table']>;

export interface Analysis {
  /** Inputs for which no row is meant, in words. */
  gaps: string[];
  /** Two rows (indices) that are both meant, and an example. */
  overlaps: { rows: [number, number]; example: string }[];
  /** Why it could not be analysed; null: it could. */
  unknown: string | null;
}

const MOST_STEPS = 50_000;
const MOST_TOLD = 5;

/**
 * Gaps and overlaps of a decision table with numbers, texts and truth values. Missing (null) inputs are not looked at. Each input is
 * cut into the parts that no cell tells apart; parts with the same rows are looked at once.
 */
export function analyse(table: Table): Analysis {
  const none = { gaps: [], overlaps: [] };
  const columns: { label: string; atoms: Atom[]; passes: Cell[] }[] = [];
  for (const [i, input] of table.inputs.entries()) {
    const cells = table.rows.map((row) => parseCell(row.inputs[i] ?? ''));
    const allowed = parseCell(input.values);
    const at = cells.findIndex((cell) => cell === undefined);
    if (at >= 0) return { ...none, unknown: `第 ${at + 1} 行“${input.label}”的条件不是简单的值或范围` };
    const known = cells.filter((cell) => cell !== undefined);
    const atoms = allowed === undefined ? null : atomsOf(input.type, known, allowed);
    if (!atoms) return { ...none, unknown: `“${input.label}”的类型和条件不是数字、文字或是否` };
    columns.push({ label: input.label, atoms, passes: known.map(cellOf) });
  }

  const overlaps: Analysis['overlaps'] = [];
  for (let a = 0; a < table.rows.length && overlaps.length < MOST_TOLD; a++)
    for (let b = a + 1; b < table.rows.length && overlaps.length < MOST_TOLD; b++) {
      const common = columns.map(({ atoms, passes }) => atoms.find((atom) => passes[a]!(atom) && passes[b]!(atom)));
      if (common.every((atom) => atom !== undefined))
        overlaps.push({ rows: [a, b], example: say(common.map((atom, i) => [columns[i]!.label, [atom]])) });
    }

  const gaps: string[] = [];
  let steps = 0;
  const look = (column: number, rows: number[], path: [string, Atom[]][]): void => {
    if (gaps.length >= MOST_TOLD || ++steps > MOST_STEPS) return;
    if (!rows.length) {
      gaps.push(say(path));
      return;
    }
    const here = columns[column];
    if (!here) return;
    // Parts with the same rows go on together.
    const groups: { key: string; atoms: Atom[]; rows: number[] }[] = [];
    for (const atom of here.atoms) {
      const left = rows.filter((row) => here.passes[row]!(atom));
      const key = left.join();
      // Numbers join only with their neighbours, so that they can be told as a range.
      const group = atom.kind === 'number' ? groups.at(-1) : groups.find((g) => g.key === key);
      if (group?.key === key) group.atoms.push(atom);
      else groups.push({ key, atoms: [atom], rows: left });
    }
    for (const group of groups)
      look(column + 1, group.rows, [
        ...path,
        [here.label, group.atoms.length === here.atoms.length ? [] : group.atoms],
      ]);
  };
  look(
    0,
    table.rows.map((_, i) => i),
    [],
  );
  return { gaps, overlaps, unknown: steps > MOST_STEPS ? '条件的组合太多' : null };
}

const say = (path: [string, Atom[]][]): string =>
  path
    .filter(([, atoms]) => atoms.length)
    .map(([label, atoms]) => `${label}${sayAtoms(atoms)}`)
    .join('，') || '任何输入';
