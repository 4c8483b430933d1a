import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal, Pagination, type TableColumnType } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, PAGE_SIZE, queryClient } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { longTime, shortTime } from '../parts/time.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import { AbsenceMark } from './absence-mark.tsx';
import { type Absence, absenceQueries, type AbsenceFilter } from './types.ts';

function EndButton({ absence }: { absence: Absence }) {
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const what = absence.state === 'planned' ? '取消' : '提前结束';

  async function end() {
    setBusy(true);
    try {
      await http.post(`/api/absences/${absence.id}/end`);
      void message.success(absence.state === 'planned' ? '已取消' : '已结束代理，未办结的任务已交还');
      setOpen(false);
    } catch (error) {
      const problem = error as Problem;
      void message.warning(problem.detail || problem.message);
    } finally {
      for (const key of ['absences', 'tasks', 'session']) void queryClient.invalidateQueries({ queryKey: [key] });
      setBusy(false);
    }
  }
  return (
    <>
      <Button
        size="small"
        onClick={() => setOpen(true)}
        aria-label={`${what}：${absence.name} ${shortTime(absence.fromAt)}`}
      >
        {what}
      </Button>
      <Modal
        open={open}
        title={`${what}缺席安排`}
        okText={`确认${what}`}
        cancelText="返回"
        confirmLoading={busy}
        onOk={() => void end()}
        onCancel={() => setOpen(false)}
      >
        {absence.name}，{longTime(absence.fromAt)} 至 {longTime(absence.untilAt)}。
        {absence.state === 'active' && '结束后代理人随即不能再代办，其已接办而未办结的任务交还原岗位。'}
      </Modal>
    </>
  );
}

const period = (a: Absence) => (
  <span className="nowrap">
    <When at={a.fromAt} /> 至 <When at={a.untilAt} />
  </span>
);
const note = (a: Absence, mine: boolean) => (
  <>
    <div className="prose">{a.reason}</div>
    {(!mine || a.setBy !== a.username) && <div className="muted">由 {a.setByName} 设置</div>}
    {a.revokedAt && (
      <div className="muted">
        {a.revokedByName} 于 {shortTime(a.revokedAt)} 结束
      </div>
    )}
  </>
);
const scope = (a: Absence) => a.processNames?.join('、') ?? '全部流程';
const acting = (a: Absence) => a.substituteName ?? <span className="muted">无人代理</span>;

function columns(me: string, mine: boolean): TableColumnType<Absence>[] {
  return [
    {
      title: '状态',
      width: 100,
      render: (_, a) => <AbsenceMark state={a.state} acted={a.substitute !== null} />,
    },
    { title: '缺席人员', render: (_, a) => (mine && a.username === me ? '本人' : a.name) },
    { title: '代理人', render: (_, a) => (mine && a.substitute === me ? '本人' : acting(a)) },
    { title: '时间', width: 220, render: (_, a) => period(a) },
    { title: '流程', render: (_, a) => scope(a) },
    { title: '事由', render: (_, a) => note(a, mine) },
    { title: '操作', width: 96, render: (_, a) => a.may.end && <EndButton absence={a} /> },
  ];
}

/** Absences with their ends, newest first. */
export function AbsenceList({
  filter,
  onPage,
  empty,
}: {
  filter: AbsenceFilter;
  onPage: (page: number) => void;
  empty: string;
}) {
  const { user } = useSession();
  const list = useQuery(absenceQueries.list(filter));
  if (failed(list)) return <ProblemState error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending) return <Loading />;
  if (list.data.items.length === 0) return <Nothing>{empty}</Nothing>;
  return (
    <>
      <ListTable
        scroll={{}}
        about={1}
        rowKey="id"
        columns={columns(user.username, filter.scope === 'mine')}
        dataSource={list.data.items}
      />
      <Pagination
        style={{ marginTop: 12 }}
        align="end"
        current={filter.page}
        pageSize={PAGE_SIZE}
        total={list.data.total}
        showSizeChanger={false}
        hideOnSinglePage
        showTotal={(total) => `共 ${total} 项`}
        onChange={onPage}
      />
    </>
  );
}
