import type { FormField } from '../forms/schema.ts';
import { CLAUSES } from './agreement.ts';
import { by, choice, day, files, group, originals, rows, text, unit } from '../forms/fact-fields.ts';
import { TARGETS, VOTES } from './papers.ts';

const CONCLUSIONS = { pass: '可行', conditional: '修改后可行', fail: '不可行' };
const clauses = Object.entries(CLAUSES).map(([key, label]) => text(key, label));

/** Variables that the steps of a certification make, described like form fields. */
export const parkFacts: readonly FormField[] = [
  text('industryName', '产业'),
  unit('department', '产业主管部门'),
  { type: 'checkbox', key: 'eligible', label: '符合认定条件' },
  {
    ...rows('findings', '逐项条件', [{ type: 'checkbox', key: 'met', label: '符合' }, text('reason', '说明')]),
    properties: { format: 'finding' },
  },
  text('areaException', '面积例外'),
  { type: 'taglist', key: 'operatorParks', label: '该运营机构的其他园区' },
  group('applicationMaterials', '申报材料', [files(), text('note', '说明'), by]),
  group('departmentReview', '部门初审意见', [
    choice('result', '意见', { pass: '通过', return: '退回补正', refuse: '不通过' }),
    text('text', '内容'),
    text('items', '需补正'),
    by,
  ]),
  group('agreement', '协议草案', [
    ...clauses,
    text('missingReason', '缺少条款的理由'),
    group(
      'targets',
      '考核指标',
      Object.entries(TARGETS).map(([key, [label]]) => text(key, label)),
    ),
    by,
  ]),
  group('examination', '审核意见', [
    choice('result', '意见', { proceed: '提交研究', return: '退回产业主管部门' }),
    { type: 'checkbox', key: 'experts', label: '组织专家论证' },
    text('text', '内容'),
    by,
  ]),
  group('expertPanel', '专家论证安排', [rows('experts', '专家', [text('name', '专家')]), text('topics', '事项'), by]),
  group('expert', '专家', [text('name', '专家')]),
  rows('expertOpinions', '专家意见', [
    text('expert', '专家'),
    choice('interest', '利害关系', { none: '无', has: '有，回避' }),
    text('interestNote', '说明'),
    choice('opinion', '意见', CONCLUSIONS),
    text('text', '内容'),
    by,
  ]),
  group('expertConclusion', '论证结论', [choice('conclusion', '结论', CONCLUSIONS), text('text', '内容'), by]),
  group('meeting', '联席会议', [
    { type: 'datetime', subtype: 'datetime', key: 'at', label: '时间' },
    text('place', '地点'),
    { type: 'taglist', key: 'departments', label: '参会部门', valuesKey: 'units' },
    text('agenda', '议题'),
    by,
  ]),
  unit('votingDepartment', '表决部门'),
  rows('votes', '部门表决', [unit('department', '部门'), choice('vote', '表决', VOTES), text('text', '意见'), by]),
  group('minutes', '会议纪要', [day('heldOn', '日期'), text('chair', '主持'), text('text', '情况'), files(), by]),
  group('certification', '认定决定', [
    choice('result', '决定', { certified: '予以认定', 'not-certified': '不予认定' }),
    text('text', '理由'),
    by,
  ]),
  group('signing', '签署', [
    day('signedOn', '日期'),
    text('departmentSignatory', '产业主管部门'),
    text('operatorSignatory', '运营机构'),
    files('签署件'),
    by,
  ]),
  rows('agreementChanges', '签署文本的改动', [text('clause', '条款'), text('before', '草案'), text('after', '签署')]),
  group('filing', '备案', [
    choice('result', '意见', { filed: '准予备案', returned: '退回重签' }),
    text('number', '备案号'),
    text('text', '说明'),
    by,
  ]),
  group('certificate', '认定证书', [text('number', '编号'), day('on', '日期')]),
  originals,
];
