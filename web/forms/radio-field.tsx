import { Radio } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

export function RadioField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<unknown> & { component: FormComponent }) {
  return (
    <Radio.Group
      {...rest}
      value={value}
      aria-label={component.label}
      disabled={component.readonly || undefined}
      options={component.values}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}
