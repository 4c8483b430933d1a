import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal, Radio, Select, TimePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { failed, queries } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { calendarQueries, type Closings } from './api.ts';
import { EditFlow } from './edit-flow.tsx';
import { Edits } from './edits.tsx';

/** When the working day ends, and with it every limit that is due on that day: for everybody, and for units with their own hours. */
export function Closing({ edit }: { edit: boolean }) {
  const query = useQuery(calendarQueries.closings());
  const [unit, setUnit] = useState<string | null | undefined>(undefined);
  if (failed(query)) return <ProblemState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  const { everybody, units, edits } = query.data;
  const change = (to: string | null, name: string) =>
    edit && (
      <Button size="small" onClick={() => setUnit(to)} aria-label={`修改${name}的下班时间`}>
        修改
      </Button>
    );
  return (
    <div className="closing">
      <section className="panel">
        <h2>下班时间</h2>
        <p className="muted">期限在最后一个工作日的下班时间届满；单位另有规定的，由该单位承担的时限按其规定。</p>
        <ListTable
          scroll={{}}
          rowKey="unit"
          dataSource={[{ unit: '*', unitName: '全区', at: everybody }, ...units]}
          columns={[
            { title: '单位', dataIndex: 'unitName' },
            { title: '下班时间', dataIndex: 'at' },
            ...(edit
              ? [
                  {
                    title: '操作',
                    width: 80,
                    render: (_: unknown, u: { unit: string; unitName: string }) =>
                      change(u.unit === '*' ? null : u.unit, u.unitName),
                  },
                ]
              : []),
          ]}
        />
        {edit && (
          <Button style={{ marginTop: 12 }} onClick={() => setUnit('')}>
            为单位另行规定
          </Button>
        )}
      </section>
      <section className="panel">
        <h2>修改记录</h2>
        <Edits edits={edits} none="下班时间没有修改过" />
      </section>
      {unit !== undefined && <ChangeClosing closings={query.data} unit={unit} onClose={() => setUnit(undefined)} />}
    </div>
  );
}

/** `unit` null: of everybody; empty: of a unit that is still to be chosen. */
function ChangeClosing({
  closings,
  unit: first,
  onClose,
}: {
  closings: Closings;
  unit: string | null;
  onClose: () => void;
}) {
  const { message } = App.useApp();
  const units = useQuery({ ...queries.units(), enabled: first === '' });
  const [unit, setUnit] = useState(first);
  const own = closings.units.find((u) => u.unit === unit);
  const [hasOwn, setHasOwn] = useState(true);
  const [at, setAt] = useState(own?.at ?? closings.everybody);
  const name = first === null ? '全区' : (own?.unitName ?? '单位');
  return (
    <Modal
      open
      style={{ top: 48 }}
      onCancel={onClose}
      footer={null}
      width={720}
      title={`${name}的下班时间`}
      destroyOnHidden
    >
      <EditFlow
        path="/api/calendar/settings/close-of-business"
        body={unit === '' ? null : { unit, at: hasOwn ? at : null }}
        confirmText="确认修改"
        onDone={() => {
          void message.success('下班时间已修改，涉及的时限已重新计算');
          onClose();
        }}
      >
        {first === '' && (
          <label className="edit-field">
            <span>单位</span>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              value={unit || undefined}
              onChange={(value: string) => setUnit(value)}
              placeholder="选择单位"
              options={units.data?.items.map((u) => ({ value: u.id, label: u.name }))}
              style={{ width: 320, maxWidth: '80vw' }}
            />
          </label>
        )}
        {own && (
          <Radio.Group
            className="edit-choices"
            aria-label="下班时间"
            value={hasOwn}
            onChange={(event) => setHasOwn(event.target.value as boolean)}
            options={[
              { value: true, label: '另行规定' },
              { value: false, label: `取消另行规定，同全区（${closings.everybody}）` },
            ]}
          />
        )}
        {hasOwn && (
          <label className="edit-field">
            <span>下班时间</span>
            <TimePicker
              format="HH:mm"
              minuteStep={5}
              needConfirm={false}
              allowClear={false}
              style={{ width: 160 }}
              value={dayjs(`2026-01-01T${at}`)}
              onChange={(time) => time && setAt(time.format('HH:mm'))}
            />
          </label>
        )}
      </EditFlow>
    </Modal>
  );
}
