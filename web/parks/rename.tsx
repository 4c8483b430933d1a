import { Button, DatePicker, Form, Input, Modal } from 'antd';
import type { Dayjs } from 'dayjs';
import { http } from '../client/http.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSending } from '../parts/use-sending.ts';

interface Values {
  name: string;
  from: Dayjs;
  basis: string;
}

/** The operator is called otherwise; its park keeps everything. */
export function Rename({ parkId, onClose }: { parkId: string; onClose: () => void }) {
  const { busy, problem, save } = useSending(
    ({ from, ...rest }: Values) => {
      return http.post(`/api/parks/${parkId}/operator`, { ...rest, from: from.format('YYYY-MM-DD') });
    },
    { said: '已登记更名', stale: ['park', parkId], close: onClose },
  );

  return (
    <Modal open title="登记运营机构更名" onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={save}>
        <Form.Item name="name" label="新名称" rules={[{ required: true, whitespace: true, message: '请填写新名称' }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="from" label="变更日期" rules={[{ required: true, message: '请选择变更日期' }]}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="basis"
          label="变更依据"
          rules={[{ required: true, whitespace: true, message: '请填写变更依据' }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} placeholder="例 营业执照变更登记" />
        </Form.Item>
        <p className="muted">园区、协议、历次评价和资金不变。</p>
        <Button type="primary" htmlType="submit" loading={busy} block>
          登记更名
        </Button>
      </Form>
    </Modal>
  );
}
