import type { FormSchema } from '../client/types.ts';

/** The inputs of the rule, named as in the filing form. */
export const decisionLevelForm: FormSchema = {
  components: [
    {
      id: 'items',
      type: 'number',
      key: 'itemsBeyondPolicy',
      label: '超出政策规定事项数',
      decimalDigits: 0,
      defaultValue: 0,
      validate: { required: true, min: 0 },
    },
    {
      id: 'reward',
      type: 'textfield',
      key: 'annualRewardBeyondPolicy',
      label: '超出政策奖励资金（年均）',
      defaultValue: '0',
      properties: { format: 'money' },
      validate: { required: true },
    },
    { id: 'major', type: 'checkbox', key: 'districtWideMajor', label: '事关全区发展的重大项目' },
    {
      id: 'beyond',
      type: 'radio',
      key: 'beyondLeadingGroup',
      label: '超出领导小组决策权限',
      defaultValue: 'no',
      values: [
        { label: '否', value: 'no' },
        { label: '提交区政府常务会议', value: 'government-executive-meeting' },
        { label: '提交区委常委会', value: 'party-standing-committee' },
      ],
      validate: { required: true },
    },
  ],
};
