import { Select } from 'antd';
import { absenceStateText } from './absence-mark.tsx';

const options = Object.entries(absenceStateText).map(([value, label]) => ({ value, label }));

export function StateFilter({ value, onChange }: { value: string; onChange: (state: string | null) => void }) {
  return (
    <Select
      aria-label="状态"
      placeholder="全部状态"
      allowClear
      style={{ width: 130 }}
      value={value in absenceStateText ? value : undefined}
      options={options}
      onChange={(state: string | undefined) => onChange(state ?? null)}
    />
  );
}
