import { BellOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button, Popover } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { failed } from '../client/queries.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { Loading, Nothing } from '../parts/page-state.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { When } from '../parts/when.tsx';
import { markAllRead, markRead, notificationQueries } from './client.ts';
import { KindMark } from './kind-mark.tsx';
import './notifications.css';

/** Unread messages in the top bar, live; opens the latest. */
export function Bell() {
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  const found = useQuery(notificationQueries.latest());
  const { data } = found;
  const unread = data?.unread ?? 0;

  const latest = (
    <div className="bell-panel">
      <div className="bell-head">
        <strong>消息</strong>
        <span className="muted">{unread > 0 ? `${unread} 条未读` : '没有未读消息'}</span>
        {unread > 0 && (
          <Button type="link" size="small" onClick={() => void markAllRead()}>
            全部标为已读
          </Button>
        )}
      </div>
      {failed(found) ? (
        <Nothing>消息暂时无法读取，请稍后再试。</Nothing>
      ) : !data ? (
        <Loading />
      ) : data.items.length === 0 ? (
        <Nothing>还没有消息。</Nothing>
      ) : (
        <ul className="bell-list">
          {data.items.map((m) => (
            <li key={m.id} className={m.readAt ? undefined : 'unread'}>
              <Link
                to={m.link}
                onClick={() => {
                  setOpen(false);
                  void markRead(m);
                }}
              >
                <span className="bell-line">
                  <KindMark kind={m.kind} name={m.kindName} />
                  {!m.readAt && <span className="unread-word">未读</span>}
                  <When at={m.createdAt} />
                </span>
                <span className="bell-title">{m.title}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Link to="/messages" className="bell-all" onClick={() => setOpen(false)}>
        查看全部消息
      </Link>
    </div>
  );

  const look = {
    type: 'text' as const,
    className: 'top-bell',
    'aria-label': unread > 0 ? `消息，${unread} 条未读` : '消息，没有未读',
    icon: (
      <Badge count={unread} size="small" overflowCount={99} offset={[2, -2]}>
        <BellOutlined className="top-bell-icon" />
      </Badge>
    ),
  };
  // There is no room for a panel on a phone: it goes to the page.
  if (narrow) return <LinkButton to="/messages" {...look} />;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={latest}
      styles={{ container: { padding: 0 } }}
    >
      <Button {...look} aria-expanded={open} />
    </Popover>
  );
}
