import { DownOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Form, Input, Modal, Radio, Select } from 'antd';
import { useNavigate } from 'react-router';
import { http, type Problem, query } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import type { List, TaskDetail } from '../client/types.ts';
import { Loading } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { printWhole } from '../parts/print-whole.ts';
import { useSending } from '../parts/use-sending.ts';

export type ActKind = 'transfer' | 'delegate' | 'return' | 'extra' | 'applicant' | 'recall' | 'take-back' | 'unsubmit';

export interface Receiver {
  post: string;
  name: string;
  unitName: string;
  people: { username: string; name: string }[];
}

const TITLES: Record<ActKind, string> = {
  transfer: '转办',
  delegate: '委派他人提出意见',
  return: '退回前面的环节',
  extra: '加签',
  applicant: '退回申请人补充说明',
  recall: '收回委派',
  'take-back': '拿回重新办理',
  unsubmit: '撤回提交',
};
/** What will happen, before it does. */
const EXPLAINS: Record<ActKind, string> = {
  transfer: '任务交给所选岗位办理，您不再办理。时限不变。',
  delegate: '请对方就本任务提出意见；对方答复后任务回到您这里，由您办结。时限不变。',
  return: '本任务随即结束，所选环节重新办理，办结后再按流程转来。时限继续计算。',
  extra: '前加签：对方提出意见后您才能提交。后加签：您提交后对方同意，任务才办结；不同意的退回给您。',
  applicant: '申请人补充说明后，您才能提交本任务。时限继续计算。',
  recall: '对方不再提出意见，任务回到您这里。',
  'take-back': '下一环节尚无人领取或办理。拿回后任务回到您这里，原先填写的内容仍在。',
  unsubmit: '任务回到您这里，填写的内容保留；尚未确认的后加签随之取消，需要的请重新加签。',
};
const SAID: Record<ActKind, string> = {
  transfer: '已转办',
  delegate: '已委派，对方答复后任务会回到您的待办',
  return: '已退回',
  extra: '已加签',
  applicant: '已退回申请人补充说明',
  recall: '已收回委派',
  'take-back': '已拿回，请重新办理',
  unsubmit: '已撤回提交',
};
const REASON: Record<ActKind, string> = {
  transfer: '转办理由',
  delegate: '请对方就什么提出意见',
  return: '退回理由',
  extra: '请对方做什么',
  applicant: '需要补充说明的内容',
  recall: '收回理由',
  'take-back': '拿回理由',
  unsubmit: '',
};

interface Values {
  to?: string;
  when?: 'before' | 'after';
  reason?: string;
}

/** 转办、委派、退回、加签 … of one task. */
export function ActsMenu({
  task,
  choose,
  release,
}: {
  task: TaskDetail;
  choose: (kind: ActKind) => void;
  /** Where 退领 has no button of its own. */
  release?: (() => void) | undefined;
}) {
  const items = [
    ...(task.may.handOn
      ? [
          { key: 'transfer', label: '转办' },
          ...(task.process === 'extra-opinion'
            ? []
            : [
                { key: 'delegate', label: '委派他人提出意见' },
                { key: 'extra', label: '加签' },
                { key: 'return', label: '退回前面的环节' },
                ...(task.applicantName ? [{ key: 'applicant', label: '退回申请人补充说明' }] : []),
              ]),
        ]
      : task.may.reassign
        ? [{ key: 'transfer', label: '转办' }]
        : []),
    ...(task.may.recall ? [{ key: 'recall', label: '收回委派' }] : []),
    ...(task.may.unsubmit ? [{ key: 'unsubmit', label: '撤回提交' }] : []),
    ...(release ? [{ key: 'release', label: '退领' }] : []),
    { key: 'print', label: '打印' },
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) =>
          key === 'print' ? printWhole() : key === 'release' ? release?.() : choose(key as ActKind),
      }}
    >
      <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">
        更多
      </Button>
    </Dropdown>
  );
}

export function ActDialog({
  task,
  kind,
  before,
  onClose,
}: {
  task: TaskDetail;
  kind: ActKind | null;
  /** Keeps what has been typed, before the task goes to somebody else. */
  before?: () => Promise<unknown>;
  onClose: () => void;
}) {
  return (
    <Modal open={kind !== null} title={kind && TITLES[kind]} onCancel={onClose} footer={null} destroyOnHidden>
      {kind && <ActForm task={task} kind={kind} before={before} onClose={onClose} />}
    </Modal>
  );
}

function ActForm({
  task,
  kind,
  before,
  onClose,
}: {
  task: TaskDetail;
  kind: ActKind;
  before?: (() => Promise<unknown>) | undefined;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const asksWho = kind === 'transfer' || kind === 'delegate' || kind === 'extra';
  const receivers = useQuery({
    queryKey: ['task', task.key, 'receivers', kind],
    enabled: asksWho,
    queryFn: () => http.get<List<Receiver>>(`/api/tasks/${task.key}/receivers${query({ for: kind })}`),
  });
  const steps = useQuery({
    queryKey: ['task', task.key, 'returns'],
    enabled: kind === 'return',
    queryFn: () =>
      http.get<List<{ elementId: string; name: string; doneByName: string | null }>>(`/api/tasks/${task.key}/returns`),
  });
  const sending = useSending<Values>(
    async ({ to = '', when, reason = '' }) => {
      await before?.();
      const url = `/api/tasks/${task.key}`;
      const [post = '', person] = to.split('|');
      const text = reason.trim();
      if (kind === 'transfer' || kind === 'delegate')
        await http.post(`${url}/${kind}`, { to: post, person: person ?? null, reason: text });
      else if (kind === 'return') await http.post(`${url}/return`, { to, reason: text });
      else if (kind === 'extra')
        await http.post(`${url}/extras`, { when, to: post, person: person ?? null, question: text });
      else if (kind === 'applicant') await http.post(`${url}/extras`, { when: 'applicant', question: text });
      else if (kind === 'take-back') {
        const { key } = await http.post<{ key: string | null }>(`${url}/take-back`, { reason: text });
        if (key) void navigate(`/tasks/${key}`, { replace: true });
      } else await http.post(`${url}/${kind}`, kind === 'unsubmit' ? {} : { reason: text });
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      void queryClient.invalidateQueries({ queryKey: ['case', task.caseId] });
      if (kind === 'transfer' || kind === 'return') void navigate('/tasks');
    },
    { said: SAID[kind], stale: ['task', task.key], close: onClose, form, fields: { person: 'to', question: 'reason' } },
  );
  const asked = asksWho ? receivers : kind === 'return' ? steps : null;
  if (asked && failed(asked)) return <ProblemAlert problem={asked.error as Problem} />;
  if (asked?.isPending) return <Loading />;
  if (kind === 'return' && steps.data?.items.length === 0)
    return (
      <p>
        前面没有可以退回的环节：本环节之前已由系统发出文书、登记结果，或者流程设计不允许退回。需要对方补充的，可以用“委派”“加签”或者“退回申请人补充说明”。
      </p>
    );
  return (
    <>
      <p>{EXPLAINS[kind]}</p>
      {sending.problem && <ProblemAlert problem={sending.problem} errors={sending.problem.errors} />}
      <Form form={form} layout="vertical" initialValues={{ when: 'before' }} onFinish={sending.save}>
        {kind === 'extra' && (
          <Form.Item name="when" label="方式">
            <Radio.Group
              options={[
                { value: 'before', label: '前加签：先提意见' },
                { value: 'after', label: '后加签：提交后确认' },
              ]}
            />
          </Form.Item>
        )}
        {asksWho && (
          <Form.Item name="to" label="交给谁" rules={[{ required: true, message: '请选择岗位或人员' }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="选择岗位或人员，可以输入名称查找"
              options={choices(receivers.data?.items ?? [])}
            />
          </Form.Item>
        )}
        {kind === 'return' && (
          <Form.Item name="to" label="退回到" rules={[{ required: true, message: '请选择环节' }]}>
            <Select
              options={steps.data?.items.map((s) => ({
                value: s.elementId,
                label: s.doneByName ? `${s.name}（${s.doneByName}）` : s.name,
              }))}
            />
          </Form.Item>
        )}
        {kind !== 'unsubmit' && (
          <Form.Item
            name="reason"
            label={REASON[kind]}
            rules={[
              { required: true, whitespace: true, message: `请填写${REASON[kind]}` },
              { min: 2, message: '至少 2 个字' },
              { max: 500, message: '至多 500 个字' },
            ]}
          >
            <Input.TextArea autoSize={{ minRows: 2 }} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={sending.busy} block>
          确认{TITLES[kind]}
        </Button>
      </Form>
    </>
  );
}

/** A post with one holder is that person; with several, the post or each of them. */
export function choices(receivers: Receiver[]): { value: string; label: string }[] {
  return receivers.flatMap((r) => {
    const [only, ...more] = r.people;
    if (!only) return [];
    const named = (p: { name: string }) => (p.name === r.name ? r.name : `${r.name}（${p.name}）`);
    if (!more.length) return [{ value: `${r.post}|${only.username}`, label: named(only) }];
    return [
      { value: r.post, label: `${r.name}（任一人员领取）` },
      ...r.people.map((p) => ({ value: `${r.post}|${p.username}`, label: named(p) })),
    ];
  });
}
