import type { FormField } from '../forms/schema.ts';
import { by, choice, files, group, originals, rows, text, unit } from '../forms/fact-fields.ts';
import { SOURCE_KINDS } from './replacement.ts';

export const APPROVALS = { approve: '审批', ratify: '核准', file: '备案' } as const;

/** Variables that a review begins with and that its steps make, described like form fields. */
export const coalFacts: readonly FormField[] = [
  unit('filingUnit', '审批、核准、备案部门'),
  text('projectName', '项目名称'),
  text('projectUnit', '项目单位'),
  choice('approvalKind', '办理类型', APPROVALS),
  { type: 'checkbox', key: 'coalPower', label: '新上燃煤发电项目' },
  text('startYear', '投产年度'),
  text('annualCoal', '年耗煤量（万吨）'),
  text('replacementRatio', '替代比例'),
  rows('sources', '替代源', [
    text('name', '替代源'),
    choice('kind', '方式', SOURCE_KINDS),
    text('amount', '替代量（万吨）'),
    text('year', '见效年度'),
  ]),
  group('replacement', '替代测算', [text('text', '测算')]),
  group('planReview', '替代方案审查', [
    choice('result', '意见', { agree: '同意', return: '退回补充', refuse: '不同意' }),
    text('ratio', '应执行的替代比例'),
    text('text', '内容'),
    files('市级及以上审查意见'),
    by,
  ]),
  group('completion', '补充替代方案', [
    choice('result', '意见', { resubmit: '继续申报', 'give-up': '放弃申报' }),
    text('text', '说明'),
    by,
  ]),
  group('energyReview', '节能审查', [
    choice('result', '意见', { pass: '通过', refuse: '不通过' }),
    text('number', '文号'),
    text('text', '内容'),
    files('节能审查意见'),
    by,
  ]),
  group('eia', '环评核对', [
    choice('result', '结果', { contains: '已包含替代方案', missing: '未包含' }),
    text('number', '环评文件编号'),
    text('text', '说明'),
    files('环评文件'),
    by,
  ]),
  group('capBalance', '总量目标', [text('text', '测算')]),
  group('decision', '决定', [
    choice('result', '决定', { approve: '同意', refuse: '不同意' }),
    text('text', '理由'),
    by,
  ]),
  originals,
];
