import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Task } from '../client/types.ts';
import { RemindButton } from '../notifications/remind-button.tsx';
import { Due } from '../parts/due.tsx';
import { When } from '../parts/when.tsx';
import { ClaimButton } from './claim-button.tsx';
import { OnBehalfOf } from './in-place-of.tsx';

function columns(done: boolean): TableColumnsType<Task> {
  return [
    {
      title: '时限',
      dataIndex: 'dueAt',
      width: 176,
      render: (_, t) => <Due at={t.dueAt} open={!done} provisional={t.provisional} />,
    },
    { title: '任务', dataIndex: 'name', render: (_, t) => <Link to={`/tasks/${t.key}`}>{t.name}</Link> },
    {
      title: '事项',
      dataIndex: 'caseTitle',
      render: (_, t) => (
        <>
          <Link to={`/cases/${t.caseId}`}>{t.caseTitle}</Link>
          <div className="muted">
            {t.caseId} · {t.processName}
          </div>
        </>
      ),
    },
    {
      title: '办理人',
      dataIndex: 'assignee',
      render: (_, t) => (
        <>
          {t.assigneeName ?? <span className="muted">待领取（{t.groupNames.join('、')}）</span>}
          <OnBehalfOf name={t.onBehalfOfName} />
        </>
      ),
    },
    done
      ? { title: '办结时间', dataIndex: 'endedAt', width: 110, render: (_, t) => t.endedAt && <When at={t.endedAt} /> }
      : { title: '到达时间', dataIndex: 'createdAt', width: 110, render: (_, t) => <When at={t.createdAt} /> },
    ...(done
      ? []
      : [
          {
            title: '操作',
            key: 'act',
            width: 72,
            render: (_: unknown, t: Task) =>
              t.may.claim ? <ClaimButton task={t} /> : t.may.remind && <RemindButton task={t} />,
          },
        ]),
  ];
}

export function TaskTable({ tasks, done }: { tasks: Task[]; done: boolean }) {
  return <Table size="small" rowKey="key" columns={columns(done)} dataSource={tasks} pagination={false} />;
}
