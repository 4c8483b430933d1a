import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Radio, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { bySearch, personOption, ReasonField } from '../absence/fields.tsx';
import { absenceQueries } from '../absence/types.ts';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import type { ChangePreview } from './types.ts';

type Way = 'replace' | 'joint' | 'vacate';

interface Values {
  username?: string;
  from: Dayjs;
  way: Way;
  reason: string;
}

function WhatMoves({ preview, vacates }: { preview: ChangePreview; vacates: boolean }) {
  return (
    <div className="absence-hint" role="status">
      {preview.former.length > 0 ? `${preview.former.map((f) => f.name).join('、')}不再任此岗；` : '现任不变；'}
      {preview.total > 0 ? (
        <>
          其通过此岗领取的 <strong>{preview.total}</strong> 项任务随即
          {vacates ? '退回岗位，有人任职前无人可办' : '移交'}：
          <ul>
            {preview.tasks.slice(0, 8).map((t) => (
              <li key={t.key}>
                {t.name} · {t.caseTitle}
              </li>
            ))}
            {preview.total > 8 && <li className="muted">另有 {preview.total - 8} 项</li>}
          </ul>
        </>
      ) : (
        '没有已领取的任务需要移交。'
      )}
    </div>
  );
}

/** Gives a post to somebody, with what moves shown before it is done. */
export function ChangeHolder({ post }: { post: string }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const people = useQuery(absenceQueries.people()).data?.items ?? [];
  const values = Form.useWatch([], form) as Partial<Values> | undefined;
  const vacates = values?.way === 'vacate';
  const body = (v: Partial<Values>) => ({
    username: v.way === 'vacate' ? null : v.username,
    from: v.from?.format('YYYY-MM-DD'),
    joint: v.way === 'joint',
  });
  const asked = (values?.username || vacates) && values?.from ? JSON.stringify(body(values)) : '';
  const path = `/api/posts/${encodeURIComponent(post)}/holders`;
  const preview = useQuery({
    queryKey: ['posts', 'preview', post, asked],
    queryFn: () => http.post<ChangePreview>(`${path}/preview`, JSON.parse(asked)),
    enabled: asked !== '',
    retry: false,
  });

  async function submit(v: Values) {
    setBusy(true);
    setProblem(null);
    try {
      const { moved, pending } = await http.post<{ moved: number; pending: number }>(path, {
        ...body(v),
        reason: v.reason.trim(),
      });
      void message.success(
        pending > 0 ? `已变更，${pending} 项任务正在移交` : moved > 0 ? `已变更，移交或退回 ${moved} 项任务` : '已变更',
      );
      form.resetFields();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      for (const key of ['posts', 'people', 'tasks']) void queryClient.invalidateQueries({ queryKey: [key] });
      setBusy(false);
    }
  }

  const shown = problem ?? (asked ? (preview.error as Problem | null) : null);
  // Said where it is mended: whoever may not hold this post, the day on which it cannot begin.
  const faultOf = (name: keyof Values) => shown?.errors.find(({ path }) => path === name)?.message;
  const fault = { username: vacates ? undefined : faultOf('username'), from: faultOf('from') };
  const at = (message: string | undefined) => (message ? { validateStatus: 'error' as const, help: message } : {});
  return (
    <Form
      form={form}
      layout="vertical"
      className="absence-form"
      initialValues={{ way: 'replace', from: dayjs(toWall(businessNow())) }}
      onValuesChange={() => setProblem(null)}
      onFinish={(v) => void submit(v)}
    >
      <Form.Item name="way" label="方式">
        <Radio.Group
          options={[
            { value: 'replace', label: '接替现任' },
            { value: 'joint', label: '与现任共同任职' },
            { value: 'vacate', label: '现任离任，暂无继任' },
          ]}
        />
      </Form.Item>
      {!vacates && (
        <Form.Item
          name="username"
          label="继任人员"
          rules={[{ required: true, message: '请选择继任人员' }]}
          {...at(fault.username)}
        >
          <Select {...bySearch} placeholder="按姓名、单位或岗位查找" options={people.map(personOption)} />
        </Form.Item>
      )}
      <Form.Item
        name="from"
        label={vacates ? '离任日期' : '任职日期'}
        rules={[{ required: true, message: '请选择日期' }]}
        {...at(fault.from)}
      >
        <DatePicker format="YYYY年M月D日" allowClear={false} minDate={dayjs(toWall(businessNow())).startOf('day')} />
      </Form.Item>
      <ReasonField example="工作调动" />
      {shown && !fault.username && !fault.from && <ProblemAlert problem={shown} errors={shown.errors} />}
      {!shown && asked && preview.data && <WhatMoves preview={preview.data} vacates={vacates} />}
      <Button type="primary" htmlType="submit" loading={busy}>
        确认变更
      </Button>
    </Form>
  );
}
