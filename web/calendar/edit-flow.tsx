import { Alert, Button, Input, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { http, Problem } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { longTime, weekday } from '../parts/time.ts';
import { weekdayOf, type Consequences, type MovedLimit } from './api.ts';

interface Props {
  /** PUT address of the edit. */
  path: string;
  /** The edit without its reason; null while it is not complete. */
  body: Record<string, unknown> | null;
  confirmText: string;
  onDone: () => void;
  /** Says where a fault of the server's lies, for whoever knows the input: 第 3 行：. */
  where?: (path: string) => string;
  children?: ReactNode;
}

/** Reason -> preview -> confirm, the same for every edit of the calendar. A change of the input needs another preview. */
export function EditFlow({ path, body, confirmText, onDone, where, children }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [looked, setLooked] = useState<{ at: string; consequences: Consequences } | null>(null);
  const input = JSON.stringify([path, body, reason]);
  const shown = looked?.at === input ? looked.consequences : null;
  const ready = body !== null && reason.trim().length >= 2;

  async function send(preview: boolean) {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await http.put<Consequences>(`${path}${preview ? '?preview=true' : ''}`, {
        ...body,
        reason,
        ...(preview ? {} : { revision: shown?.revision }),
      });
      if (preview) setLooked({ at: input, consequences: answer });
      else {
        onDone();
        await queryClient.invalidateQueries();
      }
    } catch (error) {
      setProblem(error as Problem);
      setLooked(null);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="edit-flow">
      {children}
      <label className="edit-field">
        <span>理由（记入修改记录）</span>
        <Input.TextArea
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          rows={2}
          maxLength={500}
          placeholder="至少 2 个字，如文件依据、临时情况"
        />
      </label>
      {problem && (
        <ProblemAlert
          problem={problem}
          errors={problem.errors.map((e) => ({ ...e, message: `${where?.(e.path) ?? ''}${e.message}` }))}
        />
      )}
      <div aria-live="polite">{shown && <Preview {...shown} />}</div>
      <Space className="edit-buttons" wrap>
        <Button
          type={shown ? 'default' : 'primary'}
          disabled={!ready}
          loading={busy && !shown}
          onClick={() => void send(true)}
        >
          {shown ? '重新预览' : '预览影响'}
        </Button>
        {shown && (
          <Button type="primary" loading={busy} onClick={() => void send(false)}>
            {confirmText}
          </Button>
        )}
        {!shown && <span className="muted">{ready ? '确认之前先看影响哪些时限' : '填写完整后可以预览'}</span>}
      </Space>
    </div>
  );
}

function Preview({ changedDays, deadlines }: Consequences) {
  const overdue = deadlines.filter((d) => d.becomesOverdue).length;
  return (
    <section className="edit-preview" aria-label="预览">
      <h3>预览：确认后</h3>
      {changedDays.length > 0 && (
        <details open={changedDays.length <= 8}>
          <summary>{changedDays.length} 天与现行日历不同</summary>
          <ul className="edit-days">
            {changedDays.map((d) => (
              <li key={d.date}>
                <span className="nowrap">
                  {d.date} {weekdayOf(d.date)}
                </span>
                ：{d.before.reason} → <strong>{d.after.reason}</strong>
              </li>
            ))}
          </ul>
        </details>
      )}
      {overdue > 0 && <Alert type="error" showIcon className="gap" title={`${overdue} 项时限将随即超期`} />}
      {deadlines.length > 0 ? (
        <>
          <p className="edit-count">{deadlines.length} 项办理中的时限随之变化：</p>
          <MovedLimits deadlines={deadlines} />
        </>
      ) : (
        <p className="edit-count">没有办理中的时限因此变化。</p>
      )}
    </section>
  );
}

const time = (at: string | null) => (at ? `${longTime(at)} ${weekday(at)}` : '中止计时');

function After({ d }: { d: MovedLimit }) {
  return (
    <>
      {d.from && d.from === d.to ? '日期不变' : d.to ? time(d.to) : `中止中，剩余 ${d.remainingWorkingDays} 个工作日`}{' '}
      {d.becomesOverdue && <StateMark mark="overdue" label="将超期" />}
      {d.provisional ? <StateMark mark="provisional" /> : d.from === d.to && <span>（不再暂定）</span>}
    </>
  );
}

function MovedLimits({ deadlines }: { deadlines: MovedLimit[] }) {
  const what = (d: MovedLimit) => (
    <>
      <div>
        {d.name}
        {d.subject && `（${d.subject}）`}
      </div>
      <div className="muted">
        {d.caseId}
        {d.unitName && ` · ${d.unitName}`}
      </div>
    </>
  );
  return (
    <ListTable
      scroll={{}}
      rowKey="id"
      dataSource={deadlines}
      pagination={deadlines.length > 10 && { pageSize: 10, showSizeChanger: false, size: 'small' }}
      columns={[
        { title: '时限', render: (_, d) => what(d) },
        { title: '原届满', render: (_, d) => time(d.from) },
        { title: '改为', render: (_, d) => <After d={d} /> },
      ]}
    />
  );
}
