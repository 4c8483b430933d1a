import { App } from 'antd';
import { useState } from 'react';
import type { Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';

/** Sends what a dialog holds: busy while it is away, the problem where it was refused; when done, says so and reads `stale` again. */
export function useSending<Values>(
  send: (values: Values) => Promise<unknown>,
  after: { said: string; stale: string[]; close(): void },
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
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, save: (values) => void run(values) };
}
