import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Task } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { longTime } from '../parts/time.ts';

/** 催办 of an open task that others have; shown where this person's unit may. */
export function RemindButton({ task }: { task: Task }) {
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function remind({ text }: { text?: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const { nextAt } = await http.post<{ nextAt: string }>(`/api/tasks/${task.key}/remind`, {
        text: text?.trim() ?? '',
      });
      void message.success(`已催办，${longTime(nextAt)}后可再次催办`);
      setOpen(false);
      void queryClient.invalidateQueries({ queryKey: ['case', task.caseId] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button
        size="small"
        aria-label={`催办：${task.name}，${task.caseTitle}`}
        onClick={() => {
          setProblem(null);
          setOpen(true);
        }}
      >
        催办
      </Button>
      <Modal open={open} title={`催办：${task.name}`} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p>将提醒{task.assigneeName ?? task.groupNames.join('、')}尽快办理，并记入办理记录。</p>
        {problem && <ProblemAlert problem={problem} />}
        <Form layout="vertical" onFinish={remind}>
          <Form.Item name="text" label="催办内容（可不填）" rules={[{ max: 200, message: '最多 200 个字' }]}>
            <Input.TextArea autoSize={{ minRows: 2 }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} block>
            发送催办
          </Button>
        </Form>
      </Modal>
    </>
  );
}
