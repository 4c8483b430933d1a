import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form } from 'antd';
import { Fragment, useCallback, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { http, type Problem } from '../client/http.ts';
import { queries, queryClient } from '../client/queries.ts';
import type { TaskDetail } from '../client/types.ts';
import type { KnownFile } from '../forms/context.ts';
import { FormView } from '../forms/form-view.tsx';
import { ActionBar } from '../parts/action-bar.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { longTime, shortTime } from '../parts/time.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import { type ActKind, ActDialog, ActsMenu } from './acts.tsx';
import { JointStep } from './joint-step.tsx';
import { NextTask, useNextTask } from './next-task.tsx';
import { AnswerDelegation, TaskNotes } from './task-notes.tsx';
import { SaveDraft } from './save-draft.tsx';
import { useComplete } from './use-complete.ts';
import { useDraft } from './use-draft.ts';

const FORM_ID = 'task';

export function TaskWork({ task }: { task: TaskDetail }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const next = useNextTask(task.key);
  const [form] = Form.useForm();
  const [uploading, setUploading] = useState(0);
  const [acting, setActing] = useState(false);
  const files = useQuery({ ...queries.files(task.caseId), enabled: task.seesCase }).data?.items;
  const open = task.state === 'open';
  const may = open && task.may.complete;
  const [dialog, setDialog] = useState<ActKind | null>(null);
  const [restored] = useState(task.draft);
  const draft = useDraft(`/api/tasks/${task.key}/draft`, form, may);
  const { complete, busy, refusal } = useComplete(task, form, FORM_ID, draft.settle);
  // Somebody else was quicker while this page was open: input stays readable.
  const lost = refusal?.problem.status === 409 || (!may && draft.unsaved());

  const upload = useCallback(
    async (file: File): Promise<KnownFile> => {
      const body = new FormData();
      body.append('file', file);
      const known = await http.post<KnownFile>(`/api/tasks/${task.key}/files`, body);
      void queryClient.invalidateQueries({ queryKey: ['case', task.caseId, 'files'] });
      return known;
    },
    [task.key, task.caseId],
  );
  const onUploading = useCallback((running: boolean) => setUploading((n) => n + (running ? 1 : -1)), []);

  async function act(what: 'claim' | 'release', done: string) {
    setActing(true);
    try {
      if (what === 'release' && draft.unsaved()) await draft.save();
      await http.post(`/api/tasks/${task.key}/${what}`);
      void message.success(done);
      draft.settle();
    } catch (error) {
      const problem = error as Problem;
      void message.warning(
        problem.status === 409 ? '该任务刚刚已由他人领取或办结。' : problem.detail || problem.message,
      );
    } finally {
      await queryClient.invalidateQueries({ queryKey: ['task', task.key] });
      void queryClient.invalidateQueries({ queryKey: ['tasks'] });
      setActing(false);
    }
  }

  const note =
    !may || lost
      ? null
      : task.opinionsOut > 0
        ? `等待 ${task.opinionsOut} 项加签意见，提出后可以提交`
        : uploading > 0
          ? '文件上传中，完成后可以提交'
          : task.completesTo.length > 0 && `提交后转至：${task.completesTo.join(' 或 ')}`;

  return (
    <section className="panel" aria-label="办理">
      {task.summary.length > 0 && (
        <dl className="facts task-summary" aria-label="前序环节结果">
          {task.summary.map((s) => (
            <Fragment key={s.label}>
              <dt>{s.label}</dt>
              <dd>{s.value}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      {lost && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          className="gap"
          title="该任务已由他人办理"
          description={`${refusal?.problem.detail || '在您填写期间，任务已被领取或办结，不能再次提交。'} 您填写的内容仍保留在下方，可以复制。`}
        />
      )}
      {refusal && !lost && <ProblemAlert {...refusal} />}
      {!open && !lost && (
        <Alert
          type="info"
          showIcon
          className="gap"
          title={closedText(task)}
          description={
            task.seesCase && <Link to={`/cases/${task.caseId}`}>查看事项“{task.caseTitle}”现在办到哪一步</Link>
          }
        />
      )}
      <JointStep task={task} />
      <TaskNotes task={task} />
      {open && task.may.answer && <AnswerDelegation task={task} />}
      {open && !task.may.complete && !task.delegation && !task.heldBy && !lost && (
        <Alert type="info" showIcon className="gap" title={waitingText(task)} />
      )}
      {may && !lost && task.onBehalfOfName && (
        <Alert
          type="warning"
          showIcon
          className="gap"
          title={`您正在代 ${task.onBehalfOfName} 办理，办理记录将写明代办。`}
        />
      )}
      {may && restored && !draft.savedAt && (
        <Alert type="info" showIcon className="gap" title={`已恢复 ${longTime(restored.savedAt)} 暂存的内容`} />
      )}
      {task.form ? (
        <FormView
          id={FORM_ID}
          schema={task.form}
          variables={task.variables}
          draft={open ? restored?.variables : null}
          form={form}
          disabled={!may && !lost}
          basis={task}
          files={files}
          upload={may ? upload : undefined}
          onUploading={onUploading}
          onEdit={draft.touched}
          onSubmit={(values) => void complete(values)}
        />
      ) : (
        <p>本步骤没有需要填写的内容，核对后直接提交。</p>
      )}
      <ActionBar note={note}>
        {draft.savedAt && may && <span className="muted nowrap action-saved">{shortTime(draft.savedAt)} 已暂存</span>}
        {open && !lost && task.may.release && !narrow && (
          <Button loading={acting} onClick={() => void act('release', '已退领，任务回到本岗位的可领取列表')}>
            退领
          </Button>
        )}
        {may && !lost && task.form && <SaveDraft save={draft.save} />}
        {open && !lost && (
          <ActsMenu
            task={task}
            choose={setDialog}
            // On a phone there is room for the acts of every day alone.
            release={
              narrow && task.may.release ? () => void act('release', '已退领，任务回到本岗位的可领取列表') : undefined
            }
          />
        )}
        {next && !lost && <NextTask task={next} words={!narrow || !open} />}
        {open && !lost && task.may.claim && (
          <Button
            type={task.may.complete ? 'default' : 'primary'}
            loading={acting}
            onClick={() => void act('claim', '已领取')}
          >
            {task.assignee ? '接办' : '领取'}
          </Button>
        )}
        {may && !lost && (
          <Button
            type="primary"
            loading={busy}
            disabled={uploading > 0 || task.opinionsOut > 0}
            onClick={() => (task.form ? form.submit() : void complete({}))}
          >
            提交
          </Button>
        )}
        {!open && task.takeBack && <Button onClick={() => setDialog('take-back')}>拿回重新办理</Button>}
        {(lost || !open) && (
          <LinkButton to="/tasks" type="primary">
            返回我的待办
          </LinkButton>
        )}
        {open && !lost && !task.may.claim && !task.may.complete && (
          <Button onClick={() => void navigate(-1)}>返回</Button>
        )}
      </ActionBar>
      <ActDialog
        task={task}
        kind={dialog}
        before={may && draft.unsaved() ? draft.save : undefined}
        onClose={() => setDialog(null)}
      />
      <LeaveGuard unsaved={draft.unsaved} save={may ? draft.save : undefined} />
    </section>
  );
}

function closedText(task: TaskDetail): string {
  if (task.state === 'canceled')
    return task.joint && task.joint.way !== 'all' && task.joint.done > 0
      ? '其他方办理后本环节已经结束，本任务随即撤销，不再需要办理。'
      : '流程已不再需要本任务。';
  const inPlace = task.onBehalfOfName ? `代${task.onBehalfOfName}` : '';
  const by = task.assigneeName ? `由${task.assigneeName}${inPlace}` : '';
  return `本任务已${by}${task.endedAt ? `于 ${longTime(task.endedAt)} ` : ''}办结。`;
}

function waitingText(task: TaskDetail): string {
  if (task.may.claim) return '领取后即可办理。';
  return `由${task.assigneeName ?? task.groupNames.join('、')}办理，您可以查看。`;
}
