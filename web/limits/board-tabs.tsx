import { Link } from 'react-router';

/** 列表 and 统计 of the same board; real links, so each can be opened beside the other. */
export function BoardTabs({ active }: { active: 'list' | 'statistics' }) {
  const tab = (key: string, to: string, label: string) => (
    <Link to={to} aria-current={key === active ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <nav className="board-tabs" aria-label="时限监控的视图">
      {tab('list', '/limits', '列表')}
      {tab('statistics', '/limits/statistics', '统计')}
    </nav>
  );
}
