import { Button, Form } from 'antd';
import { useState } from 'react';
import { levelNames } from '../case/labels.ts';
import { http, type Problem } from '../client/http.ts';
import type { Values } from '../client/types.ts';
import { focusFirstFault, showServerErrors } from '../forms/faults.ts';
import { FormView } from '../forms/form-view.tsx';
import { PageHelp } from '../help/page-help.tsx';
import { NotYours } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import type { Refusal } from '../task/use-complete.ts';
import { decisionLevelForm } from './decision-level.ts';

interface Evaluation {
  outputs: { level?: string } | string | null;
  matchedRules: { ruleIndex: number; annotation?: string; outputs?: Values }[];
}

const FORM_ID = 'rule';
const none: Values = {};

/** 规则试算: what the deployed rule says, without a case. */
export function Rules() {
  useTitle('规则试算');
  const { may } = useSession();
  const [form] = Form.useForm();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [result, setResult] = useState<Evaluation | null>(null);
  if (!may.tryRules) return <NotYours what="规则试算" whose="流程设计员" />;

  async function evaluate(variables: Values) {
    setBusy(true);
    setRefusal(null);
    setResult(null);
    try {
      setResult(await http.post<Evaluation>('/api/decisions/decision-level/evaluate', { variables }));
    } catch (error) {
      const problem = error as Problem;
      setRefusal({ problem, errors: showServerErrors(form, problem.errors ?? []) });
      focusFirstFault(form, FORM_ID);
    } finally {
      setBusy(false);
    }
  }

  const level = typeof result?.outputs === 'string' ? result.outputs : result?.outputs?.level;
  return (
    <>
      <div className="page-head">
        <h1>规则试算：决策层级</h1>
        <PageHelp />
      </div>
      <section className="panel" style={{ maxWidth: 720 }}>
        {refusal && <ProblemAlert {...refusal} />}
        <FormView
          id={FORM_ID}
          schema={decisionLevelForm}
          variables={none}
          form={form}
          onEdit={() => setResult(null)}
          onSubmit={(values) => void evaluate(values)}
        />
        <Button type="primary" loading={busy} onClick={() => form.submit()}>
          试算
        </Button>
        <div aria-live="polite" style={{ marginTop: 12 }}>
          {result && (
            <>
              <strong>{level ? `由${levelNames[level] ?? level}决策` : '没有规则适用于这些条件'}</strong>
              <ul>
                {result.matchedRules.map((rule, i) => (
                  <li key={i}>
                    命中规则第 {rule.ruleIndex} 行{rule.annotation && `：${rule.annotation}`}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </section>
    </>
  );
}
