import { Select } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

/** One of many (select) or several of many (taglist), found by typing. */
export function SelectField({
  component,
  value,
  onChange,
  ...rest
}: ControlProps<string | string[]> & { component: FormComponent }) {
  return (
    <Select
      {...rest}
      value={value}
      onChange={onChange}
      mode={component.type === 'taglist' ? 'multiple' : undefined}
      options={component.values}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={!component.validate?.required}
      disabled={component.readonly || undefined}
      placeholder="请选择"
    />
  );
}
