import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Problem } from '../web/client/http.ts';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { addVersion, changed } from './queries.ts';
import type { Version, VersionSource } from './types.ts';

interface Props {
  title: string;
  hint: string;
  process: string;
  source: VersionSource;
  initial?: { name: string; note: string };
  onClose: () => void;
  onSaved: (version: Version) => void;
}

/** A name and what was changed and why: then the diagram is kept for good. */
export function SaveVersion({ title, hint, process, source, initial, onClose, onSaved }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function save(values: { name: string; note: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const version = await addVersion(process, { ...values, ...source });
      void changed();
      onSaved(version);
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title={title} onCancel={onClose} footer={null}>
      <p>{hint}</p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" initialValues={initial} onFinish={save}>
        <Form.Item
          name="name"
          label="版本名称"
          rules={[{ required: true, whitespace: true, min: 2, message: '请填写版本名称，至少 2 个字' }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="note"
          label="改了什么、为什么"
          rules={[{ required: true, whitespace: true, min: 2, message: '请说明改了什么、为什么' }]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          保存
        </Button>
      </Form>
    </Modal>
  );
}
