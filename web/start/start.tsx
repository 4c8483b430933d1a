import { useQuery } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { http, Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import type { FormSchema, Values } from '../client/types.ts';
import { focusFirstFault, showServerErrors } from '../forms/faults.ts';
import { FormView } from '../forms/form-view.tsx';
import { submitted } from '../forms/schema.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ActionBar } from '../parts/action-bar.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { newKey } from '../parts/new-key.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useTitle } from '../parts/use-title.ts';
import type { Refusal } from '../task/use-complete.ts';

const FORM_ID = 'start';

/** What the address brings for texts of the form: a list that leads here says what it is about. */
const prefilled = (form: FormSchema, given: URLSearchParams): Values =>
  Object.fromEntries(
    form.components.flatMap(({ type, key }) =>
      type === 'textfield' && key && given.has(key) ? [[key, given.get(key)]] : [],
    ),
  );

/** Files a case: one form, one case, however often it is sent. */
export function Start() {
  const { process = '' } = useParams();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [given] = useSearchParams();
  const [form] = Form.useForm();
  const [idempotencyKey] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const edited = useRef(false);
  const sending = useRef(false);
  const start = useQuery(queries.startForm(process));
  const name = useQuery(queries.processes()).data?.items.find((p) => p.id === process)?.name ?? '';
  useTitle(`发起${name}`);
  const unsaved = useCallback(() => edited.current, []);

  if (failed(start)) return <ProblemState error={start.error} retry={() => void start.refetch()} />;
  if (start.isPending) return <Loading />;

  async function file(values: Values) {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      const created = await http.post<{ id: string }>(
        '/api/cases',
        { process, variables: submitted(values, {}) },
        { 'idempotency-key': idempotencyKey },
      );
      edited.current = false;
      void message.success(`已发起，事项编号 ${created.id}`);
      void queryClient.invalidateQueries({ queryKey: ['cases'] });
      void queryClient.invalidateQueries({ queryKey: ['accountability'] });
      // Whoever reports somebody does not see what becomes of it as a case.
      void navigate(process === 'accountability' ? '/accountability' : `/cases/${created.id}`, { replace: true });
    } catch (error) {
      const problem = error as Problem;
      setRefusal({ problem, errors: showServerErrors(form, problem.errors ?? []) });
      focusFirstFault(form, FORM_ID);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  return (
    <>
      <div className="page-head">
        <h1>发起：{name}</h1>
        <PageHelp />
      </div>
      <section className="panel start-form" aria-label="申报表">
        {refusal && <ProblemAlert {...refusal} />}
        <FormView
          id={FORM_ID}
          schema={start.data.form}
          variables={{ ...start.data.variables, ...prefilled(start.data.form, given) }}
          form={form}
          basis={start.data}
          onEdit={() => (edited.current = true)}
          onSubmit={(values) => void file(values)}
        />
        <ActionBar note="提交后进入下一环节，内容随案卷留存。">
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            提交
          </Button>
        </ActionBar>
      </section>
      <LeaveGuard unsaved={unsaved} />
    </>
  );
}
