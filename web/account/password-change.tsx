import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { http, type Problem, setCsrfToken } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Session } from '../client/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface Values {
  old: string;
  password: string;
  again: string;
}

/** One's own password, with the one that counts now. */
export function PasswordChange({ session, onDone }: { session: Session; onDone: () => void }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit({ old, password }: Values) {
    setBusy(true);
    setProblem(null);
    try {
      const { csrfToken } = await http.put<{ csrfToken: string }>('/api/session/password', { old, password });
      setCsrfToken(csrfToken);
      form.resetFields();
      await queryClient.invalidateQueries();
      onDone();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <input type="text" autoComplete="username" value={session.user.username} readOnly hidden />
      <Form.Item name="old" label="现在的密码" rules={[{ required: true, message: '请填写现在的密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="password"
        label="新密码"
        extra={session.passwordRules}
        rules={[{ required: true, message: '请填写新密码' }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label="再次填写新密码"
        dependencies={['password']}
        rules={[
          { required: true, message: '请再次填写新密码' },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('password')
                ? Promise.resolve()
                : Promise.reject(new Error('两次填写的新密码不一致')),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        修改密码
      </Button>
    </Form>
  );
}
