import { FullscreenOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import { useEffect, useRef, useState } from 'react';
import type { Diagram } from '../client/types.ts';
import './diagram.css';
import { stateOf, stateText, type StepState } from './diagram-state.ts';
import { limitBadges } from './limit-badges.ts';
import { StepNote, type Step } from './step-note.tsx';

interface Canvas {
  zoom(level?: number | 'fit-viewport', center?: 'auto'): number;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
  viewbox(box?: Box): Box & { inner: Box; outer: { width: number; height: number } };
  getRootElement(): BpmnElement;
  setRootElement(root: BpmnElement): void;
  findRoot(element: BpmnElement): BpmnElement | null;
}
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Overlays {
  add(
    id: string,
    type: string,
    overlay: { position: Record<string, number>; html: HTMLElement; show?: object },
  ): string;
  remove(filter: { type: string }): void;
}
interface Registry {
  get(id: string): BpmnElement | undefined;
  find(test: (element: BpmnElement) => boolean): BpmnElement | undefined;
}
type Translate = (template: string, values?: Record<string, string>) => string;
interface BpmnElement extends Box {
  id: string;
  type: string;
  businessObject: { id: string; name?: string; documentation?: { text: string }[] };
}

// Below this scale names cannot be read any more.
const READABLE = 0.75;

// The viewer's only words: at the arrow of a collapsed sub-process.
const translate: Translate = (template, values) =>
  template === 'Open {element}' ? `打开“${values?.element ?? ''}”的步骤` : template;

const MARKERS: StepState[] = ['active', 'done', 'ended', 'incident'];

function badge(state: StepState): HTMLElement {
  const span = document.createElement('span');
  span.className = `step-badge step-badge-${state}`;
  span.textContent = stateText[state];
  return span;
}

/** The deployed diagram, with what the case has passed and where it stands. */
export default function DiagramView({ diagram, here }: { diagram: Diagram; here?: string }) {
  const host = useRef<HTMLDivElement>(null);
  const viewer = useRef<NavigatedViewer | null>(null);
  const marked = useRef<[string, string][]>([]);
  const latest = useRef(diagram);
  latest.current = diagram;
  /** The viewer whose diagram is drawn: not yet the present one just after another diagram was asked for. */
  const [drawn, setDrawn] = useState<NavigatedViewer | null>(null);
  const [fault, setFault] = useState(false);
  const [step, setStep] = useState<Step | null>(null);

  useEffect(() => {
    const created = new NavigatedViewer({
      container: host.current!,
      additionalModules: [{ translate: ['value', translate] }],
    });
    viewer.current = created;
    marked.current = [];
    let gone = false;
    created.importXML(diagram.xml).then(
      () => {
        if (gone) return;
        const { elements } = latest.current;
        const focus =
          here ?? elements.find((e) => e.active > 0 && /TASK/i.test(e.type))?.elementId ?? begin(created, elements);
        const shape = focus && inSight(created, focus, here !== undefined);
        // A wide diagram in a narrow panel: readable at the present step rather than whole and tiny.
        if (fit(created) < READABLE && shape) lookAt(created, shape);
        setDrawn(created);
      },
      () => !gone && setFault(true),
    );
    created.on('element.click', (event: { element: BpmnElement }) => {
      const { id, businessObject } = event.element;
      const name = businessObject.name;
      if (!name) return setStep(null);
      const found = latest.current.elements.find((e) => e.elementId === id);
      setStep({ name, note: businessObject.documentation?.[0]?.text ?? null, state: found ? stateOf(found) : null });
    });
    return () => {
      gone = true;
      setDrawn(null);
      created.destroy();
    };
  }, [diagram.xml, here]);

  useEffect(() => {
    if (!drawn || drawn !== viewer.current) return;
    const canvas = drawn.get<Canvas>('canvas');
    const overlays = drawn.get<Overlays>('overlays');
    const registry = drawn.get<Registry>('elementRegistry');
    for (const [id, marker] of marked.current) canvas.removeMarker(id, marker);
    marked.current = [];
    overlays.remove({ type: 'step-state' });
    const mark = (id: string, marker: string) => {
      canvas.addMarker(id, marker);
      marked.current.push([id, marker]);
    };
    for (const flow of diagram.flows) if (flow.taken > 0 && registry.get(flow.flowId)) mark(flow.flowId, 'flow-taken');
    for (const element of diagram.elements) {
      const state = stateOf(element);
      const shape = registry.get(element.elementId);
      if (!state || !shape) continue;
      mark(element.elementId, `step-${state}`);
      if (/TASK|CALL_ACTIVITY|SUB_PROCESS/i.test(element.type) || state === 'incident') {
        overlays.add(element.elementId, 'step-state', { position: { top: -11, right: 46 }, html: badge(state) });
      }
    }
    for (const [elementId, badges] of limitBadges(diagram.limits ?? []))
      if (registry.get(elementId))
        overlays.add(elementId, 'step-state', { position: { bottom: 10, left: 8 }, html: badges });
    if (here && registry.get(here)) mark(here, 'step-here');
  }, [drawn, diagram, here]);

  const zoomBy = (factor: number) => {
    const canvas = viewer.current?.get<Canvas>('canvas');
    if (canvas) canvas.zoom(canvas.zoom() * factor, 'auto');
  };

  if (fault) return <p role="alert">流程图没有能够显示，请刷新后重试。</p>;
  return (
    <div className="diagram">
      <div className="diagram-tools">
        <Button size="small" icon={<PlusOutlined />} aria-label="放大" onClick={() => zoomBy(1.25)} />
        <Button size="small" icon={<MinusOutlined />} aria-label="缩小" onClick={() => zoomBy(0.8)} />
        <Button
          size="small"
          icon={<FullscreenOutlined />}
          aria-label="显示全图"
          onClick={() => viewer.current && fit(viewer.current)}
        />
        {diagram.elements.length > 0 && (
          <ul className="diagram-legend">
            {MARKERS.slice(0, 2).map((state) => (
              <li key={state}>
                <span className={`step-badge step-badge-${state}`}>{stateText[state]}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div ref={host} className="diagram-canvas" role="group" aria-label="流程图" />
      <StepNote step={step} />
    </div>
  );
}

/** Of a diagram without a case: where it begins. */
const begin = (viewer: NavigatedViewer, elements: Diagram['elements']): string | undefined =>
  elements.length
    ? undefined
    : viewer.get<Registry>('elementRegistry').find(({ type }) => type === 'bpmn:StartEvent')?.id;

function fit(viewer: NavigatedViewer): number {
  return viewer.get<Canvas>('canvas').zoom('fit-viewport', 'auto');
}

/**
 * What to look at for this element. In a collapsed sub-process: the step itself on the sheet of its own, or the sub-process that
 * it is in.
 */
function inSight(viewer: NavigatedViewer, id: string, open: boolean): Box | undefined {
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<Registry>('elementRegistry');
  const shape = registry.get(id);
  const root = shape && canvas.findRoot(shape);
  if (!root || root === canvas.getRootElement()) return shape;
  if (!open) return inSight(viewer, root.businessObject.id, false);
  canvas.setRootElement(root);
  return shape;
}

/** Readable, with the step in the middle as far as the diagram reaches. */
function lookAt(viewer: NavigatedViewer, shape: Box): void {
  const canvas = viewer.get<Canvas>('canvas');
  const { inner, outer } = canvas.viewbox();
  const from = (at: number, length: number, start: number, whole: number) =>
    Math.max(start - 10, Math.min(at - length / 2, start + whole + 10 - length));
  const width = outer.width / READABLE;
  const height = outer.height / READABLE;
  canvas.viewbox({
    x: from(shape.x + shape.width / 2, width, inner.x, inner.width),
    y: from(shape.y + shape.height / 2, height, inner.y, inner.height),
    width,
    height,
  });
}
