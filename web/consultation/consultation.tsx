import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { Link } from 'react-router';
import { http, query } from '../client/http.ts';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { ListTable } from '../parts/list-table.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { useSession } from '../shell/session.tsx';

interface Decision {
  caseId: string;
  title: string;
  number: number;
  matter: string;
  unitName: string;
  dueOn: string;
  report: string | null;
  state: 'open' | 'late' | 'done';
}

interface Tenure {
  name: string;
  from: string;
  until: string | null;
  present: boolean;
}
interface Liaison {
  unit: string;
  unitName: string;
  leads: Tenure[];
  officers: Tenure[];
}

const STATES = {
  open: { mark: 'normal', label: '落实中' },
  late: { mark: 'overdue', label: '超期' },
  done: { mark: 'suspended', label: '已落实' },
} as const;

const decisions = ({ page, ...filter }: { page: number; [name: string]: string | number }) =>
  queryOptions({
    queryKey: ['meeting-decisions', page, filter],
    placeholderData: keepPreviousData,
    queryFn: () =>
      http.get<List<Decision>>(
        `/api/meeting-decisions${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`,
      ),
  });
const liaison = () =>
  queryOptions({ queryKey: ['liaison'], queryFn: () => http.get<{ items: Liaison[] }>('/api/liaison') });

/** 会商: what meetings decided, and whom to turn to in each unit. */
export function Consultation() {
  useTitle('会商');
  const address = useAddress();
  const { may } = useSession();
  const people = address.get('tab') === 'liaison';
  return (
    <>
      <div className="page-head">
        <h1>会商</h1>
        <PageHelp />
        <span className="muted">历下政办发〔2019〕1号 附件1、附件2 一</span>
        <Link to="/cases?process=consultation">会商事项</Link>
        <Link to="/cases?process=joint-meeting">会议事项</Link>
        <div className="page-head-end">
          {may.start.includes('joint-meeting') && (
            <Link to="/start/joint-meeting">
              <Button>提出会议</Button>
            </Link>
          )}{' '}
          {may.start.includes('consultation') && (
            <Link to="/start/consultation">
              <Button type="primary">发起会商</Button>
            </Link>
          )}
        </div>
      </div>
      <div className="panel">
        <Tabs
          activeKey={people ? 'liaison' : 'decisions'}
          onChange={(tab) => address.set({ tab: tab === 'decisions' ? null : tab, q: null, unit: null, state: null })}
          items={[
            { key: 'decisions', label: '议定事项' },
            { key: 'liaison', label: '联络员名单' },
          ]}
        />
        {people ? <LiaisonList /> : <Decisions />}
      </div>
    </>
  );
}

function Decisions() {
  const { address, filter, set, filtered, choice, ofUnit, clearing } = useFilters('q', 'unit', 'state');
  const found = useQuery(decisions({ ...filter, page: address.page }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox value={filter.q ?? ''} label="事项、会议或编号" onSearch={(q) => address.set({ q: q || null })} />
        {ofUnit('责任单位')}
        {choice(
          'state',
          '状态',
          Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
          130,
        )}
        {clearing}
      </FilterBar>
      <PageOf
        found={found}
        empty={filtered ? '没有符合筛选条件的议定事项。' : '还没有会议议定事项；会议纪要印发后，每个议定事项列在这里。'}
      >
        {(items: Decision[]) => (
          <ListTable
            rowKey={(d) => `${d.caseId}-${d.number}`}
            dataSource={items}
            columns={[
              {
                title: '议定事项',
                dataIndex: 'matter',
                render: (matter: string, d) => (
                  <>
                    <Link to={`/cases/${d.caseId}`}>{matter}</Link>
                    <div className="muted">{d.title}</div>
                  </>
                ),
              },
              { title: '责任单位', dataIndex: 'unitName', className: 'nowrap' },
              { title: '期限', dataIndex: 'dueOn', className: 'nowrap' },
              {
                title: '状态',
                dataIndex: 'state',
                className: 'nowrap',
                render: (state: Decision['state']) => <StateMark {...STATES[state]} />,
              },
              { title: '最近反馈', dataIndex: 'report', render: (text: string | null) => text ?? '—' },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}

const say = ({ name, from, until, present }: Tenure): string =>
  present ? `${name}（${from}起）` : `${name}（${from}至${until ?? ''}）`;

function LiaisonList() {
  const found = useQuery(liaison());
  const address = useAddress();
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const q = address.get('q');
  const shown = found.data.items.filter(({ unitName }) => unitName.includes(q));
  const people = (tenures: Tenure[]) => {
    const [now, before] = [tenures.filter((t) => t.present), tenures.filter((t) => !t.present)];
    return (
      <>
        {now.length ? now.map(say).join('、') : <span className="muted">空缺</span>}
        {before.length > 0 && <div className="muted">历任和接任：{before.map(say).join('、')}</div>}
      </>
    );
  };
  return (
    <>
      <FilterBar set={q ? 1 : 0} total={shown.length}>
        <SearchBox value={q} label="单位" onSearch={(text) => address.set({ q: text || null })} />
        <span className="muted">分管领导为会商联络负责人，业务科长为联络员；变动由安全管理员在“岗位与代理”登记。</span>
      </FilterBar>
      <ListTable
        rowKey="unit"
        dataSource={shown}
        locale={{ emptyText: '没有这个单位。' }}
        columns={[
          { title: '单位', dataIndex: 'unitName', className: 'nowrap' },
          { title: '会商联络负责人', dataIndex: 'leads', render: people },
          { title: '联络员', dataIndex: 'officers', render: people },
        ]}
      />
    </>
  );
}
