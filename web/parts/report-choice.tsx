import { useQuery } from '@tanstack/react-query';
import { queries } from '../client/queries.ts';
import type { useAddress } from './use-address.ts';

type Get = ReturnType<typeof useAddress>['get'];

/** What a figure of 统计报表 asks a list for beside its own filters, in words: 办结 2026-10-01 至 2026-12-31 · 只看超期办结. */
export function ReportChoice({
  get,
  dates,
  unit = '',
  others = [],
}: {
  get: Get;
  /** Label and names in the address of each span of days. */
  dates: [label: string, from: string, to: string][];
  /** How a unit is asked for. */
  unit?: string;
  others?: (string | false)[];
}) {
  const units = useQuery(queries.units()).data?.items ?? [];
  const spans = dates.flatMap(([label, from, to]) => {
    if (!get(from) && !get(to)) return [];
    return [get(from) === get(to) ? `${label} ${get(from)}` : `${label} ${get(from)} 至 ${get(to)}`.trim()];
  });
  const chosen = unit && get('unit');
  const said = [
    ...spans,
    ...(chosen ? [`${unit} ${units.find(({ id }) => id === chosen)?.name ?? chosen}`] : []),
    ...others.filter(Boolean),
  ];
  return said.length ? <span>只看 {said.join(' · ')}</span> : null;
}
