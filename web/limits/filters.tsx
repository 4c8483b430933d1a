import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import type { ReactNode } from 'react';
import { queries } from '../client/queries.ts';
import { DayRange } from '../parts/day-range.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import type { useAddress } from '../parts/use-address.ts';
import { FILTERS } from './filter-names.ts';
import { limitQueries, type LimitFilter } from './queries.ts';

interface Props {
  filter: LimitFilter;
  set: ReturnType<typeof useAddress>['set'];
  filtered: boolean;
  total: number | undefined;
  children?: ReactNode;
}

export function Filters({ filter, set, filtered, total, children }: Props) {
  return (
    <FilterBar className="board-filters" set={setAmong({ ...filter, state: filter.state !== 'open' })} total={total}>
      <SearchBox value={filter.q} label="事项名称、编号或时限" onSearch={(q) => set({ q })} />
      <Choices filter={filter} set={set} />
      <DayRange
        label="到期日范围"
        from={filter.dueFrom}
        to={filter.dueTo}
        presets={(today) => [
          { label: '今天', value: [today, today] },
          { label: '七日内', value: [today, today.add(6, 'day')] },
          { label: '本月', value: [today.startOf('month'), today.endOf('month')] },
        ]}
        onChange={(dueFrom, dueTo) => set({ dueFrom, dueTo })}
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
    </FilterBar>
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
