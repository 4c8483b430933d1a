import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import { Loading } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface Places {
  from: { elementKey: string; elementId: string; name: string; scope: string | null }[];
  /** A step is moved to within the sub-process around it. */
  to: { elementId: string; name: string; scope: string | null }[];
}

/** Moves a case to another step by hand, with the reason that stays in its history. */
export function MoveCase({ caseId }: { caseId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>移到其他环节</Button>
      <Modal open={open} title="移到其他环节" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        {open && <MoveForm caseId={caseId} onDone={() => setOpen(false)} />}
      </Modal>
    </>
  );
}

function MoveForm({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<{ from: string; to: string; reason: string }>();
  const chosen = Form.useWatch('from', form);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const places = useQuery({
    queryKey: ['case', caseId, 'moves'],
    staleTime: 0,
    queryFn: () => http.get<Places>(`/api/cases/${caseId}/moves`),
  });
  async function move(values: { from: string; to: string; reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.post(`/api/cases/${caseId}/moves`, { ...values, reason: values.reason.trim() });
      void message.success('事项已移到所选的环节');
      onDone();
      void queryClient.invalidateQueries({ queryKey: ['case', caseId] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  if (failed(places)) return <ProblemAlert problem={places.error as Problem} />;
  if (places.isPending) return <Loading />;
  const { from, to } = places.data;
  const stand = from.find(({ elementKey }) => elementKey === chosen) ?? (from.length === 1 ? from[0] : undefined);
  const fitting = to.filter(({ scope, elementId }) => scope === stand?.scope && elementId !== stand.elementId);
  if (!from.length) return <p>事项现在不在可以移动的环节，请稍后再试。</p>;
  return (
    <>
      <p>现在的环节随即终止，未办结的任务撤销，其时限不再计算；所选的环节从头开始，时限重新起算。已填写的内容保留。</p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={from.length === 1 ? { from: from[0]!.elementKey } : {}}
        onFinish={(values) => void move(values)}
        onValuesChange={(changed) => 'from' in changed && form.setFieldValue('to', undefined)}
      >
        <Form.Item name="from" label="现在的环节" rules={[{ required: true, message: '请选择现在的环节' }]}>
          <Select options={from.map(({ elementKey, name }) => ({ value: elementKey, label: name }))} />
        </Form.Item>
        <Form.Item name="to" label="移到" rules={[{ required: true, message: '请选择要移到的环节' }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            disabled={!stand}
            options={fitting.map(({ elementId, name }) => ({ value: elementId, label: name }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label="理由"
          rules={[
            { required: true, whitespace: true, message: '请填写理由' },
            { min: 2, message: '至少 2 个字' },
            { max: 500, message: '最多 500 个字' },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" danger htmlType="submit" loading={busy} block>
          确认移动
        </Button>
      </Form>
    </>
  );
}
