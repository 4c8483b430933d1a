import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { http, Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** Takes a case back, with the reason that stays in its file. */
export function Withdraw({ caseId }: { caseId: string }) {
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function withdraw({ reason }: { reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.post(`/api/cases/${caseId}/withdraw`, { reason: reason.trim() });
      void message.success('事项已撤回');
      setOpen(false);
      void queryClient.invalidateQueries({ queryKey: ['case', caseId] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>撤回事项</Button>
      <Modal open={open} title="撤回事项" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p>撤回后，未办结的任务随即终止，已有材料和记录归入案卷，不能恢复。</p>
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form layout="vertical" onFinish={withdraw}>
          <Form.Item
            name="reason"
            label="撤回理由"
            rules={[
              { required: true, whitespace: true, message: '请填写撤回理由' },
              { min: 2, message: '至少 2 个字' },
              { max: 500, message: '最多 500 个字' },
            ]}
          >
            <Input.TextArea autoSize={{ minRows: 3 }} />
          </Form.Item>
          <Button type="primary" danger htmlType="submit" loading={busy} block>
            确认撤回
          </Button>
        </Form>
      </Modal>
    </>
  );
}
