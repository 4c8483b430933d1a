import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import { useEffect, useRef, useState } from 'react';
import type { ElementFigures } from './queries.ts';

interface Shape {
  id: string;
}
interface Canvas {
  zoom(level?: number | 'fit-viewport', center?: 'auto'): number;
  addMarker(id: string, marker: string): void;
  removeMarker(id: string, marker: string): void;
  findRoot(shape: Shape): Shape | null;
  getRootElement(): Shape;
  setRootElement(root: Shape): void;
  scrollToElement(shape: Shape): void;
}
interface Overlays {
  add(id: string, type: string, overlay: { position: Record<string, number>; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}
interface Registry {
  get(id: string): Shape | undefined;
}

const translate = (template: string, values?: Record<string, string>) =>
  template === 'Open {element}' ? `打开“${values?.element ?? ''}”的步骤` : template;

function figures(e: ElementFigures): HTMLElement {
  const box = document.createElement('span');
  box.className = 'figures';
  const add = (kind: string, text: string, title: string) => {
    const part = document.createElement('span');
    part.className = `figure figure-${kind}`;
    part.textContent = text;
    part.title = title;
    box.append(part);
  };
  if (e.running) add('running', `● ${e.running}`, `在办 ${e.running}`);
  if (e.finished) add('done', `✓ ${e.finished}`, `已办 ${e.finished}`);
  if (e.medianWorkingDays !== null)
    add('days', `${e.medianWorkingDays} 日`, `中位用时 ${e.medianWorkingDays} 个工作日`);
  if (e.incidents) add('stuck', `■ ${e.incidents}`, `受阻 ${e.incidents}`);
  return box;
}

/** The diagram with the figures of each step beside it. */
export default function FiguresView({
  xml,
  elements,
  chosen,
}: {
  xml: string;
  elements: ElementFigures[];
  chosen: string | null;
}) {
  const host = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [fault, setFault] = useState(false);

  useEffect(() => {
    const created = new NavigatedViewer({
      container: host.current!,
      additionalModules: [{ translate: ['value', translate] }],
    });
    let gone = false;
    created.importXML(xml).then(
      () => {
        if (gone) return;
        created.get<Canvas>('canvas').zoom('fit-viewport', 'auto');
        setViewer(created);
      },
      () => !gone && setFault(true),
    );
    return () => {
      gone = true;
      setViewer(null);
      created.destroy();
    };
  }, [xml]);

  useEffect(() => {
    if (!viewer) return;
    const overlays = viewer.get<Overlays>('overlays');
    const registry = viewer.get<Registry>('elementRegistry');
    overlays.remove({ type: 'figures' });
    for (const e of elements)
      if (registry.get(e.elementId) && (/Task$|SubProcess|CallActivity/.test(e.type) || e.incidents))
        overlays.add(e.elementId, 'figures', { position: { top: -12, left: 0 }, html: figures(e) });
  }, [viewer, elements]);

  useEffect(() => {
    const shape = chosen === null ? undefined : viewer?.get<Registry>('elementRegistry').get(chosen);
    if (!viewer || !shape) return;
    const canvas = viewer.get<Canvas>('canvas');
    const root = canvas.findRoot(shape);
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    canvas.zoom(0.9);
    canvas.scrollToElement(shape);
    canvas.addMarker(shape.id, 'step-chosen');
    host.current?.scrollIntoView({ block: 'nearest' });
    return () => canvas.removeMarker(shape.id, 'step-chosen');
  }, [viewer, chosen]);

  if (fault) return <p role="alert">流程图没有能够显示，请刷新后重试。</p>;
  return <div ref={host} className="figures-canvas" role="group" aria-label="流程图上的运行情况" />;
}
