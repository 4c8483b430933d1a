import { amount, by, choice, day, files, group, rows, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import {
  BODIES,
  CATEGORIES,
  CHANNELS,
  DECISION_KINDS,
  EXAMINATIONS,
  LEVELS,
  RESULTS,
  SATISFACTION,
  SOURCES,
} from './words.ts';

const unlawful: FormField[] = [
  { type: 'checkbox', key: 'unlawful', label: '涉及违法违规的业主决定' },
  text('decisionTitle', '该决定名称'),
];
const mediation = (path: string, label: string): FormField =>
  group(path, label, [
    choice('result', '结果', RESULTS),
    day('heldOn', '日期'),
    text('participants', '参加方'),
    text('text', '过程和结果'),
    files(),
    ...unlawful,
    by,
  ]);
const verdict = (path: string, label: string, values: Record<string, string> = {}): FormField =>
  group(path, label, [choice('result', '意见', values), text('text', '内容'), by]);
const RETURNS = { agree: '同意', publish: '同意公示', return: '退回' };

/** Variables of a dispute, described like form fields. */
export const disputeFacts: readonly FormField[] = [
  unit('filingUnit', '登记单位'),
  choice('source', '来源', SOURCES),
  text('hotlineNumber', '热线工单编号'),
  day('receivedOn', '收到日期'),
  text('estate', '小区'),
  text('complainant', '投诉人'),
  text('contact', '联系电话'),
  choice('category', '类别', CATEGORIES),
  text('content', '反映的问题'),
  unit('community', '所属社区'),
  unit('subDistrict', '所属街道'),
  unit('department', '协同部门'),
  choice('reached', '处理层级', LEVELS),
  mediation('communityMediation', '社区调解'),
  mediation('streetMediation', '街道调处'),
  group('coordination', '区级协调', [
    choice('result', '结果', RESULTS),
    day('heldOn', '日期'),
    { type: 'taglist', key: 'departments', label: '参加的成员单位', valuesKey: 'units' },
    text('text', '处理意见'),
    files(),
    ...unlawful,
    by,
  ]),
  verdict('coordinationReturned', '退回修改'),
  verdict('coordinationApproved', '处理意见审定', RETURNS),
  group('answer', '答复', [day('answeredOn', '日期'), choice('channel', '方式', CHANNELS), text('text', '内容'), by]),
  group('satisfaction', '回访', [
    choice('result', '满意度', SATISFACTION),
    day('visitedOn', '日期'),
    { type: 'checkbox', key: 'again', label: '提交上一级再处理' },
    text('text', '投诉人的意见'),
    by,
  ]),
];

/** Variables of a filed decision. */
export const decisionFacts: readonly FormField[] = [
  unit('filingUnit', '社区居委会'),
  unit('subDistrict', '所属街道'),
  text('estate', '小区'),
  choice('body', '作出决定的组织', BODIES),
  choice('decisionKind', '决定事项', DECISION_KINDS),
  text('title', '决定名称'),
  day('decidedOn', '决定日期'),
  text('content', '决定内容和表决情况'),
  choice('origin', '来源', { filed: '报备', dispute: '纠纷调处中发现' }),
  text('disputeId', '纠纷编号'),
  group('examination', '审查', [
    choice('result', '意见', EXAMINATIONS),
    text('text', '情况'),
    text('ground', '违反的规定'),
    text('days', '改正期限（工作日）'),
    by,
  ]),
  verdict('examinationReturned', '退回修改'),
  verdict('examinationConfirmed', '审查审定', RETURNS),
  group('correction', '改正', [
    choice('result', '情况', { corrected: '已改正', 'not-corrected': '逾期未改正' }),
    day('on', '核实日期'),
    text('text', '内容'),
    files(),
    by,
  ]),
  group('announcement', '公告', [day('on', '日期'), text('place', '位置'), files('照片'), by]),
];

/** Variables of a publication of common income. */
export const incomeFacts: readonly FormField[] = [
  unit('filingUnit', '社区居委会'),
  unit('subDistrict', '所属街道'),
  text('estate', '小区'),
  day('periodFrom', '收支期间自'),
  day('periodUntil', '收支期间至'),
  group('accounts', '收支', [
    text('keeper', '账目保管单位'),
    amount('opening', '期初结余（元）'),
    rows('income', '收入', [text('incomeName', '项目'), amount('incomeAmount', '金额（元）')]),
    rows('expenses', '支出', [text('expenseName', '项目'), amount('expenseAmount', '金额（元）')]),
    files('账目凭证'),
    by,
  ]),
  group('sums', '合计', [
    amount('income', '收入合计（元）'),
    amount('expenses', '支出合计（元）'),
    text('closing', '期末结余（元）'),
  ]),
  verdict('accountsReturned', '退回修改'),
  verdict('accountsVerified', '审核', RETURNS),
  group('publication', '公示', [text('fromAt', '自'), text('untilAt', '至')]),
  verdict('objections', '异议', { none: '没有异议', answered: '已核实答复', correct: '更正后重新公示' }),
];
