import { queryOptions, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal, type TableColumnType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { http, type Problem, query } from '../client/http.ts';
import { PAGE_SIZE } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { PageHelp } from '../help/page-help.tsx';
import { DayRange } from '../parts/day-range.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { NotYours } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { type Mark, StateMark } from '../parts/state-mark.tsx';
import { useFilters } from '../parts/use-filters.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { useSession } from '../shell/session.tsx';
import './audit.css';

interface Act {
  seq: string;
  at: string;
  businessAt: string;
  actor: string | null;
  actorName: string | null;
  ip: string | null;
  /** In Chinese; null for an address that there is not. */
  name: string | null;
  action: string;
  target: string | null;
  status: number;
  ending: 'done' | 'refused' | 'failed';
  endingName: string;
  detail: Record<string, unknown>;
  hash: string;
}
interface Verdict {
  checked: number;
  faults: { seq: string; message: string }[];
  last: { seq: string; hash: string } | null;
  cutBefore: string | null;
}

const FILTERS = ['from', 'to', 'actor', 'ending', 'case', 'q'] as const;
const ENDINGS = [
  { value: 'done', label: '办成' },
  { value: 'refused', label: '被拒' },
  { value: 'failed', label: '出错' },
];

const acts = (filter: Record<string, string>, page: number) =>
  queryOptions({
    queryKey: ['audit', filter, page],
    queryFn: () =>
      http.get<List<Act>>(`/api/audit${query({ ...filter, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })}`),
  });

const MARKS: Record<Act['ending'], Mark> = { done: 'normal', refused: 'warned', failed: 'overdue' };
const ending = (act: Act) => <StateMark mark={MARKS[act.ending]} label={act.endingName} />;
const who = (act: Act) => act.actorName ?? act.actor ?? <span className="muted">未登录</span>;
const caseOf = (act: Act): string | null => (typeof act.detail.case === 'string' ? act.detail.case : null);

function What({ act }: { act: Act }) {
  const id = caseOf(act);
  return (
    <>
      <div>{act.name ?? act.action}</div>
      <div className="muted audit-request">
        {act.action} {act.target}
      </div>
      {id && id !== act.target && <Link to={`/audit?case=${encodeURIComponent(id)}`}>{id}</Link>}
    </>
  );
}

const columns: TableColumnType<Act>[] = [
  { title: '序号', dataIndex: 'seq', width: 80 },
  { title: '时间', dataIndex: 'at', width: 170, render: (at: string) => <When at={at} long /> },
  {
    title: '账户',
    width: 200,
    render: (_, act) => (
      <>
        <div>{who(act)}</div>
        <div className="muted">{act.ip}</div>
      </>
    ),
  },
  { title: '操作', render: (_, act) => <What act={act} /> },
  { title: '结果', width: 110, render: (_, act) => ending(act) },
];

/** 审计日志: who did what, when, from where, on what, and how it ended; and whether it is still what was written. */
export function Audit() {
  useTitle('审计日志');
  const { user } = useSession();
  if (!user.posts.some(({ kind }) => kind === 'auditor')) return <NotYours what="查看审计日志" whose="审计管理员" />;
  return <Log />;
}

function Log() {
  const { address, filter, set, filtered, choice, clearing } = useFilters(...FILTERS);
  const found = useQuery(acts(filter, address.page));
  const search = (name: string, label: string) => (
    <SearchBox value={filter[name] ?? ''} label={label} onSearch={(value) => address.set({ [name]: value })} />
  );
  return (
    <>
      <div className="page-head">
        <h1>审计日志</h1>
        <PageHelp />
        <ExportButton address={`/api/audit/export.xlsx${query(filter)}`} total={found.data?.total ?? 0} />
      </div>
      <Verification />
      <section className="panel">
        <FilterBar set={set} total={found.data?.total}>
          <DayRange
            label="日期范围"
            from={filter.from ?? ''}
            to={filter.to ?? ''}
            presets={(today) => [
              { label: '今天', value: [today, today] },
              { label: '七日内', value: [today.subtract(6, 'day'), today] },
              { label: '本月', value: [today.startOf('month'), today] },
            ]}
            onChange={(from, to) => address.set({ from, to })}
          />
          {search('actor', '账户')}
          {choice('ending', '结果', ENDINGS, 120)}
          {search('case', '事项编号')}
          {search('q', '请求、对象或地址')}
          {clearing}
        </FilterBar>
        <PageOf found={found} empty={filtered ? '没有符合筛选条件的记录。' : '还没有记录。'}>
          {(items: Act[]) => (
            <ListTable
              scroll={{}}
              about={3}
              rowKey="seq"
              columns={columns}
              dataSource={items}
              expandable={{ expandedRowRender: (act) => <Whole act={act} /> }}
            />
          )}
        </PageOf>
      </section>
    </>
  );
}

function Whole({ act }: { act: Act }) {
  return (
    <dl className="audit-whole">
      <dt>业务时间</dt>
      <dd>
        <When at={act.businessAt} long />
      </dd>
      <dt>状态码</dt>
      <dd>{act.status}</dd>
      <dt>说明</dt>
      <dd>{Object.keys(act.detail).length ? JSON.stringify(act.detail) : '无'}</dd>
      <dt>校验值</dt>
      <dd>{act.hash}</dd>
    </dl>
  );
}

/** The chain counted anew; with a value noted earlier it shows too whether all of it was rewritten. */
function Verification() {
  const [asked, setAsked] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const verdict = useQuery({
    queryKey: ['audit', 'verification', asked],
    queryFn: () => http.get<Verdict>(`/api/audit/verification${query({ noted: asked ?? '' })}`),
    enabled: asked !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const verify = (noted: string) => {
    if (asked === noted) void verdict.refetch();
    setAsked(noted);
    setOpen(false);
  };
  return (
    <div className="audit-verification">
      <Button type="primary" loading={verdict.isFetching} onClick={() => verify('')}>
        验证完整性
      </Button>
      <Button onClick={() => setOpen(true)}>与抄记的校验值核对</Button>
      <Modal title="与抄记的校验值核对" open={open} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <Form layout="vertical" onFinish={({ noted }: { noted: string }) => verify(noted.trim())}>
          <Form.Item
            name="noted"
            label="序号:校验值"
            extra="每次验证后显示；抄记在系统之外，以后核对可发现整体重写。"
            rules={[{ required: true, pattern: /^\s*\d{1,18}:[0-9a-f]{64}\s*$/, message: '应为“序号:64 位校验值”' }]}
          >
            <Input.TextArea rows={3} />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            核对
          </Button>
        </Form>
      </Modal>
      <div aria-live="polite" className="audit-verdict">
        {verdict.error && <ProblemAlert problem={verdict.error as Problem} />}
        {verdict.data && !verdict.isFetching && <Result verdict={verdict.data} />}
      </div>
    </div>
  );
}

function Result({ verdict: { checked, faults, last, cutBefore } }: { verdict: Verdict }) {
  return (
    <Alert
      showIcon
      type={faults.length ? 'error' : 'success'}
      title={faults.length ? `${checked} 条记录中发现 ${faults.length} 处问题` : `${checked} 条记录完好`}
      description={
        <>
          {faults.length > 0 && (
            <ul>
              {faults.map((fault) => (
                <li key={`${fault.seq} ${fault.message}`}>
                  {fault.seq && `第 ${fault.seq} 条：`}
                  {fault.message}
                </li>
              ))}
            </ul>
          )}
          {cutBefore && <div>{cutBefore} 以前的记录已到期清理。</div>}
          {last && (
            <div className="audit-request">
              最后一条 {last.seq}:{last.hash}
            </div>
          )}
        </>
      }
    />
  );
}
