import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { queries } from '../client/queries.ts';
import { setAmong } from './filter-bar.tsx';
import { useAddress } from './use-address.ts';

/** Filters of a list by their names in the address, with the controls that set them. */
export function useFilters(...names: string[]) {
  const address = useAddress();
  const filter = Object.fromEntries(names.map((name) => [name, address.get(name)]));
  const filtered = Object.values(filter).some(Boolean);
  const clear = () => address.set(Object.fromEntries(names.map((name) => [name, null])));
  const units = useQuery(queries.units()).data?.items ?? [];
  const choice = (name: string, label: string, options: { value: string; label: string }[], width = 150) => (
    <Select
      aria-label={label}
      placeholder={`全部${label}`}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width }}
      value={filter[name] || undefined}
      options={options}
      onChange={(value: string | undefined) => address.set({ [name]: value ?? null })}
    />
  );
  const ofUnit = (label: string) =>
    choice(
      'unit',
      label,
      units.map(({ id, name }) => ({ value: id, label: name })),
      190,
    );
  const clearing = filtered && (
    <Button type="link" size="small" onClick={clear}>
      清除筛选
    </Button>
  );
  /** How many of them are set. */
  const set = setAmong(filter);
  return { address, filter, set, filtered, choice, ofUnit, clearing };
}
