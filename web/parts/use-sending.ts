import { App, type FormInstance } from 'antd';
import { useState } from 'react';
import { Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { showServerErrors } from '../forms/faults.ts';

/**
 * Sends what a dialog holds: busy while it is away, the problem where it was refused; when done, says so and reads `stale` again. Of a
 * `form` each field says what is wrong with it, and the problem is only what belongs to none; `fields` names those that the API calls otherwise.
 */
export function useSending<Values>(
  send: (values: Values) => Promise<unknown>,
  after: {
    said: string;
    stale: string[];
    close(): void;
    form?: FormInstance<Values>;
    fields?: Record<string, string>;
  },
): { busy: boolean; problem: Problem | null; save(values: Values): void } {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function run(values: Values): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await send(values);
      void message.success(after.said);
      void queryClient.invalidateQueries({ queryKey: after.stale });
      after.close();
    } catch (error) {
      setProblem(after.form ? atFields(after.form, error as Problem, after.fields) : (error as Problem));
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, save: (values) => void run(values) };
}

/** Shows the problem's complaints at their fields; what is left of it, if anything. */
export function atFields(form: FormInstance, problem: Problem, fields: Record<string, string> = {}): Problem | null {
  const errors = (problem.errors ?? []).map((e) => ({ ...e, path: fields[e.path] ?? e.path }));
  if (errors.length === 0) return problem;
  const rest = showServerErrors(form, errors);
  return rest.length ? new Problem(problem.status, problem.message, '', rest, problem.instance) : null;
}
