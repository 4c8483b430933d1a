import { Alert, Button, Form, Input, Tag } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { http } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { ExtraOpinion, TaskDetail } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { longTime } from '../parts/time.ts';
import { useSending } from '../parts/use-sending.ts';

/** What others have said or are asked on this task, and why it came back: above its form. */
export function TaskNotes({ task }: { task: TaskDetail }) {
  const { returned, opinions, extras, delegation, heldAt } = task;
  return (
    <>
      {task.about && (
        <p>
          <Link to={`/tasks/${task.about}`}>查看所涉任务和已填写的内容</Link>
        </p>
      )}
      {returned && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={`由“${returned.fromName}”退回`}
          description={`${returned.byName}于 ${longTime(returned.at)}：${returned.reason}`}
        />
      )}
      {delegation && !task.may.answer && (
        <Alert
          type="info"
          showIcon
          className="gap"
          title={`${delegation.byName}已委派${task.assigneeName ?? task.groupNames.join('、')}提出意见，答复后交回`}
          description={delegation.question}
        />
      )}
      {heldAt && (
        <Alert
          type="info"
          showIcon
          className="gap"
          title={`已于 ${longTime(heldAt)} 提交，等待后加签的各方确认`}
          description="各方同意后任务自动办结；有一方不同意即退回给提交人。"
        />
      )}
      {(opinions.length > 0 || extras.length > 0) && (
        <section className="task-opinions gap" aria-label="他人意见">
          {opinions.map((o) => (
            <p key={`${o.by} ${o.at}`}>
              <Tag>委派</Tag>
              <strong>{o.byName}</strong>（{longTime(o.at)}）：<span className="prose">{o.opinion}</span>
              <span className="muted"> —— 就“{o.question}”</span>
            </p>
          ))}
          {extras.map((x) => (
            <Extra key={x.id} task={task} extra={x} />
          ))}
        </section>
      )}
    </>
  );
}

const STATES: Record<ExtraOpinion['state'], string> = {
  planned: '提交后确认',
  asked: '等待意见',
  given: '已提出',
  dropped: '已减签',
};

function Extra({ task, extra }: { task: TaskDetail; extra: ExtraOpinion }) {
  const open = extra.state === 'planned' || extra.state === 'asked';
  const [asking, setAsking] = useState(false);
  const drop = useSending<{ reason: string }>(
    ({ reason }) => http.post(`/api/tasks/${task.key}/extras/${extra.id}/drop`, { reason: reason.trim() }),
    { said: '已减签', stale: ['task', task.key], close: () => setAsking(false) },
  );
  return (
    <div className="task-extra">
      <p>
        <Tag>{extra.whenName}</Tag>
        <strong>{extra.toName}</strong>
        <Tag color={extra.verdict === 'disagree' ? 'error' : extra.state === 'given' ? 'success' : 'default'}>
          {extra.verdictName ?? STATES[extra.state]}
        </Tag>
        {extra.opinion ? (
          <span className="prose">
            {extra.opinion}（{extra.givenByName}，{longTime(extra.givenAt ?? extra.askedAt)}）
          </span>
        ) : (
          <span className="muted">{extra.question}</span>
        )}
        {open && (task.may.handOn || task.may.unsubmit) && !asking && (
          <Button type="link" size="small" aria-label={`减签：${extra.toName}`} onClick={() => setAsking(true)}>
            减签
          </Button>
        )}
      </p>
      {asking && (
        <>
          {drop.problem && <ProblemAlert problem={drop.problem} errors={drop.problem.errors} />}
          <Form layout="inline" onFinish={drop.save}>
            <Form.Item
              name="reason"
              label="减签理由"
              rules={[{ required: true, whitespace: true, min: 2, max: 500, message: '请填写理由（2–500 个字）' }]}
            >
              <Input />
            </Form.Item>
            <Button htmlType="submit" loading={drop.busy}>
              确认减签
            </Button>
            <Button type="text" onClick={() => setAsking(false)}>
              不减签
            </Button>
          </Form>
        </>
      )}
    </div>
  );
}

/** For whoever was asked by delegation: the question and one field. */
export function AnswerDelegation({ task }: { task: TaskDetail }) {
  const navigate = useNavigate();
  const answer = useSending<{ opinion: string }>(
    async ({ opinion }) => {
      await http.post(`/api/tasks/${task.key}/answer`, { opinion: opinion.trim() });
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      void navigate('/tasks');
    },
    { said: '已答复，任务交回委派人', stale: ['task', task.key], close: () => undefined },
  );
  return (
    <section className="panel-part gap" aria-label="答复委派">
      <Alert
        type="info"
        showIcon
        className="gap"
        title={`${task.delegation?.byName}请您提出意见`}
        description={task.delegation?.question}
      />
      {answer.problem && <ProblemAlert problem={answer.problem} errors={answer.problem.errors} />}
      <Form layout="vertical" onFinish={answer.save}>
        <Form.Item
          name="opinion"
          label="意见"
          rules={[
            { required: true, whitespace: true, message: '请填写意见' },
            { max: 2000, message: '至多 2000 个字' },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 3 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={answer.busy}>
          答复并交回
        </Button>
      </Form>
    </section>
  );
}
