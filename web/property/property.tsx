import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { Link } from 'react-router';
import { http, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { grouped } from '../parts/money.ts';
import { PageOf } from '../parts/page-of.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { useSession } from '../shell/session.tsx';

interface Dispute {
  caseId: string;
  estate: string;
  sourceName: string;
  categoryName: string;
  communityName: string;
  departmentName: string | null;
  receivedOn: string;
  reachedName: string;
  result: string | null;
  resultName: string | null;
  satisfactionName: string | null;
  concludedAt: string | null;
  withdrawn: boolean;
}
interface Counts {
  open: number;
  concluded: number;
  settled: number;
  asked: number;
  content: number;
}
interface Decision {
  caseId: string;
  estate: string;
  title: string;
  bodyName: string;
  kindName: string;
  communityName: string;
  decidedOn: string;
  state: 'filed' | 'correct' | 'revoked';
  stateName: string;
  ground: string | null;
}
interface Income {
  caseId: string;
  estate: string;
  communityName: string;
  periodFrom: string;
  periodUntil: string;
  totalIncome: string;
  totalExpenses: string;
  closing: string;
  publishedAt: string;
  publishedUntil: string;
}

type Filter = { page: number; [name: string]: string | number };
const list = <T,>(what: string, { page, ...filter }: Filter) =>
  queryOptions({
    queryKey: ['property', what, page, filter],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<T>(`/api/property/${what}${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });
const options = (values: Record<string, string>) => Object.entries(values).map(([value, label]) => ({ value, label }));

const TABS = [
  { key: 'disputes', label: '纠纷调处', process: 'property-dispute', start: '登记投诉' },
  { key: 'decisions', label: '业主决定备案', process: 'owners-decision', start: '报备决定' },
  { key: 'incomes', label: '公共收益公示', process: 'common-income', start: '发起公示' },
] as const;

/** 物业管理: complaints, decisions of owners, common income (历下政办发〔2019〕3号). */
export function PropertyPage() {
  useTitle('物业管理');
  const address = useAddress();
  const { may } = useSession();
  const tab = TABS.find(({ key }) => key === address.get('tab')) ?? TABS[0];
  return (
    <>
      <div className="page-head">
        <h1>物业管理</h1>
        <PageHelp />
        <span className="muted">历下政办发〔2019〕3号 二、三</span>
        <a href="/public/income">公共收益公示（对外）</a>
        <div className="page-head-end">
          {may.start.includes(tab.process) && (
            <Link to={`/start/${tab.process}`}>
              <Button type="primary">{tab.start}</Button>
            </Link>
          )}
        </div>
      </div>
      <div className="panel">
        <Tabs
          activeKey={tab.key}
          onChange={(key) =>
            address.set({
              ...{ tab: key === 'disputes' ? null : key, q: null, state: null },
              ...{ source: null, reached: null, satisfaction: null },
            })
          }
          items={TABS.map(({ key, label }) => ({ key, label }))}
        />
        {tab.key === 'disputes' ? <Disputes /> : tab.key === 'decisions' ? <Decisions /> : <Incomes />}
      </div>
    </>
  );
}

const share = (part: number, of: number): string => (of ? `${Math.round((part / of) * 100)}%` : '—');

function Disputes() {
  const { address, filter, set, filtered, choice, clearing } = useFilters(
    'q',
    'source',
    'reached',
    'state',
    'satisfaction',
  );
  const found = useQuery(list<List<Dispute> & { counts: Counts }>('disputes', { ...filter, page: address.page }));
  const counts = found.data?.counts;
  return (
    <>
      {counts && (
        <p className="muted">
          办理中 {counts.open} 件，已办结 {counts.concluded} 件；解决率 {share(counts.settled, counts.concluded)}
          ，满意率 {share(counts.content, counts.asked)}（已回访到 {counts.asked} 件，满意和基本满意 {counts.content}{' '}
          件）
        </p>
      )}
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox
          value={filter.q ?? ''}
          label="小区、编号或热线工单"
          onSearch={(q) => address.set({ q: q || null })}
        />
        {choice('source', '来源', options({ hotline: '12345', visit: '来访', patrol: '巡察' }), 110)}
        {choice('reached', '层级', options({ community: '社区', street: '街道', district: '区' }), 100)}
        {choice('state', '状态', options({ open: '办理中', settled: '已解决', unsettled: '未解决' }), 110)}
        {choice(
          'satisfaction',
          '满意度',
          options({ satisfied: '满意', basic: '基本满意', dissatisfied: '不满意', unreachable: '联系不上' }),
          120,
        )}
        {clearing}
      </FilterBar>
      <PageOf found={found} empty={filtered ? '没有符合筛选条件的纠纷。' : '还没有登记物业纠纷。'}>
        {(items: Dispute[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '小区',
                dataIndex: 'estate',
                render: (estate: string, d) => (
                  <>
                    <Link to={`/cases/${d.caseId}`}>{estate}</Link>
                    <div className="muted">{d.categoryName}</div>
                  </>
                ),
              },
              { title: '来源', dataIndex: 'sourceName', className: 'nowrap' },
              { title: '收到日期', dataIndex: 'receivedOn', className: 'nowrap' },
              { title: '社区', dataIndex: 'communityName', className: 'nowrap' },
              { title: '协同部门', dataIndex: 'departmentName', render: (name: string | null) => name ?? '—' },
              { title: '层级', dataIndex: 'reachedName', className: 'nowrap' },
              {
                title: '状态',
                key: 'state',
                className: 'nowrap',
                render: (_, d) =>
                  d.withdrawn ? (
                    <StateMark mark="suspended" label="已撤回" />
                  ) : d.concludedAt === null ? (
                    <StateMark mark="warned" label="办理中" />
                  ) : (
                    <StateMark
                      mark={d.result === 'settled' ? 'normal' : 'suspended'}
                      label={d.resultName ?? '已办结'}
                    />
                  ),
              },
              { title: '满意度', dataIndex: 'satisfactionName', render: (name: string | null) => name ?? '—' },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}

const MARKS = { filed: 'normal', correct: 'warned', revoked: 'overdue' } as const;

function Decisions() {
  const { address, filter, set, filtered, choice, clearing } = useFilters('q', 'state');
  const found = useQuery(list<List<Decision>>('decisions', { ...filter, page: address.page }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox value={filter.q ?? ''} label="小区、决定或编号" onSearch={(q) => address.set({ q: q || null })} />
        {choice('state', '状态', options({ filed: '已备案', correct: '责令改正', revoked: '已撤销' }), 120)}
        {clearing}
      </FilterBar>
      <PageOf
        found={found}
        empty={filtered ? '没有符合筛选条件的决定。' : '还没有决定；准予备案、责令改正或者撤销后列在这里。'}
      >
        {(items: Decision[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '决定',
                dataIndex: 'title',
                render: (title: string, d) => (
                  <>
                    <Link to={`/cases/${d.caseId}`}>{title}</Link>
                    <div className="muted">{d.ground ?? d.kindName}</div>
                  </>
                ),
              },
              { title: '小区', dataIndex: 'estate' },
              { title: '作出组织', dataIndex: 'bodyName' },
              { title: '决定日期', dataIndex: 'decidedOn', className: 'nowrap' },
              { title: '社区', dataIndex: 'communityName', className: 'nowrap' },
              {
                title: '状态',
                dataIndex: 'state',
                className: 'nowrap',
                render: (state: Decision['state'], d) => <StateMark mark={MARKS[state]} label={d.stateName} />,
              },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}

function Incomes() {
  const { address, filter, set, filtered, clearing } = useFilters('q');
  const found = useQuery(list<List<Income>>('incomes', { ...filter, page: address.page }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox value={filter.q ?? ''} label="小区" onSearch={(q) => address.set({ q: q || null })} />
        {clearing}
      </FilterBar>
      <PageOf found={found} empty={filtered ? '没有这个小区的公示。' : '还没有公示；审核后列在这里，对外同时可见。'}>
        {(items: Income[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '小区',
                dataIndex: 'estate',
                render: (estate: string, i) => <a href={`/public/income/${i.caseId}`}>{estate}</a>,
              },
              { title: '社区', dataIndex: 'communityName', className: 'nowrap' },
              {
                title: '期间',
                key: 'period',
                className: 'nowrap',
                render: (_, i) => `${i.periodFrom} 至 ${i.periodUntil}`,
              },
              { title: '收入（元）', dataIndex: 'totalIncome', align: 'right', render: grouped },
              { title: '支出（元）', dataIndex: 'totalExpenses', align: 'right', render: grouped },
              { title: '结余（元）', dataIndex: 'closing', align: 'right', render: grouped },
              { title: '公示至', dataIndex: 'publishedUntil', render: (at: string) => <When at={at} /> },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}
