import type { FormField } from './schema.ts';

/** How variables that steps make are described. */
export const by: FormField = { type: 'textfield', key: 'by', label: '填写人' };
export const files = (label = '附件'): FormField => ({ type: 'filepicker', key: 'files', label });
export const text = (key: string, label: string): FormField => ({ type: 'textarea', key, label });
export const amount = (key: string, label: string): FormField => ({
  type: 'textfield',
  key,
  label,
  properties: { format: 'money' },
});
export const day = (key: string, label: string): FormField => ({ type: 'datetime', subtype: 'date', key, label });
export const choice = (key: string, label: string, values: Record<string, string>): FormField => ({
  type: 'radio',
  key,
  label,
  values: Object.entries(values).map(([value, name]) => ({ label: name, value })),
});
export const unit = (key: string, label: string): FormField => ({ type: 'select', key, label, valuesKey: 'units' });
export const group = (path: string, label: string, components: FormField[]): FormField => ({
  type: 'group',
  path,
  label,
  components,
});
export const rows = (path: string, label: string, components: FormField[]): FormField => ({
  type: 'dynamiclist',
  path,
  label,
  components,
});
/** What the check of a case file found missing, and what came of it. */
export const originals: FormField = group('originals', '原始资料核对', [
  { type: 'taglist', key: 'missing', label: '缺少' },
  text('note', '说明'),
  files(),
]);
