import type { TableColumnType } from 'antd';
import { ListTable } from '../parts/list-table.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { When } from '../parts/when.tsx';
import type { Alarm } from './queries.ts';

function lasted({ beganWall, endedWall }: Alarm): string {
  const seconds = Math.round((Date.parse(endedWall ?? new Date().toISOString()) - Date.parse(beganWall)) / 1000);
  if (seconds < 60) return `${seconds} 秒`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} 分钟` : `${(seconds / 3600).toFixed(1)} 小时`;
}

function worst({ detail }: Alarm): string {
  if (detail.count) return `至多 ${detail.count} 个`;
  if (detail.lagMs) return `滞后 ${Math.round(detail.lagMs / 1000)} 秒`;
  if (detail.freeBytes) return `剩余 ${(detail.freeBytes / 1e9).toFixed(1)} GB`;
  return '';
}

const columns: TableColumnType<Alarm>[] = [
  {
    title: '状态',
    key: 'state',
    width: 90,
    render: (_, a) => <StateMark mark={a.endedWall ? 'normal' : 'overdue'} label={a.endedWall ? '已恢复' : '未恢复'} />,
  },
  { title: '告警', dataIndex: 'name' },
  { title: '开始', dataIndex: 'beganWall', width: 110, render: (_, a) => <When at={a.beganWall} /> },
  { title: '持续', key: 'lasted', width: 90, render: (_, a) => lasted(a) },
  { title: '程度', key: 'worst', width: 120, render: (_, a) => worst(a) },
];

/** Times of this table are those of the machine: an alarm is about it, not about the business. */
export function AlarmTable({ alarms }: { alarms: Alarm[] }) {
  if (alarms.length === 0) return <p className="muted">还没有出现过告警。</p>;
  return <ListTable about={1} rowKey="id" columns={columns} dataSource={alarms} />;
}
