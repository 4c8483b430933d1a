import { queryOptions, useQuery } from '@tanstack/react-query';
import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { failed } from '../client/queries.ts';
import { http } from '../client/http.ts';
import { PageHelp } from '../help/page-help.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { When } from '../parts/when.tsx';
import { EditMembers } from './edit-members.tsx';

export interface Member {
  role: string;
  title: string;
  post: string | null;
}

export interface Group {
  group: string;
  name: string;
  revision: number;
  members: (Member & { holders: string[] })[];
  edits: { revision: number; at: string; actorName: string; reason: string; before: Member[]; after: Member[] }[];
}

export const members = () =>
  queryOptions({
    queryKey: ['members'],
    queryFn: () => http.get<{ items: Group[]; may: { edit: boolean } }>('/api/members'),
  });

/** 成员名单: groups and joint meeting as posts; whoever holds the post is the member. */
export function Members() {
  useTitle('成员名单');
  const found = useQuery(members());
  const [edited, setEdited] = useState<Group | null>(null);
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  return (
    <>
      <div className="page-head">
        <h1>成员名单</h1>
        <PageHelp />
        <span className="muted">
          历下政发〔2019〕1号 附件1、附件2，历下政办发〔2019〕1号 附件1。名单按职务设置，职务变动的由接任者自然替补。
        </span>
      </div>
      {found.data.items.map((group) => (
        <section key={group.group} className="panel gap" aria-label={group.name}>
          <h2 style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
            {group.name}
            {found.data.may.edit && (
              <Button size="small" onClick={() => setEdited(group)}>
                修改名单
              </Button>
            )}
          </h2>
          <ListTable
            scroll={{}}
            about={1}
            rowKey="title"
            dataSource={group.members}
            columns={[
              { title: '组内职务', dataIndex: 'role', width: 110 },
              { title: '职务', dataIndex: 'title' },
              {
                title: '现任',
                dataIndex: 'holders',
                render: (holders: string[], m) =>
                  holders.length > 0 ? (
                    holders.join('、')
                  ) : (
                    <span className="muted">{m.post ? '空缺' : '不在本平台设岗'}</span>
                  ),
              },
            ]}
          />
          <Collapse
            ghost
            size="small"
            items={[{ key: 'edits', label: `修改记录（${group.edits.length}）`, children: <Edits group={group} /> }]}
          />
        </section>
      ))}
      {edited && <EditMembers group={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function Edits({ group }: { group: Group }) {
  return (
    <ul style={{ margin: 0, paddingLeft: 20 }}>
      {group.edits.map((edit) => (
        <li key={edit.revision}>
          <When at={edit.at} long /> · {edit.actorName} · {edit.reason}
          <div className="muted">{difference(edit.before, edit.after)}</div>
        </li>
      ))}
    </ul>
  );
}

function difference(before: Member[], after: Member[]): string {
  const say = (m: Member) => `${m.role} ${m.title}`;
  const [old, now] = [before.map(say), after.map(say)];
  const added = now.filter((m) => !old.includes(m));
  const removed = old.filter((m) => !now.includes(m));
  const parts = [added.length && `增加：${added.join('、')}`, removed.length && `减少：${removed.join('、')}`];
  return parts.filter(Boolean).join('；') || '调整次序';
}
