import type { Catalogue } from './types.ts';

/** Element templates: what a step is, in the owner's words, with a choice of what exists. Format of Camunda's element templates. */
const SCHEMA = '@camunda/zeebe-element-templates-json-schema';

interface Choice {
  name: string;
  value: string;
}

const titled = (list: { id: string; name: string }[]): Choice[] =>
  list.map(({ id, name }) => ({ name: name === id ? id : `${name}（${id}）`, value: id }));

/** Values that are computed in the course of a case, as diagrams at work have them. */
const computed = (values: string[], words: Record<string, string> = {}): Choice[] =>
  values
    .filter((value) => value.startsWith('='))
    .map((value) => ({ name: words[value] ?? `按办理情况：${value.slice(1)}`, value }));

const STARTS: Record<string, string> = {
  '=now()': '进入本环节时',
  '=acceptedAt': '受理时间',
  '=inspection.at': '到场勘验时间',
  '=review.at': '专家论证时间',
  '=proposalFormedAt': '建议方案形成时间',
  '=lateMaterial.countsFrom': '补报材料起算时间',
};
const SUBJECTS: Record<string, string> = {
  '=null': '不区分',
  '=department': '按部门',
  '=votingDepartment': '按表决部门',
};

/** 会签 and what is like it: one task for each department; joint-signing.ts makes it so. */
export const JOINT_TASK = 'cn.lixia.joint-task';
/** Which share of the departments has to agree (variable `agreed` of each task), or how many have to be done, before it goes on. */
export const JOINT_WAYS: readonly { id: string; name: string; description: string; condition: string | null }[] = [
  {
    id: JOINT_TASK,
    name: '会签',
    description: '几个部门同时各办一份，都办完后继续。',
    condition: null,
  },
  {
    id: 'cn.lixia.any-task',
    name: '或签',
    description: '几个部门同时各得一份，有一个部门办完即继续，其余的撤销。',
    condition: '=numberOfCompletedInstances >= 1',
  },
  {
    id: 'cn.lixia.vote-task',
    name: '票签',
    description:
      '几个部门同时各办一份，同意的超过半数即继续，其余的撤销；同意的不可能再过半数时等全部办完。表单里用 agreed（是、否）表示同意；比例在“多实例”的完成条件里改。',
    condition: '=count(votes[item = true]) > numberOfInstances / 2',
  },
];
const perDepartment: Choice[] = [
  { name: '各部门联络员', value: '=[department + ".liaison"]' },
  { name: '各部门经办人', value: '=[department + ".clerk"]' },
  { name: '各部门主要负责人', value: '=[department + ".head"]' },
];

const unique = (choices: Choice[]): Choice[] => [...new Map(choices.map((c) => [c.value, c])).values()];

export function elementTemplates(known: Catalogue): object[] {
  const units = known.groups.filter(({ id }) => !id.includes('.'));
  const groups: Choice[] = [
    ...titled(known.groups).map(({ name, value }) => ({ name, value: `=["${value}"]` })),
    ...computed(known.assignments).filter(({ value }) => !/^=\["[\w.-]+"\]$/.test(value)),
  ];
  const input = (name: string) => ({ type: 'zeebe:input', name });
  return [
    {
      $schema: SCHEMA,
      id: 'cn.lixia.limit-watch',
      name: '时限',
      description: '一个环节的法定时限：自起算时间的次日起数工作日，预警、超期亮牌、逐级提醒。放进所限的子流程里。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:CallActivity'],
      elementType: { value: 'bpmn:CallActivity' },
      properties: [
        hidden('limit-watch', { type: 'zeebe:calledElement', property: 'processId' }),
        hidden('=caseId', input('caseId')),
        choose(
          '时限事项',
          titled(known.obligations),
          input('obligation'),
          '同一事项内唯一，统计和延长、中止时按它区分',
        ),
        {
          label: '时限名称',
          description: '显示在时限监控和提醒中',
          type: 'String',
          feel: 'optional',
          binding: input('name'),
          constraints: { notEmpty: true },
        },
        {
          label: '工作日数',
          description: '起算之日的次日起，第几个工作日下班时届满（1 到 1000）',
          type: 'Number',
          feel: 'optional',
          value: 5,
          binding: input('workingDays'),
          constraints: { notEmpty: true },
        },
        {
          label: '起算时间',
          type: 'Dropdown',
          choices: unique([{ name: STARTS['=now()']!, value: '=now()' }, ...computed(known.limitStarts, STARTS)]),
          value: '=now()',
          binding: input('startsAt'),
        },
        {
          label: '提前几个工作日预警',
          type: 'Number',
          feel: 'optional',
          value: 1,
          binding: input('warnWorkingDaysBefore'),
        },
        {
          label: '依据',
          description: '文号和条款，如：历下政发〔2019〕1号 第四条（三）',
          type: 'String',
          binding: input('legalBasis'),
          constraints: { notEmpty: true },
        },
        {
          label: '责任单位',
          type: 'Dropdown',
          choices: [...titled(units), ...computed(known.limitUnits)],
          binding: input('unit'),
        },
        {
          label: '区分对象',
          description: '每个部门各有一个时限的，选“按部门”',
          type: 'Dropdown',
          choices: unique([{ name: '不区分', value: '=null' }, ...computed(known.limitSubjects, SUBJECTS)]),
          value: '=null',
          binding: input('subject'),
        },
      ],
    },
    {
      $schema: SCHEMA,
      id: 'cn.lixia.user-task',
      name: '人工办理',
      description: '由岗位在待办中领取、填写表单办理的环节。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:UserTask'],
      elementType: { value: 'bpmn:UserTask' },
      properties: [
        { type: 'Hidden', binding: { type: 'zeebe:userTask' } },
        choose('办理岗位', groups, { type: 'zeebe:assignmentDefinition', property: 'candidateGroups' }),
        choose('表单', titled(known.forms), { type: 'zeebe:formDefinition', property: 'formId' }),
        {
          label: '可读取的内容',
          description: '本环节可以读取的变量名，用逗号分开',
          type: 'String',
          binding: { type: 'zeebe:property', name: 'reads' },
        },
        {
          label: '页面上显示的内容',
          description: '其中显示在表单上方的变量名，用逗号分开',
          type: 'String',
          binding: { type: 'zeebe:property', name: 'shows' },
          optional: true,
        },
        {
          label: '批量提交',
          description: '同一环节的多个任务可以一次填写、一起提交',
          type: 'Dropdown',
          choices: [{ name: '允许', value: 'yes' }],
          binding: { type: 'zeebe:property', name: 'bulk' },
          optional: true,
        },
        {
          label: '退回到',
          description: '允许退回的环节标识，用逗号分开；填 no 不许退回；不填为本环节之前、系统尚未发文登记的人工环节',
          type: 'String',
          binding: { type: 'zeebe:property', name: 'returns' },
          optional: true,
        },
        {
          label: '转办范围',
          description: '不填：主要负责人办理的只在本岗位，其他的在本单位',
          type: 'Dropdown',
          choices: [
            { name: '不许转办、委派', value: 'no' },
            { name: '只在本岗位', value: 'post' },
            { name: '本单位各岗位', value: 'unit' },
          ],
          binding: { type: 'zeebe:property', name: 'handOver' },
          optional: true,
        },
      ],
    },
    ...JOINT_WAYS.map(({ id, name, description }) => ({
      $schema: SCHEMA,
      id,
      name,
      description: `${description}部门的清单在“多实例”里，默认取自变量 departments。`,
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:UserTask'],
      elementType: { value: 'bpmn:UserTask' },
      properties: [
        { type: 'Hidden', binding: { type: 'zeebe:userTask' } },
        {
          ...choose('各部门由谁办理', perDepartment, {
            type: 'zeebe:assignmentDefinition',
            property: 'candidateGroups',
          }),
          value: perDepartment[0]!.value,
        },
        choose('表单', titled(known.forms), { type: 'zeebe:formDefinition', property: 'formId' }),
        {
          label: '可读取的内容',
          description: '本环节可以读取的变量名，用逗号分开',
          type: 'String',
          binding: { type: 'zeebe:property', name: 'reads' },
        },
      ],
    })),
    {
      $schema: SCHEMA,
      id: 'cn.lixia.notice',
      name: '通知',
      description: '给岗位或单位发一条消息，记入办理记录，不等待答复。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:ServiceTask'],
      elementType: { value: 'bpmn:ServiceTask' },
      properties: [
        hidden('send-notice', { type: 'zeebe:taskDefinition', property: 'type' }),
        hidden('3', { type: 'zeebe:taskDefinition', property: 'retries' }),
        choose('通知谁', groups, input('noticeTo')),
        {
          label: '标题',
          description: '一行，至多 100 个字',
          type: 'String',
          feel: 'optional',
          binding: input('noticeTitle'),
          constraints: { notEmpty: true },
        },
        {
          label: '内容',
          type: 'Text',
          feel: 'optional',
          binding: input('noticeText'),
          constraints: { notEmpty: true },
        },
      ],
    },
    {
      $schema: SCHEMA,
      id: 'cn.lixia.archive',
      name: '归档',
      description: '把事项的材料、文书和办理记录封存为案卷，供下载和核验。放在结束之前。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:ServiceTask'],
      elementType: { value: 'bpmn:ServiceTask' },
      properties: [
        hidden('seal-archive', { type: 'zeebe:taskDefinition', property: 'type' }),
        hidden('3', { type: 'zeebe:taskDefinition', property: 'retries' }),
      ],
    },
    {
      $schema: SCHEMA,
      id: 'cn.lixia.service-task',
      name: '自动环节',
      description: '由平台程序自动完成的环节。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:ServiceTask'],
      elementType: { value: 'bpmn:ServiceTask' },
      properties: [
        choose('作业类型', titled(known.jobTypes), { type: 'zeebe:taskDefinition', property: 'type' }),
        hidden('3', { type: 'zeebe:taskDefinition', property: 'retries' }),
      ],
    },
    {
      $schema: SCHEMA,
      id: 'cn.lixia.rule-task',
      name: '规则判定',
      description: '按规则表得出结论。规则修改后，正在办理的事项到此环节用最新的规则。',
      version: 1,
      appliesTo: ['bpmn:Task', 'bpmn:BusinessRuleTask'],
      elementType: { value: 'bpmn:BusinessRuleTask' },
      properties: [
        choose('规则', titled(known.decisions), { type: 'zeebe:calledDecision', property: 'decisionId' }),
        {
          label: '结论存入的变量',
          description: '字母开头，只用字母和数字；没有规则匹配时为空值，后面要考虑到',
          type: 'String',
          binding: { type: 'zeebe:calledDecision', property: 'resultVariable' },
          constraints: {
            notEmpty: true,
            pattern: { value: '^[A-Za-z][A-Za-z0-9_]*$', message: '字母开头，只用字母、数字和下划线' },
          },
        },
      ],
    },
  ];
}

/** A choice that must be made. */
function choose(label: string, choices: Choice[], binding: object, description?: string): object {
  return { label, description, type: 'Dropdown', choices, binding, constraints: { notEmpty: true } };
}

function hidden(value: string, binding: object): object {
  return { type: 'Hidden', value, binding };
}
