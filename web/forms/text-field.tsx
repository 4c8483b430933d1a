import { Input } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

export function TextField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<string> & { component: FormComponent }) {
  const { prefixAdorner, suffixAdorner } = component.appearance ?? {};
  return (
    <Input
      {...rest}
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value)}
      readOnly={component.readonly}
      prefix={prefixAdorner}
      suffix={suffixAdorner}
      inputMode={component.validate?.validationType === 'phone' ? 'tel' : undefined}
      autoComplete="off"
    />
  );
}
