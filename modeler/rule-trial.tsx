import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { Problem } from '../web/client/http.ts';
import type { Values } from '../web/client/types.ts';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { tryRule } from './queries.ts';
import type { Asked, FileChecked, Tried } from './types.ts';

interface Props {
  process: string;
  file: string;
  decisions: FileChecked['decisions'];
  /** Decision whose table is open. */
  shown: string | undefined;
  read: () => Promise<string>;
  onTried: (rows: string[]) => void;
}

/** 试算: the draft, evaluated by the engine with values of one's own; which rows matched. */
export function RuleTrial({ process, file, decisions, shown, read, onTried }: Props) {
  const [chosen, setChosen] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [result, setResult] = useState<Tried | null>(null);
  const id = chosen ?? decisions.find((d) => d.id === shown)?.id ?? decisions[0]?.id;
  const decision = decisions.find((d) => d.id === id);
  if (!decision) return null;

  async function evaluate(given: Record<string, string | number | null>) {
    setBusy(true);
    setProblem(null);
    setResult(null);
    try {
      const variables = valuesOf(decision!.asks, given);
      const tried = await tryRule(process, file, { content: await read(), decision: decision!.id, variables });
      setResult(tried);
      onTried(tried.matched.map(({ rowId }) => rowId));
    } catch (error) {
      setProblem(error as Problem);
      onTried([]);
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="panel gap" aria-label="试算" style={{ marginTop: 12 }}>
      <h2>试算草稿</h2>
      <p className="muted">由流程引擎按这份草稿试算，不影响现行规则和任何事项。</p>
      {decisions.length > 1 && (
        <Select
          aria-label="试算的规则"
          className="gap"
          style={{ minWidth: 240 }}
          value={decision.id}
          options={decisions.map((d) => ({ value: d.id, label: d.name }))}
          onChange={setChosen}
        />
      )}
      <Form
        key={decision.id}
        layout="vertical"
        className="trial-form"
        onFinish={(values) => void evaluate(values as never)}
      >
        {decision.asks.map((asked) => (
          <Form.Item key={nameOf(asked)} name={nameOf(asked)} label={asked.label || nameOf(asked)}>
            <Field asked={asked} />
          </Form.Item>
        ))}
        <Form.Item label=" ">
          <Button type="primary" htmlType="submit" loading={busy}>
            试算
          </Button>
        </Form.Item>
      </Form>
      <div aria-live="polite">
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        {result && <Outcome result={result} decision={decision.id} />}
      </div>
    </section>
  );
}

const nameOf = ({ path }: Asked): string => path.join('.');

function Field({ asked, ...control }: { asked: Asked }) {
  const literals = [...asked.values.matchAll(/"([^"]*)"/g)].map((m) => m[1] ?? '');
  if (literals.length)
    return <Select {...control} allowClear options={literals.map((value) => ({ value, label: value }))} />;
  if (asked.type === 'boolean')
    return (
      <Select
        {...control}
        allowClear
        options={[
          { value: 'true', label: '是' },
          { value: 'false', label: '否' },
        ]}
      />
    );
  if (asked.type === 'number') return <InputNumber {...control} style={{ width: '100%' }} />;
  return <Input {...control} maxLength={1000} />;
}

/** A value that is left empty is null, as in a case where nobody has filled it. */
function valuesOf(asks: Asked[], given: Record<string, string | number | null>): Values {
  const values: Values = {};
  for (const asked of asks) {
    const text = given[nameOf(asked)];
    let value: unknown = text === undefined || text === '' ? null : text;
    if (asked.type === 'boolean' && value !== null) value = value === 'true';
    // Lists and groups are given as JSON.
    if (typeof value === 'string' && /^[[{]/.test(value))
      try {
        value = JSON.parse(value);
      } catch {
        // then it is a text
      }
    let at = values;
    for (const step of asked.path.slice(0, -1)) at = (at[step] ??= {}) as Values;
    at[asked.path.at(-1)!] = value;
  }
  return values;
}

function Outcome({ result, decision }: { result: Tried; decision: string }) {
  const own = result.matched.filter((m) => m.decision === decision);
  const others = result.matched.filter((m) => m.decision !== decision);
  if (result.output === null) return <p role="alert">没有一行适用于所填的内容：规则没有结果（空值）。</p>;
  return (
    <>
      {own.map((m) => (
        <p key={m.rowId}>
          <strong>
            命中第 {m.row} 行：{m.outputs.map(([label, value]) => `${label} ${say(value)}`).join('，')}
          </strong>
          {m.annotation && <span className="muted">（{m.annotation}）</span>}
        </p>
      ))}
      {own.length === 0 && <p>结果：{say(result.output)}</p>}
      {others.length > 0 && (
        <>
          <p>其中所依据的规则：</p>
          <ul>
            {others.map((m) => (
              <li key={`${m.decision} ${m.rowId}`}>
                “{m.decisionName}”第 {m.row} 行：
                {m.outputs.map(([label, value]) => `${label} ${say(value)}`).join('，')}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function say(value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
