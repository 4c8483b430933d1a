import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Problem } from '../client/http.ts';
import { signIn } from '../shell/session.tsx';

/** Name and password; the name is fixed when somebody signs in again. */
export function PasswordForm({ username }: { username?: string }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(values: { username: string; password: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await signIn(values.username.trim(), values.password);
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form name="sign-in" layout="vertical" requiredMark={false} initialValues={{ username }} onFinish={submit}>
      {problem && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={problem.message}
          description={problem.detail}
          className="gap"
        />
      )}
      <Form.Item name="username" label="用户名" rules={[{ required: true, message: '请填写用户名' }]}>
        <Input autoComplete="username" disabled={username !== undefined} />
      </Form.Item>
      <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        登录
      </Button>
    </Form>
  );
}
