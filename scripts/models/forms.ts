import { fill } from '../../domain/forms/fill.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { COMPONENT_TYPES, type FormField } from '../../domain/forms/schema.ts';
import { validateAgainstForm } from '../../domain/forms/validate.ts';
import type { Models } from './load.ts';

const TYPES = new Set<string>(COMPONENT_TYPES);
const CHOICES = new Set(['select', 'radio', 'checklist', 'taglist']);
// What anybody who fills a form by its rules may enter.
const SAMPLES = ['0531-00000000', '1', '2026-02-13'];

/** Any form can be completed by filling its required fields by their own rules: here that is done. */
export function checkForms({ forms }: Models): string[] {
  return forms.flatMap(({ file, schema }) => {
    const say = (message: string) => `${file}: ${message}`;
    const fields = allFields(schema.components);
    const ids = fields.map((field) => field.key ?? field.path).filter(Boolean);
    const faults = fields.flatMap((field) =>
      checkField(field).map((m) => `${field.key ?? field.path ?? field.id}: ${m}`),
    );
    if (new Set(ids).size !== ids.length) faults.push('a key is used twice');
    const lists = new Proxy({}, { get: () => [{ label: 'first', value: 'first' }] });
    const form = resolveForm(schema, lists);
    const { errors } = validateAgainstForm(form, fill(form.components), { files: new Set(['file']) });
    faults.push(...errors.map(({ path, message }) => `cannot be completed: ${path} ${message}`));
    return faults.map(say);
  });
}

function checkField(field: FormField): string[] {
  const faults: string[] = [];
  if (!TYPES.has(field.type)) faults.push(`component ${field.type} is not supported`);
  if (field.type !== 'text' && !field.label) faults.push('has no label');
  if (CHOICES.has(field.type) && !field.valuesKey && !field.values?.length) faults.push('has no options');
  if (field.type === 'text' || !field.validate?.required) return faults;
  if (field.conditional?.hide) faults.push('is required and may be hidden');
  const { pattern } = field.validate;
  if (pattern && !SAMPLES.every((sample) => new RegExp(pattern, 'u').test(sample)))
    faults.push('its pattern refuses a telephone number, 1 or a date');
  if (field.type === 'filepicker' && field.accept && !field.accept.includes('.pdf')) faults.push('does not take PDF');
  return faults;
}

const allFields = (fields: FormField[]): FormField[] =>
  fields.flatMap((field) => [field, ...allFields(field.components ?? [])]);
