import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useState } from 'react';
import { failed } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing, ProblemState } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, longTime, toWall, weekday } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useSession } from '../shell/session.tsx';
import { calendarQueries, weekdayOf, type Due } from './api.ts';

const MINUTE = 'YYYY-MM-DDTHH:mm';

/** 期限试算: when a number of working days from an event is over, and why, day by day. What was asked is in the address. */
export function DueTrial() {
  const address = useAddress();
  const [start, setStart] = useState<Dayjs>(() => dayjs(address.get('start') || toWall(businessNow()).slice(0, 16)));
  const [days, setDays] = useState(Number(address.get('days')) || 5);
  const asked = { start: address.get('start'), days: address.get('days') };
  const query = useQuery({
    ...calendarQueries.due(asked.start, asked.days),
    enabled: asked.start !== '' && asked.days !== '',
  });
  return (
    <div className="due-trial">
      <form
        className="panel"
        aria-label="期限试算"
        onSubmit={(event) => {
          event.preventDefault();
          address.set({ start: start.format(MINUTE), days: String(days) });
        }}
      >
        <label className="edit-field">
          <span>起算时间（受理、收到、形成的时间）</span>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY年M月D日 HH:mm"
            needConfirm={false}
            allowClear={false}
            value={start}
            onChange={(value) => value && setStart(value)}
            style={{ width: '100%' }}
          />
        </label>
        <label className="edit-field">
          <span>期限（工作日）</span>
          <InputNumber min={1} max={1000} precision={0} value={days} onChange={(n) => setDays(n ?? 1)} />
        </label>
        <Button type="primary" htmlType="submit">
          计算到期时间
        </Button>
        <p className="muted">起算当日不计入，不论几点、是否工作日；期限在最后一个工作日的下班时间届满。</p>
      </form>
      <section className="panel" aria-label="试算结果" aria-live="polite">
        {failed(query) ? (
          <ProblemState error={query.error} retry={() => void query.refetch()} />
        ) : query.data ? (
          <Result due={query.data} />
        ) : (
          <Nothing>填写起算时间和工作日数，逐日说明到期时间</Nothing>
        )}
      </section>
    </div>
  );
}

function Result({ due }: { due: Due }) {
  const { user } = useSession();
  const closings = useQuery(calendarQueries.closings());
  const [page, setPage] = useState(1);
  useEffect(() => setPage(1), [due]);
  const mine = user.posts.map((p) => closings.data?.units.find((u) => u.unit === p.unit)).find(Boolean);
  let count = 0;
  const rows = due.days.map((d) => ({ ...d, nth: d.counts ? ++count : null }));
  return (
    <>
      <p className="due-result">
        到期 <strong>{longTime(due.dueAt)}</strong> {weekday(due.dueAt)}{' '}
        {due.provisional && <StateMark mark="provisional" />}
      </p>
      {due.provisional && <p>所经年度的放假安排尚未公布，暂按周一至周五计算；公布后到期时间可能变化。</p>}
      {mine && mine.at !== due.dueAt.slice(11, 16) && (
        <p>
          按全区下班时间计算；由{mine.unitName}承担的时限于当日 {mine.at} 届满。
        </p>
      )}
      <ListTable
        scroll={{}}
        rowKey="date"
        brief
        dataSource={rows}
        rowClassName={(d) => (d.counts ? '' : 'due-skipped')}
        pagination={
          rows.length > 60 && { pageSize: 60, current: page, onChange: setPage, showSizeChanger: false, size: 'small' }
        }
        columns={[
          {
            title: '日期',
            dataIndex: 'date',
            width: 150,
            className: 'nowrap',
            render: (d: string) => `${d} ${weekdayOf(d)}`,
          },
          {
            title: '计入',
            dataIndex: 'nth',
            width: 92,
            render: (n: number | null) => (n ? <strong>第 {n} 日</strong> : '不计'),
          },
          { title: '理由', dataIndex: 'reason' },
        ]}
      />
    </>
  );
}
