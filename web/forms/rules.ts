import type { FormRule } from 'antd';
import type { FormComponent, Values } from '../client/types.ts';
import { plain } from '../parts/money.ts';
import { feel } from './feel.ts';

const CHOICES = new Set(['select', 'radio', 'checklist', 'taglist', 'datetime', 'dynamiclist']);

export const isMoney = (component: FormComponent) => component.properties?.format === 'money';

export function isRequired(component: FormComponent, context: Values): boolean {
  const when = component.properties?.requiredWhen;
  return component.validate?.required === true || (when !== undefined && feel(when, context) === true);
}

function isMissing(component: FormComponent, value: unknown): boolean {
  if (component.type === 'checkbox') return value !== true;
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || String(value).trim() === '';
}

function missingText(component: FormComponent): string {
  const label = component.label ?? component.dateLabel ?? '';
  if (component.type === 'checkbox') return `请勾选“${label}”`;
  if (component.type === 'checklist') return `请在“${label}”中勾选`;
  if (component.type === 'filepicker') return `请上传${label}`;
  return `${CHOICES.has(component.type) ? '请选择' : '请填写'}${label}`;
}

/** First complaint about a number, null when it is fine. */
function numberFault(component: FormComponent, value: unknown): string | null {
  const text = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(text)) return isMoney(component) ? '请填写金额，例如 1,200,000.00' : '请填写数字';
  const digits = component.decimalDigits ?? (isMoney(component) ? 2 : undefined);
  const fraction = text.split('.')[1] ?? '';
  if (digits === 0 && fraction) return '请填写整数';
  if (digits !== undefined && fraction.length > digits) return `最多 ${digits} 位小数`;
  const { min, max } = component.validate ?? {};
  if (min !== undefined && Number(text) < min) return `不能小于 ${min}`;
  if (max !== undefined && Number(text) > max) return `不能大于 ${max}`;
  if (isMoney(component) && text.replace(/^-|\..*$/g, '').length > 13) return '金额过大';
  return null;
}

function textFault(component: FormComponent, value: string): string | null {
  const { minLength, maxLength, pattern, validationType } = component.validate ?? {};
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return `至少 ${minLength} 个字`;
  if (maxLength !== undefined && length > maxLength) return `最多 ${maxLength} 个字，现有 ${length} 个字`;
  if (pattern && !new RegExp(pattern).test(value)) return component.properties?.patternMessage ?? '格式不正确';
  if (validationType === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return '请填写电子邮箱地址';
  if (validationType === 'phone' && !/^[\d+\-\s()]{7,20}$/.test(value)) return '请填写电话号码';
  return null;
}

/** The checks of the form's own schema, with Chinese messages; the server checks the same again. */
export function rulesOf(component: FormComponent, required: boolean): FormRule[] {
  return [
    {
      required,
      validator: (_, value: unknown) => {
        if (isMissing(component, value))
          return required ? Promise.reject(new Error(missingText(component))) : Promise.resolve();
        let fault: string | null = null;
        if (component.type === 'number' || isMoney(component)) fault = numberFault(component, plain(String(value)));
        else if (component.type === 'textfield' || component.type === 'textarea')
          fault = textFault(component, String(value));
        return fault ? Promise.reject(new Error(fault)) : Promise.resolve();
      },
    },
  ];
}
