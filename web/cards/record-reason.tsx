import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Deadline } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSession } from '../shell/session.tsx';

/** Lets the responsible post say why its limit is late; nothing for everybody else. */
export function RecordReason({ limit }: { limit: Deadline }) {
  const { user } = useSession();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const late = limit.state === 'overdue' || limit.state === 'met-late';
  const mine = user.posts.some((p) => p.unit === limit.unit && (p.kind === 'clerk' || p.kind === 'head'));
  if (!late || !mine) return null;

  async function record({ reason }: { reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.post(`/api/deadlines/${encodeURIComponent(limit.id)}/reason`, { reason: reason.trim() });
      void message.success('超期原因已记录');
      setOpen(false);
      void queryClient.invalidateQueries({ queryKey: ['case', limit.caseId] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        记录超期原因
      </Button>
      <Modal open={open} title="记录超期原因" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p>{limit.name}：记录的原因即作为红牌的说明，督导单位核查前可以更改。</p>
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form layout="vertical" onFinish={record}>
          <Form.Item
            name="reason"
            label="超期原因"
            rules={[
              { required: true, whitespace: true, message: '请填写超期原因' },
              { min: 2, message: '至少 2 个字' },
              { max: 500, message: '最多 500 个字' },
            ]}
          >
            <Input.TextArea autoSize={{ minRows: 3 }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} block>
            记录
          </Button>
        </Form>
      </Modal>
    </>
  );
}
