import type { FormField } from '../forms/schema.ts';
import { amount, choice, by, day, files, group, originals, rows, text } from '../forms/fact-fields.ts';
import { GROUNDS } from './ledger.ts';

const INTEGRITY = { none: '未发现', ...GROUNDS };

/** Variables that an evaluation begins with and that its steps make, described like form fields. */
export const evaluationFacts: readonly FormField[] = [
  text('parkName', '园区名称'),
  text('operatorName', '运营机构'),
  choice('kind', '考核类型', { 'half-year': '半年评价', annual: '年度综合评价', special: '专项核查' }),
  text('periodName', '考核期'),
  { type: 'select', key: 'department', label: '产业主管部门', valuesKey: 'units' },
  text('targetsText', '协议目标'),
  text('halfYears', '本年半年报告'),
  text('history', '历年评价'),
  text('clue', '核查线索'),
  group('actuals', '实际完成', [
    text('actualCompanies', '入驻企业数量（家）'),
    amount('actualRevenue', '园区营业收入'),
    text('actualGrowth', '营业收入增幅（%）'),
    text('actualShare', '主导产业企业占比（%）'),
    amount('actualContribution', '园区经济贡献'),
    { type: 'checkbox', key: 'specialMet', label: '特色指标已完成' },
    text('specialText', '特色指标完成情况'),
    text('text', '评价说明'),
    files('佐证材料'),
    by,
  ]),
  group('score', '测算结果', [text('text', '得分')]),
  group('reportReturned', '退回修改', [text('text', '意见'), by]),
  group('reportConfirmed', '部门审定', [
    choice('result', '意见', { pass: '同意报送', return: '退回修改' }),
    text('text', '内容'),
    by,
  ]),
  group('yearReview', '综合评价意见', [
    choice('result', '意见', { confirm: '确认', return: '退回产业主管部门', unfounded: '不属实' }),
    choice('integrity', '弄虚作假和违约核查', INTEGRITY),
    text('text', '内容'),
    files(),
    by,
  ]),
  choice('consequence', '处理', { none: '无', rectify: '整改', revoke: '提请取消资格' }),
  group('rectification', '整改措施', [text('measures', '措施'), text('days', '期限（工作日）'), by]),
  group('rectificationReport', '整改情况', [text('text', '情况'), files('佐证材料'), by]),
  group('rectificationVerdict', '整改核验', [
    choice('result', '结果', { qualified: '整改到位', continue: '继续整改' }),
    text('text', '意见'),
    by,
  ]),
  group('revocation', '取消资格的决定', [
    choice('result', '决定', { revoke: '取消产业园区资格', keep: '暂不取消' }),
    text('text', '理由'),
    by,
  ]),
  group('money', '产业资金', [amount('paid', '已兑现'), amount('claimed', '已决定追缴'), amount('received', '已收到')]),
  group('clawbackDecision', '追缴决定', [
    choice('scope', '范围', { all: '全部', part: '部分' }),
    amount('amount', '数额'),
    text('days', '期限（工作日）'),
    text('text', '依据和理由'),
    by,
  ]),
  group('clawback', '追缴台账', [
    amount('amount', '应缴'),
    amount('received', '已收'),
    amount('outstanding', '尚欠'),
    day('dueOn', '应缴日期'),
    text('refusal', '未登记'),
  ]),
  rows('receipts', '收到的资金', [day('on', '日期'), amount('amount', '数额'), by]),
  originals,
];
