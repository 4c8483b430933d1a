import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { ATTRIBUTIONS, type Attribution } from '../escalation/facts.ts';
import { chooseCards } from '../escalation/store.ts';
import { chooseYellowCards } from '../escalation/yellow.ts';
import { presentUnit } from '../people/merged.ts';
import type { Period } from './period.ts';
import type { Scope } from './scope.ts';
import { type Cell, count, type Section } from './sections.ts';

export interface CardFigures {
  yellow: number;
  red: number;
  issued: number;
  explained: number;
  upheld: number;
  revoked: number;
  /** Upheld, and the delay is the step's own. */
  own: number;
  by: Record<Attribution, number>;
}

export const NO_CARDS: CardFigures = {
  yellow: 0,
  red: 0,
  issued: 0,
  explained: 0,
  upheld: 0,
  revoked: 0,
  own: 0,
  by: { 'own-step': 0, applicant: 0, 'other-unit': 0, 'force-majeure': 0 },
};

/** Cards issued in the period by the unit that answers for the limit; '' of all. */
export async function countCards(
  db: Db,
  seen: Seen,
  scope: Scope,
  { from, to }: Period,
): Promise<Map<string, CardFigures>> {
  const filter = { ...scope, issuedFrom: from, issuedTo: to };
  const red = chooseCards(seen, filter);
  const yellow = chooseYellowCards(seen, filter);
  const [reds, yellows] = await Promise.all([
    db.query<{
      unit: string;
      state: 'issued' | 'explained' | 'upheld' | 'revoked';
      attribution: Attribution | null;
      n: number;
    }>(
      `SELECT ${presentUnit('k.unit')} AS unit, k.state, k.attribution, count(*)::int AS n FROM card k WHERE ${red.where} GROUP BY 1, 2, 3`,
      red.params,
    ),
    db.query<{ unit: string | null; n: number }>(
      `SELECT ${presentUnit('r.unit')} AS unit, count(*)::int AS n ${yellow.from} GROUP BY 1`,
      yellow.params,
    ),
  ]);
  const found = new Map<string, CardFigures>();
  const at = (unit: string): CardFigures => {
    const known = found.get(unit) ?? structuredClone(NO_CARDS);
    found.set(unit, known);
    return known;
  };
  for (const { unit, state, attribution, n } of reds.rows)
    for (const figures of [at(unit), at('')]) {
      figures.red += n;
      figures[state] += n;
      if (attribution) figures.by[attribution] += n;
      if (attribution === 'own-step' && state === 'upheld') figures.own += n;
    }
  for (const { unit, n } of yellows.rows) {
    at('').yellow += n;
    if (unit) at(unit).yellow += n;
  }
  return found;
}

/** 红黄牌 by unit: as they stand now, and whose fault the delay was. */
export async function cardFigures(
  db: Db,
  seen: Seen,
  { scope, period, name, units }: { scope: Scope; period: Period; name: (id: string) => string; units: string[] },
): Promise<Section[]> {
  const found = await countCards(db, seen, scope, period);
  const issued = { issuedFrom: period.from, issuedTo: period.to };
  const states = (f: CardFigures, unit: string | undefined): Cell[] => {
    const query = { ...scope, unit, ...issued };
    return [
      count(f.yellow, 'yellow', query),
      count(f.red, 'cards', query),
      count(f.issued, 'cards', { ...query, state: 'issued' }),
      count(f.explained, 'cards', { ...query, state: 'explained' }),
      count(f.upheld, 'cards', { ...query, state: 'upheld' }),
      count(f.revoked, 'cards', { ...query, state: 'revoked' }),
    ];
  };
  const faults = (f: CardFigures, unit: string | undefined): Cell[] =>
    ATTRIBUTIONS.map(({ value }) => count(f.by[value], 'cards', { ...scope, unit, ...issued, attribution: value }));
  const rowsOf = (cells: typeof states) =>
    found.size === 0
      ? []
      : [
          ...units
            .filter((id) => found.has(id))
            .map((id) => ({ key: id, name: name(id), cells: cells(found.get(id)!, id) })),
          { key: '', name: '合计', cells: cells(found.get('') ?? NO_CARDS, scope.unit) },
        ];
  return [
    {
      id: 'cards',
      title: '红黄牌',
      head: '责任单位',
      columns: ['黄牌', '红牌', '待说明', '待核查', '维持', '撤销'],
      rows: rowsOf(states),
      note: '按发牌日期计入期间，状态为此刻的状态；撤销含核查撤销、申诉撤销和时限变更撤销。随时限变更撤回的黄牌不计。',
    },
    {
      id: 'cards-attribution',
      title: '红牌的责任归属',
      head: '责任单位',
      columns: ATTRIBUTIONS.map(({ label }) => label),
      rows: rowsOf(faults),
      note: '经督导单位核查已有结论的红牌，含其后撤销的；尚未核查的没有归属。',
    },
  ];
}
