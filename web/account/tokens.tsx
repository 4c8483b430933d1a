import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, InputNumber, Popconfirm } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { shortTime } from '../parts/time.ts';
import { Secret } from './secret.tsx';
import { type AccessToken, tokensAt, tokensOf } from './types.ts';

const STATES = { active: '有效', expired: '已过期', revoked: '已吊销' };

/** Access tokens of oneself, or of a system's account. */
export function AccessTokens({ system }: { system: string | null }) {
  const { message } = App.useApp();
  const tokens = useQuery(tokensOf(system));
  const [form] = Form.useForm<{ name: string; scopes: string[]; days: number }>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const again = () => queryClient.invalidateQueries({ queryKey: ['tokens', system] });

  async function make(values: { name: string; scopes: string[]; days: number }) {
    setBusy(true);
    setProblem(null);
    try {
      setKey((await http.post<{ key: string }>(tokensAt(system), { ...values, name: values.name.trim() })).key);
      form.resetFields();
      await again();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  async function revoke(token: AccessToken) {
    try {
      await http.delete(`/api/tokens/${token.id}`);
      void message.success('已吊销，使用它的程序不能再访问');
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    await again();
  }

  // What is being typed outlives a list that could not be read again, as when the session is over.
  if (failed(tokens)) return <ProblemState error={tokens.error} retry={() => void tokens.refetch()} />;
  if (tokens.isPending) return <Loading />;
  return (
    <>
      {tokens.data.items.length === 0 ? (
        <Nothing>还没有访问令牌。需要让程序代为查询或办理时再建立。</Nothing>
      ) : (
        <ListTable
          rowKey="id"
          dataSource={tokens.data.items}
          columns={[
            {
              title: '用途',
              render: (_, t) => (
                <div style={{ maxWidth: 260, whiteSpace: 'normal' }}>
                  <div>{t.name}</div>
                  <div className="muted">{t.scopeNames.join('、')}</div>
                </div>
              ),
            },
            {
              title: '状态',
              render: (_, t) =>
                t.state === 'active' ? STATES.active : <span className="muted">{STATES[t.state]}</span>,
            },
            { title: '到期', render: (_, t) => shortTime(t.expiresAt) },
            {
              title: '最近使用',
              render: (_, t) =>
                t.lastUsedAt ? (
                  `${shortTime(t.lastUsedAt)}，${t.lastAddress ?? ''}`
                ) : (
                  <span className="muted">未使用</span>
                ),
            },
            {
              title: '操作',
              render: (_, t) =>
                t.state === 'active' && (
                  <Popconfirm title="吊销后，使用它的程序立即不能访问，不能恢复。" onConfirm={() => void revoke(t)}>
                    <Button size="small" danger aria-label={`吊销：${t.name}`}>
                      吊销
                    </Button>
                  </Popconfirm>
                ),
            },
          ]}
        />
      )}
      <h3>新建令牌</h3>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: [], days: 90 }}
        onFinish={(v) => void make(v)}
      >
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form.Item name="name" label="用途" rules={[{ required: true, whitespace: true, message: '请填写用途' }]}>
          <Input maxLength={60} placeholder="例如：统计系统每日取数" />
        </Form.Item>
        <Form.Item name="scopes" label="权限范围" rules={[{ type: 'array', min: 1, message: '请至少选择一项权限' }]}>
          <Checkbox.Group options={tokens.data.scopes.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="days" label="有效期（天）" rules={[{ required: true, message: '请填写有效期' }]}>
          <InputNumber min={1} max={tokens.data.mostDays} precision={0} />
        </Form.Item>
        <Button htmlType="submit" loading={busy}>
          建立令牌
        </Button>
      </Form>
      <Secret title="访问令牌" secret={key} onClose={() => setKey(null)}>
        请交给使用它的程序，放在请求头 Authorization: Bearer 之后。它能做的不超过所属账户的权限。
      </Secret>
    </>
  );
}
