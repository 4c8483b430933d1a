import { Input } from 'antd';
import type { FormComponent } from '../client/types.ts';
import type { ControlProps } from './context.ts';

/** Which keyboard a phone shows. */
function inputModeOf({ validate, key = '' }: FormComponent): 'tel' | 'email' | undefined {
  if (validate?.validationType === 'phone' || /phone$/i.test(key)) return 'tel';
  return validate?.validationType === 'email' ? 'email' : undefined;
}

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
      inputMode={inputModeOf(component)}
      autoComplete="off"
    />
  );
}
