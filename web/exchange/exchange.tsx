import { useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { Link } from 'react-router';
import { PageHelp } from '../help/page-help.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { type Claim, information, type Information, type Result, results } from './queries.ts';

const STATES = [
  { value: 'open', label: '待认领' },
  { value: 'claimed', label: '已认领' },
  { value: 'not-ours', label: '退回研究中' },
  { value: 'released', label: '不再推送' },
];
const STANDINGS = [
  { value: 'valid', label: '有效' },
  { value: 'change', label: '已变更' },
  { value: 'withdraw', label: '已撤回' },
  { value: 'revoke', label: '已撤销' },
  { value: 'cancel', label: '已注销' },
];
const KINDS = [
  { value: 'finding', label: '监管发现' },
  { value: 'penalty', label: '处罚结果' },
  { value: 'law-change', label: '法律法规和政策变动' },
  { value: 'training', label: '上级会议、培训' },
];
const ANSWERED = [
  { value: 'open', label: '待签收' },
  { value: 'answered', label: '已签收' },
];

/** 信息互通: what was approved and who has claimed it, what departments found and what came of it. */
export function Exchange() {
  useTitle('信息互通');
  const address = useAddress();
  const { may } = useSession();
  const back = address.get('tab') === 'supervision';
  return (
    <>
      <div className="page-head">
        <h1>信息互通</h1>
        <PageHelp />
        <span className="muted">历下政办发〔2019〕1号 附件2 二</span>
        <div className="page-head-end">
          {may.start.includes('approval-information') && (
            <Link to="/start/approval-information">
              <Button type="primary">推送监管信息</Button>
            </Link>
          )}
        </div>
      </div>
      <div className="panel">
        <Tabs
          activeKey={back ? 'supervision' : 'results'}
          onChange={(tab) =>
            address.set({
              tab: tab === 'results' ? null : tab,
              q: null,
              state: null,
              standing: null,
              kind: null,
              unit: null,
            })
          }
          items={[
            { key: 'results', label: '审批结果' },
            { key: 'supervision', label: '监管信息' },
          ]}
        />
        {back ? <Supervision /> : <Results />}
      </div>
    </>
  );
}

function Results() {
  const { address, filter, set, filtered, choice, ofUnit, clearing } = useFilters('q', 'unit', 'state', 'standing');
  const found = useQuery(results({ ...filter, page: address.page }));
  const { may, user } = useSession();
  const mayAsk = may.start.includes('approval-revocation');
  const clerkOf = (unit: string) => user.posts.some((post) => post.id === `${unit}.clerk`);
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox
          value={filter.q ?? ''}
          label="事项、申请人、编号或文号"
          onSearch={(q) => address.set({ q: q || null })}
        />
        {ofUnit('部门')}
        {choice('state', '认领状态', STATES)}
        {choice('standing', '许可状态', STANDINGS)}
        {clearing}
      </FilterBar>
      <PageOf found={found} empty={filtered ? '没有符合筛选条件的审批结果。' : '还没有推送给本单位的审批结果。'}>
        {(items: Result[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '审批事项',
                dataIndex: 'matter',
                render: (matter: string, r) => (
                  <>
                    <Link to={`/cases/${r.caseId}`}>{matter}</Link>
                    <div className="muted">{r.applicant}</div>
                  </>
                ),
              },
              {
                title: '结果',
                key: 'result',
                className: 'nowrap',
                render: (_, r) => (
                  <>
                    {r.resultName}
                    <div className="muted">
                      {r.decidedOn} {r.decisionNumber}
                    </div>
                  </>
                ),
              },
              {
                title: '许可状态',
                key: 'standing',
                className: 'nowrap',
                render: (_, r) =>
                  r.result === 'refused' ? (
                    '—'
                  ) : r.standingCase ? (
                    <Link to={`/cases/${r.standingCase}`}>{r.standingName}</Link>
                  ) : (
                    r.standingName
                  ),
              },
              {
                title: '认领',
                key: 'claims',
                render: (_, r) =>
                  r.claims.map((claim) => <ClaimLine key={claim.push + claim.department} claim={claim} />),
              },
              {
                title: '下一步',
                key: 'next',
                className: 'nowrap',
                render: (_, r) => {
                  const mine = r.claims.find((claim) => claim.state === 'open' && clerkOf(claim.department));
                  if (mine) return <Link to={`/cases/${mine.push}`}>去认领</Link>;
                  const stands = r.result === 'granted' && (r.standing === 'valid' || r.standing === 'change');
                  const concerns = r.claims.some((claim) => claim.state !== 'released' && clerkOf(claim.department));
                  return mayAsk && stands && concerns ? (
                    <Link to={`/start/approval-revocation?approvalCase=${r.caseId}`}>提请变更、撤回、撤销或注销</Link>
                  ) : (
                    <span className="muted">—</span>
                  );
                },
              },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}

const MARKS = { open: 'warned', claimed: 'normal', 'not-ours': 'provisional', released: 'suspended' } as const;

function ClaimLine({ claim }: { claim: Claim }) {
  return (
    <div className="nowrap">
      <StateMark mark={MARKS[claim.state]} label={claim.stateName} />{' '}
      <Link to={`/cases/${claim.push}`}>{claim.departmentName}</Link>
      {claim.change && <span className="muted">（{claim.change}）</span>}
    </div>
  );
}

function Supervision() {
  const { address, filter, set, filtered, choice, ofUnit, clearing } = useFilters('q', 'unit', 'kind', 'state');
  const found = useQuery(information({ ...filter, page: address.page }));
  return (
    <>
      <FilterBar set={set} total={found.data?.total}>
        <SearchBox
          value={filter.q ?? ''}
          label="标题、文号或事项编号"
          onSearch={(q) => address.set({ q: q || null })}
        />
        {ofUnit('部门')}
        {choice('kind', '信息类别', KINDS, 190)}
        {choice('state', '签收状态', ANSWERED)}
        {clearing}
      </FilterBar>
      <PageOf found={found} empty={filtered ? '没有符合筛选条件的监管信息。' : '还没有推送的监管信息。'}>
        {(items: Information[]) => (
          <ListTable
            rowKey="caseId"
            dataSource={items}
            columns={[
              {
                title: '标题',
                dataIndex: 'subject',
                render: (subject: string, i) => (
                  <>
                    <Link to={`/cases/${i.caseId}`}>{subject}</Link>
                    <div className="muted">{i.documentNumber}</div>
                  </>
                ),
              },
              { title: '类别', dataIndex: 'kindName', className: 'nowrap' },
              { title: '推送单位', dataIndex: 'unitName', className: 'nowrap' },
              { title: '日期', dataIndex: 'happenedOn', className: 'nowrap' },
              { title: '施行', dataIndex: 'effectiveOn', className: 'nowrap' },
              {
                title: '涉及审批',
                dataIndex: 'approvalCase',
                className: 'nowrap',
                render: (id: string | null) => id && <Link to={`/cases/${id}`}>{id}</Link>,
              },
              { title: '推送', dataIndex: 'pushedAt', render: (at: string) => <When at={at} /> },
              {
                title: '签收',
                key: 'answer',
                render: (_, i) =>
                  i.answeredAt ? (
                    <>
                      <StateMark mark="normal" label={i.actionName ?? '已签收'} />
                      <div className="muted">{i.answer}</div>
                    </>
                  ) : (
                    <StateMark mark="warned" label="待签收" />
                  ),
              },
            ]}
          />
        )}
      </PageOf>
    </>
  );
}
