import { fill } from '../../forms/fill.ts';
import { asForm, resolveForm } from '../../forms/resolve.ts';
import { COMPONENT_TYPES, type FormField, type FormSchema } from '../../forms/schema.ts';
import { validateAgainstForm } from '../../forms/validate.ts';
import { isStorable } from '../../text.ts';
import { refuseCondition } from './feel.ts';
import type { FileContext } from './file.ts';
import type { Finding } from './finding.ts';
import { isScript } from './hostile.ts';
import { isEndless } from './pattern.ts';
import { RefusedFile } from './refused.ts';

const MOST_BYTES = 512 * 1024;
const DEEPEST = 30;
const MOST_FIELDS = 300;
const TYPES = new Set<string>(COMPONENT_TYPES);
const CHOICES = new Set(['select', 'radio', 'checklist', 'taglist']);
// What anybody who fills a form by its rules may enter.
const SAMPLES = ['0531-00000000', '1', '2026-02-13'];

/** Reads a form that somebody hands in. Throws RefusedFile where it may not even be kept as a draft. */
export function readFormFile(content: string): FormSchema {
  const refuse = (reason: string) => new RefusedFile(reason);
  if (Buffer.byteLength(content) > MOST_BYTES) throw refuse('表单超过 512 KB 上限，请拆分为几个环节的表单。');
  if (!isStorable(content)) throw refuse('表单含有无法保存的控制字符，请重新导出。');
  let depth = 0;
  for (const sign of content.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    if (depth > DEEPEST) throw refuse('表单的嵌套层次过深，不是正常的表单。');
  }
  let form: FormSchema;
  try {
    form = asForm(JSON.parse(content));
  } catch {
    throw refuse('文件不是有效的表单（JSON 不完整或没有 components），请用表单编辑器重新导出。');
  }
  const fields = allFields(form.components);
  if (fields.length > MOST_FIELDS) throw refuse(`表单超过 ${MOST_FIELDS} 个字段，请拆分为几个环节的表单。`);
  if (fields.some((field) => typeof field !== 'object' || field === null || typeof field.type !== 'string'))
    throw refuse('表单里有不是字段的内容，请用表单编辑器重新导出。');
  for (const field of fields)
    if ([field.label, field.text, field.description, field.key].some((text) => isScript(String(text ?? ''))))
      throw refuse(`字段“${String(field.key ?? field.id).slice(0, 60)}”中含有脚本，不予打开。请改成普通文字。`);
  return form;
}

/** Everything that is wrong or doubtful about a form. */
export function checkForm(content: string, known: FileContext): Finding[] {
  const form = readFormFile(content);
  const fields = allFields(form.components);
  const found: Finding[] = [];
  const about = (rule: string, field: FormField | null, message: string, severity: Finding['severity'] = 'error') =>
    found.push({
      rule,
      severity,
      elementId: field?.id ?? null,
      elementName: field?.label ?? null,
      message: field ? `“${nameOf(field)}”${message}` : message,
    });
  if (`${form.id}.form` !== known.name)
    about(
      'form-id',
      null,
      `表单标识是“${form.id}”，应为“${known.name.replace(/\.form$/, '')}”，否则会成为另一个表单。`,
    );
  for (const field of fields)
    for (const fault of faultsOf(field, known)) about(fault.rule, field, fault.message, fault.severity);
  checkKeys(form.components, (field) =>
    about('form-key', field, `的键“${field.key ?? field.path}”用了两次，后填的会盖掉先填的。请改名。`),
  );
  const keys = new Set(fields.map((field) => field.key ?? field.path));
  for (const old of presentFields(known.present))
    if (!keys.has(old.key ?? old.path))
      about(
        'form-key',
        null,
        `现行表单的字段“${nameOf(old)}”（${old.key ?? old.path}）没有了，后面的环节可能要用它。`,
        'warning',
      );
  if (!found.some(({ severity }) => severity === 'error'))
    for (const { path, message } of triedOut(form))
      about('form-completable', null, `按各字段的规则填写仍不能提交（${path}：${message}）。请检查字段的规则。`);
  return found.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

interface Fault {
  rule: string;
  message: string;
  severity?: Finding['severity'];
}

function faultsOf(field: FormField, known: FileContext): Fault[] {
  const faults: Fault[] = [];
  const say = (rule: string, message: string, severity?: Finding['severity']) =>
    faults.push({ rule, message, ...(severity ? { severity } : {}) });
  if (!TYPES.has(field.type)) say('form-type', `是平台不支持的控件（${field.type}），办理时不会显示。请换成别的控件。`);
  if (field.type !== 'text' && !field.label) say('form-label', '没有标签，办理人不知道填什么。请填写标签。');
  const key = field.key ?? field.path;
  if (!['text', 'group'].includes(field.type) && !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(key ?? ''))
    say('form-key', `的键“${key ?? ''}”应以字母开头，只用字母、数字和下划线。`);
  if (CHOICES.has(field.type)) {
    if (field.valuesExpression) say('form-options', '的选项来自表达式，平台不支持。请改为固定选项或平台的清单。');
    else if (!field.valuesKey && !field.values?.length) say('form-options', '没有选项。请填写选项，或选择平台的清单。');
    else if (field.valuesKey && !known.lists.includes(field.valuesKey) && !known.variables.includes(field.valuesKey))
      say(
        'form-options',
        `的选项来自“${field.valuesKey}”，平台没有这个清单，本流程的表单也没有这个字段，到时可能没有选项。`,
        'warning',
      );
  }
  for (const [what, text] of [
    ['隐藏条件', field.conditional?.hide],
    ['必填条件', field.properties?.requiredWhen],
  ] as const) {
    const fault = conditionFault(text);
    if (fault) say('form-feel', `的${what}：${fault}。`);
  }
  const { pattern, required, minLength, maxLength, min, max } = field.validate ?? {};
  if (Number(minLength ?? 0) > Number(maxLength ?? Infinity) || Number(min ?? -Infinity) > Number(max ?? Infinity))
    say('form-rule', '的最小值大于最大值，谁也填不了。');
  if (pattern) {
    const fault = patternFault(pattern);
    if (fault) say('form-rule', fault);
    else if (required && field.type === 'textfield' && !SAMPLES.some((sample) => new RegExp(pattern, 'u').test(sample)))
      say('form-rule', '的格式很严，请用预览填一遍核对。', 'warning');
  }
  if (required && field.conditional?.hide) say('form-required', '必填而又可能隐藏，隐藏时提交不了。请改用“必填条件”。');
  if (field.type === 'filepicker' && required && field.accept && !field.accept.includes('.pdf'))
    say('form-rule', '必填的附件应接受 PDF（.pdf）。', 'warning');
  return faults;
}

const conditionFault = (text: string | undefined): string | null => (text ? refuseCondition(bare(text)) : null);

/**
 * The form without the conditions and patterns that are refused: what may never end is not run on the server, nor on the page that it is
 * sent to. The check says at which field they stand.
 */
export function withoutRefused(form: FormSchema): FormSchema {
  return { ...form, components: form.components.map(runnable) };
}

function runnable(field: FormField): FormField {
  const { conditional, properties, validate, components } = field;
  const pattern = validate?.pattern;
  return {
    ...field,
    ...(conditionFault(conditional?.hide) && { conditional: { ...conditional, hide: undefined } }),
    ...(conditionFault(properties?.requiredWhen) && { properties: omitted(properties, 'requiredWhen') }),
    ...(pattern && patternFault(String(pattern)) && { validate: { ...validate, pattern: undefined } }),
    ...(Array.isArray(components) && { components: components.map(runnable) }),
  } as FormField;
}

const bare = (condition: unknown): string => String(condition).replace(/^\s*=(?!=)/, '');

const omitted = (from: object | undefined, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from ?? {}).filter(([one]) => one !== name));

/** A pattern is run on what people type: one that could take for ever is refused. */
function patternFault(pattern: string): string | null {
  if (pattern.length > 200) return '的格式（正则）过长。';
  if (isEndless(pattern)) return '的格式（正则）里有嵌套的重复，可能永远算不完。请改简单些。';
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch {
    return '的格式（正则）写得不对。';
  }
}

/** Keys that are used twice on one level. */
function checkKeys(fields: FormField[], twice: (field: FormField) => void, seen = new Set<string>()): void {
  for (const field of fields) {
    const key = field.key ?? field.path;
    if (key && field.type !== 'text') {
      if (seen.has(key)) twice(field);
      seen.add(key);
    }
    // What a group without a path holds stands on the level of the group itself.
    const inner = field.type === 'group' && !field.path ? seen : new Set<string>();
    if (Array.isArray(field.components)) checkKeys(field.components, twice, inner);
  }
}

/** A form can be completed by filling its required fields by their own rules: here that is done. */
function triedOut(form: FormSchema): { path: string; message: string }[] {
  const lists = new Proxy({}, { get: () => [{ label: 'first', value: 'first' }] });
  const resolved = resolveForm(form, lists);
  return validateAgainstForm(resolved, fill(resolved.components), { files: new Set(['file']) }).errors;
}

function presentFields(content: string | null): FormField[] {
  try {
    return content === null ? [] : allFields(asForm(JSON.parse(content)).components).filter((f) => f.key ?? f.path);
  } catch {
    return [];
  }
}

export const allFields = (fields: FormField[]): FormField[] =>
  fields.flatMap((field) => [field, ...(Array.isArray(field?.components) ? allFields(field.components) : [])]);

const nameOf = (field: FormField): string =>
  field.label || field.key || field.path || field.text?.slice(0, 20) || '（未命名）';
