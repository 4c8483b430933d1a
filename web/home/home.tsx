import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { failed } from '../client/queries.ts';
import { http } from '../client/http.ts';
import type { Deadline, Task } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Due } from '../parts/due.tsx';
import { remaining } from '../parts/limit-mark.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import '../limits/limit.css';
import './home.css';

interface Debt {
  unit: string;
  unitName: string;
  open: number;
  late: number;
  nextDue: string;
}
interface HomeView {
  counts: { mine: number; claimable: number; all: number };
  tasks: Task[];
  late: { total: number; items: (Deadline & { unitName: string | null; caseTitle: string })[] };
  unit: string | null;
  unitName: string | null;
  debts: { own: { open: number; late: number }; owes: Debt[]; owed: Debt[] };
}

const home = () => queryOptions({ queryKey: ['home'], queryFn: () => http.get<HomeView>('/api/home') });

/** 首页: what waits for me, what is late, what my unit owes whom. */
export function Home() {
  useTitle('首页');
  const { user } = useSession();
  const found = useQuery(home());
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const { counts, tasks, late, unit, unitName, debts } = found.data;
  const lateAddress = `/limits?state=overdue${unit ? `&unit=${unit}` : ''}`;
  return (
    <>
      <div className="page-head">
        <h1>首页</h1>
        <PageHelp />
        <span className="muted">{user.posts.map(({ name }) => name).join('、')}</span>
        <Link to="/search">查找</Link>
      </div>
      <div className="home">
        <section className="panel" aria-label="等我办理">
          <h2>等我办理</h2>
          <p>
            <Link to="/tasks">待我办理 {counts.mine} 项</Link> ·{' '}
            <Link to="/tasks?view=claimable">可领取 {counts.claimable} 项</Link>
          </p>
          {tasks.length === 0 ? (
            <Nothing>没有等您办理的任务。</Nothing>
          ) : (
            <ul className="home-list">
              {tasks.map((t) => (
                <li key={t.key}>
                  <Link to={`/tasks/${t.key}`}>{t.name}</Link> <Due at={t.dueAt} open provisional={t.provisional} />
                  <div className="muted">{t.caseTitle}</div>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="panel" aria-label="已经超期">
          <h2>{unitName ? `${unitName}已经超期` : '已经超期'}</h2>
          {late.total === 0 ? (
            <Nothing>没有超期的时限。</Nothing>
          ) : (
            <>
              <p>
                <Link to={lateAddress}>共 {late.total} 个超期时限</Link>
              </p>
              <ul className="home-list">
                {late.items.map((d) => (
                  <li key={d.id}>
                    <StateMark mark="overdue" label={remaining(d) ?? '超期'} />{' '}
                    <Link to={`/limits/${encodeURIComponent(d.id)}`}>{d.name}</Link>
                    <div className="muted">
                      {d.caseTitle} {d.dueAt && <When at={d.dueAt} />}
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
        {unit && (
          <>
            <Debts
              title="本单位欠其他单位的"
              nothing="没有未办结的时限。"
              debts={debts.owes}
              address={() => `/limits?state=open&unit=${unit}`}
            />
            <Debts
              title="其他单位欠本单位的"
              nothing="没有其他单位未办结的时限。"
              debts={debts.owed}
              address={(d) => `/limits?state=open&unit=${d.unit}`}
            />
          </>
        )}
      </div>
      {unit && debts.own.open > 0 && (
        <p className="muted">
          本单位牵头的事项中，另有本单位自己的时限 {debts.own.open} 个，其中超期 {debts.own.late} 个。
        </p>
      )}
    </>
  );
}

function Debts({
  title,
  nothing,
  debts,
  address,
}: {
  title: string;
  nothing: string;
  debts: Debt[];
  address(debt: Debt): string;
}) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {debts.length === 0 ? (
        <Nothing>{nothing}</Nothing>
      ) : (
        <div className="scroll-x">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">单位</th>
                <th scope="col" className="number">
                  未办结
                </th>
                <th scope="col">其中超期</th>
                <th scope="col">最近到期</th>
              </tr>
            </thead>
            <tbody>
              {debts.map((d) => (
                <tr key={d.unit}>
                  <th scope="row">
                    <Link to={address(d)}>{d.unitName}</Link>
                  </th>
                  <td className="number">{d.open}</td>
                  <td>{d.late ? <StateMark mark="overdue" label={`${d.late} 个`} /> : '无'}</td>
                  <td>
                    <When at={d.nextDue} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
