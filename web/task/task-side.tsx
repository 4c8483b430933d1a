import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useState } from 'react';
import { FactsSheet } from '../accountability/facts-sheet.tsx';
import { Comments } from '../case/comments.tsx';
import { DiagramTab } from '../case/diagram-tab.tsx';
import { Facts } from '../case/facts.tsx';
import { Files } from '../case/files.tsx';
import { History } from '../case/history.tsx';
import '../case/case.css';
import { failed, queries } from '../client/queries.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { usePrintWhole } from '../parts/print-whole.ts';

function CaseFacts({ caseId }: { caseId: string }) {
  const query = useQuery(queries.case(caseId));
  if (failed(query)) return <ProblemState error={query.error} />;
  return query.isPending ? <Loading /> : <Facts detail={query.data} />;
}

export function TaskSide({
  caseId,
  element,
  hasSheet,
  task,
}: {
  caseId: string;
  element: string;
  hasSheet: boolean;
  task?: string | undefined;
}) {
  const [tab, setTab] = useState('facts');
  const whole = usePrintWhole();
  return (
    <aside className="panel task-side" aria-label="事项资料">
      <Tabs
        size="small"
        activeKey={tab}
        // Narrow: six of them have no room for a menu of the rest.
        tabBarGutter={14}
        onChange={setTab}
        items={[
          { key: 'facts', label: '事项信息', forceRender: whole, children: <CaseFacts caseId={caseId} /> },
          ...(hasSheet ? [{ key: 'record', label: '事实清单', children: <FactsSheet caseId={caseId} /> }] : []),
          // Drawn where nobody sees it, it would have no size: on paper only when it was opened.
          { key: 'diagram', label: '流程图', children: <DiagramTab caseId={caseId} here={element} /> },
          { key: 'files', label: '材料', forceRender: whole, children: <Files caseId={caseId} task={task} /> },
          { key: 'history', label: '办理记录', forceRender: whole, children: <History caseId={caseId} /> },
          { key: 'comments', label: '留言', forceRender: whole, children: <Comments caseId={caseId} /> },
        ]}
      />
    </aside>
  );
}
