import { FundProjectionScreenOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Pagination } from 'antd';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { useTitle } from '../parts/use-title.ts';
import { BoardTabs } from './board-tabs.tsx';
import './board.css';
import { ColumnChoice, useColumns } from './columns.tsx';
import { StateCounts } from './counts.tsx';
import { Filters } from './filters.tsx';
import { LimitCards } from './limit-cards.tsx';
import { LimitTable } from './limit-table.tsx';
import { exportAddress, LIMITS_PAGE, limitQueries, type LimitFilter } from './queries.ts';
import { FILTERS, isFiltered } from './filter-names.ts';

/** 时限监控: every running limit that one may see, the most urgent first. */
export function Board() {
  useTitle('时限监控');
  const address = useAddress();
  const narrow = useNarrow();
  const columns = useColumns();
  const filter = Object.fromEntries(FILTERS.map((name) => [name, address.get(name)])) as unknown as LimitFilter;
  filter.state ||= 'open';
  const sort = address.get('sort');
  const limits = useQuery(limitQueries.list(filter, sort, address.page));
  const filtered = isFiltered(filter);

  return (
    <>
      <div className="page-head">
        <h1>时限监控</h1>
        <PageHelp />
        <BoardTabs active="list" />
        <div className="page-head-end">
          {!narrow && <LinkButton to="/limits/wall" icon={<FundProjectionScreenOutlined />} children="大屏" />}
          <ExportButton address={exportAddress(filter, sort)} total={limits.data?.total ?? 0} />
        </div>
      </div>
      <div className="panel">
        <StateCounts filter={filter} set={address.set} />
        <Filters filter={filter} set={address.set} filtered={filtered} total={limits.data?.total}>
          {narrow ? <StateCounts filter={filter} set={address.set} /> : <ColumnChoice columns={columns} />}
        </Filters>
        {failed(limits) ? (
          <ProblemState error={limits.error} retry={() => void limits.refetch()} />
        ) : limits.isPending ? (
          <Loading />
        ) : limits.data.items.length === 0 ? (
          <Nothing>
            {filtered || filter.state !== 'open'
              ? '没有符合筛选条件的时限。'
              : '没有您可以查看的进行中的时限。事项进入有时限的环节后会自动出现在这里。'}
          </Nothing>
        ) : (
          <>
            {narrow ? (
              <LimitCards limits={limits.data.items} />
            ) : (
              <LimitTable
                limits={limits.data.items}
                shown={columns.shown}
                sort={sort}
                onSort={(next) => address.set({ sort: next })}
              />
            )}
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={LIMITS_PAGE}
              total={limits.data.total}
              showSizeChanger={false}
              showTotal={(total) => `共 ${total} 条`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
