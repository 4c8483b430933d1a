import { useQuery } from '@tanstack/react-query';
import { App, Button, Pagination } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, PAGE_SIZE, queryClient } from '../client/queries.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { useAddress } from '../parts/use-address.ts';
import { When } from '../parts/when.tsx';
import { type Delivery, webhookQueries } from './client.ts';

/** Mail and requests given up after their last attempt. */
export function DeadLetters() {
  const address = useAddress();
  const dead = useQuery(webhookQueries.dead(address.page));
  if (failed(dead)) return <ProblemState error={dead.error} retry={() => void dead.refetch()} />;
  if (dead.isPending) return <Loading />;
  if (dead.data.items.length === 0) return <Nothing>没有未送达的邮件或推送。</Nothing>;
  return (
    <>
      <ListTable
        about={3}
        rowKey="id"
        dataSource={dead.data.items}
        columns={[
          { title: '产生时间', dataIndex: 'createdAt', render: (at: string) => <When at={at} /> },
          { title: '方式', dataIndex: 'channel', render: (c: string) => (c === 'email' ? '邮件' : '推送') },
          { title: '目标', dataIndex: 'targetName' },
          { title: '消息', dataIndex: 'kindName' },
          { title: '事项编号', dataIndex: 'caseId', render: (id: string | null) => id ?? '' },
          { title: '尝试次数', dataIndex: 'attempts', align: 'right' },
          {
            title: '最后一次失败',
            dataIndex: 'lastError',
            render: (text: string | null) => (
              <div style={{ maxWidth: 320, overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{text}</div>
            ),
          },
          { title: '操作', render: (_, d) => <Resend delivery={d} /> },
        ]}
      />
      <Pagination
        style={{ marginTop: 12 }}
        align="end"
        current={address.page}
        pageSize={PAGE_SIZE}
        total={dead.data.total}
        showSizeChanger={false}
        hideOnSinglePage
        showTotal={(total) => `共 ${total} 条`}
        onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
      />
    </>
  );
}

function Resend({ delivery }: { delivery: Delivery }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  async function resend() {
    setBusy(true);
    try {
      await http.post(`/api/deliveries/${delivery.id}/resend`);
      void message.success('已重新发送');
    } catch (error) {
      const problem = error as Problem;
      void message.warning(problem.detail || problem.message);
    } finally {
      setBusy(false);
      void queryClient.invalidateQueries({ queryKey: ['webhooks'] });
    }
  }
  return (
    <Button
      size="small"
      loading={busy}
      aria-label={`重新发送：${delivery.targetName}，${delivery.kindName}，${delivery.caseId ?? ''}`}
      onClick={() => void resend()}
    >
      重新发送
    </Button>
  );
}
