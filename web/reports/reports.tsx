import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { failed, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { PeriodChoice } from './period-choice.tsx';
import { exportAddress, report, REPORT_FILTERS, type ReportFilter } from './queries.ts';
import './reports.css';
import { SectionTable } from './section-table.tsx';

/** 统计报表: each figure opens the rows that it counts. */
export function Reports() {
  useTitle('统计报表');
  const address = useAddress();
  const filter = Object.fromEntries(REPORT_FILTERS.map((name) => [name, address.get(name)])) as ReportFilter;
  const found = useQuery(report(filter));
  const units = useQuery(queries.units()).data?.items ?? [];
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const filtered = Object.values(filter).some(Boolean);
  // All units where he supervises the procedure; else his own.
  const own = found.data?.units ?? null;
  const all = own === null || (found.data?.supervised ?? []).includes(filter.process);
  const choosable = units.filter(({ id }) => all || own.includes(id));

  return (
    <>
      <div className="page-head">
        <h1>统计报表</h1>
        <PageHelp />
        <div className="page-head-end">
          <ExportButton address={exportAddress(filter, 'xlsx')} total={found.data ? 1 : 0} />
          <ExportButton address={exportAddress(filter, 'pdf')} total={found.data ? 1 : 0} label="导出 PDF" />
        </div>
      </div>
      <div className="panel">
        <FilterBar set={setAmong({ period: filter.period || filter.from, unit: filter.unit, process: filter.process })}>
          <PeriodChoice key={filtered ? 'chosen' : 'present'} filter={filter} set={address.set} />
          <Select
            aria-label="单位"
            placeholder="全部单位"
            allowClear={all}
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: 200 }}
            value={filter.unit || found.data?.unit || undefined}
            options={choosable.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(unit: string | undefined) => address.set({ unit: unit ?? null })}
          />
          <Select
            aria-label="流程"
            placeholder="全部流程"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            style={{ width: 200 }}
            value={filter.process || undefined}
            options={processes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(process: string | undefined) => address.set({ process: process ?? null })}
          />
          {filtered && (
            <Button
              type="link"
              size="small"
              onClick={() => address.set(Object.fromEntries(REPORT_FILTERS.map((name) => [name, null])))}
            >
              清除筛选
            </Button>
          )}
        </FilterBar>
        {failed(found) ? (
          <ProblemState error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <Loading />
        ) : (
          <>
            <p className="muted">
              {found.data.period.name}，<When at={found.data.madeAt} /> 统计。点击数字或图中的柱条查看所计的清单。
            </p>
            <nav className="report-contents" aria-label="本页各表">
              {found.data.sections.map(({ id, title }) => (
                <a key={id} href={`#${id}`}>
                  {title}
                </a>
              ))}
            </nav>
          </>
        )}
      </div>
      {!failed(found) && found.data?.sections.map((section) => <SectionTable key={section.id} section={section} />)}
    </>
  );
}
