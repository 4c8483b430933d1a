import type { FormField, FormOption, FormSchema } from './schema.ts';

/** Named lists of the server; variables of the task may be given beside them. */
export type Lists = Readonly<Record<string, unknown>>;

/** The form with every `valuesKey` replaced by `values`. Throws on something that is no form. */
export function resolveForm(schema: unknown, lists: Lists): FormSchema {
  const form = asForm(schema);
  const resolve = (field: FormField): FormField => {
    const { valuesKey, ...rest } = field;
    const resolved: FormField = valuesKey === undefined ? rest : { ...rest, values: optionsOf(lists[valuesKey]) };
    if (field.components) resolved.components = field.components.map(resolve);
    return resolved;
  };
  return { ...form, components: form.components.map(resolve) };
}

/** Options from `[{label, value}]`, `[{id, name}]` or plain values, each value once. */
function optionsOf(list: unknown): FormOption[] {
  if (!Array.isArray(list)) return [];
  const options = list.map((item: unknown): FormOption => {
    if (typeof item !== 'object' || item === null) return { label: String(item), value: item as FormOption['value'] };
    const { label, value, id, name } = item as Record<string, unknown>;
    return { label: String(label ?? name ?? value ?? id), value: (value ?? id) as FormOption['value'] };
  });
  return [...new Map(options.map((option) => [option.value, option])).values()];
}

export function asForm(schema: unknown): FormSchema {
  const form = schema as FormSchema | null;
  if (!form || typeof form !== 'object' || !Array.isArray(form.components)) throw new Error('not a form schema');
  return form;
}
