import type { FormField } from '../forms/schema.ts';

const LEVELS = [
  { label: '领导小组办公室', value: 'leading-group-office' },
  { label: '招商引资快速决策领导小组', value: 'leading-group' },
  { label: '区政府常务会议', value: 'government-executive-meeting' },
  { label: '区委常委会', value: 'party-standing-committee' },
];
const by: FormField = { type: 'textfield', key: 'by', label: '填写人' };

const level: FormField = { type: 'select', key: 'level', label: '决策层级', values: LEVELS };

const opinions: FormField = {
  type: 'dynamiclist',
  path: 'opinions',
  label: '部门论证意见',
  components: [
    { type: 'select', key: 'department', label: '部门', valuesKey: 'units' },
    {
      type: 'radio',
      key: 'opinion',
      label: '论证意见',
      values: [
        { label: '同意', value: 'agree' },
        { label: '有条件同意', value: 'conditional' },
        { label: '不同意', value: 'disagree' },
      ],
    },
    { type: 'textarea', key: 'text', label: '意见内容' },
    { type: 'filepicker', key: 'files', label: '附件' },
    by,
  ],
};

const proposal: FormField = {
  type: 'group',
  path: 'proposal',
  label: '建议方案',
  components: [
    { type: 'textarea', key: 'text', label: '内容' },
    { type: 'filepicker', key: 'files', label: '附件' },
    by,
  ],
};

const decision: FormField = {
  type: 'group',
  path: 'decision',
  label: '决策',
  components: [
    {
      type: 'radio',
      key: 'result',
      label: '决策结果',
      values: [
        { label: '通过', value: 'approved' },
        { label: '不予通过', value: 'rejected' },
        { label: '退回再论证', value: 'reargue' },
      ],
    },
    { type: 'textfield', key: 'meeting', label: '会议名称' },
    { type: 'datetime', subtype: 'date', key: 'date', label: '会议日期' },
    { type: 'textarea', key: 'text', label: '意见' },
    { type: 'textarea', key: 'attendees', label: '参会人员' },
    { type: 'filepicker', key: 'files', label: '会议资料' },
    by,
  ],
};

/** Variables of a case that its steps make, described like form fields so that pages and the case file name them alike. */
export const fastTrackFacts: readonly FormField[] = [
  {
    type: 'group',
    path: 'materialsCheck',
    label: '要件核对',
    components: [
      { type: 'checkbox', key: 'complete', label: '要件齐全' },
      { type: 'taglist', key: 'missing', label: '缺少的要件' },
    ],
  },
  { type: 'taglist', key: 'supplementItems', label: '需补正内容' },
  {
    type: 'group',
    path: 'review',
    label: '材料核对',
    components: [
      {
        type: 'radio',
        key: 'result',
        label: '核对结果',
        values: [
          { label: '受理', value: 'accept' },
          { label: '退回补正', value: 'return' },
        ],
      },
      { type: 'taglist', key: 'items', label: '需补正内容' },
      { type: 'textarea', key: 'note', label: '区投资促进局意见' },
      by,
    ],
  },
  {
    type: 'group',
    path: 'supplement',
    label: '最近一次补正',
    components: [
      { type: 'taglist', key: 'items', label: '要求补正' },
      { type: 'taglist', key: 'confirmed', label: '已补正' },
      { type: 'textarea', key: 'note', label: '说明' },
      { type: 'filepicker', key: 'files', label: '附件' },
      by,
    ],
  },
  { type: 'select', key: 'department', label: '论证部门', valuesKey: 'units' },
  opinions,
  proposal,
  level,
  {
    type: 'group',
    path: 'levelBasis',
    label: '层级依据',
    components: [
      { type: 'number', key: 'version', label: '决策表版本' },
      {
        type: 'dynamiclist',
        path: 'rules',
        label: '适用条款',
        components: [{ type: 'textfield', key: 'annotation', label: '条款' }],
      },
    ],
  },
  decision,
  { type: 'dynamiclist', path: 'rounds', label: '以往论证和决策', components: [opinions, proposal, level, decision] },
];
