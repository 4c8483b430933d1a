import { Input } from 'antd';
import { useState } from 'react';
import type { FormComponent } from '../client/types.ts';
import { grouped, inTenThousands, plain } from '../parts/money.ts';
import type { ControlProps } from './context.ts';

/** Yuan as decimal string, with separators while nobody types and the amount in 万元 beside it. */
export function MoneyField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<number | string> & { component: FormComponent }) {
  // What is typed stays as it is until the field is left: neither cursor nor selection jumps.
  const [typed, setTyped] = useState<string | null>(null);
  const text = value === undefined || value === null ? '' : String(value);
  const asNumber = component.type === 'number' && !component.serializeToString;
  return (
    <div className="money-field">
      <Input
        {...rest}
        value={typed ?? grouped(text)}
        inputMode="decimal"
        suffix="元"
        readOnly={component.readonly}
        autoComplete="off"
        onBlur={() => {
          setTyped(null);
          // Sent as the schema says; while typing it stays text, so that "12." is not lost.
          if (asNumber && /^-?\d+(\.\d+)?$/.test(text)) onChange?.(Number(text));
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange?.(plain(event.target.value));
        }}
      />
      <span className="money-large" aria-live="polite">
        {inTenThousands(text) ?? ''}
      </span>
    </div>
  );
}
