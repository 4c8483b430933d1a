import { DatePicker, Input, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { FormComponent } from '../client/types.ts';
import { businessNow, toWall } from '../parts/time.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import type { ControlProps } from './context.ts';

// The picker works on wall time of Asia/Shanghai, whatever zone the browser is in.
const OFFSET = '+08:00';

function toPicker(value: string | undefined, subtype: string): Dayjs | null {
  if (!value) return null;
  const day =
    subtype === 'time' ? dayjs(`2000-01-01T${value.slice(0, 5)}`) : dayjs(value.length > 10 ? toWall(value) : value);
  return day.isValid() ? day : null;
}

function fromPicker(day: Dayjs | null, subtype: string): string | undefined {
  if (!day) return undefined;
  if (subtype === 'date') return day.format('YYYY-MM-DD');
  if (subtype === 'time') return day.format('HH:mm');
  return `${day.format('YYYY-MM-DDTHH:mm:00')}${OFFSET}`;
}

// What the phone's own picker is called and how it writes.
const NATIVE: Record<string, [type: string, format: string]> = {
  date: ['date', 'YYYY-MM-DD'],
  time: ['time', 'HH:mm'],
  datetime: ['datetime-local', 'YYYY-MM-DDTHH:mm'],
};
const touched = window.matchMedia('(pointer: coarse)');

export function DateField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<string | undefined> & { component: FormComponent }) {
  const narrow = useNarrow();
  const subtype = component.subtype ?? 'date';
  const [type, format] = NATIVE[subtype] ?? ['date', 'YYYY-MM-DD'];
  if (narrow && touched.matches)
    return (
      <Input
        {...rest}
        type={type}
        value={toPicker(value, subtype)?.format(format) ?? ''}
        readOnly={component.readonly}
        onChange={(event) => {
          const text = event.target.value;
          onChange?.(text ? fromPicker(dayjs(subtype === 'time' ? `2000-01-01T${text}` : text), subtype) : undefined);
        }}
      />
    );
  const shared = {
    ...rest,
    value: toPicker(value, subtype),
    onChange: (day: Dayjs | null) => onChange?.(fromPicker(day, subtype)),
    inputReadOnly: false,
    style: { width: '100%', maxWidth: 260 },
    disabled: component.readonly || undefined,
  };
  if (subtype === 'time') return <TimePicker {...shared} format="HH:mm" needConfirm={false} />;
  return (
    <DatePicker
      {...shared}
      showTime={subtype === 'datetime' ? { format: 'HH:mm', defaultOpenValue: dayjs('2000-01-01T09:00') } : false}
      format={subtype === 'datetime' ? ['YYYY年M月D日 HH:mm', 'YYYY-MM-DD HH:mm'] : ['YYYY年M月D日', 'YYYY-MM-DD']}
      placeholder={subtype === 'datetime' ? '例如 2026-02-27 17:00' : '例如 2026-02-27'}
      defaultPickerValue={dayjs(toWall(businessNow()))}
      needConfirm={false}
      // The picker's own "now" is the browser's clock, not the business time.
      showNow={false}
    />
  );
}
