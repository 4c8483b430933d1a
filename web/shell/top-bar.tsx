import { DisconnectOutlined, DownOutlined, QuestionCircleOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { query } from '../client/http.ts';
import { useKept } from '../client/kept.ts';
import { useHelp } from '../help/context.ts';
import { Bell } from '../notifications/bell.tsx';
import { businessNow, longTime, momentOf, weekday } from '../parts/time.ts';
import { ActingMark } from './acting-mark.tsx';
import { signOut, useSession } from './session.tsx';
import { showShortcuts } from './shortcuts.tsx';

function DemoTime() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => tick((n) => n + 1), 10_000);
    return () => window.clearInterval(timer);
  }, []);
  const now = businessNow();
  return (
    <span className="top-time" title="演示系统使用的业务时间">
      演示时间 {longTime(now)} {weekday(now)}
    </span>
  );
}

export function TopBar({ live }: { live: boolean }) {
  const { user, demo } = useSession();
  const since = useKept();
  const navigate = useNavigate();
  const { showPage, showGuide } = useHelp();
  const help: Record<string, () => void> = {
    page: showPage,
    manual: () => void navigate('/help'),
    guide: showGuide,
    keys: showShortcuts,
  };
  // Posts of a merged unit are called like its successor's.
  const posts = [...new Set(user.posts.map((p) => p.name))].join('、');
  return (
    <header className="top-bar">
      <Link to="/" className="top-name">
        历下区业务流程平台
      </Link>
      <search className="top-search">
        <Input.Search
          allowClear
          placeholder="查找事项、材料、台账、园区"
          aria-label="查找事项、材料、台账、园区"
          onSearch={(q) => q.trim() && void navigate(`/search${query({ q: q.trim() })}`)}
        />
      </search>
      <span className="top-rest">
        {(since !== null || !live) && (
          <span role="status" className={since === null ? 'top-offline' : 'top-offline top-kept'}>
            <DisconnectOutlined />{' '}
            {since === null ? '实时更新中断，正在重连' : `暂时连不上，显示的是 ${momentOf(since)} 的内容`}
          </span>
        )}
        <ActingMark represents={user.represents} />
        {demo && <DemoTime />}
        <Bell />
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'page', label: '本页说明' },
              { key: 'manual', label: '使用手册' },
              { key: 'guide', label: '再看一遍新手引导' },
              { key: 'keys', label: '键盘快捷键' },
            ],
            onClick: ({ key }) => help[key]?.(),
          }}
        >
          <Button type="text" className="top-help" icon={<QuestionCircleOutlined />} aria-label="帮助" />
        </Dropdown>
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'posts', label: <span className="muted">任职：{posts || '无'}</span>, disabled: true },
              { key: 'account', label: '我的账户' },
              { key: 'out', label: demo ? '退出，换其他岗位' : '退出登录' },
            ],
            onClick: ({ key }) => void (key === 'out' ? signOut() : navigate('/account')),
          }}
        >
          <Button
            type="text"
            className="top-user"
            icon={<UserOutlined />}
            aria-label={`当前用户：${user.name}，${posts}`}
          >
            <span className="top-user-name">{user.posts[0]?.name ?? user.name}</span> <DownOutlined />
          </Button>
        </Dropdown>
      </span>
    </header>
  );
}
