import { useQuery } from '@tanstack/react-query';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import tokenSimulation from 'bpmn-js-token-simulation/lib/viewer';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import { useEffect, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { PageHelp } from '../web/help/page-help.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import './modeler.css';
import { model, readDiagram } from './queries.ts';
import { translateIn } from './translations/in-page.ts';
import { simulation } from './translations/simulation.ts';
import { translate } from './translations/translate.ts';

/** 走一走: tokens run along the diagram in the browser. No engine, no rules: whoever looks chooses the way at each gateway. */
export function SimulatePage() {
  const { process = '' } = useParams();
  const [given] = useSearchParams();
  const ref = given.get('ref') ?? 'draft';
  const found = useQuery(model(process));
  const diagram = useQuery({
    queryKey: ['models', process, 'simulate', ref],
    queryFn: () => readDiagram(process, ref),
    staleTime: Infinity,
  });
  useTitle(found.data ? `走一走：${found.data.name}` : '走一走');
  const error = found.error ?? diagram.error;
  if (error) return <ProblemState error={error} />;
  if (!found.data || !diagram.data) return <Loading />;
  return (
    <>
      <div className="page-head">
        <h1>走一走：{found.data.name}</h1>
        <PageHelp />
        <Link to={`/modeler/${process}`}>版本和部署</Link>
        <Link to={`/modeler/${process}/rehearse?ref=${ref}`}>在引擎上演练</Link>
      </div>
      <p className="muted">
        按开始事件上的“触发此事件”，看流程沿图推进；网关处点箭头换一条路线，环节上可以设停顿。只走图上的路线，不算规则、时限和岗位；要看这些请用演练。
      </p>
      <Simulation xml={diagram.data.xml} />
    </>
  );
}

interface Shape {
  type: string;
  x: number;
  y: number;
  parent?: Shape;
}
interface Canvas {
  zoom(level: string, center: string): number;
  viewbox(box?: object): { outer: { width: number; height: number } };
}

// Below this scale its controls are not shown.
const READABLE = 0.7;

/** The whole diagram; where that is too small, the place where it begins. */
function lookAtStart(viewer: NavigatedViewer): void {
  const canvas = viewer.get<Canvas>('canvas');
  if (canvas.zoom('fit-viewport', 'auto') >= READABLE) return;
  const start = viewer
    .get<{ find(test: (shape: Shape) => boolean): Shape | undefined }>('elementRegistry')
    .find(({ type, parent }) => type === 'bpmn:StartEvent' && parent?.type !== 'bpmn:SubProcess');
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  if (start) canvas.viewbox({ x: start.x - 200, y: start.y - height / 2, width, height });
}

function Simulation({ xml }: { xml: string }) {
  const host = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState(false);
  useEffect(() => {
    const viewer = new NavigatedViewer({
      container: host.current!,
      additionalModules: [tokenSimulation, { translate: ['value', translate] }],
    });
    const stop = translateIn(
      host.current!,
      simulation,
      '.bts-toggle-mode, .bts-palette, .bts-log, .bts-notifications, .bts-scopes, .bts-context-pad, .bts-set-animation-speed',
    );
    let gone = false;
    viewer.importXML(xml).then(
      () => {
        if (gone) return;
        lookAtStart(viewer);
        viewer.get<{ toggleMode(active: boolean): void }>('toggleMode').toggleMode(true);
      },
      () => !gone && setFault(true),
    );
    return () => {
      gone = true;
      stop();
      viewer.destroy();
    };
  }, [xml]);
  if (fault) return <p role="alert">流程图没有能够显示，请检查后重试。</p>;
  return <div ref={host} className="simulation" role="group" aria-label="流程图推演" />;
}
