import { DateTime } from 'luxon';
import { ZONE } from '../clock.ts';
import { parseMoney } from '../money.ts';
import { isStorable } from '../text.ts';
import type { FormField } from './schema.ts';

/** Ids of the files that were uploaded for the step. */
export type FileIds = ReadonlySet<string>;

export type Checked = { value: unknown; message?: undefined } | { value?: undefined; message: string };

const MOST_TEXT = 10_000;
const MOST_CHOICES = 500;

/** Checks one value by its field's own rules and gives it in the form in which it is kept. */
export function checkValue(field: FormField, given: unknown, files: FileIds): Checked {
  const label = field.label ?? field.key ?? '';
  const read = readers[field.type];
  if (!read) return { message: `${label}：不支持的控件 ${field.type}` };
  const nothing = given === undefined || given === null || given === '';
  const checked = nothing ? { value: blank(field) } : read(field, given, label, files);
  // “否” of a radio is an answer; a checkbox that must be ticked is not answered by it.
  const answered = checked.value === false && field.type !== 'checkbox';
  if (checked.message === undefined && field.validate?.required && !answered && isEmpty(checked.value)) {
    return { message: CHOICES.has(field.type) ? `${label}必须选择` : `${label}必须填写` };
  }
  return checked;
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

const CHOICES = new Set(['select', 'radio', 'checkbox', 'checklist', 'taglist']);
const LISTS = new Set(['checklist', 'taglist', 'filepicker']);

function blank(field: FormField): unknown {
  if (LISTS.has(field.type)) return [];
  return field.type === 'checkbox' ? false : null;
}

type Reader = (field: FormField, given: unknown, label: string, files: FileIds) => Checked;

const readers: Record<string, Reader> = {
  textfield: text,
  textarea: text,
  number,
  select: option,
  radio: option,
  checkbox: (_field, given, label) =>
    typeof given === 'boolean' ? { value: given } : { message: `${label}只能是“是”或“否”` },
  checklist: options,
  taglist: options,
  datetime,
  filepicker,
};

function text(field: FormField, given: unknown, label: string): Checked {
  if (field.properties?.format === 'money') {
    const money = parseMoney(given);
    return money === null ? { message: `${label}应为不小于0、小于10万亿元的金额，最多两位小数` } : { value: money };
  }
  if (typeof given !== 'string') return { message: `${label}应为文字` };
  const value = given.replace(/\r\n?/g, '\n').trim();
  if (value === '') return { value: null };
  const { minLength, maxLength, pattern } = field.validate ?? {};
  const most = Number(maxLength ?? MOST_TEXT);
  if (value.length > most) return { message: `${label}不能超过${most}个字` };
  if (minLength !== undefined && value.length < Number(minLength)) return { message: `${label}至少${minLength}个字` };
  if (!isStorable(value)) return { message: `${label}含有不能保存的控制字符` };
  if (pattern && !new RegExp(pattern, 'u').test(value)) return { message: `${label}的格式不正确` };
  return { value };
}

function number(field: FormField, given: unknown, label: string): Checked {
  const value = typeof given === 'string' && /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(given) ? Number(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) return { message: `${label}应为数字` };
  const { min, max } = field.validate ?? {};
  if (min !== undefined && value < Number(min)) return { message: `${label}不能小于${min}` };
  if (max !== undefined && value > Number(max)) return { message: `${label}不能大于${max}` };
  const digits = field.decimalDigits;
  const has = /e/.test(String(value)) ? Infinity : (String(value).split('.')[1]?.length ?? 0);
  if (digits !== undefined && has > digits) {
    return { message: digits === 0 ? `${label}应为整数` : `${label}最多${digits}位小数` };
  }
  return { value };
}

function option(field: FormField, given: unknown, label: string): Checked {
  return field.values?.some((o) => o.value === given) ? { value: given } : { message: `${label}不在可选项中` };
}

function options(field: FormField, given: unknown, label: string): Checked {
  if (!Array.isArray(given)) return { message: `${label}应为列表` };
  const most = field.validate?.maxItems ?? MOST_CHOICES;
  if (given.length > most) return { message: `${label}不能超过${most}项` };
  if (new Set(given).size !== given.length) return { message: `${label}不能重复` };
  const known = new Set<unknown>(field.values?.map((o) => o.value));
  return given.every((item) => known.has(item)) ? { value: given } : { message: `${label}不在可选项中` };
}

/** A day as `YYYY-MM-DD`, a moment as ISO with +08:00. Either may be given for the other: pickers and programs differ. */
function datetime(field: FormField, given: unknown, label: string): Checked {
  if (field.subtype === 'time') {
    const time = typeof given === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(given);
    return time ? { value: given } : { message: `${label}应为时间，格式如 09:30` };
  }
  const whole = typeof given === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d\S*)?$/.test(given);
  const at = whole ? DateTime.fromISO(given, { zone: ZONE }) : null;
  if (!at?.isValid) return { message: `${label}应为真实日期，格式如 2026-02-13` };
  return { value: field.subtype === 'date' ? at.toISODate() : at.toISO({ suppressMilliseconds: true }) };
}

function filepicker(field: FormField, given: unknown, label: string, files: FileIds): Checked {
  const ids: unknown[] = Array.isArray(given) ? given : [given];
  if (ids.length > (field.multiple ? 100 : 1))
    return { message: field.multiple ? `${label}不能超过100份` : `${label}只能有一份` };
  if (new Set(ids).size !== ids.length) return { message: `${label}不能重复` };
  return ids.every((id) => typeof id === 'string' && files.has(id))
    ? { value: ids }
    : { message: `${label}中有未上传成功的文件，请重新上传` };
}
