import { Divider, Form } from 'antd';
import { type ComponentType, type ReactElement, type ReactNode, useEffect } from 'react';
import type { FormComponent, Values } from '../client/types.ts';
import { BasisButton } from './basis.tsx';
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
  const { data, basis } = useFormContext();
  const context = item ? { ...data, ...item, this: item, parent: data } : data;
  const hide = component.conditional?.hide;
  if (hide && feel(hide, context) === true) return null;

  const label = component.label ?? component.dateLabel;
  if (component.type === 'text') return <TextView component={component} />;
  if (component.type === 'separator') return <Divider />;
  if (component.type === 'group') return <Group component={component} prefix={prefix} />;
  const decides = item ? undefined : basis.decides[String(pathOf(component)[0])];
  // Beside the label and not in it: a label is the field's name and nothing to press.
  const helped = (field: ReactNode) =>
    decides ? (
      <div className="form-help">
        <BasisButton decides={decides} label={label ?? ''} />
        {field}
      </div>
    ) : (
      field
    );
  if (component.type === 'dynamiclist') return helped(<DynamicList component={component} prefix={prefix} />);

  const Control = isMoney(component) ? MoneyField : controls[component.type];
  if (!Control) return null;
  return helped(
    <Input component={component} name={[...prefix, ...pathOf(component)]} required={isRequired(component, context)}>
      <Control component={component} />
    </Input>,
  );
}

interface InputProps {
  component: FormComponent;
  name: Path;
  required: boolean;
  children: ReactElement;
}

function Input({ component, name, required, children }: InputProps) {
  const form = Form.useFormInstance();
  const label = component.label ?? component.dateLabel;
  // What another choice has made needless is no longer complained about.
  const field = JSON.stringify(name);
  useEffect(() => {
    const path = JSON.parse(field) as Path;
    if (!required && form.getFieldError(path).length > 0) form.validateFields([path]).catch(() => undefined);
  }, [form, field, required]);
  return (
    <Form.Item
      name={name}
      label={component.type === 'checkbox' ? undefined : label}
      extra={component.description}
      required={required}
      rules={rulesOf(component, required)}
      validateFirst
    >
      {children}
    </Form.Item>
  );
}
