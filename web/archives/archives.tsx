import { queryOptions, useQuery } from '@tanstack/react-query';
import { Alert, Button, Pagination } from 'antd';
import { Link } from 'react-router';
import { http, type Problem, query } from '../client/http.ts';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { ListTable } from '../parts/list-table.tsx';
import { When } from '../parts/when.tsx';

interface Seal {
  caseId: string;
  size: number;
  sealSha256: string;
  sealedAt: string;
}
interface Verdict {
  checked: number;
  faults: { caseId: string; message: string }[];
  lastSeal: string | null;
}

const seals = (page: number) =>
  queryOptions({
    queryKey: ['archives', page],
    queryFn: () => http.get<List<Seal>>(`/api/archives${query({ limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });

/** 案卷封存: the chain of seals, and whether every file is still what was sealed. */
export function Archives() {
  useTitle('案卷封存');
  const address = useAddress();
  const found = useQuery(seals(address.page));
  // Reads every case file: only when somebody asks for it.
  const verdict = useQuery({
    queryKey: ['archives', 'verification'],
    queryFn: () => http.get<Verdict>('/api/archives/verification'),
    enabled: false,
    retry: false,
  });
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const faultsOf = (caseId: string) => verdict.data?.faults.filter((fault) => fault.caseId === caseId) ?? [];
  return (
    <>
      <div className="page-head">
        <h1>案卷封存</h1>
        <PageHelp />
        <Button type="primary" loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
          验证全部案卷
        </Button>
      </div>
      <div aria-live="polite">
        {verdict.error && <ProblemAlert problem={verdict.error as Problem} />}
        {verdict.data && !verdict.isFetching && <Result verdict={verdict.data} />}
      </div>
      <section className="panel">
        {found.data.items.length === 0 ? (
          <Nothing>还没有封存的案卷。</Nothing>
        ) : (
          <>
            <ListTable
              rowKey="caseId"
              dataSource={found.data.items}
              columns={[
                {
                  title: '事项编号',
                  dataIndex: 'caseId',
                  className: 'nowrap',
                  render: (id: string) => (id.startsWith('受限') ? id : <Link to={`/cases/${id}`}>{id}</Link>),
                },
                { title: '封存时间', dataIndex: 'sealedAt', render: (at: string) => <When at={at} long /> },
                {
                  title: '大小',
                  dataIndex: 'size',
                  align: 'right',
                  className: 'nowrap',
                  render: (size: number) => `${Math.ceil(size / 1024)} KB`,
                },
                {
                  title: '封存值',
                  dataIndex: 'sealSha256',
                  render: (seal: string) => <code title={seal}>{seal.slice(0, 16)}…</code>,
                },
                {
                  title: '验证结果',
                  key: 'result',
                  render: (_, { caseId }) =>
                    !verdict.data ? (
                      <span className="muted">未验证</span>
                    ) : faultsOf(caseId).length === 0 ? (
                      <StateMark mark="normal" label="完好" />
                    ) : (
                      faultsOf(caseId).map(({ message }) => (
                        <div key={message}>
                          <StateMark mark="overdue" label={message} />
                        </div>
                      ))
                    ),
                },
              ]}
            />
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={found.data.total}
              showSizeChanger={false}
              showTotal={(total) => `共 ${total} 份`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </section>
    </>
  );
}

function Result({ verdict }: { verdict: Verdict }) {
  const { checked, faults, lastSeal } = verdict;
  if (faults.length === 0)
    return (
      <section className="panel gap">
        <StateMark mark="normal" label={`${checked} 份案卷封存完好`} />
        {lastSeal && <div className="muted prose">最后封存值：{lastSeal}</div>}
      </section>
    );
  return (
    <Alert
      className="gap"
      showIcon
      type="error"
      title={`${checked} 份案卷中发现 ${faults.length} 处问题`}
      description={
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {faults.slice(0, 20).map(({ caseId, message }) => (
            <li key={`${caseId} ${message}`}>
              {caseId}：{message}
            </li>
          ))}
          {faults.length > 20 && <li>共 {faults.length} 处，其余见各案卷。</li>}
        </ul>
      }
    />
  );
}
