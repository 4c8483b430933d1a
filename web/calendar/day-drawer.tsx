import { App, Drawer, Radio } from 'antd';
import { useState } from 'react';
import { longDate } from '../parts/time.ts';
import { weekdayOf, type Day, type Year } from './api.ts';
import { EditFlow } from './edit-flow.tsx';
import { concerns, Edits } from './edits.tsx';

type Choice = 'off' | 'on' | 'remove';
const values: Record<Choice, boolean | null> = { off: false, on: true, remove: null };

/** Why a day works or not, what was decided about it, and for the system administrator a local exception. */
export function DayDrawer({ year, date, onClose }: { year: Year; date: string; onClose: () => void }) {
  const day = year.days.find((d) => d.date === date);
  return (
    <Drawer
      open={day !== undefined}
      onClose={onClose}
      size={520}
      title={day ? `${longDate(day.date)} ${weekdayOf(day.date)}` : ''}
      destroyOnHidden
    >
      {day && (
        <>
          <dl className="facts">
            <dt>是否工作日</dt>
            <dd>
              <strong>{day.works ? '工作日' : '非工作日'}</strong>，{day.works ? '计入' : '不计入'}期限
            </dd>
            <dt>理由</dt>
            <dd>{day.reason}</dd>
            {year.source && !day.exception?.local && (
              <>
                <dt>依据</dt>
                <dd>{year.source}</dd>
              </>
            )}
          </dl>
          {year.may.edit && <LocalException key={day.date} day={day} onDone={onClose} />}
          <h3>修改记录</h3>
          <Edits edits={year.edits.filter((e) => concerns(e, day.date))} none="这一天没有修改过" />
        </>
      )}
    </Drawer>
  );
}

function LocalException({ day, onDone }: { day: Day; onDone: () => void }) {
  const { message } = App.useApp();
  const [choice, setChoice] = useState<Choice | null>(null);
  const local = day.exception?.local === true;
  return (
    <section className="day-edit" aria-labelledby="day-edit-title">
      <h3 id="day-edit-title">本区例外</h3>
      <EditFlow
        path={`/api/calendar/days/${day.date}`}
        body={choice && { works: values[choice] }}
        confirmText={choice === 'remove' ? '确认取消例外' : '确认设为例外'}
        onDone={() => {
          void message.success('工作日历已修改，涉及的时限已重新计算');
          onDone();
        }}
      >
        <Radio.Group
          aria-label="本区例外"
          value={choice}
          onChange={(event) => setChoice(event.target.value as Choice)}
          options={[
            { value: 'off', label: '临时放假（不计入期限）', disabled: !day.works },
            { value: 'on', label: '临时上班（计入期限）', disabled: day.works },
            { value: 'remove', label: '取消本区例外，按国家安排', disabled: !local },
          ]}
          className="edit-choices"
        />
      </EditFlow>
    </section>
  );
}
