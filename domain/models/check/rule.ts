import { type Column, type Decision, namesIn, readRules, type Rules } from '../rules.ts';
import { refuseFeel } from './feel.ts';
import type { FileContext } from './file.ts';
import type { Finding } from './finding.ts';
import { isScript, refuseFile } from './hostile.ts';
import { RefusedFile } from './refused.ts';
import { analyse } from './table.ts';
import { TRIAL } from './trial-names.ts';

const MOST_ROWS = 500;
const MOST_COLUMNS = 30;
const MOST_EVALUATIONS = 100;
/** Of 8.5; the others are refused when deployed. */
const HIT_POLICIES = new Set(['UNIQUE', 'FIRST', 'ANY', 'COLLECT', 'RULE ORDER']);

/** Reads a file of rules that somebody hands in. Throws RefusedFile where it may not even be kept as a draft. */
export async function readRuleFile(content: string): Promise<Rules> {
  const reason = refuseFile(content, 'DMN 规则');
  if (reason) throw new RefusedFile(reason);
  const rules = await readRules(content).catch(() => {
    throw new RefusedFile('文件不是有效的 DMN 规则（XML 不完整或有误），请用规则编辑器重新导出。');
  });
  if (!rules.decisions.length) throw new RefusedFile('文件里没有规则，请选择含有规则的 .dmn 文件。');
  for (const { id, name, documentation, table } of rules.decisions) {
    const rows = table?.rows ?? [];
    if (rows.length > MOST_ROWS) throw new RefusedFile(`规则“${name}”超过 ${MOST_ROWS} 行，请拆分为几个规则。`);
    if ((table?.inputs.length ?? 0) + (table?.outputs.length ?? 0) > MOST_COLUMNS)
      throw new RefusedFile(`规则“${name}”超过 ${MOST_COLUMNS} 列，请拆分为几个规则。`);
    const texts = [id, name, documentation, ...rows.map((row) => row.annotation)];
    if (texts.some(isScript)) throw new RefusedFile(`规则“${id.slice(0, 60)}”中含有脚本，不予打开。请改成普通文字。`);
  }
  return rules;
}

/** Everything that is wrong or doubtful about a file of rules. */
export async function checkRule(content: string, known: FileContext): Promise<Finding[]> {
  const rules = await readRuleFile(content);
  const present = known.present === null ? null : await readRules(known.present).catch(() => null);
  const found: Finding[] = [];
  const about = (
    rule: string,
    decision: { id: string; name: string } | null,
    message: string,
    severity: Finding['severity'] = 'error',
  ) => found.push({ rule, severity, elementId: decision?.id ?? null, elementName: decision?.name ?? null, message });
  if (`${rules.id}.dmn` !== known.name)
    about(
      'rule-id',
      null,
      `规则文件的标识是“${rules.id}”，应为“${known.name.replace(/\.dmn$/, '')}”，否则会成为另一个文件。`,
    );
  for (const old of present?.decisions ?? [])
    if (known.decisionsUsed.includes(old.id) && !rules.decisions.some(({ id }) => id === old.id))
      about('rule-id', old, `规则“${old.name}”（${old.id}）不见了，流程要用它。请恢复它的标识。`);
  const variables = new Set([
    ...known.variables,
    ...rules.inputData,
    ...rules.decisions.map(({ variable }) => variable),
    ...(present?.decisions ?? []).flatMap((d) => (d.table?.inputs ?? []).flatMap(({ text }) => namesIn(text))),
  ]);
  for (const decision of rules.decisions) {
    if (!/^[A-Za-z_][\w-]*$/.test(decision.id) || decision.id.startsWith(TRIAL))
      about('rule-id', decision, `规则“${decision.name}”的标识“${decision.id}”应以字母开头，只用字母、数字和连字符。`);
    if (known.decisionsElsewhere.includes(decision.id))
      about('rule-id', decision, `规则标识“${decision.id}”已用于另一个规则文件，部署后会取代它。请换一个标识。`);
    if (decision.table) checkTable(decision, decision.table, variables, about);
    else if (decision.expression !== null) {
      const fault = refuseFeel(decision.expression);
      if (fault) about('rule-feel', decision, `规则“${decision.name}”：${fault}。`);
    } else about('rule-kind', decision, `规则“${decision.name}”没有内容。请选择“决策表”或“表达式”并填写。`);
  }
  const most = Math.max(...evaluations(rules.decisions).values());
  if (!(most <= MOST_EVALUATIONS))
    about(
      'rule-requires',
      null,
      `规则之间的依赖层层重复，算一次要计算其他规则 ${MOST_EVALUATIONS} 次以上，或依赖成环。请减少依赖的层数。`,
    );
  return found.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** How many decisions are evaluated for each: the engine does a required one again for everyone that requires it. */
function evaluations(decisions: Decision[]): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (id: string): number => {
    const known = counts.get(id);
    if (known !== undefined) return known;
    // Until it is known: whoever comes back to it goes round in a circle.
    counts.set(id, Infinity);
    const requires = decisions.find((d) => d.id === id)?.requires ?? [];
    const sum = requires.reduce((n, required) => n + count(required), 1);
    counts.set(id, sum);
    return sum;
  };
  for (const { id } of decisions) count(id);
  return counts;
}

type Say = (rule: string, decision: Decision, message: string, severity?: Finding['severity']) => void;

function checkTable(
  decision: Decision,
  table: NonNullable<Decision['table']>,
  variables: Set<string>,
  about: Say,
): void {
  const { name } = decision;
  if (!HIT_POLICIES.has(table.hitPolicy))
    about(
      'rule-policy',
      decision,
      `规则“${name}”的命中方式 ${table.hitPolicy} 引擎不支持。请改为 UNIQUE（唯一）、FIRST（首个）或 COLLECT（收集）。`,
    );
  if (!table.rows.length) about('rule-rows', decision, `规则“${name}”没有一行，永远没有结果。请添加规则行。`);
  for (const column of table.inputs) {
    const fault = refuseFeel(column.text);
    if (fault) about('rule-feel', decision, `规则“${name}”的输入“${column.label || '（未命名）'}”：${fault}。`);
    else
      for (const unknown of namesIn(column.text).filter((variable) => !variables.has(variable)))
        about(
          'rule-input',
          decision,
          `规则“${name}”的输入“${column.label}”读取“${unknown}”，现行规则和本流程的表单里都没有它，到时可能是空值。`,
          'warning',
        );
  }
  const outputs = table.outputs.map(({ text }) => text);
  if (new Set(outputs).size !== outputs.length || (outputs.length > 1 && outputs.some((output) => !output)))
    about('rule-output', decision, `规则“${name}”的结果列要各有各的变量名。`);
  for (const [i, row] of table.rows.entries()) {
    const at = `规则“${name}”第 ${i + 1} 行`;
    for (const [j, cell] of row.inputs.entries()) {
      const fault = cell && cell !== '-' ? refuseFeel(cell, 'UnaryTests') : null;
      if (fault) about('rule-feel', decision, `${at}“${label(table.inputs[j])}”：${fault}。`);
    }
    for (const [j, cell] of row.outputs.entries()) {
      const fault = cell ? refuseFeel(cell) : null;
      if (fault) about('rule-feel', decision, `${at}“${label(table.outputs[j])}”：${fault}。`);
      if (!cell) about('rule-output', decision, `${at}没有填“${label(table.outputs[j])}”，结果会是空值。`, 'warning');
    }
    if (!row.annotation) about('rule-basis', decision, `${at}没有写明依据（文号和条款）。`, 'warning');
  }
  if (!table.rows.length || !['UNIQUE', 'FIRST', 'ANY'].includes(table.hitPolicy)) return;
  const { gaps, overlaps, unknown } = analyse(table);
  if (unknown)
    about('rule-analysis', decision, `规则“${name}”的遗漏和重叠没有能够分析：${unknown}。请用试算核对。`, 'warning');
  if (table.hitPolicy === 'UNIQUE')
    for (const { rows, example } of overlaps)
      about(
        'rule-overlap',
        decision,
        `规则“${name}”第 ${rows[0] + 1} 行与第 ${rows[1] + 1} 行重叠，例如${example}。到时事项会受阻，请把条件分开。`,
      );
  for (const gap of gaps)
    about('rule-gap', decision, `规则“${name}”没有一行适用于：${gap}。到时没有结果，请补一行或放宽条件。`, 'warning');
}

const label = (column: Column | undefined): string => column?.label || column?.text || '（未命名）';
