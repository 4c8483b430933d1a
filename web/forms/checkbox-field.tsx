import { Checkbox } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

export function CheckboxField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<boolean> & { component: FormComponent }) {
  return (
    <Checkbox
      {...rest}
      checked={value === true}
      disabled={component.readonly || undefined}
      onChange={(event) => onChange?.(event.target.checked)}
    >
      {component.label}
    </Checkbox>
  );
}
