import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button, Input, Progress, Radio, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Problem } from '../web/client/http.ts';
import { queryClient } from '../web/client/queries.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { ListTable } from '../web/parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import { When } from '../web/parts/when.tsx';
import {
  type Migration,
  migration,
  migrationPlan,
  type MigrationPlan,
  migrations,
  type MovableCase,
  orderMigration,
  stopMigration,
} from './migrations.ts';
import './modeler.css';
import { model } from './queries.ts';
import { StateTag } from './state-tag.tsx';
import type { Model } from './types.ts';

/** 移动在办事项: running cases from an older version of the diagram to the one at work. */
export function MigratePage() {
  const { process = '' } = useParams();
  const found = useQuery(model(process));
  const orders = useQuery(migrations(process));
  useTitle(found.data ? `移动在办事项：${found.data.name}` : '移动在办事项');
  const error = found.error ?? orders.error;
  if (error) return <ProblemState error={error} />;
  if (!found.data || !orders.data) return <Loading />;
  const m = found.data;
  const [newest] = orders.data.items;
  const going = newest && newest.finishedAt === null;
  return (
    <>
      <div className="page-head">
        <h1>移动在办事项：{m.name}</h1>
        <PageHelp />
        <Link to={`/modeler/${process}`}>版本和部署</Link>
      </div>
      <p className="muted prose">
        部署新版后，在办事项仍按发起时的流程图办理。确有必要的，可以把它们移到另一版。能由引擎迁移的，任务不变；不能的，重新安置：先结束原来的流程实例，再在新版本的同一环节接着办，事项编号、材料、时限、已领取的任务和草稿都保留。两样都不能的（如正在逐个办理、正在自动办理），仍按原版办完，或者待办过该环节后再移。
      </p>
      {newest && <Result model={m} order={newest} />}
      {!going && <Plan model={m} />}
    </>
  );
}

function Plan({ model: m }: { model: Model }) {
  const versions = m.deployed.filter((d, i) => m.deployed.findIndex((o) => o.definitionKey === d.definitionKey) === i);
  const [from, setFrom] = useState<string | undefined>(versions[1]?.definitionKey);
  const [to, setTo] = useState<string | undefined>(versions[0]?.definitionKey);
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const wanted = { from: from ?? '', to: to ?? '', mapping };
  const plan = useQuery({
    ...migrationPlan(m.id, wanted),
    enabled: Boolean(from && to && from !== to),
    placeholderData: keepPreviousData,
  });
  const options = versions.map((d) => ({ value: d.definitionKey, label: `第 ${d.version} 版` }));
  const choose = (set: (key: string) => void) => (key: string) => {
    set(key);
    setMapping({});
  };
  return (
    <section className="panel gap" aria-label="移动">
      <h2>移动</h2>
      {versions.length < 2 ? (
        <Nothing>只有一个版本，没有可移动的。</Nothing>
      ) : (
        <div className="filters">
          <Select
            aria-label="从哪一版"
            style={{ width: 160 }}
            value={from}
            options={options}
            onChange={choose(setFrom)}
          />
          移到
          <Select
            aria-label="移到哪一版"
            style={{ width: 160 }}
            value={to}
            options={options}
            onChange={choose(setTo)}
          />
        </div>
      )}
      {plan.error && <ProblemAlert problem={plan.error as Problem} errors={[]} />}
      {plan.data &&
        (plan.data.cases.length === 0 ? (
          <Nothing>该版本没有在办的事项。</Nothing>
        ) : (
          <>
            <Elements plan={plan.data} onMap={(id, target) => setMapping((before) => ({ ...before, [id]: target }))} />
            <Cases key={`${from} ${to}`} model={m} plan={plan.data} wanted={wanted} />
          </>
        ))}
    </section>
  );
}

function Elements({ plan, onMap }: { plan: MigrationPlan; onMap: (id: string, target: string) => void }) {
  return (
    <>
      <h3>环节的对应</h3>
      <ul className="migration-elements">
        {plan.elements.map((e) => (
          <li key={e.id}>
            <span>
              {e.name} <span className="muted">{e.cases} 件</span>
            </span>
            <Select
              aria-label={`“${e.name}”对应的环节`}
              size="small"
              style={{ minWidth: 240 }}
              status={e.target === null ? 'error' : ''}
              placeholder="没有同一环节，请选择"
              showSearch
              optionFilterProp="label"
              value={e.target ?? undefined}
              options={e.options.map((o) => ({
                value: o.id,
                label: `${o.name}${o.id === e.id ? '（同一环节）' : ''}`,
              }))}
              onChange={(target: string) => onMap(e.id, target)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

const nameOf = (c: { caseId: string | null; instanceKey: string }) => c.caseId ?? `流程实例 ${c.instanceKey}`;

function Cases({
  model: m,
  plan,
  wanted,
}: {
  model: Model;
  plan: MigrationPlan;
  wanted: { from: string; to: string; mapping: Record<string, string> };
}) {
  const { message } = App.useApp();
  const able = plan.cases.filter(({ way }) => way !== null);
  const rehomed = able.filter(({ way }) => way === 'rehome').length;
  const [left, setLeft] = useState<string[]>([]);
  const [rules, setRules] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const chosen = able.map((c) => c.instanceKey).filter((key) => !left.includes(key));
  async function order() {
    setBusy(true);
    setProblem(null);
    try {
      const { cases } = await orderMigration(m.id, { ...wanted, instances: chosen, presentRules: rules, reason });
      void message.success(`开始移动 ${cases} 件事项`);
      await queryClient.invalidateQueries({ queryKey: ['models', m.id, 'migrations'] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <h3>
        事项：{able.length} 件可以移动{rehomed > 0 && `（其中重新安置 ${rehomed} 件）`}，
        {plan.cases.length - able.length} 件不能
      </h3>
      <ListTable
        scroll={{}}
        rowKey="instanceKey"
        pagination={plan.cases.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        dataSource={plan.cases}
        rowSelection={{
          selectedRowKeys: chosen,
          onChange: (keys) => setLeft(able.map((c) => c.instanceKey).filter((key) => !keys.includes(key))),
          getCheckboxProps: (c: MovableCase) =>
            ({ disabled: c.way === null, 'aria-label': `选择 ${nameOf(c)}` }) as object,
        }}
        columns={[
          {
            title: '事项',
            render: (_, c: MovableCase) => (
              <>
                {c.caseId ? <Link to={`/cases/${c.caseId}`}>{c.caseId}</Link> : nameOf(c)}
                {c.title && <div>{c.title}</div>}
                <div className="muted">正在：{c.at.join('、')}</div>
              </>
            ),
          },
          {
            title: '怎样移动',
            render: (_, c: MovableCase) => <WayOf movable={c} />,
          },
        ]}
      />
      <h3>规则和表单</h3>
      <p>
        迁移的事项，已经产生的任务保留原来的表单，此后的任务用移动时现行的表单；重新安置的，任务重新产生，用移动时现行的表单。
        {plan.files.length > 0 &&
          `两版之间不同的：${plan.files.map((f) => `${f.kind === 'dmn' ? '规则' : '表单'}“${f.title}”`).join('、')}。`}
      </p>
      <Radio.Group
        aria-label="规则"
        value={rules}
        onChange={(event) => setRules(event.target.value as boolean)}
        options={[
          { value: false, label: '规则仍用各自发起时的' },
          { value: true, label: '规则改用现行的' },
        ]}
      />
      <div className="gap" />
      <label htmlFor="migration-reason">理由（记入每件事项的办理记录）</label>
      <Input.TextArea
        id="migration-reason"
        className="gap"
        maxLength={500}
        autoSize={{ minRows: 2 }}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      {m.may.edit && (
        <Button
          type="primary"
          loading={busy}
          disabled={!chosen.length || reason.trim().length < 2}
          onClick={() => void order()}
        >
          移动 {chosen.length} 件
        </Button>
      )}
    </>
  );
}

/** Which way a case goes, or why none. */
function WayOf({ movable: c }: { movable: MovableCase }) {
  if (c.way === 'migrate') return <StateTag tone="ok">迁移</StateTag>;
  const rehomes = c.way === 'rehome';
  const said = (texts: string[]) =>
    texts.map((text) => (
      <div key={text} className="prose">
        {text}
      </div>
    ));
  return (
    <>
      <StateTag tone={rehomes ? 'plain' : 'bad'}>{rehomes ? '重新安置' : '不能'}</StateTag>
      {said(rehomes ? c.notes : c.whyNotRehomed)}
      {!rehomes && c.whyNotRehomed.length === 0 ? (
        said(c.why)
      ) : (
        <details>
          <summary>为什么不由引擎迁移</summary>
          {said(c.why)}
        </details>
      )}
    </>
  );
}

const outcomes = {
  waiting: { text: '等待', tone: 'plain' },
  moved: { text: '已移动', tone: 'ok' },
  failed: { text: '没有移动', tone: 'bad' },
  stopped: { text: '已停止，没有移动', tone: 'waits' },
} as const;

/** How the newest order goes on, or came out, case by case. */
function Result({ model: m, order }: { model: Model; order: Migration }) {
  const { message } = App.useApp();
  const found = useQuery(migration(m.id, order.id));
  const o = found.data ?? order;
  const all = o.waiting + o.moved + o.failed + o.stopped;
  const version = (key: string) => m.deployed.find((d) => d.definitionKey === key)?.version ?? '？';
  async function stop() {
    try {
      await stopMigration(m.id, o.id);
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    await queryClient.invalidateQueries({ queryKey: ['models', m.id, 'migrations'] });
  }
  return (
    <section className="panel gap" aria-label="最近一次移动">
      <h2>最近一次移动</h2>
      <p>
        第 {version(o.from)} 版移到第 {version(o.to)} 版，{o.orderedByName} <When at={o.orderedAt} long />
        ，理由：{o.reason}。{o.presentRules ? '规则改用现行的。' : '规则仍用各自发起时的。'}
      </p>
      <Progress
        aria-label="移动的进度"
        percent={all ? Math.round(((all - o.waiting) / all) * 100) : 100}
        status={o.finishedAt ? (o.failed ? 'exception' : 'success') : 'active'}
      />
      <p role="status" aria-label="移动的结果">
        共 {all} 件：已移动 {o.moved} 件，没有移动 {o.failed} 件
        {o.stopped > 0 && `，${o.stoppedByName ?? ''}停止 ${o.stopped} 件`}
        {o.waiting > 0 && `，等待 ${o.waiting} 件`}。
      </p>
      {!o.finishedAt && m.may.edit && (
        <Button danger onClick={() => void stop()}>
          停止
        </Button>
      )}
      {found.data && (
        <ul>
          {found.data.cases.map((c) => (
            <li key={c.instanceKey}>
              {c.caseId ? <Link to={`/cases/${c.caseId}`}>{c.caseId}</Link> : nameOf(c)}{' '}
              <StateTag tone={outcomes[c.state].tone}>{outcomes[c.state].text}</StateTag>{' '}
              {c.way === 'rehome' && <span className="muted">重新安置</span>}
              {c.message && <div>{c.message}</div>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
