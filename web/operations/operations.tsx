import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { operations } from './queries.ts';

/** 运行情况: every procedure with its cases at work and what is stuck. */
export function Operations() {
  useTitle('运行情况');
  const found = useQuery(operations());
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  return (
    <>
      <div className="page-head">
        <h1>运行情况</h1>
        <PageHelp />
      </div>
      <section className="panel">
        <ListTable
          scroll={{}}
          rowKey="id"
          dataSource={found.data.items}
          columns={[
            { title: '流程', render: (_, o) => <Link to={`/operations/${o.id}`}>{o.name}</Link> },
            { title: '现行', width: 80, render: (_, o) => `第 ${o.version} 版` },
            { title: '在办（件）', width: 110, align: 'right', dataIndex: 'running' },
            {
              title: '受阻（个）',
              width: 110,
              align: 'right',
              render: (_, o) => (o.stuck ? <strong className="stuck">■ {o.stuck}</strong> : 0),
            },
          ]}
        />
      </section>
    </>
  );
}
