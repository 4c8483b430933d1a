import { useQuery } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Problem } from '../web/client/http.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import { When } from '../web/parts/when.tsx';
import { Changes, LimitChanges } from './changes.tsx';
import { Findings } from './findings.tsx';
import { stateOf } from './labels.ts';
import './modeler.css';
import { actOnVersion, changed, model, preview } from './queries.ts';
import { StateTag } from './state-tag.tsx';
import type { Model, Preview, Version } from './types.ts';

/** One version: what will happen when it is deployed, the second person's word, deployment. */
export function VersionPage() {
  const { process = '', version = '' } = useParams();
  const found = useQuery(model(process));
  const ahead = useQuery(preview(process, version));
  const v = found.data?.versions.find((one) => one.id === version);
  useTitle(v ? `版本：${v.name}` : '版本');
  const error = found.error ?? ahead.error ?? (found.data && !v ? new Problem(404, '该版本不存在') : null);
  if (error) return <ProblemState error={error} retry={() => void ahead.refetch()} />;
  if (!found.data || !ahead.data || !v) return <Loading />;
  const m = found.data;
  const { text, tone } = stateOf(v, m.deployed[0]?.modelVersion ?? null);
  return (
    <>
      <div className="page-head">
        <h1>
          {m.name}：版本 {v.number}．{v.name}
        </h1>
        <PageHelp />
        <StateTag tone={tone}>{text}</StateTag>
        <Link to={`/modeler/${m.id}`}>版本和部署</Link>
        {m.may.edit && <Link to={`/modeler/${m.id}/rehearse?ref=v${v.id}`}>演练此版本</Link>}
        <Link to={`/modeler/${m.id}/simulate?ref=v${v.id}`}>在图上走一走</Link>
      </div>
      <section className="panel gap" aria-label="基本情况">
        <dl className="facts">
          <dt>说明</dt>
          <dd>{v.note}</dd>
          <dt>作者</dt>
          <dd>
            {v.authorName ?? '随产品发布'} <When at={v.createdAt} long />
          </dd>
          {v.review && <Reviewed review={v.review} />}
          {v.deployment && (
            <>
              <dt>部署</dt>
              <dd>
                {v.deployment.deployedByName} <When at={v.deployment.deployedAt} long /> 部署为第{' '}
                {v.deployment.engineVersion} 版
              </dd>
            </>
          )}
        </dl>
      </section>
      <WhatNext model={m} version={v} preview={ahead.data} />
      {!v.deployment && <WhatWillHappen preview={ahead.data} />}
      <section className="panel gap" aria-label="检查结果">
        <h2>检查结果</h2>
        <Findings findings={ahead.data.findings} />
      </section>
      {!v.deployment && (
        <section className="panel gap" aria-label="与现行版本的差别">
          <h2>与现行版本的差别</h2>
          {m.present && (
            <p>
              <Link to={`/modeler/${m.id}/compare?from=d${m.present}&to=v${v.id}`}>在图上看</Link>
            </p>
          )}
          <Changes changes={ahead.data.changes} />
        </section>
      )}
    </>
  );
}

function Reviewed({ review }: { review: NonNullable<Version['review']> }) {
  return (
    <>
      <dt>提请审核</dt>
      <dd>
        {review.requestedByName} <When at={review.requestedAt} long />
      </dd>
      {review.decidedByName && review.decidedAt && (
        <>
          <dt>审核</dt>
          <dd>
            {review.decidedByName} <When at={review.decidedAt} long /> {review.approved ? '同意' : '不同意'}
            {review.comment && `：${review.comment}`}
          </dd>
        </>
      )}
    </>
  );
}

/** 将发生什么: for cases at work, for limits, for others that call it. */
function WhatWillHappen({ preview: p }: { preview: Preview }) {
  const cases = p.running.reduce((sum, r) => sum + r.cases, 0);
  return (
    <section className="panel gap" aria-label="部署后将发生什么">
      <h2>部署后将发生什么</h2>
      <p>部署之后发起的事项按此版本办理。</p>
      {cases === 0 ? (
        <p>目前没有正在办理的事项。</p>
      ) : (
        <>
          <p>正在办理的 {cases} 件事项不变，仍按发起时的版本办理：</p>
          <ul>
            {p.running.map((r) => (
              <li key={r.definitionKey}>
                第 {r.version} 版：{r.cases} 件（{r.examples.join('、')}
                {r.cases > r.examples.length ? ' 等' : ''}）
              </li>
            ))}
          </ul>
          {p.keptLimits.length > 0 && (
            <>
              <p>其中正在计时的时限不变：</p>
              <ul>
                {p.keptLimits.map((l) => (
                  <li key={`${l.obligation} ${l.workingDays}`}>
                    {l.name}：{l.workingDays} 个工作日，{l.count} 项
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {p.calledBy.length > 0 && (
        <p>{p.calledBy.map((name) => `“${name}”`).join('、')}会调用此流程：正在办理的事项今后调用时，也用此版本。</p>
      )}
      {p.files.length > 0 && (
        <>
          <h3>不同的规则和表单</h3>
          <ul>
            {p.files.map((f) => (
              <li key={f.name}>
                {f.kind === 'dmn' ? '规则' : '表单'}“{f.title}”：
                {f.newest
                  ? '流程图直接调用它，正在办理的事项到该环节时也用新的。'
                  : f.keptBy > 0
                    ? `正在办理的 ${f.keptBy} 件事项仍用各自发起时的${f.kind === 'dmn' ? '规则' : '表单'}。`
                    : '部署后发起的事项用新的。'}
                {f.usedBy.length > 0 && `${f.usedBy.map((name) => `“${name}”`).join('、')}也用它，会一并更新。`}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>不同的时限</h3>
      <LimitChanges limits={p.limits} />
    </section>
  );
}

function WhatNext({ model: m, version: v, preview: p }: { model: Model; version: Version; preview: Preview }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [comment, setComment] = useState('');
  const faulty = p.findings.some((f) => f.severity === 'error');
  const outside = p.findings.filter((f) => f.rule === 'job-type');
  async function act(kind: 'review' | 'decision' | 'deployment', done: string, body?: object) {
    setBusy(true);
    setProblem(null);
    try {
      await actOnVersion(m.id, v.id, kind, body);
      void message.success(done);
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
      await changed();
    }
  }
  if (v.deployment) return problem && <ProblemAlert problem={problem} errors={problem.errors} />;
  const mayDeploy = m.may.edit && (v.review?.approved === true || !m.approvalRequired);
  const deciding = v.review?.approved === null;
  return (
    <section className="panel gap" aria-label="下一步">
      <h2>下一步</h2>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      {faulty && <p>有错误的版本不能审核和部署，请按检查结果修改草稿，另存一个版本。</p>}
      {!v.review && m.may.edit && (
        <p>
          <Button
            type={m.approvalRequired ? 'primary' : 'default'}
            disabled={faulty}
            loading={busy}
            onClick={() => void act('review', '已提请审核')}
          >
            提请审核
          </Button>{' '}
          由流程审核员或另一位流程设计员审核。
        </p>
      )}
      {deciding && !v.mayDecide && <p>等待第二人审核：作者和提请人不能审核自己的版本。</p>}
      {deciding && v.mayDecide && (
        <>
          <label htmlFor="comment">审核意见（不同意的必填）</label>
          <Input.TextArea
            id="comment"
            value={comment}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            className="gap"
            onChange={(event) => setComment(event.target.value)}
          />
          <Button
            type="primary"
            loading={busy}
            onClick={() => void act('decision', '已同意', { approve: true, comment })}
          >
            同意
          </Button>{' '}
          <Button loading={busy} onClick={() => void act('decision', '已退回', { approve: false, comment })}>
            不同意
          </Button>
        </>
      )}
      {v.review?.approved === false && <p>审核未同意。请修改草稿，另存一个版本后再提请审核。</p>}
      {mayDeploy && (
        <Popconfirm
          title="部署此版本？"
          description={
            <>
              部署后发起的事项按此版本办理；正在办理的不变。
              {outside.map((f) => (
                <div key={f.elementId}>{f.message}</div>
              ))}
            </>
          }
          okText={outside.length ? '确认由外部程序办理，部署' : '部署'}
          onConfirm={() => act('deployment', '已部署', { present: p.present, acceptOutside: outside.length > 0 })}
        >
          <Button type="primary" disabled={faulty} loading={busy}>
            部署
          </Button>
        </Popconfirm>
      )}
      {v.review?.approved === true && !m.may.edit && <p>已同意，由流程设计员部署。</p>}
    </section>
  );
}
