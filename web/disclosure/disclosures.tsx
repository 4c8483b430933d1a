import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { Link } from 'react-router';
import { PageHelp } from '../help/page-help.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import { disclosures, type Matter, matters, type OwnDisclosure } from './queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { DisclosureState } from './state.tsx';

/** 决策公开: drafts with the comments that wait, and the catalogue of each year (历下政办发〔2019〕8号 一（一）). */
export function Disclosures() {
  useTitle('决策公开');
  const address = useAddress();
  const { may } = useSession();
  const catalogue = address.get('tab') === 'catalogue';
  return (
    <>
      <div className="page-head">
        <h1>决策公开</h1>
        <PageHelp />
        <span className="muted">历下政办发〔2019〕8号 一（一）</span>
        <a href="/public/decisions">公开页面（对外）</a>
        <div className="page-head-end">
          {may.start.includes('decision-catalogue') && (
            <Link to="/start/decision-catalogue">
              <Button>启动年度目录</Button>
            </Link>
          )}{' '}
          {may.start.includes('decision-disclosure') && (
            <Link to="/start/decision-disclosure">
              <Button type="primary">报送重大决策</Button>
            </Link>
          )}
        </div>
      </div>
      <div className="panel">
        <Tabs
          activeKey={catalogue ? 'catalogue' : 'drafts'}
          onChange={(tab) =>
            address.set({ tab: tab === 'drafts' ? null : tab, q: null, state: null, year: null, unit: null })
          }
          items={[
            { key: 'drafts', label: '征求意见' },
            { key: 'catalogue', label: '年度目录' },
          ]}
        />
        {catalogue ? <Catalogue /> : <Drafts />}
      </div>
    </>
  );
}

const STATES = [
  { value: 'announced', label: '即将征集' },
  { value: 'open', label: '征集中' },
  { value: 'closed', label: '正在研究' },
  { value: 'answered', label: '已公开采纳情况' },
];

function Drafts() {
  const { address, filter, set, filtered, choice, clearing } = useFilters('q', 'state');
  const found = useQuery(disclosures({ ...filter, page: address.page }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox value={filter.q ?? ''} label="事项或编号" onSearch={(q) => address.set({ q: q || null })} />
        {choice('state', '状态', STATES, 150)}
        {clearing}
      </FilterBar>
      <PageOf
        found={found}
        empty={filtered ? '没有符合筛选条件的事项。' : '本单位还没有公布决策草案；审签公开后列在这里。'}
      >
        {(items: OwnDisclosure[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '事项',
                dataIndex: 'subject',
                render: (subject: string, d) => (
                  <>
                    <Link to={`/disclosure/${d.caseId}`}>{subject}</Link>
                    <div className="muted">{d.caseId}</div>
                  </>
                ),
              },
              { title: '拟定部门', dataIndex: 'unitName', className: 'nowrap' },
              {
                title: '状态',
                dataIndex: 'state',
                className: 'nowrap',
                render: (_, d) => <DisclosureState state={d.state} name={d.stateName} />,
              },
              { title: '开始', dataIndex: 'beginsAt', render: (at: string) => <When at={at} /> },
              { title: '截止', dataIndex: 'endsAt', render: (at: string) => <When at={at} /> },
              { title: '收到', dataIndex: 'received', align: 'right' },
              { title: '待审核', dataIndex: 'pending', align: 'right' },
              { title: '待答复', dataIndex: 'unanswered', align: 'right' },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}

function Catalogue() {
  const { address, filter, set, filtered, choice, ofUnit, clearing } = useFilters('q', 'year', 'unit');
  const found = useQuery(matters({ ...filter, page: address.page }));
  const present = Number(toWall(businessNow()).slice(0, 4));
  const years = [present + 1, present, present - 1, present - 2].map((y) => ({ value: String(y), label: `${y}年` }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox value={filter.q ?? ''} label="事项" onSearch={(q) => address.set({ q: q || null })} />
        {choice('year', '年度', years, 110)}
        {ofUnit('拟定部门')}
        {clearing}
      </FilterBar>
      <PageOf
        found={found}
        empty={filtered ? '没有符合筛选条件的事项。' : '目录还没有事项；由各单位报送，区政府办公室核定后列入。'}
      >
        {(items: Matter[]) => (
          <ListTable
            rowKey="id"
            dataSource={items}
            columns={[
              { title: '年度', dataIndex: 'year' },
              {
                title: '事项',
                dataIndex: 'subject',
                render: (subject: string, m) => (
                  <>
                    {m.state ? <Link to={`/disclosure/${m.caseId}`}>{subject}</Link> : subject}
                    <div className="muted">{m.secretReason ? `不公开：${m.secretReason}` : m.waysText}</div>
                  </>
                ),
              },
              { title: '承办部门', dataIndex: 'unitName', className: 'nowrap' },
              { title: '决策时间', dataIndex: 'decideOn', className: 'nowrap' },
              {
                title: '状态',
                key: 'state',
                className: 'nowrap',
                render: (_, m) =>
                  m.secretReason ? (
                    <StateMark mark="suspended" label="依法不公开" />
                  ) : m.state ? (
                    <DisclosureState state={m.state} name={m.stateName ?? ''} />
                  ) : m.publishedAt ? (
                    <StateMark mark="normal" label="已列入公开目录" />
                  ) : (
                    <StateMark mark="warned" label="待目录公开" />
                  ),
              },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}
