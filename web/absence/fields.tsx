import { Form, Input } from 'antd';
import type { Person } from './types.ts';

/** A person to choose: found by name, post or user name. */
export const personOption = (p: Person) => ({
  value: p.username,
  label: p.name,
  title: p.posts.join('、'),
  search: `${p.name} ${p.posts.join(' ')} ${p.username}`,
});
export const bySearch = {
  showSearch: {
    filterOption: (typed: string, o?: { search?: string }) =>
      (o?.search ?? '').toLowerCase().includes(typed.toLowerCase()),
  },
};

export function ReasonField({ example }: { example: string }) {
  return (
    <Form.Item
      name="reason"
      label="事由"
      rules={[
        { required: true, whitespace: true, message: '请填写事由' },
        { min: 2, message: '至少 2 个字' },
        { max: 500, message: '最多 500 个字' },
      ]}
    >
      <Input placeholder={`如：${example}`} />
    </Form.Item>
  );
}
