import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { queries } from '../client/queries.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import type { useAddress } from '../parts/use-address.ts';
import { FILTERS } from './filter-names.ts';
import { limitQueries, type LimitFilter } from './queries.ts';

interface Props {
  filter: LimitFilter;
  set: ReturnType<typeof useAddress>['set'];
  filtered: boolean;
  children?: ReactNode;
}

const DAY = 'YYYY-MM-DD';

export function Filters({ filter, set, filtered, children }: Props) {
  const today = dayjs(toWall(businessNow()).slice(0, 10));
  const day = (date: string) => (date ? dayjs(date) : null);
  return (
    <div className="filters board-filters">
      <SearchBox value={filter.q} label="事项名称、编号或时限" onSearch={(q) => set({ q })} />
      <Choices filter={filter} set={set} />
      <DatePicker.RangePicker
        aria-label="到期日范围"
        placeholder={['到期日自', '到期日至']}
        style={{ width: 250 }}
        allowEmpty
        value={[day(filter.dueFrom), day(filter.dueTo)]}
        presets={[
          { label: '今天', value: [today, today] },
          { label: '七日内', value: [today, today.add(6, 'day')] },
          { label: '本月', value: [today.startOf('month'), today.endOf('month')] },
        ]}
        onChange={(range) => set({ dueFrom: range?.[0]?.format(DAY) ?? null, dueTo: range?.[1]?.format(DAY) ?? null })}
      />
      {filter.case && <span>只看事项 {filter.case}</span>}
      {filter.rounds && <span>含以前各轮</span>}
      {filtered && (
        <Button
          type="link"
          size="small"
          onClick={() =>
            set(Object.fromEntries(FILTERS.filter((name) => name !== 'state').map((name) => [name, null])))
          }
        >
          清除筛选
        </Button>
      )}
      {children && <span className="filters-end">{children}</span>}
    </div>
  );
}

/** Unit, procedure and step: the same on the list and in the statistics. */
export function Choices({
  filter,
  set,
}: {
  filter: Pick<LimitFilter, 'unit' | 'process' | 'obligation'>;
  set: Props['set'];
}) {
  const units = useQuery(queries.units()).data?.items ?? [];
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const obligations = useQuery(limitQueries.obligations()).data?.items ?? [];
  const choice = (name: 'unit' | 'process' | 'obligation', label: string, items: { id: string; name: string }[]) => (
    <Select
      aria-label={label}
      placeholder={`全部${label}`}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: 168 }}
      value={filter[name] || undefined}
      options={items.map((i) => ({ value: i.id, label: i.name }))}
      onChange={(value: string | undefined) => set({ [name]: value ?? null })}
    />
  );
  return (
    <>
      {choice('unit', '责任单位', [...units, { id: 'none', name: '未指定单位' }])}
      {choice('process', '流程', processes)}
      {choice('obligation', '时限', obligations)}
    </>
  );
}
