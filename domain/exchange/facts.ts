import { by, choice, day, group, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import { RESULTS } from '../on-site-inspection/results.ts';

/** What departments push back (附件2 二（一）、（三）). */
export const INFORMATION_KINDS = {
  finding: '监管发现',
  penalty: '处罚结果',
  'law-change': '法律法规和政策变动',
  training: '上级会议、培训',
} as const;
export type InformationKind = keyof typeof INFORMATION_KINDS;

export const ACTIONS = {
  noted: '已知悉，供审批参考',
  adjust: '调整审批依据、条件或材料',
  verify: '核查相关许可',
} as const;
export type Action = keyof typeof ACTIONS;

export const CLAIM_STATES = {
  open: '待认领',
  claimed: '已认领',
  'not-ours': '退回研究中',
  released: '不再推送',
} as const;
export type ClaimState = keyof typeof CLAIM_STATES;

/** What has become of an approval (行政许可法 8、69、70). */
export const STANDINGS = {
  valid: '有效',
  change: '已变更',
  withdraw: '已撤回',
  revoke: '已撤销',
  cancel: '已注销',
} as const;
export type Standing = keyof typeof STANDINGS;

/** Variables of an exchange, described like form fields. */
export const exchangeFacts: readonly FormField[] = [
  choice('kind', '方向', { result: '审批结果推送部门', supervision: '监管信息推送审批' }),
  text('matter', '审批事项'),
  text('applicant', '申请人'),
  choice('result', '审批结果', RESULTS),
  text('decisionNumber', '决定书文号'),
  day('decidedOn', '决定日期'),
  day('validUntil', '有效期至'),
  text('change', '变化'),
  text('resultCase', '审批事项编号'),
  { type: 'taglist', key: 'departments', label: '监管部门', valuesKey: 'units' },
  unit('department', '监管部门'),
  unit('filingUnit', '推送单位'),
  choice('informationKind', '信息类别', INFORMATION_KINDS),
  text('content', '内容'),
  text('documentNumber', '文书或文件编号'),
  day('happenedOn', '发生或印发日期'),
  day('effectiveOn', '施行日期'),
  text('approvalCase', '涉及的审批事项'),
  group('claim', '认领', [
    choice('answer', '答复', { claimed: '认领', 'not-ours': '不属本部门监管' }),
    text('measures', '监管责任科室和措施'),
    text('text', '理由'),
    by,
  ]),
  group('claimRefused', '维持推送', [text('text', '依据'), by]),
  group('claimDecision', '退回研究', [
    choice('result', '意见', { release: '不再推送该部门', keep: '维持推送' }),
    unit('unit', '改推单位'),
    text('text', '说明'),
    by,
  ]),
  group('acknowledgement', '签收', [choice('action', '处理', ACTIONS), text('text', '处理情况'), by]),
];
