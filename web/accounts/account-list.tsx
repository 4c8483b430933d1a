import { useQuery } from '@tanstack/react-query';
import {
  App,
  Button,
  Drawer,
  Dropdown,
  Form,
  Input,
  Modal,
  Pagination,
  Radio,
  Select,
  type TableColumnType,
} from 'antd';
import { useState } from 'react';
import { Secret } from '../account/secret.tsx';
import { AccessTokens } from '../account/tokens.tsx';
import { http, type Problem } from '../client/http.ts';
import { failed, PAGE_SIZE, queryClient } from '../client/queries.ts';
import { ExportButton } from '../parts/export-button.tsx';
import { FilterBar, setAmong } from '../parts/filter-bar.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { shortTime } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { atFields } from '../parts/use-sending.ts';
import { ImportPeople } from '../people/import-people.tsx';
import { type Account, accountsOf } from './types.ts';

const STATES = [
  { value: 'active', label: '启用' },
  { value: 'stopped', label: '停用' },
  { value: 'locked', label: '已锁定' },
  { value: 'given', label: '初始密码未改' },
];

function State({ account: a }: { account: Account }) {
  const said = [
    a.active ? '启用' : '停用',
    ...(a.mustChange && a.active ? ['初始密码未改'] : []),
    ...a.locks.map((l) => `锁定（${l.address}，至 ${shortTime(l.until)}）`),
  ];
  return <span className={a.active ? undefined : 'muted'}>{said.join('，')}</span>;
}

/** Accounts with what can be done to them; what they may do stands with the posts. */
export function AccountList() {
  const { message, modal } = App.useApp();
  const address = useAddress();
  const filter = { q: address.get('q'), kind: address.get('kind'), state: address.get('state'), page: address.page };
  const accounts = useQuery(accountsOf(filter));
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [system, setSystem] = useState<string | null>(null);

  async function act(work: () => Promise<unknown>, said: string) {
    try {
      await work();
      if (said) void message.success(said);
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    void queryClient.invalidateQueries({ queryKey: ['accounts'] });
  }
  const path = (a: Account) => `/api/accounts/${encodeURIComponent(a.username)}`;
  const ask = (title: string, content: string, work: () => Promise<unknown>, said: string) =>
    modal.confirm({ title, content, okText: '确定', cancelText: '不办理', onOk: () => act(work, said) });
  const acts = (a: Account) => ({
    items: [
      ...(a.locks.length ? [{ key: 'unlock', label: '解锁' }] : []),
      ...(a.kind === 'person'
        ? [
            { key: 'password', label: '重置密码' },
            { key: 'out', label: '强制退出' },
          ]
        : []),
      ...(a.kind === 'system' ? [{ key: 'tokens', label: '访问令牌' }] : []),
      { key: 'active', label: a.active ? '停用' : '启用' },
    ],
    onClick: ({ key }: { key: string }) => {
      if (key === 'unlock') void act(() => http.post(`${path(a)}/unlock`), '已解锁，可以重新登录');
      if (key === 'tokens') setSystem(a.username);
      if (key === 'out') void act(() => http.post(`${path(a)}/sign-out`), '已退出其全部登录');
      if (key === 'password')
        ask(
          `重置 ${a.name}（${a.username}）的密码？`,
          '原密码和全部登录随即失效；新的初始密码只显示一次，本人首次登录须修改。',
          async () => setSecret((await http.post<{ password: string }>(`${path(a)}/password`)).password),
          '',
        );
      if (key === 'active' && !a.active) void act(() => http.put(path(a), { active: true }), '已启用');
      if (key === 'active' && a.active)
        ask(
          `停用 ${a.name}（${a.username}）？`,
          a.posts.length
            ? `其全部登录和令牌随即失效。该账户仍任${a.posts.map((p) => p.name).join('、')}，其任务不会自动移交，请由安全管理员办理离任。`
            : '其全部登录和令牌随即失效。',
          () => http.put(path(a), { active: false }),
          '已停用',
        );
    },
  });
  const more = (a: Account) => (
    <Dropdown trigger={['click']} menu={acts(a)}>
      <Button size="small" aria-label={`管理：${a.username}`}>
        管理
      </Button>
    </Dropdown>
  );
  const who = (a: Account) => (
    <>
      <div>
        {a.name}
        {a.kind === 'system' && <span className="muted">（系统）</span>}
      </div>
      <div className="muted">{a.username}</div>
    </>
  );
  const posts = (a: Account) =>
    a.posts.length ? a.posts.map((p) => p.name).join('、') : <span className="muted">未任职</span>;
  const columns: TableColumnType<Account>[] = [
    { title: '姓名与用户名', render: (_, a) => who(a) },
    { title: '任职', render: (_, a) => posts(a) },
    { title: '状态', render: (_, a) => <State account={a} /> },
    {
      title: '最近登录',
      render: (_, a) => (a.lastSignInAt ? shortTime(a.lastSignInAt) : <span className="muted">未登录过</span>),
    },
    { title: '操作', width: 80, render: (_, a) => more(a) },
  ];

  return (
    <>
      <FilterBar
        set={setAmong({ q: filter.q, kind: filter.kind, state: filter.state })}
        total={accounts.data?.total}
        acts={
          <>
            <ExportButton address="/api/people/accounts/export.xlsx" total={accounts.data?.total ?? 0} />
            <Button onClick={() => setImporting(true)}>导入</Button>
            <Button type="primary" onClick={() => setAdding(true)}>
              新建账户
            </Button>
          </>
        }
      >
        <SearchBox value={filter.q} label="姓名或用户名" onSearch={(q) => address.set({ q })} />
        <Select
          aria-label="状态"
          placeholder="全部状态"
          allowClear
          style={{ width: 150 }}
          value={filter.state || undefined}
          options={STATES}
          onChange={(state: string | undefined) => address.set({ state: state ?? null })}
        />
      </FilterBar>
      {failed(accounts) ? (
        <ProblemState error={accounts.error} retry={() => void accounts.refetch()} />
      ) : accounts.isPending ? (
        <Loading />
      ) : accounts.data.items.length === 0 ? (
        <Nothing>没有符合筛选条件的账户。</Nothing>
      ) : (
        <>
          <ListTable scroll={{}} rowKey="username" columns={columns} dataSource={accounts.data.items} />
          <Pagination
            style={{ marginTop: 12 }}
            align="end"
            current={address.page}
            pageSize={PAGE_SIZE}
            total={accounts.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            showTotal={(total) => `共 ${total} 个账户`}
            onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
          />
        </>
      )}
      {importing && <ImportPeople kind="accounts" onClose={() => setImporting(false)} />}
      {adding && (
        <NewAccount
          onClose={() => setAdding(false)}
          onMade={(password) => {
            setAdding(false);
            setSecret(password);
            void queryClient.invalidateQueries({ queryKey: ['accounts'] });
          }}
        />
      )}
      <Secret title="初始密码" secret={secret} onClose={() => setSecret(null)}>
        请当面或用可靠的方式交给本人。首次登录须修改。
      </Secret>
      <Drawer
        open={system !== null}
        onClose={() => setSystem(null)}
        size={640}
        title={`${system ?? ''} 的访问令牌`}
        destroyOnHidden
      >
        {system !== null && <AccessTokens system={system} />}
      </Drawer>
    </>
  );
}

function NewAccount({ onClose, onMade }: { onClose: () => void; onMade: (password: string | null) => void }) {
  const [form] = Form.useForm<{ username: string; name: string; kind: string }>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  async function make(values: { username: string; name: string; kind: string }) {
    setBusy(true);
    setProblem(null);
    try {
      onMade((await http.post<{ password: string | null }>('/api/accounts', values)).password);
    } catch (error) {
      setProblem(atFields(form, error as Problem));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title="新建账户" onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'person' }}
        onFinish={(v: { username: string; name: string; kind: string }) =>
          void make({ ...v, username: v.username.trim(), name: v.name.trim() })
        }
      >
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form.Item name="kind" label="类别">
          <Radio.Group
            options={[
              { value: 'person', label: '人员' },
              { value: 'system', label: '外部系统（只用访问令牌）' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="username"
          label="用户名"
          extra="小写字母、数字、点、横线，建立后不能修改。"
          rules={[{ required: true, whitespace: true, message: '请填写用户名' }]}
        >
          <Input autoComplete="off" maxLength={61} />
        </Form.Item>
        <Form.Item
          name="name"
          label="姓名或名称"
          rules={[{ required: true, whitespace: true, message: '请填写姓名或名称' }]}
        >
          <Input autoComplete="off" maxLength={50} />
        </Form.Item>
        <p className="muted">任职由安全管理员在“岗位与代理”中办理。</p>
        <Button type="primary" htmlType="submit" loading={busy} block>
          建立
        </Button>
      </Form>
    </Modal>
  );
}
