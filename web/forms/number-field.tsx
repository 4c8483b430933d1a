import { Input } from 'antd';
import { useState } from 'react';
import type { FormComponent } from '../client/types.ts';
import { plain } from '../parts/money.ts';
import type { ControlProps } from './context.ts';

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A number as typed; what is no number stays as text for the check to complain about. */
export function NumberField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<number | string> & { component: FormComponent }) {
  const [typed, setTyped] = useState('');
  const same = value !== undefined && plain(typed) !== '' && Number(plain(typed)) === Number(value);
  const shown = same || typeof value === 'string' ? typed || String(value ?? '') : String(value ?? '');
  return (
    <Input
      {...rest}
      value={value === undefined || value === null ? '' : shown}
      inputMode={component.decimalDigits === 0 ? 'numeric' : 'decimal'}
      readOnly={component.readonly}
      prefix={component.appearance?.prefixAdorner}
      suffix={component.appearance?.suffixAdorner}
      autoComplete="off"
      onChange={(event) => {
        const text = plain(event.target.value);
        setTyped(event.target.value);
        onChange?.(component.serializeToString || !NUMBER.test(text) ? text : Number(text));
      }}
    />
  );
}
