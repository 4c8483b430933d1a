import { DownloadOutlined, FundProjectionScreenOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Pagination, Tooltip } from 'antd';
import { useState } from 'react';
import { problemOf } from '../client/http.ts';
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

const MOST_EXPORTED = 10_000;

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
        <BoardTabs active="list" />
        <div className="page-head-end">
          {!narrow && <LinkButton to="/limits/wall" icon={<FundProjectionScreenOutlined />} children="大屏" />}
          <ExportButton address={exportAddress(filter, sort)} total={limits.data?.total ?? 0} />
        </div>
      </div>
      <div className="panel">
        <StateCounts filter={filter} set={address.set} />
        <Filters filter={filter} set={address.set} filtered={filtered}>
          {!narrow && <ColumnChoice columns={columns} />}
        </Filters>
        {limits.isError ? (
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

/** A plain download, asked for by script only so that a refusal is said on this page. */
function ExportButton({ address, total }: { address: string; total: number }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const tooMany = total > MOST_EXPORTED;

  async function download() {
    setBusy(true);
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw await problemOf(answer);
      const name = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name ?? 'limits.xlsx';
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      const { detail, message: title } = error as { detail?: string; message: string };
      void message.error(detail || title);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Tooltip title={tooMany ? `一次至多导出 ${MOST_EXPORTED} 条，请缩小筛选范围` : '导出当前筛选结果'}>
      <Button
        icon={<DownloadOutlined />}
        loading={busy}
        disabled={total === 0 || tooMany}
        onClick={() => void download()}
      >
        导出 Excel
      </Button>
    </Tooltip>
  );
}
