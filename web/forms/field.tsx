import { Divider, Form } from 'antd';
import type { ComponentType } from 'react';
import type { FormComponent, Values } from '../client/types.ts';
import { CheckboxField } from './checkbox-field.tsx';
import { ChecklistField } from './checklist-field.tsx';
import { useFormContext } from './context.ts';
import { DateField } from './date-field.tsx';
import { DynamicList } from './dynamic-list.tsx';
import { feel } from './feel.ts';
import { FileField } from './file-field.tsx';
import { Group } from './group.tsx';
import { MoneyField } from './money-field.tsx';
import { NumberField } from './number-field.tsx';
import { RadioField } from './radio-field.tsx';
import { isMoney, isRequired, rulesOf } from './rules.ts';
import { pathOf, type Path } from './schema.ts';
import { SelectField } from './select-field.tsx';
import { TextField } from './text-field.tsx';
import { TextView } from './text-view.tsx';
import { Textarea } from './textarea.tsx';

const controls: Record<string, ComponentType<{ component: FormComponent }>> = {
  textfield: TextField,
  textarea: Textarea,
  number: NumberField,
  select: SelectField,
  taglist: SelectField,
  radio: RadioField,
  checkbox: CheckboxField,
  checklist: ChecklistField,
  datetime: DateField,
  filepicker: FileField,
};

/** One component of a form; `item` is the entry of the list it stands in. */
export function Field({ component, prefix, item }: { component: FormComponent; prefix: Path; item?: Values }) {
  const { data } = useFormContext();
  const context = item ? { ...data, ...item, this: item, parent: data } : data;
  const hide = component.conditional?.hide;
  if (hide && feel(hide, context) === true) return null;

  if (component.type === 'text') return <TextView component={component} />;
  if (component.type === 'separator') return <Divider />;
  if (component.type === 'group') return <Group component={component} prefix={prefix} />;
  if (component.type === 'dynamiclist') return <DynamicList component={component} prefix={prefix} />;

  const Control = isMoney(component) ? MoneyField : controls[component.type];
  if (!Control) return null;
  const required = isRequired(component, context);
  return (
    <Form.Item
      name={[...prefix, ...pathOf(component)]}
      label={component.type === 'checkbox' ? undefined : (component.label ?? component.dateLabel)}
      extra={component.description}
      required={required}
      rules={rulesOf(component, required)}
      validateFirst
    >
      <Control component={component} />
    </Form.Item>
  );
}
