import { CheckCircleOutlined, ClockCircleOutlined, SwapOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import type { AbsenceState } from './types.ts';

export const absenceStateText: Record<AbsenceState, string> = {
  active: '代理中',
  planned: '未开始',
  ended: '已结束',
};
const icon: Record<AbsenceState, React.ReactNode> = {
  active: <SwapOutlined />,
  planned: <ClockCircleOutlined />,
  ended: <CheckCircleOutlined />,
};
const color: Record<AbsenceState, string> = { active: '#8A5A00', planned: '#1D4F91', ended: '#5F6B7A' };

/** By shape, colour and text. */
export function AbsenceMark({ state, acted }: { state: AbsenceState; acted: boolean }) {
  return (
    <Tag
      icon={icon[state]}
      variant="outlined"
      style={{ color: color[state], borderColor: color[state], background: '#fff', margin: 0 }}
    >
      {state === 'active' && !acted ? '缺席中' : absenceStateText[state]}
    </Tag>
  );
}
