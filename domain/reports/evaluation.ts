import type { Db } from '../../db/pool.ts';
import type { Seen } from '../access.ts';
import { deadlineStatistics, type Figures } from '../deadlines/statistics.ts';
import { type CardFigures, countCards, NO_CARDS } from './cards.ts';
import { limitsIn } from './limits.ts';
import type { Period } from './period.ts';
import type { Scope } from './scope.ts';
import { count, days, listing, type Section } from './sections.ts';

interface Line {
  unit: string;
  limits: Figures | undefined;
  cards: CardFigures;
}

/** The better one first; 0: they share a rank. */
function compare(a: Line, b: Line): number {
  return (
    (b.limits?.onTimeRate ?? 0) - (a.limits?.onTimeRate ?? 0) ||
    a.cards.own - b.cards.own ||
    a.cards.yellow - b.cards.yellow
  );
}

/** 季度考评: per unit a line, ranked where all units are compared. */
export async function evaluation(
  db: Db,
  ofRounds: Seen,
  ofCases: Seen,
  { scope, quarter, name, units }: { scope: Scope; quarter: Period; name: (id: string) => string; units: string[] },
): Promise<Section> {
  const [found, cards] = await Promise.all([
    deadlineStatistics(db, ofRounds, { ...scope, from: quarter.from, to: quarter.to, by: 'unit' }),
    countCards(db, ofCases, scope, quarter),
  ]);
  const lines: Line[] = units
    .map((unit) => ({
      unit,
      limits: found.groups.find(({ key }) => key === unit),
      cards: cards.get(unit) ?? NO_CARDS,
    }))
    .filter(({ unit, limits }) => limits || cards.has(unit));
  const ranked = lines.filter(({ limits }) => limits).sort(compare);
  const compared = scope.unit === undefined;
  const rankOf = (line: Line): number | null =>
    compared && line.limits ? ranked.findIndex((other) => compare(other, line) === 0) + 1 : null;
  const shown = [...ranked, ...lines.filter(({ limits }) => !limits)];
  return {
    id: `evaluation-${quarter.from}`,
    title: `季度考评（${quarter.name}）`,
    head: '单位',
    columns: ['名次', '按期办结率', '计入时限', '超期未办', '用时中位数', '维持的红牌', '黄牌'],
    rows: shown.map((line) => {
      const query = { ...limitsIn(quarter, scope), unit: line.unit };
      const issued = { ...scope, unit: line.unit, issuedFrom: quarter.from, issuedTo: quarter.to };
      const counted = listing('limits', { ...query, state: 'met,met-late,overdue' });
      const rate = line.limits?.onTimeRate ?? null;
      return {
        key: line.unit,
        name: name(line.unit),
        cells: [
          { value: rankOf(line), as: 'rank' },
          { value: rate, as: 'rate', ...(rate === null ? {} : { list: counted }) },
          count(line.limits?.total ?? 0, 'limits', counted.query),
          count(line.limits?.overdue ?? 0, 'limits', { ...query, state: 'overdue' }),
          days(line.limits?.medianWorkingDays ?? null, 'limits', { ...query, state: 'met,met-late' }),
          count(line.cards.own, 'cards', { ...issued, state: 'upheld', attribution: 'own-step' }),
          count(line.cards.yellow, 'yellow', issued),
        ],
      };
    }),
    note: `整个季度的数字。名次依次比较按期办结率（高者在前）、维持且归责本环节的红牌（少者在前）、黄牌（少者在前），三项都相同的并列；没有计入时限的单位不排名。${compared ? '' : '只看一个单位时不排名。'}本表供考评参考，不替代考评决定。`,
  };
}
