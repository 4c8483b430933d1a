import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Popconfirm } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { http, type Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import type { FormSchema, StartForm as StartFormData, Values } from '../client/types.ts';
import { focusFirstFault, showServerErrors } from '../forms/faults.ts';
import { FormView } from '../forms/form-view.tsx';
import { submitted } from '../forms/schema.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ActionBar } from '../parts/action-bar.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { newKey } from '../parts/new-key.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { longTime, shortTime } from '../parts/time.ts';
import { useTitle } from '../parts/use-title.ts';
import type { Refusal } from '../task/use-complete.ts';
import { SaveDraft } from '../task/save-draft.tsx';
import { useDraft } from '../task/use-draft.ts';

const FORM_ID = 'start';

/** What the address brings for texts of the form: a list that leads here says what it is about. */
const prefilled = (form: FormSchema, given: URLSearchParams): Values =>
  Object.fromEntries(
    form.components.flatMap(({ type, key }) =>
      type === 'textfield' && key && given.has(key) ? [[key, given.get(key)]] : [],
    ),
  );

/** Files a case: one form, one case, however often it is sent. What is typed is kept on the server until then. */
export function Start() {
  const { process = '' } = useParams();
  const start = useQuery(queries.startForm(process));
  const name = useQuery(queries.processes()).data?.items.find((p) => p.id === process)?.name ?? '';
  const [given] = useSearchParams();
  // Filled in anew after what was kept has been given up.
  const [fresh, setFresh] = useState(0);
  useTitle(`发起${name}`);

  if (failed(start)) return <ProblemState error={start.error} retry={() => void start.refetch()} />;
  if (start.isPending) return <Loading />;
  const about = prefilled(start.data.form, given);
  // What a list has led to is about something else than what lies there: neither takes the other's place.
  const keeps = Object.keys(about).length === 0;
  return (
    <>
      <div className="page-head">
        <h1>发起：{name}</h1>
        <PageHelp />
      </div>
      <StartForm
        key={`${process} ${fresh}`}
        process={process}
        start={{
          ...start.data,
          variables: { ...start.data.variables, ...about },
          draft: keeps ? start.data.draft : null,
        }}
        keeps={keeps}
        again={() => {
          queryClient.setQueryData(queries.startForm(process).queryKey, { ...start.data, draft: null });
          setFresh((n) => n + 1);
        }}
      />
    </>
  );
}

function StartForm(props: { process: string; start: StartFormData; keeps: boolean; again: () => void }) {
  const { process, start, keeps, again } = props;
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm();
  // Filed from two computers it is one case.
  const [key] = useState(() => start.draft?.key ?? newKey());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const sending = useRef(false);
  const address = `/api/processes/${encodeURIComponent(process)}/start-draft`;
  const draft = useDraft(address, form, keeps, { key });

  async function file(values: Values) {
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      // What is still on its way would be kept after the case is filed.
      await draft.rest();
      const created = await http.post<{ id: string }>(
        '/api/cases',
        { process, variables: submitted(values, {}) },
        { 'idempotency-key': key },
      );
      draft.settle();
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

  async function giveUp() {
    await draft.rest();
    try {
      await http.delete(address);
      draft.settle();
      again();
    } catch (error) {
      void message.error((error as Problem).detail || '没有清空成功，请稍后重试');
    }
  }

  return (
    <section className="panel start-form" aria-label="申报表">
      {refusal && <ProblemAlert {...refusal} />}
      {start.draft && (
        <Alert
          type="info"
          showIcon
          className="gap"
          title={`已恢复 ${longTime(start.draft.savedAt)} 暂存的内容`}
          action={
            <Popconfirm title="清空已填写的内容，重新填写？" okText="清空" onConfirm={giveUp}>
              <Button size="small">清空重填</Button>
            </Popconfirm>
          }
        />
      )}
      <FormView
        id={FORM_ID}
        schema={start.form}
        variables={start.variables}
        draft={start.draft?.variables}
        form={form}
        basis={start}
        onEdit={draft.touched}
        onSubmit={(values) => void file(values)}
      />
      <ActionBar note="提交后进入下一环节，内容随案卷留存。">
        {draft.savedAt && <span className="muted nowrap action-saved">{shortTime(draft.savedAt)} 已暂存</span>}
        {keeps && <SaveDraft save={draft.save} />}
        <Button type="primary" loading={busy} onClick={() => form.submit()}>
          提交
        </Button>
      </ActionBar>
      <LeaveGuard unsaved={draft.unsaved} save={keeps ? draft.save : undefined} />
    </section>
  );
}
