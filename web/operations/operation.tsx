import { useQuery } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Problem } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import './operations.css';
import { type ElementFigures, operation, type Operation, type OutsideWait, retry, type StuckStep } from './queries.ts';

// bpmn-js is large: only who looks at a diagram loads it.
const FiguresView = lazy(() => import('./figures-view.tsx'));

/** One procedure: cases at each step on its diagram, how long they take, what is stuck and why. */
export function OperationPage() {
  const { process = '' } = useParams();
  const address = useAddress();
  const version = address.get('version');
  const found = useQuery(operation(process, version));
  const [step, setStep] = useState<string | null>(null);
  useTitle(found.data ? `运行情况：${found.data.name}` : '运行情况');
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const o = found.data;
  const options = [
    { value: '', label: '所有版本' },
    ...o.versions.map((v) => ({
      value: v.definitionKey,
      label: `第 ${v.version} 版：在办 ${v.running} 件，已结束 ${v.finished} 件`,
    })),
  ];
  return (
    <>
      <div className="page-head">
        <h1>运行情况：{o.name}</h1>
        <PageHelp />
        <Link to="/operations">全部流程</Link>
        <div className="page-head-end">
          <Select
            aria-label="流程图版本"
            style={{ minWidth: 240 }}
            value={version}
            options={options}
            onChange={(value: string) => address.set({ version: value })}
          />
        </div>
      </div>
      <Stuck operation={o} />
      {o.outside.length > 0 && <Outside waits={o.outside} />}
      <section className="panel gap" aria-label="流程图">
        <p className="figures-legend">
          <span className="figure figure-running">● 在办</span> <span className="figure figure-done">✓ 已办</span>{' '}
          <span className="figure figure-days">中位工作日数</span> <span className="figure figure-stuck">■ 受阻</span>
        </p>
        <Suspense fallback={<Loading as="figures-canvas" />}>
          <FiguresView xml={o.xml} elements={o.elements} chosen={step} />
        </Suspense>
      </section>
      <Steps elements={o.elements} onShow={setStep} />
    </>
  );
}

function Stuck({ operation: o }: { operation: Operation }) {
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const present = chosen.filter((key) => o.stuck.some((s) => s.key === key));
  async function again(keys: string[]) {
    setBusy(true);
    try {
      const { items } = await retry(o.id, keys);
      const failed = items.filter(({ done }) => !done);
      if (failed.length) void message.error(`${failed.length} 个没有重试成：${failed[0]!.message}`);
      else void message.success(`已重试 ${items.length} 个环节。仍有原因的，会再次列出。`);
      setChosen([]);
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    } finally {
      setBusy(false);
      void queryClient.invalidateQueries({ queryKey: ['operations'] });
    }
  }
  return (
    <section className="panel gap" aria-label="受阻的环节">
      <h2>受阻的环节</h2>
      {o.stuck.length === 0 ? (
        <p className="none-stuck">没有受阻的环节。</p>
      ) : (
        <>
          <ListTable
            scroll={{}}
            rowKey="key"
            dataSource={o.stuck}
            {...(o.may.retry
              ? {
                  rowSelection: {
                    selectedRowKeys: present,
                    onChange: (keys) => setChosen(keys as string[]),
                    getCheckboxProps: (s: StuckStep) => ({ 'aria-label': `选择“${s.elementName}”` }) as object,
                  },
                }
              : {})}
            columns={[
              {
                title: '环节和原因',
                render: (_, s: StuckStep) => (
                  <>
                    <strong>{s.elementName}</strong>
                    {s.caseId && (
                      <>
                        {' '}
                        <Link to={`/cases/${s.caseId}`}>{s.caseId}</Link>
                      </>
                    )}
                    <div>{s.text}</div>
                    <div className="muted">{s.advice}</div>
                    {s.message !== s.text && (
                      <details>
                        <summary>原始信息</summary>
                        <code className="stuck-message">{s.message}</code>
                      </details>
                    )}
                  </>
                ),
              },
              { title: '自', width: 120, render: (_, s: StuckStep) => <When at={s.createdAt} /> },
              ...(o.may.retry
                ? [
                    {
                      title: '操作',
                      width: 80,
                      render: (_: unknown, s: StuckStep) => (
                        <Button
                          size="small"
                          loading={busy}
                          aria-label={`重试“${s.elementName}”`}
                          onClick={() => void again([s.key])}
                        >
                          重试
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          {o.may.retry && (
            <Button
              type="primary"
              style={{ marginTop: 8 }}
              disabled={!present.length}
              loading={busy}
              onClick={() => void again(present)}
            >
              重试所选（{present.length}）
            </Button>
          )}
        </>
      )}
    </section>
  );
}

/** 等待外部程序: nothing is wrong, but nobody in the product does it. */
function Outside({ waits }: { waits: OutsideWait[] }) {
  return (
    <section className="panel gap" aria-label="等待外部程序">
      <h2>等待外部程序</h2>
      <p className="muted">这些自动环节由外部程序办理。外部程序接上引擎、领取该作业类型后，事项自动继续。</p>
      <ul>
        {waits.map((w) => (
          <li key={w.elementKey}>
            {w.caseId ? <Link to={`/cases/${w.caseId}`}>{w.caseId}</Link> : `流程实例 ${w.instanceKey}`}
            <div>
              <strong>{w.elementName}</strong>：作业类型“{w.jobType}”，自 <When at={w.since} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHOWN = /Task$|SubProcess|CallActivity/;

function Steps({ elements, onShow }: { elements: ElementFigures[]; onShow: (id: string) => void }) {
  const steps = elements.filter(({ type }) => SHOWN.test(type)).sort((a, b) => b.running - a.running);
  return (
    <section className="panel gap" aria-label="各环节">
      <h2>各环节</h2>
      {steps.length === 0 ? (
        <Nothing>还没有事项办到任何环节。</Nothing>
      ) : (
        <ListTable
          scroll={{}}
          rowKey="elementId"
          brief
          dataSource={steps}
          columns={[
            {
              title: '环节',
              render: (_, e: ElementFigures) => (
                <button type="button" className="step-link" onClick={() => onShow(e.elementId)}>
                  {e.name}
                </button>
              ),
            },
            { title: '在办', width: 70, align: 'right', dataIndex: 'running' },
            { title: '已办', width: 70, align: 'right', dataIndex: 'finished' },
            { title: '终止', width: 70, align: 'right', dataIndex: 'ended' },
            {
              title: '中位用时（工作日）',
              width: 150,
              align: 'right',
              render: (_, e: ElementFigures) => e.medianWorkingDays ?? '—',
            },
          ]}
        />
      )}
    </section>
  );
}
