import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { failed } from '../client/queries.ts';
import { http } from '../client/http.ts';
import { PageHelp } from '../help/page-help.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { PageOf } from '../parts/page-of.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useFilters } from '../parts/use-filters.tsx';
import { useSending } from '../parts/use-sending.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { type Comment, comments, disclosure, type OneDisclosure } from './queries.ts';
import { DisclosureState } from './state.tsx';

/** What people wrote to a draft: to judge, and to answer, one or many at once. */
export function DisclosurePage() {
  const { id = '' } = useParams();
  const found = useQuery(disclosure(id));
  useTitle(found.data?.subject ?? '决策公开');
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const d = found.data;
  return (
    <>
      <div className="page-head">
        <h1>{d.subject}</h1>
        <PageHelp />
        <DisclosureState state={d.state} name={d.stateName} />
        <Link to={`/cases/${d.caseId}`}>{d.caseId}</Link>
        <a href={`/public/decisions/${d.caseId}`}>公开页面（对外）</a>
      </div>
      <p className="muted">
        {d.unitName} · 征集 <When at={d.beginsAt} /> 至 <When at={d.endsAt} /> · 收到 {d.counts.received} 条，待审核{' '}
        {d.counts.pending} 条，待答复 {d.counts.unanswered} 条，未通过 {d.counts.rejected} 条
      </p>
      <p>{nextStep(d)}</p>
      {d.may.read ? <Comments d={d} /> : <div className="panel">公众意见由拟定部门和区政府办公室办理。</div>}
    </>
  );
}

function nextStep({ state, counts, may }: OneDisclosure): string {
  if (state === 'answered') return '采纳情况已经公开，意见不再变动。';
  if (counts.pending && may.moderate) return `请先审核：${counts.pending} 条意见待审核。`;
  if (counts.unanswered && may.answer) return `请逐条答复：选中意见后点“答复所选”，还有 ${counts.unanswered} 条。`;
  if (state === 'closed') return '审核和答复已齐，请在“我的待办”办理“研究采纳意见”。';
  return state === 'open' ? '征集中，新的意见会列在下面。' : '征集尚未开始。';
}

const MARKS = { pending: 'warned', accepted: 'normal', rejected: 'suspended' } as const;

function Comments({ d }: { d: OneDisclosure }) {
  const { address, filter, set, filtered, choice, clearing } = useFilters('state', 'answered');
  const found = useQuery(comments(d.caseId, { ...filter, page: address.page }));
  const [chosen, setChosen] = useState<string[]>([]);
  const [answering, setAnswering] = useState(false);
  const [judged, setJudged] = useState<{ comment: Comment; result: 'accepted' | 'rejected' } | null>(null);
  return (
    <div className="panel">
      <FilterBar
        set={set}
        total={found.data?.total}
        acts={
          d.may.answer && (
            <Button type="primary" disabled={chosen.length === 0} onClick={() => setAnswering(true)}>
              {chosen.length ? `答复所选（${chosen.length}条）` : '答复所选'}
            </Button>
          )
        }
      >
        {choice(
          'state',
          '审核',
          [
            { value: 'pending', label: '待审核' },
            { value: 'accepted', label: '已通过' },
            { value: 'rejected', label: '未通过' },
          ],
          110,
        )}
        {choice(
          'answered',
          '答复',
          [
            { value: 'no', label: '未答复' },
            { value: 'yes', label: '已答复' },
          ],
          110,
        )}
        {clearing}
      </FilterBar>
      <PageOf found={found} empty={filtered ? '没有符合筛选条件的意见。' : '还没有收到意见。'}>
        {(items: Comment[]) => (
          <ListTable
            rowKey="id"
            scroll={{ x: 900 }}
            dataSource={items}
            {...(d.may.answer
              ? {
                  rowSelection: {
                    selectedRowKeys: chosen,
                    onChange: (keys) => setChosen(keys.map(String)),
                    getCheckboxProps: (c: Comment) => ({
                      disabled: c.state !== 'accepted',
                      'aria-label': `选择第${c.number}条`,
                    }),
                  },
                }
              : {})}
            columns={[
              { title: '编号', dataIndex: 'number', width: 60 },
              {
                title: '意见',
                dataIndex: 'text',
                render: (text: string, c) => (
                  <>
                    <div className="comment-text">{text}</div>
                    {c.shownText !== null && c.shownText !== text && (
                      <div className="muted comment-text">公开时：{c.shownText}</div>
                    )}
                    {(c.name ?? c.contact) && (
                      <div className="muted">不公开：{[c.name, c.contact].filter(Boolean).join(' ')}</div>
                    )}
                  </>
                ),
              },
              { title: '收到', dataIndex: 'receivedAt', width: 150, render: (at: string) => <When at={at} /> },
              {
                title: '审核',
                key: 'state',
                width: 170,
                render: (_, c) => (
                  <>
                    <StateMark mark={MARKS[c.state]} label={c.stateName} />
                    {c.reason && <div className="muted">{c.reason}</div>}
                    {d.may.moderate && (
                      <div>
                        {c.state !== 'accepted' && (
                          <Button size="small" onClick={() => setJudged({ comment: c, result: 'accepted' })}>
                            通过
                          </Button>
                        )}{' '}
                        {c.state !== 'rejected' && (
                          <Button size="small" onClick={() => setJudged({ comment: c, result: 'rejected' })}>
                            不通过
                          </Button>
                        )}
                      </div>
                    )}
                  </>
                ),
              },
              {
                title: '采纳情况',
                key: 'answer',
                width: 220,
                render: (_, c) =>
                  c.answer ? (
                    <>
                      <b>{c.adoptionName}</b>
                      <div className="comment-text">{c.answer}</div>
                    </>
                  ) : (
                    '—'
                  ),
              },
            ]}
          />
        )}
      </PageOf>
      {answering && (
        <Answer
          d={d}
          chosen={chosen}
          onClose={(done) => {
            setAnswering(false);
            if (done) setChosen([]);
          }}
        />
      )}
      {judged && <Judge d={d} {...judged} onClose={() => setJudged(null)} />}
    </div>
  );
}

function Answer({ d, chosen, onClose }: { d: OneDisclosure; chosen: string[]; onClose: (done: boolean) => void }) {
  const { busy, problem, save } = useSending(
    (values: { adoption: string; text: string }) =>
      http.post(`/api/disclosures/${d.caseId}/answers`, { ...values, comments: chosen }),
    { said: '已答复', stale: ['disclosure'], close: () => onClose(true) },
  );
  return (
    <Modal open title={`答复所选 ${chosen.length} 条意见`} onCancel={() => onClose(false)} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save}>
        <Form.Item name="adoption" label="采纳情况" rules={[{ required: true, message: '请选择采纳情况' }]}>
          <Radio.Group
            options={[
              { value: 'adopted', label: '采纳' },
              { value: 'partly', label: '部分采纳' },
              { value: 'declined', label: '未采纳' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="text"
          label="答复"
          extra="将对外公开；所选意见用同一答复。"
          rules={[{ required: true, message: '请填写答复' }]}
        >
          <Input.TextArea rows={5} maxLength={2000} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          答复
        </Button>
      </Form>
    </Modal>
  );
}

function Judge({
  d,
  comment,
  result,
  onClose,
}: {
  d: OneDisclosure;
  comment: Comment;
  result: 'accepted' | 'rejected';
  onClose: () => void;
}) {
  const { busy, problem, save } = useSending(
    (values: { hide?: string[]; reason?: string }) =>
      http.post(`/api/disclosures/${d.caseId}/comments/${comment.id}/moderation`, { result, ...values }),
    { said: '已审核', stale: ['disclosure'], close: onClose },
  );
  return (
    <Modal
      open
      title={`第${comment.number}条：${result === 'accepted' ? '审核通过' : '不通过'}`}
      onCancel={onClose}
      footer={null}
    >
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <p className="comment-text">{comment.text}</p>
      <Form layout="vertical" onFinish={save}>
        {result === 'accepted' ? (
          <Form.Item
            name="hide"
            label="公开时隐去的文字"
            extra="姓名、门牌等能认出个人的文字，逐处输入后回车；电话、证件号、邮箱自动隐去。"
          >
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[]} />
          </Form.Item>
        ) : (
          <Form.Item
            name="reason"
            label="不通过的理由"
            extra="不对外公开。"
            rules={[{ required: true, min: 2, message: '请填写理由，至少 2 个字' }]}
          >
            <Input.TextArea maxLength={500} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={busy} block>
          {result === 'accepted' ? '通过' : '不通过'}
        </Button>
      </Form>
    </Modal>
  );
}
