import { Button, Form } from 'antd';
import { useState } from 'react';
import { Problem } from '../web/client/http.ts';
import type { FormSchema, Values } from '../web/client/types.ts';
import { focusFirstFault, showServerErrors } from '../web/forms/faults.ts';
import { FormView } from '../web/forms/form-view.tsx';
import { submitted } from '../web/forms/schema.ts';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { type NamedValue, NamedValues, valuesIn } from './named-values.tsx';
import { previewForm } from './queries.ts';

interface Props {
  process: string;
  file: string;
  read: () => Promise<string>;
}

/** 预览: the draft in the task page's own form, with test data, checked as the server checks what staff send. */
export function FormPreview({ process, file, read }: Props) {
  const [form] = Form.useForm();
  const [data, setData] = useState<NamedValue[]>([]);
  const [suggested, setSuggested] = useState<string[]>([]);
  const [shown, setShown] = useState<{ schema: FormSchema; variables: Values; content: string; round: number } | null>(
    null,
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = 'form-preview';

  async function show() {
    setBusy(true);
    setProblem(null);
    setSaid(null);
    try {
      const variables = valuesIn(data);
      const content = await read();
      setSuggested(namesIn(content));
      const { form: schema } = await previewForm(process, file, { content, variables });
      form.resetFields();
      setShown((before) => ({ schema, variables, content, round: (before?.round ?? 0) + 1 }));
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  async function send(input: Values) {
    if (!shown) return;
    setProblem(null);
    setSaid(null);
    try {
      const { content, variables } = shown;
      const { errors } = await previewForm(process, file, { content, variables, values: submitted(input, variables) });
      const rest = showServerErrors(form, errors);
      if (errors.length) focusFirstFault(form, id);
      setSaid(
        errors.length
          ? `这样填写不能提交：${[...rest, ...errors]
              .map(({ message }) => message)
              .slice(0, 3)
              .join('；')}`
          : '这样填写可以提交。',
      );
    } catch (error) {
      setProblem(error as Problem);
    }
  }
  return (
    <section className="panel gap" aria-label="预览" style={{ marginTop: 12 }}>
      <h2>预览</h2>
      <p className="muted">与办理人在待办中看到的相同。填写后点“试提交”，按服务器的规则检查，不会保存。</p>
      <p>测试数据：此前环节的内容，表单里的条件和默认值用到的，可不填。填写的内容直接在下面的表单里填。</p>
      <NamedValues label="测试数据" value={data} onChange={setData} suggested={suggested} />
      <Button loading={busy} onClick={() => void show()}>
        {shown ? '按最新草稿刷新' : '显示预览'}
      </Button>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      {shown && (
        <div style={{ marginTop: 12 }}>
          <FormView
            key={shown.round}
            id={id}
            schema={shown.schema}
            variables={shown.variables}
            form={form}
            upload={() => Promise.reject(new Problem(422, '预览中不上传附件'))}
            onEdit={() => setSaid(null)}
            onSubmit={(values) => void send(values)}
          />
          <Button type="primary" onClick={() => form.submit()}>
            试提交
          </Button>
          <p role="status" aria-label="试提交结果">
            {said}
          </p>
        </div>
      )}
    </section>
  );
}

const FEEL = new Set(
  'if then else and or not in null true false for return some every satisfies between date time duration string number'.split(
    ' ',
  ),
);

/** Variables that a form reads: by name where its fields stand, and in its expressions. */
function namesIn(content: string): string[] {
  const names = new Set<string>();
  const walk = (value: unknown, key: string) => {
    if (Array.isArray(value)) value.forEach((one) => walk(one, key));
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, name);
    else if (typeof value === 'string' && (value.startsWith('=') || key === 'valuesKey'))
      for (const [name] of value.replace(/"[^"]*"/g, '').matchAll(/\b[A-Za-z]\w*(?!\w*\s*\()\b/g))
        if (!FEEL.has(name)) names.add(name);
  };
  walk(JSON.parse(content) as unknown, '');
  return [...names].slice(0, 12);
}
