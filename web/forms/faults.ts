import type { FormInstance } from 'antd';
import type { FieldError } from '../client/http.ts';
import type { Path } from './schema.ts';

const FOCUSABLE = 'input:not([type=hidden]):not([type=file]), textarea, button, [tabindex="0"]';

/** Brings the first field with a complaint into view and the cursor into it. */
export function focusFirstFault(form: FormInstance, formId: string): void {
  const first = form.getFieldsError().find((field) => field.errors.length > 0);
  if (!first) return;
  // After the messages are on the page; a list as a whole has no control of its own.
  window.setTimeout(() => {
    const control = document.getElementById([formId, ...first.name].join('_'));
    const item =
      control?.closest('.ant-form-item') ?? document.querySelector(`#${formId} .ant-form-item-explain-error`);
    item?.scrollIntoView({ block: 'center' });
    const target = control?.matches(FOCUSABLE)
      ? control
      : (control ?? item?.closest('fieldset'))?.querySelector(FOCUSABLE);
    (target as HTMLElement | null | undefined)?.focus({ preventScroll: true });
  }, 50);
}

const toPath = (path: string): Path =>
  path
    .replace(/^variables\./, '')
    .split(/[./]/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Puts the server's complaints at their fields; returns those that belong to no field of the form. */
export function showServerErrors(form: FormInstance, errors: FieldError[]): FieldError[] {
  const known = new Map(form.getFieldsError().map((f) => [JSON.stringify(f.name), f.name as Path]));
  const placed = new Map<string, string[]>();
  const rest: FieldError[] = [];
  for (const error of errors) {
    const path = toPath(error.path);
    // The nearest field around the path: a complaint about a list's entry may land at the list.
    while (path.length > 0 && !known.has(JSON.stringify(path))) path.pop();
    const name = JSON.stringify(path);
    if (path.length > 0) placed.set(name, [...(placed.get(name) ?? []), error.message]);
    else rest.push(error);
  }
  form.setFields([...placed].map(([name, messages]) => ({ name: known.get(name)! as never, errors: messages })));
  return rest;
}
