import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { failed } from '../client/queries.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { longDate, shortTime } from '../parts/time.ts';
import { ChangeHolder } from './change-holder.tsx';
import { postQueries } from './types.ts';

/** One post: who has held it, why it changed, and the change itself. */
export function PostDrawer({ post, onClose }: { post: string; onClose: () => void }) {
  const history = useQuery({ ...postQueries.history(post), enabled: post !== '' });
  return (
    <Drawer open={post !== ''} onClose={onClose} size={640} title={history.data?.post.name ?? '岗位'} destroyOnHidden>
      {failed(history) ? (
        <ProblemState error={history.error} />
      ) : history.isPending ? (
        <Loading />
      ) : (
        <>
          <h2 className="drawer-title">历任</h2>
          <ListTable
            scroll={{}}
            rowKey={(h) => `${h.username} ${h.from}`}
            dataSource={history.data.items}
            columns={[
              { title: '人员', dataIndex: 'name' },
              { title: '任职', dataIndex: 'from', render: (day: string) => longDate(day) },
              {
                title: '离任',
                dataIndex: 'until',
                render: (day: string | null) => (day ? longDate(day) : <span className="muted">在任</span>),
              },
            ]}
          />
          {history.data.changes.length > 0 && (
            <>
              <h2 className="drawer-title">变更记录</h2>
              <ul className="post-changes">
                {history.data.changes.map((c) => (
                  <li key={c.id}>
                    <div>
                      {!c.successor
                        ? `${c.formerName} 离任，无人继任`
                        : c.former
                          ? `${c.formerName} → ${c.successorName}`
                          : `增加 ${c.successorName}`}
                      ，自 {longDate(c.from)}
                      {c.cancelledAt && '（未生效，已由其他变更取代）'}
                    </div>
                    <div className="prose">{c.reason}</div>
                    <div className="muted">
                      {c.setByName} 于 {shortTime(c.setAt)} 办理
                      {c.moved > 0 && `，移交任务 ${c.moved} 项`}
                      {c.pending > 0 && `，待移交 ${c.pending} 项`}
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )}
          <h2 className="drawer-title">变更任职</h2>
          <ChangeHolder key={post} post={post} />
        </>
      )}
    </Drawer>
  );
}
