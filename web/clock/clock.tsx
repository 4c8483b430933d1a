import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, DatePicker, InputNumber, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { NotYours } from '../parts/page-state.tsx';
import { businessNow, longTime, setBusinessNow, toWall, weekday } from '../parts/time.ts';
import { useTitle } from '../parts/use-title.ts';
import { useSession } from '../shell/session.tsx';

interface Reading {
  now: string;
  offsetMs: number;
}

/** 演示时钟: moves business time of app and engine, forward only. */
export function Clock() {
  useTitle('演示时钟');
  const { may } = useSession();
  const { message } = App.useApp();
  const clock = useQuery({
    queryKey: ['clock'],
    queryFn: () => http.get<Reading>('/api/demo/clock'),
    enabled: may.moveClock,
  });
  const [, tick] = useState(0);
  const [days, setDays] = useState<number | null>(1);
  const [to, setTo] = useState<Dayjs | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const timer = window.setInterval(() => tick((n) => n + 1), 1_000);
    return () => window.clearInterval(timer);
  }, []);
  useEffect(() => clock.data && setBusinessNow(clock.data.now), [clock.data]);

  if (!may.moveClock) return <NotYours what="调整演示时钟" whose="监控值守员" />;

  async function move(body: { workingDays: number } | { advanceTo: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const { now } = await http.post<Reading>('/api/demo/clock', body);
      setBusinessNow(now);
      void message.success(`业务时间已调至 ${longTime(now)}`);
      setTo(null);
      await queryClient.invalidateQueries();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  const now = businessNow();
  return (
    <>
      <div className="page-head">
        <h1>演示时钟</h1>
        <PageHelp />
      </div>
      <section className="panel" style={{ maxWidth: 720 }}>
        <p>
          当前业务时间 <strong>{longTime(now)}</strong> {weekday(now)}
        </p>
        <Alert
          type="warning"
          showIcon
          className="gap"
          title="时钟只能向前调，系统与流程引擎同时调整，到期的时限会随即触发，不能撤销。"
        />
        {problem && <ProblemAlert problem={problem} />}
        <Space orientation="vertical" size="middle">
          <Space wrap>
            <label htmlFor="days">前进</label>
            <InputNumber id="days" min={1} max={250} precision={0} value={days} onChange={setDays} />
            个工作日
            <Button
              type="primary"
              disabled={days === null}
              loading={busy}
              onClick={() => days !== null && void move({ workingDays: days })}
            >
              前进
            </Button>
          </Space>
          <Space wrap>
            <label htmlFor="to">调至</label>
            <DatePicker
              id="to"
              showTime={{ format: 'HH:mm' }}
              format="YYYY年M月D日 HH:mm"
              showNow={false}
              needConfirm={false}
              value={to}
              onChange={setTo}
              defaultPickerValue={dayjs(toWall(now))}
            />
            <Button
              disabled={!to}
              loading={busy}
              onClick={() => to && void move({ advanceTo: `${to.format('YYYY-MM-DDTHH:mm:00')}+08:00` })}
            >
              调整
            </Button>
          </Space>
        </Space>
      </section>
    </>
  );
}
