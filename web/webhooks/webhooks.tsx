import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal, Popconfirm, Space, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { notificationQueries } from '../notifications/client.ts';
import { Loading, Nothing, NotYours, ProblemState } from '../parts/page-state.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';
import { type Webhook, webhookQueries } from './client.ts';
import { DeadLetters } from './dead-letters.tsx';
import { WebhookForm } from './webhook-form.tsx';

/** 消息推送: outside systems that are told, and what did not arrive. */
export function Webhooks() {
  useTitle('消息推送');
  const { may } = useSession();
  const address = useAddress();
  const dead = useQuery({ ...webhookQueries.dead(1), enabled: may.manageWebhooks });
  if (!may.manageWebhooks) return <NotYours what="管理消息推送" whose="系统管理员" />;
  return (
    <>
      <div className="page-head">
        <h1>消息推送</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <Tabs
          activeKey={address.get('tab') || 'targets'}
          onChange={(tab) => address.set({ tab: tab === 'targets' ? null : tab })}
          items={[
            { key: 'targets', label: '推送目标', children: <Targets /> },
            {
              key: 'dead',
              label: dead.data?.total ? `未送达（${dead.data.total}）` : '未送达',
              children: <DeadLetters />,
            },
          ]}
        />
      </div>
    </>
  );
}

function Targets() {
  const { message } = App.useApp();
  const webhooks = useQuery(webhookQueries.list());
  const kinds = useQuery(notificationQueries.settings()).data?.kinds ?? [];
  const units = useQuery(queries.units()).data?.items ?? [];
  const processes = useQuery(queries.processes()).data?.items ?? [];
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);

  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await queryClient.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (error) {
      const problem = error as Problem;
      void message.warning(problem.detail || problem.message);
    }
  };
  const names = (ids: string[], all: { id: string; name: string }[], none: string) =>
    ids.length ? ids.map((id) => all.find((x) => x.id === id)?.name ?? id).join('、') : none;

  if (failed(webhooks)) return <ProblemState error={webhooks.error} retry={() => void webhooks.refetch()} />;
  if (webhooks.isPending) return <Loading />;
  return (
    <>
      <Button type="primary" className="list-act" onClick={() => setEditing('new')}>
        新增推送目标
      </Button>
      {webhooks.data.items.length === 0 ? (
        <Nothing>还没有推送目标。新增后，所选类别的消息会以带签名的请求发到对方系统。</Nothing>
      ) : (
        <ListTable
          rowKey="id"
          dataSource={webhooks.data.items}
          columns={[
            {
              title: '名称与地址',
              render: (_, w) => (
                <div style={{ maxWidth: 340, overflowWrap: 'anywhere' }}>
                  <strong>{w.name}</strong>
                  <div className="muted">{w.url}</div>
                </div>
              ),
            },
            {
              title: '推送范围',
              render: (_, w) => (
                <div style={{ maxWidth: 320 }}>
                  <div>{names(w.kinds, kinds, '全部类别')}</div>
                  <div className="muted">
                    {names(w.processes, processes, '全部流程')} · {names(w.units, units, '全部单位')}
                  </div>
                </div>
              ),
            },
            { title: '状态', render: (_, w) => (w.active ? '启用' : <span className="muted">停用</span>) },
            { title: '待发送', dataIndex: 'pending', align: 'right' },
            { title: '未送达', dataIndex: 'dead', align: 'right' },
            {
              title: '操作',
              render: (_, w) => (
                <Space size={4}>
                  <Button size="small" aria-label={`修改：${w.name}`} onClick={() => setEditing(w)}>
                    修改
                  </Button>
                  <Popconfirm
                    title="更换密钥后，原密钥立即失效。"
                    onConfirm={() =>
                      act(async () =>
                        setSecret((await http.post<{ secret: string }>(`/api/webhooks/${w.id}/secret`)).secret),
                      )
                    }
                  >
                    <Button size="small" aria-label={`更换密钥：${w.name}`}>
                      更换密钥
                    </Button>
                  </Popconfirm>
                  <Popconfirm
                    title="删除后，待发送和未送达的消息一并删除，不能恢复。"
                    onConfirm={() => act(() => http.delete(`/api/webhooks/${w.id}`))}
                  >
                    <Button size="small" danger aria-label={`删除：${w.name}`}>
                      删除
                    </Button>
                  </Popconfirm>
                </Space>
              ),
            },
          ]}
        />
      )}
      <WebhookForm
        editing={editing}
        onClose={() => setEditing(null)}
        onSaved={(made) => {
          setEditing(null);
          if (made.secret) setSecret(made.secret);
          void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
        }}
      />
      <Modal
        open={secret !== null}
        title="签名密钥（只显示这一次）"
        closable={false}
        footer={
          <Button type="primary" onClick={() => setSecret(null)}>
            已妥善保存
          </Button>
        }
      >
        <p>请将密钥交给接收方。接收方用它对“时间戳.正文”计算 HMAC-SHA256，与请求头 x-lixia-signature 比对。</p>
        <Typography.Text code copyable style={{ overflowWrap: 'anywhere' }}>
          {secret ?? ''}
        </Typography.Text>
      </Modal>
    </>
  );
}
