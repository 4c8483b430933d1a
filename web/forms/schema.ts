import type { FormComponent, FormSchema, Values } from '../client/types.ts';

const INPUTS = new Set([
  'textfield',
  'textarea',
  'number',
  'select',
  'radio',
  'checkbox',
  'checklist',
  'taglist',
  'datetime',
  'filepicker',
  'dynamiclist',
]);

export type Path = (string | number)[];

/** Where a component's value lies, below the group or list around it. */
export function pathOf(component: FormComponent): Path {
  const key = component.key ?? component.path ?? '';
  return key ? key.split('.') : [];
}

export const isInput = (component: FormComponent) => INPUTS.has(component.type);

export function readAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null | undefined)?.[step],
    values,
  );
}

export function writeAt(values: Values, path: Path, value: unknown): void {
  const last = path.at(-1)!;
  let at = values as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as Record<string | number, unknown>;
  at[last] = value;
}

/** Every input outside lists, with its full path. */
export function inputsOf(components: FormComponent[], prefix: Path = []): { component: FormComponent; path: Path }[] {
  return components.flatMap((component) => {
    const path = [...prefix, ...pathOf(component)];
    if (isInput(component)) return [{ component, path }];
    return inputsOf(component.components ?? [], path);
  });
}

/** First values: what the step knows, else the form's own defaults. */
export function initialValues(schema: FormSchema, variables: Values): Values {
  const values: Values = {};
  for (const { component, path } of inputsOf(schema.components)) {
    let value = readAt(variables, path) ?? component.defaultValue;
    if (component.type === 'dynamiclist' && !Array.isArray(value)) {
      const rows = component.defaultRepetitions ?? 1;
      value = Array.from({ length: rows }, () => initialValues({ components: component.components ?? [] }, {}));
    }
    if (component.type === 'checkbox') value ??= false;
    if (value !== undefined && value !== null) writeAt(values, path, value);
  }
  return values;
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => !isEmpty(v))
        .map(([k, v]) => [k, compact(v)]),
    );
  }
  return value;
}

/** What is sent: input without the fields left empty; an emptied field that had a value is sent as null. */
export function submitted(input: Values, variables: Values): Values {
  const values = compact(input) as Values;
  for (const key of Object.keys(input)) if (!(key in values) && !isEmpty(variables[key])) values[key] = null;
  return values;
}

/** Components side by side share a row of the form. */
export function rowsOf(components: FormComponent[]): FormComponent[][] {
  const rows: FormComponent[][] = [];
  for (const component of components) {
    const row = component.layout?.row;
    const last = rows.at(-1);
    if (row && last?.[0]?.layout?.row === row) last.push(component);
    else rows.push([component]);
  }
  return rows;
}
