import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Collapse, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { http, Problem } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { industries } from './queries.ts';
import { Settings } from './settings.tsx';
import type { Industries } from './types.ts';

/** 重点产业: which department leads which industry; new applications follow it, running ones keep theirs. */
export function IndustriesPage() {
  useTitle('重点产业');
  const found = useQuery(industries());
  const [editing, setEditing] = useState(false);
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const { items, edits, may } = found.data;
  return (
    <>
      <div className="page-head">
        <h1>重点产业</h1>
        <PageHelp />
        <span className="muted">
          历下政办发〔2019〕9号 第三条、第五条。主导产业决定产业主管部门，办理中的事项不变。
        </span>
        {may.edit && <Button onClick={() => setEditing(true)}>修改名录</Button>}
      </div>
      <section className="panel" aria-label="产业名录">
        <ListTable
          scroll={{}}
          rowKey="id"
          dataSource={items}
          columns={[
            { title: '产业', dataIndex: 'name' },
            { title: '产业主管部门', dataIndex: 'departmentName' },
          ]}
        />
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: 'edits',
              label: `修改记录（${edits.length}）`,
              children: (
                <ul style={{ margin: 0, paddingLeft: 20 }}>
                  {edits.map((edit) => (
                    <li key={edit.revision}>
                      <When at={edit.at} long /> · {edit.actorName ?? '系统'} · {edit.reason}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      </section>
      <Settings />
      {editing && <Edit list={found.data} onClose={() => setEditing(false)} />}
    </>
  );
}

type Row = Partial<Pick<Industries['items'][number], 'id' | 'name' | 'department'>>;

function Edit({ list, onClose }: { list: Industries; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const units = useQuery(queries.units()).data?.items ?? [];

  async function save({ rows, reason }: { rows: Row[]; reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.put('/api/industries', { revision: list.revision, industries: rows, reason: reason.trim() });
      void message.success('产业名录已修改');
      void queryClient.invalidateQueries({ queryKey: ['industries'] });
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal open title="修改产业名录" width={860} onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        layout="vertical"
        initialValues={{ rows: list.items.map(({ id, name, department }) => ({ id, name, department })) }}
        onFinish={(values: { rows: Row[]; reason: string }) => void save(values)}
      >
        <Form.List name="rows">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }, i) => (
                <div key={key} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 8 }}>
                  <Form.Item name={[name, 'id']} noStyle rules={[{ required: true, message: '请填写代码' }]}>
                    <Input
                      aria-label={`第${i + 1}项的代码`}
                      placeholder="代码，例 green-energy"
                      style={{ width: 200 }}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'name']} noStyle rules={[{ required: true, message: '请填写产业名称' }]}>
                    <Input aria-label={`第${i + 1}项的产业名称`} placeholder="产业名称" style={{ flex: '1 1 180px' }} />
                  </Form.Item>
                  <Form.Item name={[name, 'department']} noStyle rules={[{ required: true, message: '请选择部门' }]}>
                    <Select
                      aria-label={`第${i + 1}项的产业主管部门`}
                      placeholder="产业主管部门"
                      showSearch={{ optionFilterProp: 'label' }}
                      options={units.map((unit) => ({ value: unit.id, label: unit.name }))}
                      style={{ flex: '1 1 220px' }}
                    />
                  </Form.Item>
                  <Button icon={<DeleteOutlined />} aria-label={`删除第${i + 1}项`} onClick={() => remove(name)} />
                </div>
              ))}
              <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})} block>
                增加产业
              </Button>
            </>
          )}
        </Form.List>
        <Form.Item
          name="reason"
          label="修改理由"
          style={{ marginTop: 12 }}
          rules={[
            { required: true, whitespace: true, message: '请填写修改理由' },
            { min: 2, message: '至少 2 个字' },
            { max: 500, message: '最多 500 个字' },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          保存名录
        </Button>
      </Form>
    </Modal>
  );
}
