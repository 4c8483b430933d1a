import { queryOptions, useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Modal, Pagination, Popconfirm, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { ReasonField } from '../absence/fields.tsx';
import { http, type Problem } from '../client/http.ts';
import { failed, PAGE_SIZE, queryClient } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { ExportButton } from '../parts/export-button.tsx';
import { FilterBar } from '../parts/filter-bar.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { businessNow, longDate, toWall } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useSending } from '../parts/use-sending.ts';
import { ImportPeople } from '../people/import-people.tsx';

interface Unit {
  id: string;
  name: string;
  endedOn: string | null;
  successorName: string | null;
  changes: {
    id: string;
    kind: 'rename' | 'merge';
    before: string | null;
    after: string | null;
    intoName: string | null;
    on: string;
    reason: string;
    done: boolean;
  }[];
}
const unitsOverTime = () =>
  queryOptions({ queryKey: ['units', 'changes'], queryFn: () => http.get<List<Unit>>('/api/units/changes') });

function Changes({ unit }: { unit: Unit }) {
  const { message } = App.useApp();
  async function cancel(id: string) {
    try {
      await http.delete(`/api/unit-changes/${id}`);
      void message.success('已取消');
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    void queryClient.invalidateQueries({ queryKey: ['units'] });
  }
  return unit.changes.map((c) => (
    <div key={c.id}>
      {longDate(c.on)}
      {c.done ? '' : '起将'}
      {c.kind === 'merge' ? `并入${c.intoName}` : c.done ? `由${c.before}改称${c.after}` : `改称${c.after}`}
      <span className="muted"> {c.reason}</span>
      {!c.done && (
        <Popconfirm title="取消后，这项变更不再生效。" onConfirm={() => void cancel(c.id)}>
          <Button size="small" type="link">
            取消
          </Button>
        </Popconfirm>
      )}
    </div>
  ));
}

/** Units with what they were called; what is old keeps the name of its time. */
export function Units() {
  const address = useAddress();
  const q = address.get('q');
  const units = useQuery(unitsOverTime());
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const [change, setChange] = useState<{ unit: Unit; kind: 'rename' | 'merge' } | null>(null);
  if (failed(units)) return <ProblemState error={units.error} retry={() => void units.refetch()} />;
  if (units.isPending) return <Loading />;
  const shown = units.data.items.filter(
    (u) => !q || u.name.includes(q) || u.id.includes(q) || u.changes.some((c) => c.before?.includes(q)),
  );
  return (
    <>
      <FilterBar
        set={q ? 1 : 0}
        total={shown.length}
        acts={
          <>
            <ExportButton address="/api/people/units/export.xlsx" total={units.data.total} />
            <Button onClick={() => setImporting(true)}>导入</Button>
            <Button type="primary" onClick={() => setAdding(true)}>
              新增单位
            </Button>
          </>
        }
      >
        <SearchBox value={q} label="单位现名、曾用名或编号" onSearch={(next) => address.set({ q: next })} />
      </FilterBar>
      <ListTable
        rowKey="id"
        dataSource={shown.slice((address.page - 1) * PAGE_SIZE, address.page * PAGE_SIZE)}
        locale={{ emptyText: '没有符合筛选条件的单位。' }}
        columns={[
          {
            title: '单位',
            render: (_, u) => (
              <>
                <div>
                  {u.endedOn ? (
                    <span className="muted">{u.changes.find((c) => c.kind === 'merge')?.before ?? u.name}</span>
                  ) : (
                    u.name
                  )}
                </div>
                <div className="muted">{u.id}</div>
              </>
            ),
          },
          {
            title: '状态',
            render: (_, u) => (u.endedOn ? <span className="muted">已并入{u.successorName}</span> : '在用'),
          },
          {
            title: '沿革',
            render: (_, u) =>
              u.changes.length > 0 && (
                <div style={{ maxWidth: 420, whiteSpace: 'normal' }}>
                  <Changes unit={u} />
                </div>
              ),
          },
          {
            title: '操作',
            render: (_, u) =>
              !u.endedOn && (
                <Space size={4}>
                  <Button
                    size="small"
                    aria-label={`改名：${u.name}`}
                    onClick={() => setChange({ unit: u, kind: 'rename' })}
                  >
                    改名
                  </Button>
                  <Button
                    size="small"
                    aria-label={`并入：${u.name}`}
                    onClick={() => setChange({ unit: u, kind: 'merge' })}
                  >
                    并入
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      <Pagination
        style={{ marginTop: 12 }}
        align="end"
        current={address.page}
        pageSize={PAGE_SIZE}
        total={shown.length}
        showSizeChanger={false}
        hideOnSinglePage
        showTotal={(total) => `共 ${total} 个单位`}
        onChange={(page) => address.set({ page: page === 1 ? null : String(page) })}
      />
      {adding && <NewUnit onClose={() => setAdding(false)} />}
      {change && <ChangeUnit {...change} units={units.data.items} onClose={() => setChange(null)} />}
      {importing && <ImportPeople kind="units" onClose={() => setImporting(false)} />}
    </>
  );
}

function NewUnit({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<{ id: string; name: string }>();
  const { busy, problem, save } = useSending<{ id: string; name: string }>(
    ({ id, name }) => http.post('/api/units', { id: id.trim(), name: name.trim() }),
    { said: '已新增', stale: ['units'], close: onClose, form },
  );
  return (
    <Modal open title="新增单位" onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={save}>
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form.Item
          name="name"
          label="单位名称"
          rules={[{ required: true, whitespace: true, message: '请填写单位名称' }]}
        >
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item
          name="id"
          label="单位编号"
          extra="流程图按编号认单位，建立后不能修改；小写字母、数字、横线，例如 data-bureau。"
          rules={[{ required: true, whitespace: true, message: '请填写单位编号' }]}
        >
          <Input maxLength={50} />
        </Form.Item>
        <p className="muted">随即建立经办人、主要负责人、联络员、会商联络负责人四个岗位，任职由安全管理员办理。</p>
        <Button type="primary" htmlType="submit" loading={busy} block>
          新增
        </Button>
      </Form>
    </Modal>
  );
}

interface ChangeValues {
  name?: string;
  into?: string;
  from: Dayjs;
  reason: string;
}

function ChangeUnit({
  unit,
  kind,
  units,
  onClose,
}: {
  unit: Unit;
  kind: 'rename' | 'merge';
  units: Unit[];
  onClose: () => void;
}) {
  const [form] = Form.useForm<ChangeValues>();
  const { busy, problem, save } = useSending<ChangeValues>(
    ({ from, ...values }) =>
      http.post(`/api/units/${encodeURIComponent(unit.id)}/changes`, {
        kind,
        ...values,
        from: from.format('YYYY-MM-DD'),
      }),
    { said: '已登记，自所填日期起生效', stale: ['units'], close: onClose, form },
  );
  const others = units.filter((u) => u.id !== unit.id && !u.endedOn).map((u) => ({ value: u.id, label: u.name }));
  return (
    <Modal
      open
      title={kind === 'rename' ? `${unit.name}改名` : `${unit.name}并入其他单位`}
      onCancel={onClose}
      footer={null}
      width={480}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: dayjs(toWall(businessNow())) }}
        onFinish={save}
      >
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        {kind === 'rename' ? (
          <Form.Item name="name" label="新名称" rules={[{ required: true, whitespace: true, message: '请填写新名称' }]}>
            <Input maxLength={50} />
          </Form.Item>
        ) : (
          <Form.Item name="into" label="并入的单位" rules={[{ required: true, message: '请选择并入的单位' }]}>
            <Select showSearch={{ optionFilterProp: 'label' }} placeholder="按名称查找" options={others} />
          </Form.Item>
        )}
        <Form.Item name="from" label="生效日期" rules={[{ required: true, message: '请选择日期' }]}>
          <DatePicker format="YYYY年M月D日" allowClear={false} minDate={dayjs(toWall(businessNow())).startOf('day')} />
        </Form.Item>
        <ReasonField example={kind === 'rename' ? '机构改革方案' : '机构合并'} />
        <p className="muted">
          {kind === 'rename'
            ? '此前的事项、任务和案卷仍显示原名称。'
            : '自该日起，其各岗位由并入单位的同类岗位人员担任，未办结的任务随之移交；原任职人员不再能查看。此前的事项仍显示原名称。'}
        </p>
        <Button type="primary" htmlType="submit" loading={busy} block>
          确认{kind === 'rename' ? '改名' : '并入'}
        </Button>
      </Form>
    </Modal>
  );
}
