import { Table, type TableColumnsType } from 'antd';
import type React from 'react';
import { Link } from 'react-router';
import type { ListView, Task } from '../client/types.ts';
import { RemindButton } from '../notifications/remind-button.tsx';
import { Due } from '../parts/due.tsx';
import { When } from '../parts/when.tsx';
import { ClaimButton } from './claim-button.tsx';
import { TaskMarks } from './task-marks.tsx';
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
          <TaskMarks task={t} />
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

interface Props {
  tasks: Task[];
  done: boolean;
  view?: ListView;
  /** Keys of the chosen ones, where something can be done with several. */
  chosen?: string[];
  choose?: (keys: string[]) => void;
}

export function TaskTable({ tasks, done, view = {}, chosen, choose }: Props) {
  const shown = view.columns;
  const mayLeaveOut = ['caseTitle', 'assignee', 'createdAt'];
  const cols = columns(done).filter((column) => {
    const key = 'dataIndex' in column ? String(column.dataIndex) : '';
    return !shown || !mayLeaveOut.includes(key) || shown.includes(key);
  });
  return (
    <Table
      size={view.density ?? 'small'}
      rowKey="key"
      columns={cols}
      dataSource={tasks}
      pagination={false}
      {...(choose && !done
        ? {
            rowSelection: {
              selectedRowKeys: chosen ?? [],
              onChange: (keys: React.Key[]) => choose(keys.map(String)),
              getCheckboxProps: (t: Task) => ({
                'aria-label': `选择：${t.name}，${t.caseTitle}`,
                disabled: !(t.may.claim || t.may.reassign || (t.bulk && t.may.complete)),
              }),
            },
          }
        : {})}
    />
  );
}
