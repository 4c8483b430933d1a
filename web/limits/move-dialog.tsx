import { App, Button, Checkbox, Form, Input, InputNumber, Modal, Radio } from 'antd';
import { useRef, useState } from 'react';
import { http, Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Deadline } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { longTime } from '../parts/time.ts';
import { type Act, ACTS, bodyOf, fieldOf, type Filled, limitsFor } from './acts.ts';
import { MovedTable } from './moved-table.tsx';
import type { Moved } from './types.ts';

interface Props {
  act: Act;
  caseId: string;
  deadlines: Deadline[];
  close(): void;
}

const about: Record<Act, string> = {
  suspend: '中止期间不计时，中止当日和恢复当日均不计入；任务仍可办理。',
  resume: '恢复当日不计入，自次日起按尚余的工作日继续计算。',
  extend: '每个时限只能延长一次，届满后不能延长。',
};

/** First what is meant and why, then what it would change, then the act itself. */
export function MoveDialog({ act, caseId, deadlines, close }: Props) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Filled>();
  // As they were when the dialog opened: a live update must not change what is being chosen.
  const [offered] = useState(() => limitsFor(act, deadlines));
  const [looked, setLooked] = useState<{ body: object; moved: Moved[] } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  // A second click comes before the button can be disabled.
  const sending = useRef(false);

  async function send<T>(path: string, body: object): Promise<T | null> {
    if (sending.current) return null;
    sending.current = true;
    setBusy(true);
    setProblem(null);
    try {
      return await http.post<T>(`/api/cases/${encodeURIComponent(caseId)}/${path}`, body);
    } catch (error) {
      refused(error as Problem);
      return null;
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }
  function refused(error: Problem) {
    if (error.errors.length) {
      setLooked(null);
      form.setFields(error.errors.map((e) => ({ name: fieldOf(e.path), errors: [e.message] })));
    } else setProblem(error);
  }
  async function look(filled: Filled) {
    const body = bodyOf(act, filled, offered);
    const answer = await send<{ deadlines: Moved[] }>(`${act}/preview`, body);
    if (answer) setLooked({ body, moved: answer.deadlines });
  }
  async function confirm() {
    if (!looked || !(await send(act, looked.body))) return;
    void message.success(ACTS[act].done);
    close();
    for (const queryKey of [['case', caseId], ['deadlines'], ['tasks']])
      void queryClient.invalidateQueries({ queryKey });
  }

  return (
    <Modal open title={ACTS[act].title} width={680} footer={null} onCancel={() => !busy && close()} destroyOnHidden>
      <p className="muted">{about[act]}</p>
      {problem && <ProblemAlert problem={problem} />}
      <Form
        form={form}
        layout="vertical"
        hidden={looked !== null}
        initialValues={{
          limits: [...new Set(offered.map((d) => d.obligation))],
          limit: offered[0]?.id,
        }}
        onFinish={look}
        scrollToFirstError
      >
        {act === 'extend' ? <OneLimit offered={offered} /> : <SomeLimits offered={offered} />}
        <Form.Item
          name="reason"
          label="理由"
          rules={[
            { required: act !== 'resume', whitespace: true, message: '请填写理由' },
            { min: 2, message: '至少 2 个字' },
            { max: 500, message: '最多 500 个字' },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        {act === 'suspend' && (
          <Form.Item
            name="basis"
            label="依据"
            rules={[
              { required: true, whitespace: true, message: '请填写依据' },
              { min: 2, message: '至少 2 个字' },
              { max: 200, message: '最多 200 个字' },
            ]}
          >
            <Input placeholder="如：行政许可法第四十五条" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={busy} block>
          预览
        </Button>
      </Form>
      {looked && (
        <div role="region" aria-label="预览">
          <p>{looked.moved.length > 0 ? '确认后，下列时限将变更：' : '没有时限会因此变更。'}</p>
          <MovedTable moved={looked.moved} />
          <div className="dialog-buttons">
            <Button disabled={busy} onClick={() => setLooked(null)}>
              返回修改
            </Button>
            <Button
              type="primary"
              autoFocus
              loading={busy}
              disabled={looked.moved.length === 0}
              onClick={() => void confirm()}
            >
              {ACTS[act].confirm}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

const described = (d: Deadline) =>
  `${d.name}${d.dueAt && d.state !== 'suspended' ? `（${longTime(d.dueAt)} 到期）` : ''}`;

/** Limits of one obligation move together: those of several departments are one choice. */
function SomeLimits({ offered }: { offered: Deadline[] }) {
  const options = [...new Set(offered.map((d) => d.obligation))].map((obligation) => {
    const same = offered.filter((d) => d.obligation === obligation);
    return {
      value: obligation,
      label: same.length > 1 ? `${same[0]!.name}（${same.length} 个单位）` : described(same[0]!),
    };
  });
  return (
    <Form.Item name="limits" label="时限" rules={[{ required: true, message: '请至少选择一项时限' }]}>
      <Choices options={options} />
    </Form.Item>
  );
}

interface ChoicesProps {
  options: { value: string; label: string }[];
  value?: string[];
  onChange?(value: string[]): void;
}

/** Takes from the form only what a group of boxes may carry: 必填 is no attribute of a group. */
function Choices({ options, value = [], onChange }: ChoicesProps) {
  return (
    <div role="group" aria-label="时限">
      <Checkbox.Group className="column-choice" options={options} value={value} onChange={(next) => onChange?.(next)} />
    </div>
  );
}

function OneLimit({ offered }: { offered: Deadline[] }) {
  return (
    <>
      <Form.Item name="limit" label="时限" rules={[{ required: true, message: '请选择时限' }]}>
        <Radio.Group
          className="column-choice"
          options={offered.map((d) => ({
            value: d.id,
            label: d.subject ? `${described(d)} · ${d.subject}` : described(d),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="workingDays"
        label="延长（工作日）"
        rules={[{ required: true, message: '请填写延长的工作日数' }]}
      >
        <InputNumber min={1} max={100} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </>
  );
}
