import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { businessNow, toWall } from './time.ts';
import { useNarrow } from './use-narrow.ts';

const DAY = 'YYYY-MM-DD';
const span = { min: '2000-01-01', max: '2099-12-31' };

interface Props {
  label: string;
  /** YYYY-MM-DD or ''. */
  from: string;
  to: string;
  allowClear?: boolean;
  /** Label and days from today. */
  presets: (today: dayjs.Dayjs) => { label: string; value: [dayjs.Dayjs, dayjs.Dayjs] }[];
  onChange: (from: string | null, to: string | null) => void;
}

/** Two days; on a phone by the phone's own calendar, as two of ours have no room. */
export function DayRange({ label, from, to, allowClear = true, presets, onChange }: Props) {
  const narrow = useNarrow();
  const name = label.replace(/范围$/, '');
  if (narrow)
    return (
      <div className="day-range" role="group" aria-label={label}>
        <Input
          type="date"
          {...span}
          aria-label={`${name}自`}
          prefix="自"
          value={from}
          onChange={(event) => (event.target.value || allowClear) && onChange(event.target.value || null, to || null)}
        />
        <Input
          type="date"
          {...span}
          aria-label={`${name}至`}
          prefix="至"
          value={to}
          onChange={(event) => (event.target.value || allowClear) && onChange(from || null, event.target.value || null)}
        />
      </div>
    );
  const day = (date: string) => (date ? dayjs(date) : null);
  return (
    <DatePicker.RangePicker
      aria-label={label}
      placeholder={[`${name}自`, `${name}至`]}
      style={{ width: 250 }}
      allowClear={allowClear}
      allowEmpty={allowClear}
      value={[day(from), day(to)]}
      presets={presets(dayjs(toWall(businessNow()).slice(0, 10)))}
      onChange={(range) => onChange(range?.[0]?.format(DAY) ?? null, range?.[1]?.format(DAY) ?? null)}
    />
  );
}
