import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Pagination, Select, Tabs } from 'antd';
import { Link } from 'react-router';
import type { Problem } from '../client/http.ts';
import { failed, PAGE_SIZE } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { markAllRead, markRead, type Message, notificationQueries } from './client.ts';
import { KindMark } from './kind-mark.tsx';
import './notifications.css';
import { NotificationSettings } from './settings.tsx';

/** 消息: one's own, newest first, with what is mailed and what stays silent. */
export function Messages() {
  useTitle('消息');
  const address = useAddress();
  return (
    <>
      <div className="page-head">
        <h1>消息</h1>
        <PageHelp />
      </div>
      <div className="panel">
        <Tabs
          activeKey={address.get('tab') || 'list'}
          onChange={(tab) => address.set({ tab: tab === 'list' ? null : tab })}
          items={[
            { key: 'list', label: '消息', children: <MessageList /> },
            { key: 'settings', label: '消息设置', children: <NotificationSettings /> },
          ]}
        />
      </div>
    </>
  );
}

function MessageList() {
  const address = useAddress();
  const { message } = App.useApp();
  const filter = { unread: address.get('unread') === 'true', kind: address.get('kind'), page: address.page };
  const messages = useQuery(notificationQueries.list(filter));
  const kinds = useQuery(notificationQueries.settings()).data?.kinds ?? [];
  const unread = messages.data?.unread ?? 0;
  const filtered = Boolean(filter.unread || filter.kind);

  return (
    <>
      <FilterBar
        set={setAmong({ unread: filter.unread, kind: filter.kind })}
        total={messages.data?.total}
        acts={
          <Button
            disabled={unread === 0}
            onClick={() => void markAllRead().catch((error: Problem) => message.warning(error.detail || error.message))}
          >
            全部标为已读
          </Button>
        }
      >
        <Checkbox
          checked={filter.unread}
          onChange={(event) => address.set({ unread: event.target.checked ? 'true' : null })}
        >
          只看未读{unread > 0 && `（${unread}）`}
        </Checkbox>
        <Select
          aria-label="消息类别"
          placeholder="全部类别"
          allowClear
          style={{ width: 150 }}
          value={filter.kind || undefined}
          options={kinds.map((k) => ({ value: k.id, label: k.name }))}
          onChange={(kind: string | undefined) => address.set({ kind: kind ?? null })}
        />
        {filtered && (
          <Button type="link" size="small" onClick={() => address.set({ unread: null, kind: null })}>
            清除筛选
          </Button>
        )}
      </FilterBar>
      {failed(messages) ? (
        <ProblemState error={messages.error} retry={() => void messages.refetch()} />
      ) : messages.isPending ? (
        <Loading />
      ) : messages.data.items.length === 0 ? (
        <Nothing>
          {filtered ? '没有符合筛选条件的消息。' : '还没有消息。有新任务、时限预警或催办时会出现在这里。'}
        </Nothing>
      ) : (
        <>
          <ul className="messages">
            {messages.data.items.map((m) => (
              <Row key={m.id} message={m} />
            ))}
          </ul>
          <Pagination
            style={{ marginTop: 12 }}
            align="end"
            current={address.page}
            pageSize={PAGE_SIZE}
            total={messages.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            showTotal={(total) => `共 ${total} 条`}
            onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
          />
        </>
      )}
    </>
  );
}

function Row({ message: m }: { message: Message }) {
  return (
    <li className={m.readAt ? undefined : 'unread'}>
      <KindMark kind={m.kind} name={m.kindName} />
      <div className="message-main">
        <Link to={m.link} className="message-title" onClick={() => void markRead(m)}>
          {m.title}
        </Link>
        <div className="message-text">
          {m.text}
          {m.postName && `（${m.postName}）`}
        </div>
      </div>
      <When at={m.createdAt} />
      <span className="message-act">
        {m.readAt ? (
          <span className="muted">已读</span>
        ) : (
          <Button size="small" aria-label={`标为已读：${m.title}`} onClick={() => void markRead(m)}>
            标为已读
          </Button>
        )}
      </span>
    </li>
  );
}
