import { useQuery } from '@tanstack/react-query';
import { Timeline } from 'antd';
import { failed, queries } from '../client/queries.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { When } from '../parts/when.tsx';

/** 办理记录, newest first: what just happened is what people look for. */
export function History({ caseId }: { caseId: string }) {
  const history = useQuery(queries.history(caseId));
  if (failed(history)) return <ProblemState error={history.error} retry={() => void history.refetch()} />;
  if (history.isPending) return <Loading />;
  if (history.data.items.length === 0) return <Nothing>还没有办理记录。</Nothing>;
  return (
    <Timeline
      className="case-history"
      items={[...history.data.items].reverse().map((item, i) => ({
        key: i,
        content: (
          <>
            <When at={item.at} long />
            <div className="prose">
              {item.text}
              {item.actorName && !item.text.includes(item.actorName) && (
                <span className="muted">（{item.actorName}）</span>
              )}
            </div>
          </>
        ),
      }))}
    />
  );
}
