import { Link } from 'react-router';
import type { Task } from '../client/types.ts';
import { RemindButton } from '../notifications/remind-button.tsx';
import { Due } from '../parts/due.tsx';
import { ListTable } from '../parts/list-table.tsx';

/** Open tasks with who may act; a link where this person may open it. */
export function OpenTasks({ tasks }: { tasks: Task[] }) {
  return (
    <section className="panel" aria-labelledby="tasks-title">
      <h2 id="tasks-title">待办任务</h2>
      <ListTable
        scroll={{}}
        rowKey="key"
        dataSource={tasks}
        columns={[
          { title: '任务', dataIndex: 'name', render: (_, t) => <Link to={`/tasks/${t.key}`}>{t.name}</Link> },
          { title: '办理人', render: (_, t) => t.assigneeName ?? `待领取（${t.groupNames.join('、')}）` },
          { title: '时限', render: (_, t) => <Due at={t.dueAt} open provisional={t.provisional} /> },
          ...(tasks.some((t) => t.may.remind)
            ? [{ title: '操作', render: (_: unknown, t: Task) => t.may.remind && <RemindButton task={t} /> }]
            : []),
        ]}
      />
    </section>
  );
}
