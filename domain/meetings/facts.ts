import type { FormField } from '../forms/schema.ts';

const by: FormField = { type: 'textfield', key: 'by', label: '经办' };
const MEMBERS = 'groupMembers';

/** Variables of a meeting that its steps make, described like form fields. */
export const meetingFacts: readonly FormField[] = [
  {
    type: 'group',
    path: 'plan',
    label: '拟定会期',
    components: [
      { type: 'datetime', subtype: 'datetime', key: 'at', label: '会议时间' },
      { type: 'textfield', key: 'note', label: '说明' },
    ],
  },
  {
    type: 'dynamiclist',
    path: 'agenda',
    label: '办理中的快速决策事项',
    components: [
      { type: 'textfield', key: 'subject', label: '事项名称' },
      { type: 'select', key: 'unit', label: '单位', valuesKey: 'units' },
      { type: 'textfield', key: 'step', label: '当前环节' },
    ],
  },
  { type: 'textarea', key: 'topics', label: '议题' },
  {
    type: 'group',
    path: 'meeting',
    label: '会议安排',
    components: [
      { type: 'datetime', subtype: 'datetime', key: 'at', label: '时间' },
      { type: 'textfield', key: 'place', label: '地点' },
      { type: 'select', key: 'chair', label: '主持', valuesKey: MEMBERS },
      { type: 'taglist', key: 'attendees', label: '参会人员', valuesKey: MEMBERS },
      { type: 'textarea', key: 'topics', label: '其他议题' },
      { type: 'textarea', key: 'notes', label: '其他事项' },
      by,
    ],
  },
  {
    type: 'group',
    path: 'minutes',
    label: '会议纪要',
    components: [
      { type: 'datetime', subtype: 'date', key: 'heldOn', label: '会议日期' },
      { type: 'select', key: 'chair', label: '主持', valuesKey: MEMBERS },
      { type: 'taglist', key: 'attended', label: '出席', valuesKey: MEMBERS },
      { type: 'textarea', key: 'text', label: '会议情况' },
      { type: 'filepicker', key: 'files', label: '会议资料' },
      by,
    ],
  },
  {
    type: 'group',
    path: 'followUp',
    label: '交办事项',
    components: [
      { type: 'textfield', key: 'matter', label: '事项' },
      { type: 'select', key: 'unit', label: '责任单位', valuesKey: 'units' },
      { type: 'datetime', subtype: 'date', key: 'due', label: '办结时限' },
    ],
  },
  {
    type: 'dynamiclist',
    path: 'followUpReports',
    label: '交办事项办理结果',
    components: [
      { type: 'textfield', key: 'matter', label: '事项' },
      { type: 'select', key: 'unit', label: '责任单位', valuesKey: 'units' },
      {
        type: 'radio',
        key: 'result',
        label: '办理结果',
        values: [
          { label: '已办结', value: 'done' },
          { label: '未办结，提请下次碰头会研究', value: 'next-meeting' },
        ],
      },
      { type: 'textarea', key: 'text', label: '办理情况' },
      by,
    ],
  },
];
