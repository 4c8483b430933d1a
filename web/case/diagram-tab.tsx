import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { queries } from '../client/queries.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';

// bpmn-js is large: only who looks at a diagram loads it.
const DiagramView = lazy(() => import('./diagram.tsx'));

export function DiagramTab({ caseId, here }: { caseId: string; here?: string }) {
  const diagram = useQuery(queries.diagram(caseId));
  if (diagram.isError) return <ProblemState error={diagram.error} retry={() => void diagram.refetch()} />;
  if (diagram.isPending) return <Loading />;
  return (
    <Suspense fallback={<Loading />}>
      <DiagramView diagram={diagram.data} here={here} />
    </Suspense>
  );
}
