import { by, choice, day, files, group, rows, text, unit } from '../forms/fact-fields.ts';
import type { FormField } from '../forms/schema.ts';
import { WAYS } from './way.ts';

/** What is consulted on (附件2 一（二）). */
export const CATEGORIES = {
  legality: '合法性、规范性，承接、取消、下放事项对接',
  inspection: '检查、检验、检测、鉴定、公告、专家论证、听证',
  parallel: '并联审批、网上审批、联合勘验、联合验收',
  dispute: '信访、行政复议、行政诉讼',
  other: '其他需要会商的事项',
} as const;

export const MEETING_KINDS = {
  regular: '例会',
  special: '专题会议',
  joint: '联席会议（热点难点）',
  docking: '工作对接会',
  coordination: '协调会',
} as const;
export type MeetingKind = keyof typeof MEETING_KINDS;

const YES_NO = { no: '否', yes: '是' };
const units = (key: string, label: string): FormField => ({ type: 'taglist', key, label, valuesKey: 'units' });
const verdict = (path: string, label: string, values: Record<string, string>): FormField =>
  group(path, label, [choice('result', '意见', values), text('text', '内容'), by]);

/** Variables of a consultation, described like form fields. */
export const consultationFacts: readonly FormField[] = [
  text('subject', '会商事项'),
  unit('filingUnit', '发起单位'),
  choice('category', '会商内容', CATEGORIES),
  text('content', '情况和需会商的问题'),
  units('departments', '涉及部门'),
  choice('disputed', '部门间有分歧', YES_NO),
  choice('hot', '热点难点', YES_NO),
  choice('way', '会商方式', WAYS),
  group('letter', '商请函', [text('text', '内容'), text('days', '复函期限（工作日）'), files(), by]),
  verdict('letterReturned', '退回修改', {}),
  verdict('letterSigned', '签发', { sign: '同意签发', return: '退回修改' }),
  group('reply', '复函', [
    choice('position', '意见', { agree: '同意', conditional: '有条件同意', disagree: '不同意' }),
    text('text', '内容'),
    files(),
    by,
  ]),
  verdict('replyReturned', '退回修改', {}),
  verdict('replyApproved', '复函审定', { send: '同意复函', return: '退回修改' }),
  verdict('assessment', '研判', { settled: '协商一致', again: '再次去函', meeting: '需要会议研究' }),
  text('meetingCase', '会议事项'),
];

/** Variables of a meeting, described like form fields. */
export const jointMeetingFacts: readonly FormField[] = [
  text('subject', '会议名称'),
  choice('kind', '会议类别', MEETING_KINDS),
  unit('filingUnit', '提出单位'),
  unit('organiser', '承办单位'),
  text('topics', '议题和需解决的问题'),
  units('departments', '参会单位'),
  text('consultationId', '会商事项编号'),
  group('convening', '召集人批示', [
    choice('result', '意见', { approve: '同意召开', decline: '不召开' }),
    { type: 'select', key: 'leader', label: '牵头副召集人', valuesKey: 'jointDeputies' },
    text('duties', '牵头职责'),
    text('days', '召开期限（工作日）'),
    text('text', '内容'),
    by,
  ]),
  group('meeting', '会议安排', [
    { type: 'datetime', subtype: 'datetime', key: 'at', label: '时间' },
    text('place', '地点'),
    units('units', '参会单位'),
    text('agenda', '议题'),
    { type: 'filepicker', key: 'materials', label: '会议材料' },
    text('notes', '其他事项'),
    by,
  ]),
  verdict('papersDecision', '会前未转发议题材料', { hold: '先行召开', complete: '补齐后召开' }),
  verdict('papersRefused', '需补齐议题材料', {}),
  rows('confirmations', '参会确认', [
    unit('unit', '单位'),
    choice('answer', '参会', { attend: '按时参会', deputise: '委派他人', absent: '不能参会' }),
    text('text', '意见'),
    by,
  ]),
  group('minutes', '会议情况', [
    day('heldOn', '会议日期'),
    units('attended', '到会单位'),
    text('absentNote', '未到会情况'),
    text('text', '会议情况'),
    files('签到表、发言材料'),
    by,
  ]),
  rows('decisions', '议定事项', [text('matter', '事项'), unit('unit', '责任单位'), text('days', '期限（工作日）')]),
  verdict('minutesReturned', '纪要退回', {}),
  verdict('minutesApproved', '纪要审定', { issue: '同意印发', return: '退回修改' }),
  group('decision', '议定事项', [text('matter', '事项'), unit('unit', '责任单位'), text('days', '期限（工作日）')]),
  group('decisionReport', '落实情况', [text('text', '内容'), files('佐证材料'), by]),
  verdict('decisionVerdict', '核实', { done: '已落实', continue: '继续落实' }),
];
