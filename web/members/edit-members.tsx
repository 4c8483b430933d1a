import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { http, Problem } from '../client/http.ts';
import { queries, queryClient } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import type { Group, Member } from './members.tsx';

/** Changes the list of a group as a whole, with the reason that stays. */
export function EditMembers({ group, onClose }: { group: Group; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const units = useQuery(queries.units()).data?.items ?? [];
  const posts = units.map((unit) => ({ value: `${unit.id}.head`, label: `${unit.name}主要负责人` }));

  async function save({ members, reason }: { members: Partial<Member>[]; reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const list = members.map(({ role, title, post }) => ({ role, title, post: post ?? null }));
      await http.put(`/api/members/${group.group}`, { revision: group.revision, members: list, reason: reason.trim() });
      void message.success('成员名单已修改');
      void queryClient.invalidateQueries({ queryKey: ['members'] });
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal open title={`修改名单：${group.name}`} width={860} onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        layout="vertical"
        initialValues={{ members: group.members.map(({ role, title, post }) => ({ role, title, post })) }}
        onFinish={(values: { members: Partial<Member>[]; reason: string }) => void save(values)}
      >
        <Form.List name="members">
          {(fields, { add, remove, move }) => (
            <>
              {fields.map(({ key, name }, i) => (
                <div key={key} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 8 }}>
                  <Form.Item
                    name={[name, 'role']}
                    noStyle
                    rules={[{ required: true, whitespace: true, message: '请填写组内职务' }]}
                  >
                    <Input
                      aria-label={`第${i + 1}名的组内职务`}
                      placeholder="组内职务"
                      style={{ width: 100 }}
                      maxLength={20}
                    />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'title']}
                    noStyle
                    rules={[{ required: true, whitespace: true, message: '请填写职务' }]}
                  >
                    <Input
                      aria-label={`第${i + 1}名的职务`}
                      placeholder="职务，不写姓名"
                      style={{ flex: '1 1 200px' }}
                      maxLength={60}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'post']} noStyle>
                    <Select
                      aria-label={`第${i + 1}名的岗位`}
                      placeholder="不在本平台设岗"
                      allowClear
                      showSearch={{ optionFilterProp: 'label' }}
                      options={posts}
                      style={{ flex: '1 1 220px' }}
                    />
                  </Form.Item>
                  <Button
                    icon={<ArrowUpOutlined />}
                    aria-label={`第${i + 1}名上移`}
                    disabled={i === 0}
                    onClick={() => move(i, i - 1)}
                  />
                  <Button
                    icon={<ArrowDownOutlined />}
                    aria-label={`第${i + 1}名下移`}
                    disabled={i === fields.length - 1}
                    onClick={() => move(i, i + 1)}
                  />
                  <Button icon={<DeleteOutlined />} aria-label={`删除第${i + 1}名`} onClick={() => remove(name)} />
                </div>
              ))}
              <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ role: '成员' })} block>
                增加成员
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
          保存名单
        </Button>
      </Form>
    </Modal>
  );
}
