import { Checkbox } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

export function ChecklistField({
  component,
  id,
  value,
  onChange,
}: ControlProps<string[]> & { component: FormComponent }) {
  return (
    <div id={id} role="group" aria-label={component.label}>
      <Checkbox.Group
        value={value}
        disabled={component.readonly || undefined}
        options={component.values}
        onChange={(checked) => onChange?.(checked as string[])}
      />
    </div>
  );
}
