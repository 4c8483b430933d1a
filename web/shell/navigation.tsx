import {
  ApiOutlined,
  ApartmentOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  BankOutlined,
  BookOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  CommentOutlined,
  ContainerOutlined,
  DashboardOutlined,
  ExceptionOutlined,
  FieldTimeOutlined,
  FireOutlined,
  FileSearchOutlined,
  FlagOutlined,
  FormOutlined,
  HomeOutlined,
  IdcardOutlined,
  InboxOutlined,
  MailOutlined,
  ReadOutlined,
  ProfileOutlined,
  RetweetOutlined,
  NodeIndexOutlined,
  SafetyCertificateOutlined,
  ShopOutlined,
  SoundOutlined,
  SwapOutlined,
  TeamOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge, Input } from 'antd';
import { Fragment, type ReactNode } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { query } from '../client/http.ts';
import { queries } from '../client/queries.ts';
import { Sheet } from '../parts/sheet.tsx';
import { useSheet } from '../parts/use-sheet.ts';
import { useSession } from './session.tsx';

interface Item {
  to: string;
  label: string;
  icon: ReactNode;
  count?: number;
  /** Heading above it. */
  section?: string | undefined;
}

const MEETING_UNITS = [
  ...['investment-promotion', 'leading-group', 'leading-group-office'],
  ...['joint-meeting', 'joint-meeting-office'],
];
const COAL_UNITS = [
  ...['development-reform', 'approval-bureau', 'industry-it', 'ecology-environment'],
  ...['energy-review-authority', 'coal-coordination-group', 'supervision-office'],
];
// Those that mediate and answer, and those that the rule names for help.
const PROPERTY_UNITS =
  /^(community|sub-district|environment-property-committee|hotline-office|supervision-office|housing-construction|urban-management)/;
const LIST_EDITORS = ['process-owner', 'sysadmin'];
const SEAL_VERIFIERS = ['monitor', 'auditor', 'sysadmin'];

const CALENDAR: Item = { to: '/calendar', label: '工作日历', icon: <CalendarOutlined /> };

/** What this person's posts have to do with. */
function useItems(): Item[] {
  const { may, user } = useSession();
  const kinds = user.posts.map((post) => post.kind);
  const units = user.posts.map((post) => post.unit);
  const administers = user.posts.some((p) => p.id === 'sysadmin');
  const counts = useQuery(queries.taskCounts());
  const copies = useQuery(queries.unreadCopies());
  const items: Item[] = [
    { to: '/', label: '首页', icon: <HomeOutlined /> },
    { to: '/tasks', label: '我的待办', icon: <InboxOutlined />, count: counts.data?.mine },
  ];
  if (user.posts.some((p) => p.unit !== null))
    items.push({ to: '/copies', label: '抄送我的', icon: <MailOutlined />, count: copies.data?.unread });
  if (may.start.length > 0) items.push({ to: '/start', label: '发起事项', icon: <FormOutlined /> });
  items.push({ to: '/cases', label: '事项查询', icon: <FileSearchOutlined /> });
  // Limits are seen with cases: by the units that take part in them, and by the monitor.
  if (user.posts.some((p) => p.unit !== null || p.kind === 'monitor'))
    items.push(
      { to: '/limits', label: '时限监控', icon: <FieldTimeOutlined /> },
      { to: '/cards', label: '红黄牌', icon: <FlagOutlined /> },
      { to: '/ledger', label: '督查台账', icon: <ProfileOutlined /> },
    );
  if (may.report) items.push({ to: '/reports', label: '统计报表', icon: <BarChartOutlined /> });
  if (units.some((unit) => unit && COAL_UNITS.includes(unit)) || kinds.includes('monitor'))
    items.push({ to: '/coal', label: '煤炭消费', icon: <FireOutlined /> });
  if (user.posts.some((p) => p.unit !== null || p.kind === 'monitor'))
    items.push(
      { to: '/consultations', label: '会商', icon: <CommentOutlined /> },
      { to: '/exchange', label: '信息互通', icon: <RetweetOutlined /> },
      { to: '/disclosure', label: '决策公开', icon: <SoundOutlined /> },
    );
  if (units.some((unit) => unit && PROPERTY_UNITS.test(unit)) || kinds.includes('monitor'))
    items.push({ to: '/property', label: '物业管理', icon: <ShopOutlined /> });
  if (units.some(Boolean)) items.push({ to: '/accountability', label: '责任追究', icon: <ExceptionOutlined /> });
  items.push({ to: '/parks', label: '园区', icon: <BankOutlined /> });
  if (units.some((unit) => unit && MEETING_UNITS.includes(unit)) || kinds.some((kind) => LIST_EDITORS.includes(kind)))
    items.push({ to: '/members', label: '成员名单', icon: <TeamOutlined /> });
  if (user.posts.some((p) => p.unit !== null || p.kind === 'monitor'))
    items.push({ to: '/papers', label: '纸质原件', icon: <ContainerOutlined /> });
  if (units.includes('supervision-office') || kinds.some((kind) => SEAL_VERIFIERS.includes(kind)))
    items.push({ to: '/archives', label: '案卷封存', icon: <SafetyCertificateOutlined /> });
  items.push({ to: '/absence', label: '我的代理', icon: <SwapOutlined /> });
  if (!administers) items.push(CALENDAR);
  if (may.model) items.push({ to: '/modeler', label: '流程设计', icon: <ApartmentOutlined /> });
  if (may.operate) items.push({ to: '/operations', label: '运行情况', icon: <NodeIndexOutlined /> });
  if (may.tryRules) items.push({ to: '/rules', label: '规则试算', icon: <CalculatorOutlined /> });
  if (may.moveClock) items.push({ to: '/clock', label: '演示时钟', icon: <ClockCircleOutlined /> });

  const administration: Item[] = [];
  if (administers)
    administration.push(CALENDAR, { to: '/settings/supervision', label: '督导单位', icon: <AuditOutlined /> });
  if (may.manageAccounts) administration.push({ to: '/accounts', label: '账户与单位', icon: <UserSwitchOutlined /> });
  if (may.managePeople) administration.push({ to: '/people', label: '岗位与代理', icon: <IdcardOutlined /> });
  if (may.manageWebhooks) administration.push({ to: '/webhooks', label: '消息推送', icon: <ApiOutlined /> });
  if (kinds.includes('auditor')) administration.push({ to: '/audit', label: '审计日志', icon: <ReadOutlined /> });
  if (may.watch) administration.push({ to: '/status', label: '运行状态', icon: <DashboardOutlined /> });
  const [first, ...rest] = administration;
  items.push({ to: '/help', label: '使用手册', icon: <BookOutlined /> });
  return first ? [...items, { ...first, section: '系统管理' }, ...rest] : items;
}

/** `replace`: out of a sheet, which is an entry of the history itself; `plain`: without headings. */
function Links({ items, replace = false, plain = false }: { items: Item[]; replace?: boolean; plain?: boolean }) {
  return items.map((item) => (
    <Fragment key={item.to}>
      {item.section && !plain && <div className="nav-section">{item.section}</div>}
      <NavLink to={item.to} end={item.to === '/'} replace={replace} className="nav-link">
        <span className="nav-icon" aria-hidden="true">
          {item.icon}
        </span>
        <span className="nav-label">{item.label}</span>
        {Boolean(item.count) && (
          <Badge count={item.count} size="small" title={`${item.count} 项待办`} className="nav-count" />
        )}
      </NavLink>
    </Fragment>
  ));
}

export function SideNavigation() {
  return (
    <nav className="side-nav" aria-label="主导航">
      <Links items={useItems()} />
    </nav>
  );
}

// What stands below the thumb: the first four of these that somebody has.
const NEAREST = ['/', '/tasks', '/limits', '/status', '/people', '/audit', '/start', '/cases', '/copies'];

/** On a phone, below the thumb; everything else one touch further. */
export function BottomNavigation() {
  const items = useItems();
  const navigate = useNavigate();
  const { open, show, close } = useSheet('pages');
  const near = NEAREST.flatMap((to) => items.filter((item) => item.to === to)).slice(0, 4);
  const elsewhere = items.some((item) => item.count && !near.includes(item));
  return (
    <nav className="bottom-nav" aria-label="主导航">
      <Links items={near} plain />
      <button type="button" className="nav-link" aria-haspopup="dialog" aria-expanded={open} onClick={show}>
        <span className="nav-icon" aria-hidden="true">
          <Badge dot={elsewhere}>
            <AppstoreOutlined />
          </Badge>
        </span>
        <span className="nav-label">更多</span>
      </button>
      <Sheet open={open} title="全部页面" onClose={close}>
        <div className="nav-sheet">
          <Links items={items} replace />
        </div>
        <Input.Search
          allowClear
          placeholder="查找事项、材料、台账、园区"
          aria-label="查找事项、材料、台账、园区"
          onSearch={(q) => q.trim() && void navigate(`/search${query({ q: q.trim() })}`, { replace: true })}
        />
      </Sheet>
    </nav>
  );
}
