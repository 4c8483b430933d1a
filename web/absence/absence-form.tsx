import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Radio, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import { useSession } from '../shell/session.tsx';
import { bySearch, personOption, ReasonField } from './fields.tsx';
import { type AbsencePreview, absenceQueries } from './types.ts';

interface Values {
  username?: string;
  substitute?: string;
  acting: 'yes' | 'no';
  from: Dayjs;
  until: Dayjs;
  processes?: string[];
  reason?: string;
}

const MINUTE = 'YYYY-MM-DDTHH:mm:00';
const wire = (at: Dayjs) => `${at.format(MINUTE)}+08:00`;

/** Working days and tasks that it is about, as soon as what is filled in makes sense. */
function Hint({ preview, problem }: { preview?: AbsencePreview | undefined; problem: Problem | null }) {
  if (problem) return <ProblemAlert problem={problem} errors={problem.errors} />;
  if (!preview) return null;
  return (
    <div className="absence-hint" role="status">
      含 <strong>{preview.workingDays}</strong> 个工作日{preview.provisional && '（暂定：含放假安排未公布的年度）'}
      ；现有 <strong>{preview.total}</strong> 项待办{preview.total > 0 && '（含已领取）'}可由代理人办理
      {preview.total > 0 && (
        <ul>
          {preview.tasks.slice(0, 5).map((t) => (
            <li key={t.key}>
              {t.name} · {t.caseTitle}
            </li>
          ))}
          {preview.total > 5 && <li className="muted">另有 {preview.total - 5} 项</li>}
        </ul>
      )}
    </div>
  );
}

/** Sets an absence: one's own, or with `others` anybody's. */
export function AbsenceForm({ others = false, onDone }: { others?: boolean; onDone?: () => void }) {
  const { message } = App.useApp();
  const { user } = useSession();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const people = useQuery(absenceQueries.people()).data?.items ?? [];
  const procedures = useQuery(absenceQueries.procedures()).data?.items ?? [];
  const values = Form.useWatch([], form) as Partial<Values> | undefined;
  const absent = others ? values?.username : user.username;
  const now = dayjs(toWall(businessNow()));

  const body = (v: Partial<Values>) => ({
    ...(others ? { username: v.username } : {}),
    substitute: v.acting === 'no' ? null : v.substitute,
    // The present minute has begun already.
    ...(v.from && v.from.isAfter(dayjs(toWall(businessNow()))) ? { from: wire(v.from) } : {}),
    until: v.until && wire(v.until),
    processes: v.processes ?? [],
    reason: v.reason?.trim() || '（预览）',
  });
  const enough = values?.until && values.from && (values.acting === 'no' || values.substitute) && absent;
  const asked = enough ? JSON.stringify({ ...body(values), reason: '（预览）' }) : '';
  const preview = useQuery({
    queryKey: ['absences', 'preview', asked],
    queryFn: () => http.post<AbsencePreview>('/api/absences/preview', JSON.parse(asked)),
    enabled: asked !== '',
    retry: false,
  });

  async function submit(v: Values) {
    setBusy(true);
    setProblem(null);
    try {
      await http.post('/api/absences', body(v));
      void message.success('已设置');
      form.resetFields();
      onDone?.();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      for (const key of ['absences', 'tasks', 'session']) void queryClient.invalidateQueries({ queryKey: [key] });
      setBusy(false);
    }
  }

  return (
    <Form
      form={form}
      layout="vertical"
      className="absence-form"
      onFinish={(v) => void submit(v)}
      initialValues={{ acting: 'yes', from: now }}
    >
      {others && (
        <Form.Item name="username" label="缺席人员" rules={[{ required: true, message: '请选择缺席人员' }]}>
          <Select {...bySearch} options={people.map(personOption)} placeholder="按姓名、单位或岗位查找" />
        </Form.Item>
      )}
      <div className="absence-pair">
        <Form.Item name="from" label="开始" rules={[{ required: true, message: '请选择开始时间' }]}>
          <DatePicker
            showTime={{ format: 'HH:mm', minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            needConfirm={false}
            showNow={false}
            minDate={now.startOf('day')}
          />
        </Form.Item>
        <Form.Item
          name="until"
          label="结束"
          dependencies={['from']}
          rules={[
            { required: true, message: '请选择结束时间' },
            ({ getFieldValue }) => ({
              validator: (_, until?: Dayjs) =>
                until && !until.isAfter(getFieldValue('from') as Dayjs)
                  ? Promise.reject(new Error('应晚于开始时间'))
                  : Promise.resolve(),
            }),
          ]}
        >
          <DatePicker
            showTime={{ format: 'HH:mm', minuteStep: 5, defaultOpenValue: dayjs('17:00', 'HH:mm') }}
            format="YYYY-MM-DD HH:mm"
            needConfirm={false}
            showNow={false}
            minDate={now.startOf('day')}
          />
        </Form.Item>
      </div>
      <Form.Item name="acting" label="代理">
        <Radio.Group
          options={[
            { value: 'yes', label: '委托代理人' },
            { value: 'no', label: '无人代理（提醒转上级岗位）' },
          ]}
        />
      </Form.Item>
      {values?.acting !== 'no' && (
        <Form.Item
          name="substitute"
          label="代理人"
          extra={others ? undefined : '本单位人员；跨单位代理由安全管理员设置'}
          rules={[{ required: true, message: '请选择代理人' }]}
        >
          <Select
            {...bySearch}
            options={people.filter((p) => p.username !== absent && p.units.length > 0).map(personOption)}
            placeholder="按姓名或岗位查找"
          />
        </Form.Item>
      )}
      <Form.Item name="processes" label="流程">
        <Select
          mode="multiple"
          allowClear
          options={procedures.map((p) => ({ value: p.id, label: p.name }))}
          placeholder="全部流程"
        />
      </Form.Item>
      <ReasonField example="外出培训" />
      <Hint
        preview={asked ? preview.data : undefined}
        problem={problem ?? (asked ? (preview.error as Problem | null) : null)}
      />
      <Button type="primary" htmlType="submit" loading={busy}>
        确认设置
      </Button>
    </Form>
  );
}
