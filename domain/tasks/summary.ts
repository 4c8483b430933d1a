/**
 * What earlier steps decided, ready to be shown: labels come from the forms that ask for the values,
 * so a field is called the same wherever it appears.
 */

import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';
import type { FormField } from '../forms/schema.ts';

export interface SummaryLine {
  name: string;
  label: string;
  value: string;
}

export type Labels = Map<string, FormField>;

export function labelsOf(forms: FormField[]): Labels {
  const labels: Labels = new Map();
  const walk = (fields: FormField[]) => {
    for (const field of fields) {
      const key = field.key ?? field.path;
      if (key && field.label && !labels.has(key)) labels.set(key, field);
      if (field.components && !field.key && !field.path) walk(field.components);
    }
  };
  forms.forEach((form) => walk(form.components ?? []));
  return labels;
}

export function summarise(
  names: string[],
  variables: Record<string, unknown>,
  labels: Labels,
  dictionary: Map<string, string>,
): SummaryLine[] {
  return names.flatMap((name) => {
    const value = variables[name];
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
      return [];
    const field = labels.get(name);
    return [{ name, label: field?.label ?? name, value: say(value, field, dictionary) }];
  });
}

export function say(value: unknown, field: FormField | undefined, dictionary: Map<string, string>): string {
  if (value === true) return '是';
  if (value === false) return '否';
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    // Rounds of the same work look alike: which is which is said.
    const which = (at: number) => (field?.properties?.format === 'rounds' ? `第${at + 1}轮　` : '');
    return value.map((v, at) => which(at) + say(v, field, dictionary)).join(field?.components ? '\n' : '、');
  }
  if (typeof value === 'object') {
    const row = value as Record<string, unknown>;
    // A condition that was judged: its mark and its reason say all.
    if (field?.properties?.format === 'finding') return `${row.met === true ? '√' : '×'} ${String(row.reason ?? '')}`;
    // Of a row only what has a label, in the order of its form.
    const labels = labelsOf([{ type: 'default', components: field?.components ?? [] }]);
    const said = [...labels]
      .map(([key, inner]) => ({ label: inner.label, text: say(row[key], inner, dictionary) }))
      .filter(({ text }) => text !== '');
    // What a row of one field is has been said by the label of the list.
    if (labels.size === 1) return said[0]?.text ?? '';
    return said.map(({ label, text }) => `${label}：${text.replace(/[。，；]+$/, '')}`).join('；');
  }
  const option = field?.values?.find((v) => v.value === value);
  if (option) return option.label;
  const text = String(value);
  if (field?.properties?.format === 'money') return `${groupThousands(text)} 元`;
  if (field?.type === 'datetime') return sayTime(text);
  return dictionary.get(text) ?? text;
}

/** 2026年2月27日 17:00, a day without the hour. */
function sayTime(text: string): string {
  const at = DateTime.fromISO(text, { zone: ZONE });
  return at.isValid ? at.toFormat(text.includes('T') ? 'yyyy年M月d日 HH:mm' : 'yyyy年M月d日') : text;
}

function groupThousands(amount: string): string {
  const [whole = '', cents] = amount.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (cents ? `.${cents}` : '');
}
