import { PlusOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { failed, queries } from '../client/queries.ts';
import type { Diagram } from '../client/types.ts';
import { longTime } from '../parts/time.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import './diagram.css';

// bpmn-js is large: only who looks at a diagram loads it.
const DiagramView = lazy(() => import('./diagram.tsx'));

export function DiagramTab({ caseId, here }: { caseId: string; here?: string }) {
  const [run, setRun] = useState<string>();
  const diagram = useQuery({ ...queries.diagram(caseId, run), placeholderData: keepPreviousData });
  if (failed(diagram)) return <ProblemState error={diagram.error} retry={() => void diagram.refetch()} />;
  if (diagram.isPending) return <DiagramLoading />;
  return (
    <>
      <Runs runs={diagram.data.runs ?? []} chosen={run} onChoose={setRun} />
      <Suspense fallback={<DiagramLoading />}>
        <DiagramView diagram={diagram.data} here={run === undefined ? here : undefined} />
      </Suspense>
    </>
  );
}

/** As high as the diagram with what is above and below it. */
const DiagramLoading = () => (
  <div className="diagram">
    <div className="diagram-tools">
      <Button size="small" style={{ visibility: 'hidden' }} icon={<PlusOutlined />} />
    </div>
    <Loading as="diagram-canvas" />
    <p className="step-note">&nbsp;</p>
  </div>
);

/** What a case that was moved to another version had passed before. */
function Runs({
  runs,
  chosen,
  onChoose,
}: {
  runs: NonNullable<Diagram['runs']>;
  chosen: string | undefined;
  onChoose: (run: string | undefined) => void;
}) {
  const present = runs.at(-1)?.instanceKey;
  if (present === undefined) return null;
  return (
    <Segmented
      aria-label="办理经过"
      className="gap"
      style={{ maxWidth: '100%', overflowX: 'auto' }}
      value={chosen ?? present}
      onChange={(key) => onChoose(key === present ? undefined : key)}
      options={runs.map((r) => ({
        value: r.instanceKey,
        label: r.leftAt ? `第 ${r.version} 版，至 ${longTime(r.leftAt)}` : `现在：第 ${r.version} 版`,
      }))}
    />
  );
}
