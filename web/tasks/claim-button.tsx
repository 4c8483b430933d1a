import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Task } from '../client/types.ts';

/** Takes a task out of the post's common list and opens it. */
export function ClaimButton({ task }: { task: Task }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  // Somebody away has it.
  const verb = task.assignee ? '接办' : '领取';

  async function claim() {
    setBusy(true);
    try {
      await http.post(`/api/tasks/${task.key}/claim`);
      await queryClient.invalidateQueries({ queryKey: ['task', task.key] });
      await navigate(`/tasks/${task.key}`);
    } catch (error) {
      const problem = error as Problem;
      void message.warning(
        problem.status === 409 ? '该任务刚刚已由他人领取或办结。' : problem.detail || problem.message,
      );
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      setBusy(false);
    }
  }

  return (
    <Button
      size="small"
      loading={busy}
      onClick={() => void claim()}
      aria-label={`${verb}：${task.name}，${task.caseTitle}`}
    >
      {verb}
    </Button>
  );
}
