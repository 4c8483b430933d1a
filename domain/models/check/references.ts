import { POST_KINDS } from '../../people/units.ts';
import type { Catalogue } from '../catalogue.ts';
import { type Element, extensions, isA, list } from '../moddle.ts';
import { finding, type Finding, nameOf } from './finding.ts';

const KINDS = new Set(Object.keys(POST_KINDS));

/** Everything that a step names exists: job types, forms, decisions, called processes, units and posts. */
export function checkReferences(elements: Element[], catalogue: Catalogue): Finding[] {
  const known = {
    jobs: new Set(catalogue.jobTypes),
    forms: new Set(catalogue.forms),
    decisions: new Set(catalogue.decisions.map((d) => d.id)),
    processes: new Set(catalogue.processes.map((p) => p.id)),
    groups: new Set(catalogue.groups.map((g) => g.id)),
  };
  return elements.flatMap((element) => {
    const say = (rule: string, message: string, severity?: Finding['severity']) =>
      finding(rule, element, message, severity);
    const name = nameOf(element);
    const found: Finding[] = [];
    for (const task of extensions(element, 'zeebe:TaskDefinition')) {
      const type = String(task.type ?? '').trim();
      if (type.startsWith('=')) found.push(say('job-type', `“${name}”的作业类型应是固定值，请从列表中选择。`));
      else if (type && !known.jobs.has(type))
        found.push(
          say(
            'job-type',
            `“${name}”的作业类型“${type}”没有程序办理，事项到此会一直等待外部程序。没有外部程序的，请从列表中选择已有的作业类型。`,
            'warning',
          ),
        );
    }
    for (const form of extensions(element, 'zeebe:FormDefinition')) {
      const id = String(form.formId ?? '').trim();
      if (id && !known.forms.has(id))
        found.push(say('form', `“${name}”的表单“${id}”不存在。请从列表中选择已有的表单。`));
    }
    for (const called of extensions(element, 'zeebe:CalledDecision')) {
      const id = String(called.decisionId ?? '').trim();
      if (!id.startsWith('=') && !known.decisions.has(id))
        found.push(say('decision', `“${name}”的规则“${id || '（空）'}”不存在。请从列表中选择已有的规则。`));
    }
    for (const header of extensions(element, 'zeebe:TaskHeaders').flatMap((headers) => list(headers.values)))
      if (header.key === 'decisionId' && !known.decisions.has(String(header.value)))
        found.push(say('decision', `“${name}”的规则“${String(header.value)}”不存在。请从列表中选择已有的规则。`));
    for (const called of extensions(element, 'zeebe:CalledElement')) {
      const id = String(called.processId ?? '').trim();
      if (id && !id.startsWith('=') && !known.processes.has(id))
        found.push(say('called-process', `“${name}”调用的流程“${id}”没有部署。请从列表中选择已有的流程。`));
    }
    if (isA(element, 'UserTask')) found.push(...checkUserTask(element, known.groups, say));
    return found;
  });
}

function checkUserTask(
  element: Element,
  groups: Set<string>,
  say: (rule: string, message: string, severity?: Finding['severity']) => Finding,
): Finding[] {
  const name = nameOf(element);
  const found: Finding[] = [];
  if (!extensions(element, 'zeebe:UserTask').length)
    found.push(
      finding(
        'user-task',
        element,
        `“${name}”不是平台的人工办理环节，不会出现在待办中。请套用“人工办理”模板。`,
        'error',
        { kind: 'user-task' },
      ),
    );
  if (!extensions(element, 'zeebe:FormDefinition').length)
    found.push(say('form', `“${name}”没有表单，办理时无处填写。请选择表单。`, 'warning'));
  const [assignment] = extensions(element, 'zeebe:AssignmentDefinition');
  const text = String(assignment?.candidateGroups ?? '').trim();
  if (!text && !assignment?.assignee)
    found.push(say('group', `“${name}”没有办理岗位，谁也看不到这项待办。请选择办理岗位。`));
  for (const group of groupsIn(text))
    if (!groups.has(group)) found.push(say('group', `“${name}”的办理岗位“${group}”不存在。请从列表中选择单位或岗位。`));
  return found;
}

/** Groups that are spelled out in an assignment; what is computed (`department + ".clerk"`) is known by its post only. */
export function groupsIn(text: string): string[] {
  if (!text.startsWith('=')) return text ? text.split(',').map((group) => group.trim()) : [];
  return [...text.matchAll(/([=<>!]\s*)?"([^"]*)"/g)].flatMap(({ index, 1: operator, 2: literal = '' }) => {
    // A text that is compared with is no group; the very first sign makes the expression.
    if (operator && index > 0) return [];
    if (literal.startsWith('.')) return KINDS.has(literal.slice(1)) ? [] : [literal];
    return [literal];
  });
}
