import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Mentions, Modal, Select, Tag } from 'antd';
import { Input } from 'antd';
import { useState } from 'react';
import { http, type Problem } from '../client/http.ts';
import { failed, queryClient } from '../client/queries.ts';
import type { List } from '../client/types.ts';
import { newKey } from '../parts/new-key.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSending } from '../parts/use-sending.ts';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';

interface Person {
  username: string;
  name: string;
  post: string;
  postName: string;
}
interface Comment {
  id: string;
  byName: string;
  at: string;
  text: string;
  mentionNames: string[];
}
interface Copy {
  id: string;
  username: string;
  readerName: string;
  byName: string;
  note: string;
  at: string;
  readAt: string | null;
}

const usePeople = (caseId: string) =>
  useQuery({
    queryKey: ['case', caseId, 'people'],
    queryFn: () => http.get<List<Person>>(`/api/cases/${caseId}/people`),
  });

/** Somebody may hold several posts. */
const once = (people: Person[]): Person[] => [...new Map(people.map((p) => [p.username, p])).values()];

/** 留言 and 抄送 of a case. */
export function Comments({ caseId }: { caseId: string }) {
  const { user } = useSession();
  const people = usePeople(caseId);
  const mayWrite = Boolean(people.data?.items.some(({ username }) => username === user.username));
  return (
    <>
      <Copies caseId={caseId} people={once(people.data?.items ?? [])} mayWrite={mayWrite} />
      <CommentList caseId={caseId} />
      {mayWrite && <NewComment caseId={caseId} people={once(people.data?.items ?? [])} />}
    </>
  );
}

function CommentList({ caseId }: { caseId: string }) {
  const comments = useQuery({
    queryKey: ['case', caseId, 'comments'],
    queryFn: () => http.get<List<Comment>>(`/api/cases/${caseId}/comments`),
  });
  if (failed(comments)) return <ProblemState error={comments.error} retry={() => void comments.refetch()} />;
  if (comments.isPending) return <Loading />;
  if (!comments.data.items.length) return <Nothing>还没有留言。</Nothing>;
  return (
    <ul className="case-comments" aria-label="留言">
      {comments.data.items.map((c) => (
        <li key={c.id}>
          <strong>{c.byName}</strong>{' '}
          <span className="muted">
            <When at={c.at} />
          </span>
          <div className="prose">{c.text}</div>
        </li>
      ))}
    </ul>
  );
}

function NewComment({ caseId, people }: { caseId: string; people: Person[] }) {
  const { message } = App.useApp();
  const { user } = useSession();
  const [text, setText] = useState('');
  const [id, setId] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = people.filter(({ username }) => username !== user.username);

  async function send() {
    setBusy(true);
    setProblem(null);
    try {
      const mentions = others.filter((p) => text.includes(`@${p.name} `) || text.endsWith(`@${p.name}`));
      await http.post(`/api/cases/${caseId}/comments`, {
        id,
        text: text.trim(),
        mentions: mentions.map(({ username }) => username),
      });
      setText('');
      setId(newKey());
      void message.success(mentions.length ? `已留言，并告知${mentions.map((p) => p.name).join('、')}` : '已留言');
      void queryClient.invalidateQueries({ queryKey: ['case', caseId, 'comments'] });
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="case-comment-new no-print">
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Mentions
        aria-label="留言内容"
        placeholder="写下留言；输入 @ 提及参与单位的人员，对方会收到消息"
        autoSize={{ minRows: 2 }}
        maxLength={2000}
        value={text}
        onChange={setText}
        options={others.map((p) => ({ value: p.name, label: p.name, key: p.username }))}
      />
      <Button loading={busy} disabled={!text.trim()} onClick={() => void send()}>
        留言
      </Button>
    </div>
  );
}

function Copies({ caseId, people, mayWrite }: { caseId: string; people: Person[]; mayWrite: boolean }) {
  const { user } = useSession();
  const [open, setOpen] = useState(false);
  const copies = useQuery({
    queryKey: ['case', caseId, 'copies'],
    queryFn: () => http.get<List<Copy>>(`/api/cases/${caseId}/copies`),
  });
  const items = copies.data?.items ?? [];
  const mine = items.find((k) => k.username === user.username && !k.readAt);
  return (
    <div className="case-copies">
      {mine && (
        <p>
          {mine.byName}抄送给您{mine.note && `：${mine.note}`} <ReadButton id={mine.id} caseId={caseId} />
        </p>
      )}
      {items.length > 0 && (
        <ul aria-label="抄送">
          {items.map((k) => (
            <li key={k.id}>
              <Tag color={k.readAt ? 'success' : 'default'}>{k.readAt ? '已阅' : '未阅'}</Tag>
              {k.readerName}
              <span className="muted">
                {' '}
                {k.readAt ? (
                  <>
                    <When at={k.readAt} /> 阅
                  </>
                ) : (
                  <>
                    {k.byName}于 <When at={k.at} /> 抄送
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <Button className="no-print" onClick={() => setOpen(true)}>
          抄送
        </Button>
      )}
      <Modal open={open} title="抄送" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        {open && (
          <CopyForm
            caseId={caseId}
            people={people.filter(({ username }) => username !== user.username)}
            onDone={() => setOpen(false)}
          />
        )}
      </Modal>
    </div>
  );
}

function CopyForm({ caseId, people, onDone }: { caseId: string; people: Person[]; onDone: () => void }) {
  const sending = useSending<{ readers: string[]; note?: string }>(
    ({ readers, note }) => http.post(`/api/cases/${caseId}/copies`, { readers, note: note?.trim() ?? '' }),
    { said: '已抄送', stale: ['case', caseId], close: onDone },
  );
  return (
    <>
      <p>对方会收到消息，在“抄送我的”中阅知；不需要对方办理。</p>
      {sending.problem && <ProblemAlert problem={sending.problem} errors={sending.problem.errors} />}
      <Form layout="vertical" onFinish={sending.save}>
        <Form.Item name="readers" label="抄送给" rules={[{ required: true, message: '请选择人员' }]}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            placeholder="参与该事项和督办该事项的单位人员"
            options={people.map((p) => ({
              value: p.username,
              label: p.name === p.postName ? p.name : `${p.name}（${p.postName}）`,
            }))}
          />
        </Form.Item>
        <Form.Item name="note" label="说明（可不填）" rules={[{ max: 500, message: '至多 500 个字' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={sending.busy} block>
          确认抄送
        </Button>
      </Form>
    </>
  );
}

/** 已阅 of a copy. */
export function ReadButton({ id, caseId }: { id: string; caseId: string }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  async function read() {
    setBusy(true);
    try {
      await http.post(`/api/copies/${id}/read`);
      void message.success('已阅');
    } catch (error) {
      void message.error((error as Problem).detail);
    } finally {
      setBusy(false);
      void queryClient.invalidateQueries({ queryKey: ['copies'] });
      void queryClient.invalidateQueries({ queryKey: ['case', caseId, 'copies'] });
    }
  }
  return (
    <Button size="small" loading={busy} onClick={() => void read()}>
      已阅
    </Button>
  );
}
