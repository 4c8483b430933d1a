import { DownloadOutlined, ImportOutlined, LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Select, Tabs } from 'antd';
import { useState } from 'react';
import { failed } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { businessNow, toWall } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import { calendarQueries, type Year } from './api.ts';
import './calendar.css';
import { Closing } from './closing.tsx';
import { DayDrawer } from './day-drawer.tsx';
import { DueTrial } from './due-trial.tsx';
import { Edits } from './edits.tsx';
import { ImportYear } from './import-year.tsx';
import { writeNotice } from './notice-text.ts';
import { Legend, YearGrid } from './year-grid.tsx';

/** 工作日历: which days count, why, and what follows from them. Year, tab and day are in the address. */
export function CalendarPage() {
  const address = useAddress();
  const today = toWall(businessNow()).slice(0, 10);
  const asked = address.get('day').slice(0, 4) || address.get('year');
  const year = /^(19|2\d)\d\d$/.test(asked) ? Number(asked) : Number(today.slice(0, 4));
  useTitle(`工作日历 ${year}年`);
  const query = useQuery(calendarQueries.year(year));
  const [importing, setImporting] = useState(false);
  const years = useQuery(calendarQueries.years());
  const published = new Set(years.data?.items.map((y) => y.year));
  if (failed(query)) return <ProblemState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  const data = query.data;
  const go = (to: number) => address.set({ year: String(to), day: null });

  return (
    <div className="calendar-page">
      <div className="page-head">
        <h1>工作日历</h1>
        <PageHelp />
        <div className="year-switch" role="group" aria-label="年度">
          <Button icon={<LeftOutlined />} aria-label="上一年" disabled={year <= 1900} onClick={() => go(year - 1)} />
          <Select
            aria-label="年度"
            value={year}
            onChange={go}
            options={choices(year, published, Number(today.slice(0, 4)))}
            style={{ width: 150 }}
          />
          <Button icon={<RightOutlined />} aria-label="下一年" disabled={year >= 2999} onClick={() => go(year + 1)} />
        </div>
        <Summary year={data} />
        <div className="page-head-end no-print">
          {data.may.edit && (
            <Button type="primary" icon={<ImportOutlined />} onClick={() => setImporting(true)}>
              导入放假安排
            </Button>
          )}
          {data.published && (
            <Button icon={<DownloadOutlined />} onClick={() => download(data)}>
              导出 CSV
            </Button>
          )}
          <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
            打印
          </Button>
        </div>
      </div>
      <Tabs
        size="small"
        activeKey={address.get('tab') || 'year'}
        onChange={(tab) => address.set({ tab: tab === 'year' ? null : tab, day: null })}
        items={[
          {
            key: 'year',
            label: '全年',
            children: (
              <>
                {!data.published && <Unpublished year={year} />}
                <Legend />
                <YearGrid
                  days={data.days}
                  today={today}
                  chosen={address.get('day')}
                  onChoose={(day) => address.set({ day, year: String(year) })}
                />
              </>
            ),
          },
          { key: 'due', label: '期限试算', children: <DueTrial /> },
          { key: 'closing', label: '下班时间', children: <Closing edit={data.may.edit} /> },
          {
            key: 'edits',
            label: '修改记录',
            children: (
              <section className="panel">
                <Edits edits={data.edits} none={`${year} 年的日历没有修改过`} />
              </section>
            ),
          },
        ]}
      />
      <DayDrawer year={data} date={address.get('day')} onClose={() => address.set({ day: null, year: String(year) })} />
      {importing && (
        <ImportYear
          year={data.published && !published.has(year + 1) ? year + 1 : year}
          published={published}
          onClose={() => setImporting(false)}
        />
      )}
    </div>
  );
}

function Summary({ year }: { year: Year }) {
  return (
    <span className="year-summary">
      全年 <strong>{year.workingDays}</strong> 个工作日
      {year.published ? (
        <span className="muted"> · {year.source}</span>
      ) : (
        <>
          {' '}
          <StateMark mark="provisional" />
        </>
      )}
    </span>
  );
}

function Unpublished({ year }: { year: number }) {
  return (
    <Alert
      type="warning"
      showIcon
      className="gap"
      title={`${year} 年暂定：放假安排尚未公布，暂按周一至周五为工作日计算。到期日落在该年的时限都标“暂定”，公布并导入后自动重新计算，任务的到期时间随之调整。`}
    />
  );
}

/** Published years, the present one and those beside it; others are reached by the arrows. */
function choices(year: number, published: ReadonlySet<number>, present: number) {
  const all = new Set([...published, present, present + 1, year]);
  return [...all]
    .sort((a, b) => b - a)
    .map((y) => ({ value: y, label: `${y} 年${published.has(y) ? '' : '（暂定）'}` }));
}

function download(year: Year): void {
  const days = year.days.flatMap((d) =>
    d.exception && !d.exception.local ? [{ date: d.date, works: d.works, name: d.exception.name }] : [],
  );
  const link = document.createElement('a');
  // Spreadsheets take UTF-8 for what it is only by its mark.
  link.href = URL.createObjectURL(new Blob(['\uFEFF', writeNotice(days)], { type: 'text/csv' }));
  link.download = `${year.year}年放假安排.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
