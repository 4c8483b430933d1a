import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import { useEffect, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { PageHelp } from '../web/help/page-help.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { useAddress } from '../web/parts/use-address.ts';
import { useTitle } from '../web/parts/use-title.ts';
import { Changes, LimitChanges } from './changes.tsx';
import { changeNames } from './labels.ts';
import { choices } from './model.tsx';
import './modeler.css';
import { comparison, model } from './queries.ts';
import { translate } from './translations/translate.ts';
import type { Change, Comparison } from './types.ts';

/** Two versions: what differs as a list, and in colour on either diagram. */
export function ComparePage() {
  const { process = '' } = useParams();
  const address = useAddress();
  const [from, to] = [address.get('from'), address.get('to')];
  const found = useQuery(comparison(process, from, to));
  const m = useQuery(model(process));
  useTitle('比较');
  const error = found.error ?? m.error;
  if (error) return <ProblemState error={error} retry={() => void found.refetch()} />;
  if (!found.data || !m.data) return <Loading />;
  const label = (ref: string) => {
    const deployed = m.data.deployed.find((d) => `d${d.definitionKey}` === ref);
    if (deployed) return `第 ${deployed.version} 版${deployed.definitionKey === m.data.present ? '（现行）' : ''}`;
    return choices(m.data).find(({ value }) => value === ref)?.label ?? ref;
  };
  return (
    <>
      <div className="page-head">
        <h1>比较：{m.data.name}</h1>
        <PageHelp />
        <Link to={`/modeler/${process}`}>版本和部署</Link>
      </div>
      <p>
        从“{label(from)}”到“{label(to)}”，共 {found.data.total} 处不同。
      </p>
      <div className="compare">
        <Coloured comparison={found.data} />
      </div>
    </>
  );
}

function Coloured({ comparison: c }: { comparison: Comparison }) {
  const [side, setSide] = useState<'before' | 'after'>('after');
  const [shown, setShown] = useState<Change | null>(null);
  function show(change: Change) {
    if (change.kind === 'removed') setSide('before');
    if (change.kind === 'added') setSide('after');
    setShown({ ...change });
  }
  return (
    <>
      <div>
        <div className="filters">
          <Segmented
            value={side}
            onChange={setSide}
            options={[
              { value: 'before', label: '原来的图' },
              { value: 'after', label: '后来的图' },
            ]}
          />
          {(['added', 'removed', 'changed', 'moved'] as const).map((kind) => (
            <span key={kind} className="nowrap">
              <span className={`change-legend change-legend-${kind}`} aria-hidden="true" />
              {changeNames[kind]} {c.items.filter((change) => change.kind === kind).length}
            </span>
          ))}
        </div>
        <Drawn key={side} xml={c[side]} changes={c.items} shown={shown} />
      </div>
      <section className="panel compare-list" aria-label="差别">
        <h2>时限</h2>
        <LimitChanges limits={c.limits} />
        <h2>全部差别</h2>
        <Changes changes={c.items} onShow={show} />
      </section>
    </>
  );
}

interface Shape {
  id: string;
}
interface Canvas {
  zoom(level: 'fit-viewport' | number, center?: 'auto'): number;
  addMarker(id: string, marker: string): void;
  findRoot(shape: Shape): Shape | null;
  getRootElement(): Shape;
  setRootElement(root: Shape): void;
  scrollToElement(shape: Shape): void;
}

function Drawn({ xml, changes, shown }: { xml: string; changes: Change[]; shown: Change | null }) {
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
        const canvas = created.get<Canvas>('canvas');
        const registry = created.get<{ get(id: string): Shape | undefined }>('elementRegistry');
        canvas.zoom('fit-viewport', 'auto');
        for (const { elementId, kind } of changes)
          if (registry.get(elementId)) canvas.addMarker(elementId, `change-${kind}`);
        setViewer(created);
      },
      () => !gone && setFault(true),
    );
    return () => {
      gone = true;
      setViewer(null);
      created.destroy();
    };
  }, [xml, changes]);

  useEffect(() => {
    const shape = shown && viewer?.get<{ get(id: string): Shape | undefined }>('elementRegistry').get(shown.elementId);
    if (!viewer || !shape) return;
    const canvas = viewer.get<Canvas>('canvas');
    const root = canvas.findRoot(shape);
    if (root === shape) return;
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    if (canvas.zoom(1) > 0) canvas.scrollToElement(shape);
  }, [viewer, shown]);

  if (fault) return <p role="alert">流程图没有能够显示，请刷新后重试。</p>;
  return <div ref={host} className="compare-canvas" role="group" aria-label="流程图" />;
}
