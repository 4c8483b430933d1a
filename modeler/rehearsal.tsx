import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Popconfirm } from 'antd';
import { Fragment, lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { failed } from '../web/client/queries.ts';
import { Problem } from '../web/client/http.ts';
import type { Values } from '../web/client/types.ts';
import '../web/case/case.css';
import { DateField } from '../web/forms/date-field.tsx';
import { focusFirstFault, showServerErrors } from '../web/forms/faults.ts';
import { FormView } from '../web/forms/form-view.tsx';
import { submitted } from '../web/forms/schema.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { LimitDates } from '../web/parts/limit-dates.tsx';
import { LimitMark } from '../web/parts/limit-mark.tsx';
import { Loading, Nothing, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { longTime } from '../web/parts/time.ts';
import { useTitle } from '../web/parts/use-title.ts';
import { When } from '../web/parts/when.tsx';
import './modeler.css';
import { type NamedValue, NamedValues, valuesIn } from './named-values.tsx';
import {
  completeRehearsed,
  endRehearsal,
  fileOf,
  moveClock,
  refresh,
  type Rehearsal,
  rehearsal,
  rehearsedTask,
  retryStuck,
  sendMessage,
  uploadRehearsed,
} from './rehearsals.ts';
import { StateTag, type Tone } from './state-tag.tsx';

const DiagramView = lazy(() => import('../web/case/diagram.tsx'));

const states: Record<Rehearsal['state'], { text: string; tone: Tone }> = {
  starting: { text: '正在开始', tone: 'ahead' },
  running: { text: '进行中', tone: 'ahead' },
  moving: { text: '正在推进', tone: 'waits' },
  ended: { text: '流程已走完', tone: 'ok' },
};

/** 演练: the path on the diagram, every post's tasks, the limits, and the rehearsal's own time. */
export function RehearsalPage() {
  const { process = '', id = '' } = useParams();
  const found = useQuery(rehearsal(id));
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  useTitle(found.data ? `演练：${found.data.name}` : '演练');
  if (failed(found)) return <ProblemState error={found.error} />;
  if (found.isPending) return <Loading />;
  const r = found.data!;
  const open = r.tasks.find(({ key }) => key === chosen) ?? r.tasks[0];
  async function act(work: Promise<unknown>) {
    try {
      await work;
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    await refresh(id);
  }
  async function end() {
    try {
      await endRehearsal(id);
      void message.success('演练已结束，内容已清除');
      void navigate(`/modeler/${process}`);
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
  }
  const { text, tone } = states[r.state];
  return (
    <>
      <div className="page-head">
        <h1>演练：{r.name}</h1>
        <PageHelp />
        <StateTag tone={tone}>{text}</StateTag>
        <Link to={`/modeler/${process}`}>版本和部署</Link>
        {r.may.act && (
          <div className="page-head-end">
            <Popconfirm title="结束演练？" description="演练的内容将全部清除。" okText="结束" onConfirm={() => end()}>
              <Button danger>结束演练</Button>
            </Popconfirm>
          </div>
        )}
      </div>
      <p className="muted">
        演练与真实事项、人员隔离，不发通知；一天无人操作自动结束。{!r.may.act && `由${r.ownerName}操作，您可以查看。`}
      </p>
      <Clock r={r} act={act} />
      {r.stuck.length > 0 && <Stuck r={r} act={act} />}
      <section className="panel gap" aria-label="路径">
        <Suspense fallback={<Loading />}>
          <DiagramView diagram={r.diagram} />
        </Suspense>
      </section>
      <div className="rehearsal-parts">
        <section className="panel gap" aria-label="待办任务">
          <h2>待办任务</h2>
          {r.tasks.length === 0 ? (
            <Nothing>
              {r.state === 'ended'
                ? '流程已走完，没有任务。'
                : r.timers.length
                  ? '没有任务，等待时间到达。'
                  : '没有任务。'}
            </Nothing>
          ) : (
            <>
              <ul className="rehearsal-tasks">
                {r.tasks.map((t) => (
                  <li key={t.key}>
                    <Button
                      type={t.key === open?.key ? 'primary' : 'default'}
                      size="small"
                      aria-pressed={t.key === open?.key}
                      onClick={() => setChosen(t.key)}
                    >
                      {t.name}
                    </Button>{' '}
                    <span>{t.jobType ? '自动环节' : t.groupNames.join('、')}</span>
                    {t.dueAt && (
                      <span className="muted">
                        {' '}
                        到期 <When at={t.dueAt} />
                      </span>
                    )}
                  </li>
                ))}
              </ul>
              {open && <Task key={open.key} r={r} taskKey={open.key} />}
            </>
          )}
        </section>
        <div>
          <Limits r={r} />
          <Told r={r} act={act} />
        </div>
      </div>
    </>
  );
}

interface Acting {
  r: Rehearsal;
  act: (work: Promise<unknown>) => Promise<void>;
}

function Clock({ r, act }: Acting) {
  const [to, setTo] = useState<string | undefined>();
  const next = r.timers.find(({ dueAt }) => dueAt !== null);
  const moving = r.target !== null;
  const may = r.may.act && r.state !== 'ended';
  return (
    <section className="panel gap" aria-label="演练时间">
      <h2>演练时间</h2>
      <p role="status" aria-label="现在">
        <strong>{longTime(r.clock)}</strong>
        {moving && `，正在推进到 ${longTime(r.target!)} …`}
      </p>
      {next?.dueAt ? (
        <p>
          下一个时点：{next.name}，<When at={next.dueAt} long />
        </p>
      ) : (
        <p className="muted">没有等待时间到达的环节。</p>
      )}
      {r.timers
        .filter(({ dueAt }) => dueAt === null)
        .map((t) => (
          <p key={t.elementId} role="alert">
            “{t.name}”没有得到日期，正式运行时会受阻。请核对定时的表达式。
          </p>
        ))}
      {may && (
        <div className="filters" style={{ marginBottom: 0 }}>
          <Button type="primary" disabled={!next || moving} onClick={() => void act(moveClock(r.id, { next: true }))}>
            推进到下一个时点
          </Button>
          <label htmlFor="rehearsal-to">推进到</label>
          <div style={{ width: 230 }}>
            <DateField
              id="rehearsal-to"
              component={{ type: 'datetime', subtype: 'datetime' } as never}
              value={to}
              onChange={setTo}
            />
          </div>
          <Button disabled={!to || moving} onClick={() => void act(moveClock(r.id, { to: to! }))}>
            推进
          </Button>
        </div>
      )}
    </section>
  );
}

function Stuck({ r, act }: Acting) {
  return (
    <section className="panel gap" aria-label="受阻的环节">
      <h2>受阻的环节</h2>
      <ul>
        {r.stuck.map((s) => (
          <li key={s.key}>
            <strong>{s.name}</strong>：{s.text}
            <div className="muted">{s.advice}</div>
          </li>
        ))}
      </ul>
      {r.may.act && <Button onClick={() => void act(retryStuck(r.id))}>重试</Button>}
    </section>
  );
}

/** A task of any post, done by the owner. */
function Task({ r, taskKey }: { r: Rehearsal; taskKey: string }) {
  const found = useQuery(rehearsedTask(r.id, taskKey));
  const [form] = Form.useForm();
  const { message } = App.useApp();
  const [rows, setRows] = useState<NamedValue[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const upload = useCallback((file: File) => uploadRehearsed(r.id, file), [r.id]);
  if (failed(found)) return <p className="muted">该任务已办结。</p>;
  if (found.isPending) return <Loading />;
  const task = found.data;
  async function complete(values: Values) {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await completeRehearsed(r.id, taskKey, values);
      void message.success(`“${task.name}”已提交`);
    } catch (error) {
      const refused = error as Problem;
      setProblem(refused);
      showServerErrors(form, refused.errors);
      focusFirstFault(form, `task-${taskKey}`);
    } finally {
      setBusy(false);
      await refresh(r.id);
    }
  }
  const by = (children: ReactNode, send: () => void) => (
    <>
      {children}
      {r.may.act && (
        <Button type="primary" loading={busy} onClick={send}>
          提交
        </Button>
      )}
    </>
  );
  return (
    <div className="rehearsal-task" role="group" aria-label={`办理：${task.name}`}>
      <h3>{task.name}</h3>
      {task.documentation && <p className="muted prose">{task.documentation}</p>}
      {task.summary.length > 0 && (
        <dl className="facts">
          {task.summary.map((s) => (
            <Fragment key={s.label}>
              <dt>{s.label}</dt>
              <dd>{s.value}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      {task.jobType
        ? by(
            <>
              <p>这是自动环节，由外部程序“{task.jobType}”办理。演练中请您给出它的结果。</p>
              <NamedValues label="办理结果" value={rows} onChange={setRows} />
            </>,
            () => void complete(valuesIn(rows)),
          )
        : task.form
          ? by(
              <FormView
                id={`task-${taskKey}`}
                schema={task.form}
                variables={task.variables}
                form={form}
                disabled={!r.may.act}
                upload={upload}
                onSubmit={(values) => void complete(submitted(values, task.variables))}
              />,
              () => form.submit(),
            )
          : by(<p>本步骤没有需要填写的内容。</p>, () => void complete({}))}
    </div>
  );
}

function Limits({ r }: { r: Rehearsal }) {
  return (
    <section className="panel gap" aria-label="时限">
      <h2>时限</h2>
      {r.limits.length === 0 && <Nothing>还没有开始计时的时限。</Nothing>}
      <ul className="limits">
        {r.limits.map((d) => (
          <li key={d.id}>
            <div className="limit-line">
              <LimitMark state={d.state} provisional={d.provisional} />
              <strong>{d.name}</strong>
              <span className="muted">{d.workingDays} 个工作日</span>
            </div>
            <LimitDates limit={d} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What happened, what people would have been told, what was made; and what may come from outside. */
function Told({ r, act }: Acting) {
  return (
    <section className="panel gap" aria-label="经过">
      <h2>经过</h2>
      <ol className="rehearsal-events">
        {r.events.map((e, i) => (
          <li key={i}>
            <When at={e.at} /> {e.text}
          </li>
        ))}
      </ol>
      {r.notices.length > 0 && (
        <>
          <h3>正式运行时会发的通知</h3>
          <ul>
            {r.notices.map((n, i) => (
              <li key={i}>
                <When at={n.at} /> {n.title}（{n.recipients.join('、') || '无人'}）
              </li>
            ))}
          </ul>
        </>
      )}
      {r.documents.length > 0 && (
        <>
          <h3>文书和附件</h3>
          <ul>
            {r.documents.map((d) => (
              <li key={d.id}>
                <a href={fileOf(r.id, d.id)}>{d.name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {r.may.act && r.messages.length > 0 && (
        <>
          <h3>外来的消息</h3>
          <div className="filters" style={{ marginBottom: 0 }}>
            {r.messages.map((m) => (
              <Button key={`${m.name} ${m.elementId}`} size="small" onClick={() => void act(sendMessage(r.id, m.name))}>
                {m.elementName}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
