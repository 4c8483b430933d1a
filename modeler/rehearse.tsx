import { useQuery } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Problem } from '../web/client/http.ts';
import type { Values } from '../web/client/types.ts';
import { DateField } from '../web/forms/date-field.tsx';
import { focusFirstFault, showServerErrors } from '../web/forms/faults.ts';
import { FormView } from '../web/forms/form-view.tsx';
import { submitted } from '../web/forms/schema.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import './modeler.css';
import { type NamedValue, NamedValues, valuesIn } from './named-values.tsx';
import { model } from './queries.ts';
import { beginRehearsal, rehearsalForm } from './rehearsals.ts';

const FORM_ID = 'rehearse';

/** 开始演练: what the rehearsed case is about, and at what time it begins. */
export function RehearsePage() {
  const { process = '' } = useParams();
  const [given] = useSearchParams();
  const ref = given.get('ref') ?? 'draft';
  const navigate = useNavigate();
  const [form] = Form.useForm();
  const found = useQuery(model(process));
  const asked = useQuery(rehearsalForm(process, ref));
  const [clock, setClock] = useState<string | undefined>();
  const [start, setStart] = useState<string | undefined>();
  const [rows, setRows] = useState<NamedValue[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useTitle(found.data ? `演练：${found.data.name}` : '演练');
  const error = found.error ?? asked.error;
  if (error) return <ProblemState error={error} />;
  if (!found.data || !asked.data) return <Loading />;
  const { form: schema, variables, starts } = asked.data;
  const version = found.data.versions.find((v) => `v${v.id}` === ref);

  async function begin(values: Values) {
    setBusy(true);
    setProblem(null);
    try {
      const body = { ref, variables: values, ...(start ? { start } : {}), clock: clock ?? asked.data!.clock };
      const { id } = await beginRehearsal(process, body);
      void navigate(`/modeler/${process}/rehearsals/${id}`, { replace: true });
    } catch (cause) {
      const refused = cause as Problem;
      setProblem(refused);
      if (schema) {
        showServerErrors(form, refused.errors);
        focusFirstFault(form, FORM_ID);
      }
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <div className="page-head">
        <h1>演练：{found.data.name}</h1>
        <PageHelp />
        <Link to={`/modeler/${process}`}>版本和部署</Link>
      </div>
      <section className="panel gap start-form" aria-label="开始演练">
        <p>
          演练{version ? `版本 ${version.number}“${version.name}”` : ref === 'draft' ? '当前草稿' : '已部署的版本'}
          ：在流程引擎上真实运行，由您办理各岗位的任务、推进时间。不产生事项、通知、红黄牌和案卷，其他人看不到。
        </p>
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <div className="rehearse-when">
          {starts.length > 1 && (
            <label>
              从哪里开始
              <Select
                aria-label="从哪里开始"
                style={{ minWidth: 240 }}
                placeholder="发起事项"
                allowClear
                value={start}
                options={starts.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setStart}
              />
            </label>
          )}
          <label htmlFor="rehearsal-clock">
            演练开始的时间
            <DateField
              id="rehearsal-clock"
              component={{ type: 'datetime', subtype: 'datetime' } as never}
              value={clock ?? asked.data.clock}
              onChange={setClock}
            />
          </label>
        </div>
        {schema ? (
          <FormView
            id={FORM_ID}
            schema={schema}
            variables={variables}
            form={form}
            onSubmit={(values) => void begin(submitted(values, {}))}
          />
        ) : (
          <>
            <h2>发起时的内容</h2>
            <NamedValues label="发起时的内容" value={rows} onChange={setRows} />
          </>
        )}
        <Button type="primary" loading={busy} onClick={() => (schema ? form.submit() : void begin(valuesIn(rows)))}>
          开始演练
        </Button>
      </section>
    </>
  );
}
