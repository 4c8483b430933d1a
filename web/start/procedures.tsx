import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { failed, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';

/** 发起事项: the procedures that my posts may start. */
export function Procedures() {
  useTitle('发起事项');
  const query = useQuery(queries.processes());
  if (failed(query)) return <ProblemState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  const startable = query.data.items.filter((p) => p.mayStart);
  return (
    <>
      <div className="page-head">
        <h1>发起事项</h1>
        <PageHelp />
      </div>
      <div className="panel">
        {startable.length === 0 ? (
          <Nothing>您的岗位没有可以发起的流程。</Nothing>
        ) : (
          <ul className="procedures">
            {startable.map((p) => (
              <li key={p.id}>
                <Link to={`/start/${p.id}`}>{p.name}</Link> <span className="muted">第 {p.version} 版</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
