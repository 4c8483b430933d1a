import { asForm } from '../forms/resolve.ts';
import type { FormField } from '../forms/schema.ts';
import { type Change, compareDiagrams } from './compare.ts';
import { kindOf, type ModelFile, type Package } from './package.ts';
import { type Decision, readRules } from './rules.ts';

/** What differs between two packages: rules and forms first, then the diagram. */
export async function comparePackages(before: Package, after: Package): Promise<Change[]> {
  const [files, diagram] = await Promise.all([
    compareFiles(before.files, after.files),
    compareDiagrams(before.xml, after.xml),
  ]);
  return [...files, ...diagram];
}

/** What differs between the rules and forms of two packages: each row, column and field in words. */
export async function compareFiles(before: ModelFile[], after: ModelFile[]): Promise<Change[]> {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  const changes = await Promise.all(
    names.map(async (name) => {
      const [old, next] = [before, after].map((files) => files.find((file) => file.name === name));
      if (old?.content === next?.content) return [];
      const describe = kindOf(name) === 'dmn' ? describeRules : describeForm;
      const [was, is] = await Promise.all([old, next].map(async (f) => (f ? describe(f.content) : null)));
      const title = (is ?? was)!.title;
      const type = kindOf(name) === 'dmn' ? 'Rules' : 'Form';
      const change = { elementId: name, elementName: title, type, file: name, details: [] };
      if (!was) return [{ ...change, kind: 'added' as const }];
      if (!is) return [{ ...change, kind: 'removed' as const }];
      const details = [...new Set([...was.said.keys(), ...is.said.keys()])]
        .map((label) => ({ label, before: was.said.get(label) ?? null, after: is.said.get(label) ?? null }))
        .filter((detail) => detail.before !== detail.after);
      return details.length ? [{ ...change, kind: 'changed' as const, details }] : [];
    }),
  );
  return changes.flat();
}

interface Described {
  title: string;
  /** label -> text; two files say the same when these are the same. */
  said: Map<string, string>;
}

async function describeRules(content: string): Promise<Described> {
  const rules = await readRules(content);
  const said = new Map([['名称', rules.name]]);
  for (const decision of rules.decisions) describeDecision(decision, said);
  return { title: rules.name, said };
}

function describeDecision(decision: Decision, said: Map<string, string>): void {
  const at = `规则“${decision.name}”`;
  said.set(`${at}标识`, decision.id);
  if (decision.documentation) said.set(`${at}说明`, decision.documentation);
  if (decision.requires.length) said.set(`${at}所依据的规则`, decision.requires.join('、'));
  if (decision.expression !== null) said.set(`${at}表达式`, decision.expression);
  const { table } = decision;
  if (!table) return;
  said.set(`${at}命中方式`, [table.hitPolicy, table.aggregation].filter(Boolean).join(' '));
  for (const [kind, columns] of [
    ['输入', table.inputs],
    ['结果', table.outputs],
  ] as const)
    for (const [i, column] of columns.entries())
      said.set(
        `${at}${kind}第 ${i + 1} 列`,
        [column.label, column.text, column.type, column.values].filter(Boolean).join('；'),
      );
  for (const row of table.rows) {
    // A row is known by its id: one that only stands elsewhere is told by its number.
    const label = `${at}行 ${row.id}`;
    const cells = row.inputs.map((cell, i) => `${table.inputs[i]?.label ?? ''} ${cell || '任意'}`);
    const results = row.outputs.map((cell, i) => `${table.outputs[i]?.label ?? ''} ${cell || '空'}`);
    said.set(label, `第 ${table.rows.indexOf(row) + 1} 行：${cells.join('，')} → ${results.join('，')}`);
    if (row.annotation) said.set(`${label} 依据`, row.annotation);
  }
}

const PLACES: Record<string, string> = {
  type: '控件',
  label: '标签',
  description: '提示',
  text: '文字',
  values: '选项',
  valuesKey: '选项来自',
  defaultValue: '默认值',
  'validate.required': '必填',
  'validate.min': '最小值',
  'validate.max': '最大值',
  'validate.minLength': '最少字数',
  'validate.maxLength': '最多字数',
  'validate.pattern': '格式',
  'conditional.hide': '隐藏条件',
  readonly: '只读',
  disabled: '不可填',
  multiple: '可多份',
  accept: '文件类型',
  decimalDigits: '小数位数',
};

// How it is laid out and what editors make up says nothing.
const SILENT = new Set(['id', 'layout', 'showOutline', 'components', 'key', 'path', 'exporter', 'schemaVersion']);

function describeForm(content: string): Described {
  const form = asForm(JSON.parse(content));
  const said = new Map<string, string>();
  const order: string[] = [];
  const walk = (fields: FormField[], prefix: string) => {
    for (const field of fields) {
      const id = prefix + (field.key ?? field.path ?? field.id ?? field.type);
      order.push(id);
      const name = `字段 ${id} 的`;
      say(field, '', (place, text) => said.set(`${name}${place}`, text));
      if (field.components) walk(field.components, `${id}.`);
    }
  };
  walk(form.components, '');
  said.set('字段和次序', order.join('、'));
  return { title: form.id, said };
}

function say(value: object, prefix: string, write: (place: string, text: string) => void): void {
  for (const [key, inner] of Object.entries(value)) {
    if (prefix === '' && SILENT.has(key)) continue;
    const place = prefix + key;
    if (inner === null || inner === undefined || inner === '' || inner === false) continue;
    if (typeof inner === 'object' && !Array.isArray(inner)) say(inner as object, `${place}.`, write);
    else write(PLACES[place] ?? place, typeof inner === 'string' ? inner : JSON.stringify(inner));
  }
}
