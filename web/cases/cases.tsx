import { useQuery } from '@tanstack/react-query';
import { Button, Pagination, Select } from 'antd';
import { failed, PAGE_SIZE, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { caseStatusText } from '../parts/format.ts';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ReportChoice } from '../parts/report-choice.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { CaseTable } from './case-table.tsx';

const statuses = Object.entries(caseStatusText).map(([value, label]) => ({ value, label }));

// Figures of 统计报表 ask for more than the filters on the page.
const MORE = ['unit', 'createdFrom', 'createdTo', 'endedFrom', 'endedTo'];

/** 事项查询 */
export function Cases() {
  useTitle('事项查询');
  const address = useAddress();
  const filter = {
    process: address.get('process'),
    status: address.get('status'),
    q: address.get('q'),
    more: address.some(MORE),
    page: address.page,
  };
  const cases = useQuery(queries.cases(filter));
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const filtered = Boolean(filter.process || filter.status || filter.q) || Object.keys(filter.more).length > 0;

  return (
    <>
      <div className="page-head">
        <h1>事项查询</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <FilterBar
          set={setAmong({ q: filter.q, process: filter.process, status: filter.status, ...filter.more })}
          total={cases.data?.total}
        >
          <SearchBox value={filter.q} label="事项名称或编号" onSearch={(q) => address.set({ q })} />
          <Select
            aria-label="流程"
            placeholder="全部流程"
            allowClear
            style={{ width: 220 }}
            value={filter.process || undefined}
            options={processes.map((p) => ({ value: p.id, label: p.name }))}
            onChange={(process: string | undefined) => address.set({ process: process ?? null })}
          />
          <Select
            aria-label="状态"
            placeholder="全部状态"
            allowClear
            style={{ width: 130 }}
            value={filter.status || undefined}
            options={statuses}
            onChange={(status: string | undefined) => address.set({ status: status ?? null })}
          />
          <ReportChoice
            get={address.get}
            unit="参与单位"
            dates={[
              ['发起', 'createdFrom', 'createdTo'],
              ['办结', 'endedFrom', 'endedTo'],
            ]}
          />
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() =>
                address.set({
                  q: null,
                  process: null,
                  status: null,
                  ...Object.fromEntries(MORE.map((name) => [name, null])),
                })
              }
            >
              清除筛选
            </Button>
          )}
        </FilterBar>
        {failed(cases) ? (
          <ProblemState error={cases.error} retry={() => void cases.refetch()} />
        ) : cases.isPending ? (
          <Loading />
        ) : cases.data.items.length === 0 ? (
          <Nothing>{filtered ? '没有符合筛选条件的事项。' : '还没有您可以查看的事项。'}</Nothing>
        ) : (
          <>
            <CaseTable cases={cases.data.items} />
            <Pagination
              style={{ marginTop: 12 }}
              align="end"
              current={address.page}
              pageSize={PAGE_SIZE}
              total={cases.data.total}
              showSizeChanger={false}
              showTotal={(total) => `共 ${total} 项`}
              onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
            />
          </>
        )}
      </div>
    </>
  );
}
