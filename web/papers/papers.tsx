import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE, queries } from '../client/queries.ts';
import type { List, PaperEntry, PaperStanding } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Count } from '../parts/count.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { OriginalMark, STANDINGS } from './original-mark.tsx';

interface Original {
  caseId: string;
  caseTitle: string;
  processName: string;
  leadingUnitName: string;
  sealed: boolean;
  fileId: string | null;
  name: string;
  required: boolean;
  standing: PaperStanding;
  paper: Pick<PaperEntry, 'kind' | 'stamped' | 'signed' | 'place'> | null;
  scan: { id: string; name: string } | null;
}
type Originals = List<Original> & { counts: Record<PaperStanding, number>; partial: boolean };

const FILTERS = ['q', 'unit', 'process', 'place', 'standing', 'sealed', 'case'];

const originals = (filter: Record<string, string>, page: number) =>
  queryOptions({
    queryKey: ['papers', filter, page],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<Originals>(`/api/papers${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });

/** 纸质原件: which files of the cases that one sees have their paper original, where it lies, and what lacks one. */
export function Papers() {
  useTitle('纸质原件');
  const { address, filter, set, filtered, choice, ofUnit, clearing } = useFilters(...FILTERS);
  const found = useQuery(originals(filter, address.page));
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const counts = found.data?.counts;
  return (
    <>
      <div className="page-head">
        <h1>纸质原件</h1>
        <PageHelp />
        <ExportButton address={`/api/papers/export.xlsx${query(filter)}`} total={found.data?.total ?? 0} />
      </div>
      <div className="panel">
        <div className="counts" role="group" aria-label="按原件筛选">
          {STANDINGS.map((standing) => (
            <Count
              key={standing}
              on={filter.standing === standing}
              n={counts?.[standing]}
              onClick={() => address.set({ standing: filter.standing === standing ? null : standing })}
            >
              <OriginalMark standing={standing} />
            </Count>
          ))}
        </div>
        <FilterBar set={set} total={found.data?.total}>
          <SearchBox value={filter.q ?? ''} label="文件、事项名称或编号" onSearch={(q) => address.set({ q })} />
          {ofUnit('参与单位')}
          {choice(
            'process',
            '流程',
            processes.map(({ id, name }) => ({ value: id, label: name })),
            190,
          )}
          <SearchBox
            value={filter.place ?? ''}
            label="存放位置，如 3号柜"
            onSearch={(place) => address.set({ place })}
          />
          {choice('sealed', '案卷', [
            { value: 'false', label: '未封存' },
            { value: 'true', label: '已封存' },
          ])}
          {filter.case && <span>只看事项 {filter.case}</span>}
          {clearing}
        </FilterBar>
        {found.data?.partial && <p className="muted">超过 1000 份，以上只计最近的 1000 份；更早的请用筛选缩小范围。</p>}
        <PageOf
          found={found}
          empty={
            filtered
              ? '没有符合筛选条件的文件。'
              : '您可以查看的事项还没有须留存纸质原件的文件；办理中形成的文书和必备材料会列在这里。'
          }
        >
          {(items: Original[]) => (
            <ListTable
              rowKey={(r) => `${r.caseId} ${r.fileId ?? r.name}`}
              dataSource={items}
              columns={[
                {
                  title: '文件或材料',
                  key: 'name',
                  render: (_, r) => (
                    <>
                      <Link to={`/cases/${r.caseId}?tab=files`}>{r.name}</Link>
                      {r.fileId === null && <div className="muted">必备材料，还没有文件</div>}
                    </>
                  ),
                },
                {
                  title: '原件',
                  key: 'standing',
                  className: 'nowrap',
                  render: (_, r) => <OriginalMark standing={r.standing} />,
                },
                { title: '存放位置', key: 'place', render: (_, r) => r.paper?.place },
                {
                  title: '盖章、签字',
                  key: 'marks',
                  className: 'nowrap',
                  render: (_, r) =>
                    r.paper && `${r.paper.stamped ? '已盖章' : '未盖章'}、${r.paper.signed ? '有签字' : '无签字'}`,
                },
                { title: '扫描件', key: 'scan', render: (_, r) => r.scan?.name },
                {
                  title: '事项',
                  key: 'case',
                  render: (_, r) => (
                    <>
                      <div>{r.caseTitle}</div>
                      <div className="muted">
                        {r.caseId} · {r.processName}
                        {r.sealed && ' · 案卷已封存'}
                      </div>
                    </>
                  ),
                },
                { title: '承办单位', dataIndex: 'leadingUnitName' },
              ]}
            />
          )}
        </PageOf>
      </div>
    </>
  );
}
