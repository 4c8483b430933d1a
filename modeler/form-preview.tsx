import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Problem } from '../web/client/http.ts';
import type { FormSchema, Values } from '../web/client/types.ts';
import { focusFirstFault, showServerErrors } from '../web/forms/faults.ts';
import { FormView } from '../web/forms/form-view.tsx';
import { submitted } from '../web/forms/schema.ts';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { previewForm } from './queries.ts';

interface Props {
  process: string;
  file: string;
  read: () => Promise<string>;
}

/** 预览: the draft in the task page's own form, with test data, checked as the server checks what staff send. */
export function FormPreview({ process, file, read }: Props) {
  const [form] = Form.useForm();
  const [data, setData] = useState('');
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
      const variables = parse(data);
      const content = await read();
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
      <label htmlFor="test-data">测试数据（此前环节的内容，JSON，可不填）</label>
      <Input.TextArea
        id="test-data"
        className="gap"
        value={data}
        placeholder='{"acceptedAt":"2026-02-13T10:00:00+08:00"}'
        autoSize={{ minRows: 1, maxRows: 6 }}
        onChange={(event) => setData(event.target.value)}
      />
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

function parse(text: string): Values {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  } catch {
    // said below
  }
  throw new Problem(422, '测试数据应为 JSON', '请写成 {"变量名": 值} 的样子，或者留空。');
}
