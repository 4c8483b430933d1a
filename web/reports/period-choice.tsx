import { DatePicker, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import type { useAddress } from '../parts/use-address.ts';
import { DayRange } from '../parts/day-range.tsx';
import { businessNow, toWall } from '../parts/time.ts';

const KINDS = [
  { value: 'month', label: '按月' },
  { value: 'quarter', label: '按季度' },
  { value: 'year', label: '按年' },
  { value: 'range', label: '自定期间' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const quarterOf = (day: Dayjs): number => Math.floor(day.month() / 3) + 1;
const kindOf = (period: string): Exclude<Kind, 'range'> =>
  period.includes('Q') || !period ? 'quarter' : period.length === 4 ? 'year' : 'month';

/** As the address says it: 2026, 2026-Q4, 2026-11. */
function say(kind: Exclude<Kind, 'range'>, day: Dayjs): string {
  if (kind === 'year') return day.format('YYYY');
  return kind === 'quarter' ? `${day.year()}-Q${quarterOf(day)}` : day.format('YYYY-MM');
}

function firstDay(period: string, today: Dayjs): Dayjs {
  const [year, part] = period.split('-');
  if (!year) return today;
  if (!part) return dayjs(`${year}-01-01`);
  return part.startsWith('Q') ? dayjs(`${year}-01-01`).month((Number(part[1]) - 1) * 3) : dayjs(`${year}-${part}-01`);
}

interface Props {
  filter: { period: string; from: string; to: string };
  set: ReturnType<typeof useAddress>['set'];
}

/** Month, quarter, year, or from one day to another; the present quarter unless the address says otherwise. */
export function PeriodChoice({ filter: { period, from, to }, set }: Props) {
  const today = dayjs(toWall(businessNow()).slice(0, 10));
  const [kind, setKind] = useState<Kind>(from || to ? 'range' : kindOf(period));
  const day = firstDay(period, today);
  const choose = (next: Kind) => {
    setKind(next);
    if (next !== 'range') set({ period: say(next, day), from: null, to: null });
  };
  return (
    <>
      <Select aria-label="期间" style={{ width: 110 }} value={kind} options={[...KINDS]} onChange={choose} />
      {kind === 'range' ? (
        <DayRange
          label="统计期间范围"
          from={from}
          to={to}
          allowClear={false}
          presets={(of) => [{ label: '本月', value: [of.startOf('month'), of] }]}
          onChange={(first, last) => set({ from: first, to: last, period: null })}
        />
      ) : (
        <DatePicker
          aria-label="统计期间"
          allowClear={false}
          picker={kind}
          style={{ width: 130 }}
          value={day}
          onChange={(chosen) => chosen && set({ period: say(kind, chosen), from: null, to: null })}
        />
      )}
    </>
  );
}
