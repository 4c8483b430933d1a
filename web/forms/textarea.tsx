import { Input } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

export function Textarea({ component, value, onChange, ...rest }: ControlProps<string> & { component: FormComponent }) {
  const max = component.validate?.maxLength;
  return (
    <Input.TextArea
      {...rest}
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value)}
      readOnly={component.readonly}
      autoSize={{ minRows: 3, maxRows: 12 }}
      // Counted, not cut: a pasted text is shortened by its author.
      count={max ? { show: true, max } : undefined}
    />
  );
}
