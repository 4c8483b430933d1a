import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { http, type Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import type { List, Task, Values } from '../client/types.ts';
import { FormView } from '../forms/form-view.tsx';
import { submitted } from '../forms/schema.ts';
import { Loading } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { choices, type Receiver } from '../task/acts.tsx';

interface Result {
  key: string;
  name: string | null;
  done: boolean;
  message: string;
}

type Line = Result & { task: Task | undefined };

/** What became of each, what was not done first. */
function Results({ said, lines, close }: { said: string; lines: Line[]; close: () => void }) {
  const done = lines.filter((line) => line.done).length;
  const failed = lines.length - done;
  return (
    <Modal
      open
      title={failed ? `${said} ${done} 项，${failed} 项没有办成` : `${said} ${done} 项，全部办成`}
      onCancel={close}
      onOk={close}
      okText="知道了"
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      <ul className="bulk-results" aria-label="逐项结果">
        {[...lines]
          .sort((a, b) => Number(a.done) - Number(b.done))
          .map(({ key, name, done, message, task }) => (
            <li key={key}>
              <StateMark mark={done ? 'normal' : 'overdue'} label={done ? said : '没有办成'} />{' '}
              {task?.caseId ? (
                <Link to={done ? `/cases/${task.caseId}` : `/tasks/${key}`}>{task.caseTitle ?? task.caseId}</Link>
              ) : (
                (name ?? key)
              )}
              {!done && <div>{message}</div>}
            </li>
          ))}
      </ul>
      {failed > 0 && <p>没有办成的任务没有任何改动，可以逐项打开办理，或者重新选择后再提交。</p>}
    </Modal>
  );
}

/** Acts on the chosen tasks: each is done on its own, and what could not be is said. */
export function BulkBar({ chosen, clear }: { chosen: Task[]; clear: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [dialog, setDialog] = useState<'transfer' | 'complete' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [results, setResults] = useState<{ said: string; lines: Line[] } | null>(null);
  const claimable = chosen.filter((t) => t.may.claim);
  const movable = chosen.filter((t) => t.may.reassign);
  const [first] = chosen;
  const together =
    first !== undefined &&
    chosen.every((t) => t.bulk && t.may.complete && t.element === first.element && t.process === first.process);

  async function run(tasks: Task[], body: { act: string; [more: string]: unknown }, said: string) {
    setBusy(true);
    setProblem(null);
    try {
      const { items } = await http.post<List<Result>>('/api/tasks/bulk', { ...body, keys: tasks.map((t) => t.key) });
      setDialog(null);
      clear();
      const lines = items.map((item) => ({ ...item, task: tasks.find((t) => t.key === item.key) }));
      // Taken and handed over is soon said; what was decided for several, or not done, is told case by case.
      if (body.act !== 'complete' && items.every((item) => item.done))
        void message.success(`${said} ${items.length} 项`);
      else setResults({ said, lines });
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  const told = results && <Results {...results} close={() => setResults(null)} />;
  if (!first) return told;
  return (
    <div className="bulk-bar" role="toolbar" aria-label="批量操作">
      <span>已选 {chosen.length} 项</span>
      {claimable.length > 0 && (
        <Button size="small" loading={busy} onClick={() => void run(claimable, { act: 'claim' }, '已领取')}>
          批量领取（{claimable.length}）
        </Button>
      )}
      {movable.length > 0 && (
        <Button size="small" onClick={() => setDialog('transfer')}>
          批量转办（{movable.length}）
        </Button>
      )}
      {together && (
        <Button size="small" type="primary" onClick={() => setDialog('complete')}>
          批量提交（{chosen.length}）
        </Button>
      )}
      <Button size="small" type="link" onClick={clear}>
        取消选择
      </Button>
      {told}
      {problem && !dialog && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Modal
        open={dialog !== null}
        title={dialog === 'transfer' ? `批量转办 ${movable.length} 项` : `批量提交 ${chosen.length} 项：${first.name}`}
        onCancel={() => setDialog(null)}
        footer={null}
        destroyOnHidden
      >
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        {dialog === 'transfer' && (
          <Transfer
            task={movable[0] ?? first}
            busy={busy}
            send={(body) => void run(movable, { act: 'transfer', ...body }, '已转办')}
          />
        )}
        {dialog === 'complete' && (
          <CompleteAll
            task={first}
            busy={busy}
            send={(variables) => void run(chosen, { act: 'complete', variables }, '已提交')}
          />
        )}
      </Modal>
    </div>
  );
}

function Transfer({ task, busy, send }: { task: Task; busy: boolean; send: (body: object) => void }) {
  const receivers = useQuery({
    queryKey: ['task', task.key, 'receivers', 'transfer'],
    queryFn: () => http.get<List<Receiver>>(`/api/tasks/${task.key}/receivers?for=transfer`),
  });
  if (failed(receivers)) return <ProblemAlert problem={receivers.error as Problem} />;
  if (receivers.isPending) return <Loading />;
  return (
    <Form<{ to: string; reason: string }>
      layout="vertical"
      onFinish={({ to, reason }) => {
        const [post, person] = to.split('|');
        send({ to: post, person: person ?? null, reason: reason.trim() });
      }}
    >
      <p>所选任务都交给所选岗位办理，时限不变；各事项的办理记录写明理由。</p>
      <Form.Item name="to" label="交给谁" rules={[{ required: true, message: '请选择岗位或人员' }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={choices(receivers.data.items)} />
      </Form.Item>
      <Form.Item
        name="reason"
        label="转办理由"
        rules={[{ required: true, whitespace: true, min: 2, max: 500, message: '请填写理由（2–500 个字）' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        确认转办
      </Button>
    </Form>
  );
}

/** One form for all: the diagram says that this step may be done so. */
function CompleteAll({ task, busy, send }: { task: Task; busy: boolean; send: (variables: Values) => void }) {
  const [form] = Form.useForm();
  const detail = useQuery(queries.task(task.key));
  if (failed(detail)) return <ProblemAlert problem={detail.error as Problem} />;
  if (detail.isPending) return <Loading />;
  return (
    <>
      <p>所填内容用于所选的每一项。</p>
      {detail.data.form && (
        <FormView
          id="bulk"
          schema={detail.data.form}
          basis={detail.data}
          variables={{}}
          draft={null}
          form={form}
          disabled={false}
          files={[]}
          upload={undefined}
          onUploading={() => undefined}
          onEdit={() => undefined}
          onSubmit={(values) => send(submitted(values, {}))}
        />
      )}
      <Button type="primary" loading={busy} block onClick={() => (detail.data.form ? form.submit() : send({}))}>
        确认提交
      </Button>
    </>
  );
}
