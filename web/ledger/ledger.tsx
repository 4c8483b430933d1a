import { UploadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Progress, Segmented, Select, Tabs } from 'antd';
import { useState } from 'react';
import { failed, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { ImportLedger } from './import.tsx';
import './ledger.css';
import { exportAddress, ledger } from './queries.ts';
import { Ranking } from './ranking.tsx';
import { MeasureMark, STATES } from './state.tsx';
import { TakeUp } from './take-up.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { LedgerTree } from './tree.tsx';

/** 督查台账: source, task, measure with how far each is; the ranking of units. */
export function LedgerPage() {
  useTitle('督查台账');
  const address = useAddress();
  const [importing, setImporting] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  const filter = {
    q: address.get('q'),
    source: address.get('source'),
    unit: address.get('unit'),
    role: address.get('role'),
    state: address.get('state'),
  };
  const found = useQuery(ledger(filter));
  const unitOptions = useQuery(queries.units()).data?.items ?? [];
  const filtered = Object.values(filter).some(Boolean);
  const summary = found.data?.summary;
  const tab = address.get('tab') === 'ranking' ? 'ranking' : 'tree';
  return (
    <>
      <div className="page-head">
        <h1>督查台账</h1>
        <PageHelp />
        {chosen.length > 0 && <TakeUp measures={chosen} done={() => setChosen([])} />}
        {found.data?.may.keep && (
          <Button icon={<UploadOutlined />} onClick={() => setImporting(true)}>
            导入 Excel
          </Button>
        )}
        <ExportButton address={exportAddress(filter)} total={found.data?.total ?? 0} />
      </div>
      <div className="panel">
        <Tabs
          activeKey={tab}
          onChange={(key) => address.set({ tab: key === 'ranking' ? key : null })}
          items={[
            { key: 'tree', label: '台账' },
            { key: 'ranking', label: '单位排名' },
          ]}
        />
        {tab === 'ranking' ? (
          <Ranking />
        ) : (
          <>
            <FilterBar set={setAmong(filter)} total={found.data?.total}>
              <SearchBox value={filter.q} label="措施、任务、文号或编号" onSearch={(q) => address.set({ q })} />
              <Select
                aria-label="来源文件"
                placeholder="全部文件"
                allowClear
                style={{ width: 210 }}
                value={filter.source || undefined}
                options={(found.data?.sources ?? []).map(({ id, number }) => ({ value: id, label: number }))}
                onChange={(source: string | undefined) => address.set({ source: source ?? null })}
              />
              <Select
                aria-label="单位"
                placeholder="全部单位"
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                style={{ width: 190 }}
                value={filter.unit || undefined}
                options={unitOptions.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(unit: string | undefined) =>
                  address.set({ unit: unit ?? null, role: unit ? filter.role : null })
                }
              />
              {filter.unit && (
                <Segmented
                  aria-label="单位角色"
                  value={filter.role || 'all'}
                  options={[
                    { value: 'all', label: '牵头和配合' },
                    { value: 'lead', label: '牵头' },
                    { value: 'support', label: '配合' },
                  ]}
                  onChange={(role) => address.set({ role: role === 'all' ? null : role })}
                />
              )}
              <Select
                aria-label="状态"
                placeholder="全部状态"
                allowClear
                style={{ width: 150 }}
                value={filter.state || undefined}
                options={STATES}
                onChange={(state: string | undefined) => address.set({ state: state ?? null })}
              />
              {filtered && (
                <Button
                  type="link"
                  size="small"
                  onClick={() => address.set({ q: null, source: null, unit: null, role: null, state: null })}
                >
                  清除筛选
                </Button>
              )}
            </FilterBar>
            {failed(found) ? (
              <ProblemState error={found.error} retry={() => void found.refetch()} />
            ) : found.isPending ? (
              <Loading />
            ) : found.data.total === 0 ? (
              <Nothing>{filtered ? '没有符合筛选条件的措施。' : '没有由本单位牵头或配合的督查措施。'}</Nothing>
            ) : (
              <>
                {summary && (
                  <div className="ledger-counts" role="group" aria-label="汇总">
                    <span>
                      共 <b>{summary.measures}</b> 项措施，已立项 <b>{summary.begun}</b> 项
                    </span>
                    {STATES.filter(({ value }) => summary.states[value] > 0).map(({ value, label }) => (
                      <Button key={value} type="text" size="small" onClick={() => address.set({ state: value })}>
                        <MeasureMark measure={{ state: value, stateName: label, provisional: false }} />{' '}
                        <b>{summary.states[value]}</b>
                      </Button>
                    ))}
                    <Progress percent={summary.progress} size="small" style={{ width: 180 }} aria-label="总进度" />
                  </div>
                )}
                <LedgerTree
                  key={JSON.stringify(filter)}
                  ledger={found.data}
                  chosen={found.data.may.keep ? chosen : null}
                  onChoose={setChosen}
                />
              </>
            )}
          </>
        )}
      </div>
      {importing && <ImportLedger onClose={() => setImporting(false)} />}
    </>
  );
}
