import { App, type FormInstance } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { http, type FieldError, Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Task, TaskDetail, Values } from '../client/types.ts';
import { focusFirstFault, showServerErrors } from '../forms/faults.ts';
import { submitted } from '../forms/schema.ts';
import { useSession } from '../shell/session.tsx';

export interface Refusal {
  problem: Problem;
  errors: FieldError[];
}

/** Sends the form and goes on to the next task of mine, or back to the list. */
export function useComplete(task: TaskDetail, form: FormInstance, formId: string, settle: () => void) {
  const { message } = App.useApp();
  const { user } = useSession();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // State comes a render later than a double click.
  const sending = useRef(false);

  async function complete(values: Values) {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await http.post<{ next?: Task[]; held?: string[] }>(`/api/tasks/${task.key}/complete`, {
        variables: submitted(values, task.variables),
      });
      settle();
      const mine = answer.next?.find((t) => t.assignee === user.username || t.may?.complete || t.may?.claim);
      if (answer.held) {
        void message.success(`“${task.name}”已提交，等待${answer.held.join('、')}确认`);
        void queryClient.invalidateQueries({ queryKey: ['task', task.key] });
        void queryClient.invalidateQueries({ queryKey: ['tasks'] });
        void queryClient.invalidateQueries({ queryKey: ['case', task.caseId] });
        return;
      }
      void message.success(mine ? `“${task.name}”已提交，请继续办理下一步` : `“${task.name}”已提交`);
      void navigate(mine ? `/tasks/${mine.key}` : '/tasks', { replace: true });
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      void queryClient.invalidateQueries({ queryKey: ['case', task.caseId] });
      queryClient.removeQueries({ queryKey: ['task', task.key], type: 'inactive' });
    } catch (error) {
      const problem = error as Problem;
      setRefusal({ problem, errors: showServerErrors(form, problem.errors ?? []) });
      if (problem.status === 409) void queryClient.invalidateQueries({ queryKey: ['task', task.key] });
      focusFirstFault(form, formId);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  return { complete, busy, refusal };
}
