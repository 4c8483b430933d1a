import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { FactsSheet } from './facts-sheet.tsx';
import { PartFacts } from './own-part.tsx';
import { overview, type Referred } from './queries.ts';

/** 责任追究: what one is asked oneself and what one has reported. The cases themselves are seen by the posts that handle them. */
export function AccountabilityPage() {
  useTitle('责任追究');
  const found = useQuery(overview());
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const { mine, referred, may } = found.data;
  return (
    <>
      <div className="page-head">
        <h1>责任追究</h1>
        <PageHelp />
        <span className="muted">历下政办发〔2019〕1号 附件2 四</span>
        {may.handle && <Link to="/cases?process=accountability">承办的事项</Link>}
        <div className="page-head-end">
          {may.refer && (
            <LinkButton type="primary" to="/start/accountability">
              移送线索
            </LinkButton>
          )}
        </div>
      </div>
      {mine.map((part) => (
        <section key={part.id} className="panel gap" aria-labelledby={`part-${part.id}`}>
          <h2 id={`part-${part.id}`}>
            与我有关：{part.id} {part.closedAt && '（已办结）'}
          </h2>
          {part.task && (
            <p>
              <LinkButton type="primary" to={`/tasks/${part.task.key}`}>
                {part.task.name}
              </LinkButton>
            </p>
          )}
          <PartFacts part={part} />
          <details>
            <summary>事实清单</summary>
            <FactsSheet caseId={part.id} />
          </details>
        </section>
      ))}
      <section className="panel" aria-labelledby="referred-title">
        <h2 id="referred-title">我移送的线索</h2>
        <p className="muted">移送后由承办岗位办理，事项只供承办岗位和当事人（本人部分）查看。</p>
        {referred.length === 0 ? (
          <Nothing>没有移送过线索。可在红牌或事项页面移送，也可直接移送。</Nothing>
        ) : (
          <ListTable
            rowKey="id"
            dataSource={referred}
            columns={[
              { title: '编号', dataIndex: 'id', className: 'nowrap' },
              { title: '情形', dataIndex: 'situationName' },
              {
                title: '来源',
                dataIndex: 'sourceCase',
                className: 'nowrap',
                render: (id: string | null) => (id ? <Link to={`/cases/${id}`}>{id}</Link> : '举报'),
              },
              { title: '移送时间', dataIndex: 'openedAt', render: (at: string) => <When at={at} long /> },
              {
                title: '状态',
                dataIndex: 'stateName',
                render: (name: string, r: Referred) => (r.declined ? `${name}：${r.declined}` : name),
              },
            ]}
          />
        )}
      </section>
    </>
  );
}
