import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Descriptions, Progress } from 'antd';
import { Link, useParams } from 'react-router';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { measure } from './queries.ts';
import { MeasureMark } from './state.tsx';
import { TakeUp } from './take-up.tsx';
import type { MeasureWhole } from './types.ts';

/** One measure: what the notice asks, how far it is, what was reported, every time that it was supervised. */
export function MeasurePage() {
  const { id = '' } = useParams();
  const found = useQuery(measure(id));
  const narrow = useNarrow();
  useTitle(found.data ? `督查：${found.data.text}` : '督查台账');
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const m = found.data;
  return (
    <>
      <div className="page-head">
        <h1>{m.text}</h1>
        <PageHelp />
        <MeasureMark measure={m} />
        <Link to="/ledger">督查台账</Link>
        {m.caseId && m.may.seeCase && <Link to={`/cases/${m.caseId}`}>督查事项</Link>}
        {m.order && (
          <a href={`/api/files/${m.order.id}`} download={m.order.name}>
            <DownloadOutlined aria-hidden /> 督查单（PDF）
          </a>
        )}
        {m.may.open && <TakeUp measures={[m.id]} />}
      </div>
      <section className="panel gap" aria-label="任务要求">
        <h2>任务要求</h2>
        <Descriptions
          size="small"
          column={narrow ? 1 : 2}
          items={[
            { key: 'source', label: '来源文件', children: `${m.sourceNumber}《${m.sourceTitle}》` },
            { key: 'article', label: '条款', children: m.article },
            { key: 'task', label: '任务', children: `${m.part}　${m.task} ${m.taskTitle}` },
            { key: 'lead', label: '牵头单位', children: m.leadNames.join('、') || '文件未指明' },
            { key: 'support', label: '配合单位', children: m.supportNames.join('、') || '无' },
            ...(m.others ? [{ key: 'others', label: '其他', children: m.others }] : []),
            ...(m.posts.length ? [{ key: 'posts', label: '责任岗位', children: m.posts.join('、') }] : []),
            {
              key: 'due',
              label: '文件期限',
              children: m.dueOn
                ? `${m.fromOn ? `${m.fromOn} 至 ` : ''}${m.dueOn}`
                : m.every
                  ? m.every === 'quarter'
                    ? '每季度'
                    : '每半年'
                  : '文件未定',
            },
          ]}
        />
      </section>
      {m.caseId && (
        <section className="panel gap" aria-label="落实情况">
          <h2>落实情况</h2>
          <Descriptions
            size="small"
            column={narrow ? 1 : 2}
            items={[
              { key: 'lead', label: '牵头单位', children: m.itemLeadName ?? '待交办' },
              { key: 'support', label: '配合单位', children: m.itemSupportNames.join('、') || '无' },
              { key: 'close', label: '办结期限', children: m.closeOn ?? '待交办' },
              { key: 'progress', label: '进度', children: <Progress percent={m.progress} aria-label="进度" /> },
              { key: 'returned', label: '退回', children: `${m.returned} 次` },
              {
                key: 'score',
                label: '考评',
                children: m.score === null ? '尚未考评' : `${m.score}分（${m.gradeName}），逾期 ${m.late} 次`,
              },
            ]}
          />
          <h3>反馈</h3>
          <Feedback rows={m.feedback} />
        </section>
      )}
      {m.items.length > 0 && (
        <section className="panel gap" aria-label="历次督查">
          <h2>历次督查</h2>
          <ListTable
            rowKey="caseId"
            dataSource={m.items}
            columns={[
              { title: '事项', dataIndex: 'caseId', render: (c: string) => <Link to={`/cases/${c}`}>{c}</Link> },
              { title: '督查期', dataIndex: 'period' },
              { title: '立项', dataIndex: 'openedAt', render: (at: string) => <When at={at} long /> },
              { title: '牵头单位', dataIndex: 'leadName' },
              { title: '办结期限', dataIndex: 'closeOn' },
              {
                title: '结果',
                key: 'result',
                render: (_, i) => (i.withdrawn ? '已撤销' : i.closedAt ? '已销号' : `办理中，进度 ${i.progress}%`),
              },
              { title: '得分', dataIndex: 'score', align: 'right' },
            ]}
          />
        </section>
      )}
      <section className="panel gap" aria-label="修改记录">
        <h2>修改记录</h2>
        <Edits edits={m.edits} />
      </section>
    </>
  );
}

/** Who changed the measure, when, and from what to what. */
function Edits({ edits }: { edits: MeasureWhole['edits'] }) {
  if (!edits.length) return <Nothing>没有修改记录。</Nothing>;
  return (
    <ListTable
      rowKey={(e) => `${e.at} ${e.actor}`}
      pagination={edits.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      dataSource={edits}
      columns={[
        { title: '时间', dataIndex: 'at', className: 'nowrap', render: (at: string) => <When at={at} long /> },
        {
          title: '修改人',
          dataIndex: 'actorName',
          className: 'nowrap',
          render: (name: string | null) => name ?? '随产品载入',
        },
        {
          title: '内容',
          key: 'changes',
          render: (_, e) =>
            e.first ? (
              '录入台账'
            ) : e.changes.length === 0 ? (
              '内容未变'
            ) : (
              <ul className="limits">
                {e.changes.map((c) => (
                  <li key={c.field}>
                    {c.name}：由“{c.from ?? '无'}”改为“{c.to ?? '无'}”
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  );
}

function Feedback({ rows }: { rows: MeasureWhole['feedback'] }) {
  if (!rows.length) return <Nothing>还没有反馈。</Nothing>;
  return (
    <ListTable
      rowKey={(f) => `${f.round} ${f.unit}`}
      dataSource={rows}
      columns={[
        { title: '轮次', dataIndex: 'round', align: 'right' },
        { title: '单位', dataIndex: 'unitName', className: 'nowrap' },
        { title: '进度', dataIndex: 'progress', align: 'right', render: (p: number) => `${p}%` },
        {
          title: '落实情况',
          dataIndex: 'text',
          render: (t: string) => <div className="prose ledger-measure">{t}</div>,
        },
        { title: '佐证材料', dataIndex: 'files', render: (n: number) => (n ? `${n} 份` : '无') },
        { title: '填写人', dataIndex: 'givenByName' },
        { title: '时间', dataIndex: 'at', render: (at: string) => <When at={at} /> },
      ]}
    />
  );
}
