import { isDeepStrictEqual } from 'node:util';
import { checkValue, type FileIds, isEmpty } from './field.ts';
import { holds, newWork, NotJudged, type Work } from './condition.ts';
import { momentFault } from './moment.ts';
import type { FormField, FormSchema } from './schema.ts';

export interface FieldError {
  path: string;
  message: string;
}

export interface FormCheck {
  /** Every field of the form, coerced: null, false or [] where nothing was given. Nothing else. */
  values: Record<string, unknown>;
  errors: FieldError[];
}

type Values = Record<string, unknown>;

interface Scope {
  errors: FieldError[];
  files: FileIds;
  /** What FEEL expressions may read beside the values of the form. */
  context: Values;
  /** What is left for evaluating them. */
  work: Work;
}

/**
 * Checks what was sent for a form whose options are resolved. A field that is not sent keeps what `present` (the
 * variables of the step) says; a variable that is no field of the form may come back unchanged and is left out.
 * A condition that may never end, or costs too much with these values, is not evaluated: an error says what to do.
 */
export function validateAgainstForm(
  form: FormSchema,
  sent: Values,
  options: { files: FileIds; present?: Values },
): FormCheck {
  const present = options.present ?? {};
  const scope: Scope = { errors: [], files: options.files, context: present, work: newWork() };
  const values = checkFields(
    form.components,
    { ...pick(present, keysOf(form.components)), ...sent },
    '',
    scope,
    present,
  );
  return { values, errors: scope.errors };
}

/** The fields of one level: the form itself, a row of a list, a group with a path. */
function checkFields(fields: FormField[], given: Values, prefix: string, scope: Scope, unchanged: Values): Values {
  const flat = flatten(fields);
  const known = new Set(keysOf(fields));
  for (const key of Object.keys(given)) {
    if (known.has(key) || (Object.hasOwn(unchanged, key) && isDeepStrictEqual(given[key], unchanged[key]))) continue;
    scope.errors.push({ path: prefix + key.slice(0, 100), message: '表单中没有这个字段' });
  }
  const values: Values = {};
  const found: [FormField, string, FieldError[]][] = [];
  for (const field of flat) {
    const key = field.key ?? field.path;
    if (!key) continue;
    const path = prefix + key;
    const before = scope.errors;
    scope.errors = [];
    values[key] = checkField(field, Object.hasOwn(given, key) ? given[key] : undefined, path, scope, values);
    found.push([field, key, scope.errors]);
    scope.errors = before;
  }
  // Conditions may look at any field of the form, so they are judged when all values are known.
  const context = { ...scope.context, ...values };
  for (const [field, key, errors] of found) {
    const judged = judge(field, context, scope.work);
    if (typeof judged === 'string') {
      scope.errors.push(...errors);
      // The first says it for all: of a list there may be hundreds.
      if (!scope.errors.some(({ message }) => message === judged))
        scope.errors.push({ path: prefix + key, message: judged });
      continue;
    }
    const { hidden, required } = judged;
    if (hidden) {
      values[key] = null;
      continue;
    }
    if (required && errors.length === 0 && isEmpty(values[key])) {
      errors.push({ path: prefix + key, message: `${field.label ?? key}必须填写` });
    }
    scope.errors.push(...errors);
  }
  return values;
}

/** What the conditions of a field say; a text where they cannot be asked. */
function judge(field: FormField, context: Values, work: Work): { hidden: boolean; required: boolean } | string {
  try {
    const hidden = holds(field.conditional?.hide, context, work);
    return { hidden, required: !hidden && holds(field.properties?.requiredWhen, context, work) };
  } catch (error) {
    if (!(error instanceof NotJudged)) throw error;
    if (error.because === 'too-much') return error.message;
    const name = field.label ?? field.key ?? '';
    return `“${name}”的显示或必填条件不能计算，本表单暂时不能提交，已暂存的内容不受影响。请联系流程设计员修改表单（${error.message}）。`;
  }
}

function checkField(field: FormField, given: unknown, path: string, scope: Scope, outer: Values): unknown {
  if (field.type === 'dynamiclist') return checkRows(field, given, path, scope, outer);
  if (field.type === 'group') {
    if (given !== undefined && !isObject(given)) return fail(scope, path, `${field.label ?? path}应为一组字段`);
    return checkFields(field.components ?? [], given ?? {}, `${path}.`, inner(scope, outer), {});
  }
  const { value, message } = checkValue(field, given, scope.files);
  const fault = message ?? momentFault(field, value, { ...scope.context, ...outer });
  return fault === null ? value : fail(scope, path, fault);
}

const MOST_ROWS = 200;

function checkRows(field: FormField, given: unknown, path: string, scope: Scope, outer: Values): unknown {
  const label = field.label ?? path;
  const rows = given ?? [];
  if (!Array.isArray(rows)) return fail(scope, path, `${label}应为列表`);
  const most = field.validate?.maxItems ?? MOST_ROWS;
  if (rows.length > most) return fail(scope, path, `${label}不能超过${most}行`);
  if (field.validate?.required && rows.length === 0) return fail(scope, path, `${label}至少填写一行`);
  return rows.map((row: unknown, i) =>
    isObject(row)
      ? checkFields(field.components ?? [], row, `${path}.${i}.`, inner(scope, outer), {})
      : fail(scope, `${path}.${i}`, `${label}第${i + 1}行应为一组字段`),
  );
}

// Shares the list of errors, sees the outer values.
const inner = (scope: Scope, outer: Values): Scope => ({ ...scope, context: { ...scope.context, ...outer } });

function fail(scope: Scope, path: string, message: string): null {
  scope.errors.push({ path, message });
  return null;
}

/** Fields of groups without a path stand on the level of the group itself; texts hold no value. */
function flatten(fields: FormField[]): FormField[] {
  return fields.flatMap((field) => {
    if (field.type === 'text') return [];
    return field.type === 'group' && !field.path ? flatten(field.components ?? []) : [field];
  });
}

const keysOf = (fields: FormField[]): string[] => flatten(fields).flatMap((field) => field.key ?? field.path ?? []);

const pick = (values: Values, keys: string[]): Values =>
  Object.fromEntries(keys.filter((key) => Object.hasOwn(values, key)).map((key) => [key, values[key]]));

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
