import {
  CheckCircleOutlined,
  PauseCircleOutlined,
  RollbackOutlined,
  SyncOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { CaseStatus } from '../client/types.ts';
import { caseStatusText } from './format.ts';

const look: Record<CaseStatus, { icon: React.ReactNode; color: string }> = {
  running: { icon: <SyncOutlined />, color: '#1D4F91' },
  suspended: { icon: <PauseCircleOutlined />, color: '#5F6B7A' },
  completed: { icon: <CheckCircleOutlined />, color: '#1B7F3B' },
  withdrawn: { icon: <RollbackOutlined />, color: '#5F6B7A' },
  failed: { icon: <WarningOutlined />, color: '#C62828' },
};

export function CaseStatusTag({ status }: { status: CaseStatus }) {
  return (
    <Tag
      icon={look[status].icon}
      variant="outlined"
      style={{ color: look[status].color, borderColor: look[status].color, background: '#fff', margin: 0 }}
    >
      {caseStatusText[status]}
    </Tag>
  );
}
