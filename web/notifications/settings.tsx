import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { notificationQueries, type Settings } from './client.ts';

/** 消息设置: the address for mail, and for each kind whether it is counted in the bell and mailed. */
export function NotificationSettings() {
  const settings = useQuery(notificationQueries.settings());
  if (failed(settings)) return <ProblemState error={settings.error} retry={() => void settings.refetch()} />;
  if (settings.isPending) return <Loading />;
  return <SettingsForm settings={settings.data} />;
}

const withOut = (list: string[], id: string, on: boolean) => (on ? [...list, id] : list.filter((k) => k !== id));

function SettingsForm({ settings }: { settings: Settings }) {
  const { message } = App.useApp();
  const [emailKinds, setEmailKinds] = useState(settings.emailKinds);
  const [silentKinds, setSilentKinds] = useState(settings.silentKinds);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function save({ email }: { email?: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const body = { email: email?.trim() || null, emailKinds, silentKinds };
      const saved = await http.put<Settings>('/api/me/notification-settings', body);
      queryClient.setQueryData(notificationQueries.settings().queryKey, saved);
      void message.success('消息设置已保存');
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Form layout="vertical" initialValues={{ email: settings.email ?? '' }} onFinish={save} style={{ maxWidth: 640 }}>
      {!settings.mailEnabled && (
        <Alert type="info" showIcon className="gap" title="本系统尚未配置邮件服务，保存的邮箱在配置后生效。" />
      )}
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form.Item
        name="email"
        label="接收邮件的邮箱"
        extra="留空则不接收邮件。"
        rules={[{ type: 'email', message: '邮箱地址的格式不正确' }]}
      >
        <Input autoComplete="email" maxLength={254} style={{ maxWidth: 360 }} />
      </Form.Item>
      <table className="kind-table">
        <thead>
          <tr>
            <th scope="col">消息类别</th>
            <th scope="col">平台内提醒</th>
            <th scope="col">同时发邮件</th>
          </tr>
        </thead>
        <tbody>
          {settings.kinds.map((kind) => (
            <tr key={kind.id}>
              <th scope="row">{kind.name}</th>
              <td>
                <Checkbox
                  aria-label={`${kind.name}：平台内提醒`}
                  checked={kind.urgent || !silentKinds.includes(kind.id)}
                  disabled={kind.urgent}
                  onChange={(e) => setSilentKinds(withOut(silentKinds, kind.id, !e.target.checked))}
                >
                  {kind.urgent && <span className="muted">必须提醒</span>}
                </Checkbox>
              </td>
              <td>
                <Checkbox
                  aria-label={`${kind.name}：同时发邮件`}
                  checked={emailKinds.includes(kind.id)}
                  onChange={(e) => setEmailKinds(withOut(emailKinds, kind.id, e.target.checked))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">不提醒的消息仍列在“消息”中，到达时即为已读。</p>
      <Button type="primary" htmlType="submit" loading={busy}>
        保存
      </Button>
    </Form>
  );
}
