import {
  DownloadOutlined,
  FullscreenOutlined,
  MinusOutlined,
  PlusOutlined,
  RedoOutlined,
  SearchOutlined,
  UndoOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Dropdown } from 'antd';
import type Modeler from 'bpmn-js/lib/Modeler';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Problem } from '../web/client/http.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { LeaveGuard } from '../web/parts/leave-guard.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import { AtDesk, OnPhone } from './at-desk.tsx';
import { type Autosave, createAutosave, type SaveState } from './autosave.ts';
import { freshModel, included, isDrafted, Saved, sourceOf, Stopped, Tool } from './draft-parts.tsx';
import { canvasOf, createEditor, fit, markFindings, showElement } from './editor.ts';
import { exportBpmn, exportPng, exportSvg } from './files.ts';
import { Findings } from './findings.tsx';
import { applyFix } from './fix.ts';
import './modeler.css';
import { catalogue, check, model, readDiagram, saveDraft } from './queries.ts';
import { SaveVersion } from './save-version.tsx';
import type { Catalogue, Finding, Model } from './types.ts';

const DiagramView = lazy(() => import('../web/case/diagram.tsx'));

const MOST_BYTES = 2 * 1024 * 1024;

/** The workplace: diagram, properties, what is wrong; the draft saves itself. */
export function EditPage() {
  const { process = '' } = useParams();
  const found = useQuery(model(process));
  const known = useQuery(catalogue());
  const [opened, setOpened] = useState<{ xml: string; revision: number } | null>(null);
  const [fault, setFault] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  useTitle(found.data ? `设计：${found.data.name}` : '流程设计');

  const source = found.data && (found.data.draft ? 'draft' : `d${found.data.present}`);
  const first = useRef<string | undefined>(undefined);
  first.current ??= source;
  const ready = first.current !== undefined;
  useEffect(() => {
    if (!ready) return;
    let gone = false;
    setOpened(null);
    setFault(null);
    const open = round === 0 ? readDiagram(process, first.current!) : latest(process);
    open.then(
      (diagram) => !gone && setOpened(diagram),
      (error: unknown) => !gone && setFault(error as Problem),
    );
    return () => {
      gone = true;
    };
  }, [process, ready, round]);

  const error = found.error ?? known.error ?? fault;
  if (error && !opened) return <ProblemState error={error} retry={() => setRound((n) => n + 1)} />;
  if (!found.data || !known.data || !opened) return <Loading />;
  if (!found.data.may.edit) return <ProblemState error={new Problem(403, '只有流程设计员可以修改流程')} />;
  return (
    <AtDesk instead={<Looked model={found.data} xml={opened.xml} />}>
      <Workplace
        key={`${process} ${round}`}
        model={found.data}
        known={known.data}
        opened={opened}
        reload={() => setRound((n) => n + 1)}
      />
    </AtDesk>
  );
}

/** On a phone: the diagram to look at. */
function Looked({ model: m, xml }: { model: Model; xml: string }) {
  const diagram = useMemo(() => ({ xml, elements: [], flows: [] }), [xml]);
  return (
    <OnPhone
      model={m}
      title={`设计：${m.name}`}
      said={{
        title: '流程图请在电脑上修改',
        description: `这里只能查看${m.draft ? '草稿' : '现行流程图'}：两指缩放，单指拖动，点环节看说明。`,
      }}
    >
      <section className="panel" aria-label="流程图">
        <Suspense fallback={<Loading />}>
          <DiagramView diagram={diagram} />
        </Suspense>
      </section>
    </OnPhone>
  );
}

/** The draft as it is now, or what is deployed where there is none. */
async function latest(process: string) {
  const { draft, present } = await freshModel(process);
  return readDiagram(process, draft ? 'draft' : `d${present}`);
}

interface WorkplaceProps {
  model: Model;
  known: Catalogue;
  opened: { xml: string; revision: number };
  reload: () => void;
}

function Workplace({ model: m, known, opened, reload }: WorkplaceProps) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const canvas = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [editor, setEditor] = useState<Modeler | null>(null);
  const autosave = useRef<Autosave | null>(null);
  const [state, setState] = useState<SaveState>({ kind: 'untouched' });
  const [findings, setFindings] = useState<Finding[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [naming, setNaming] = useState<Model | null>(null);
  const [can, setCan] = useState({ undo: false, redo: false });
  const asked = useRef(0);

  const look = useCallback(
    async (created: Modeler) => {
      const mine = ++asked.current;
      const { xml } = await created.saveXML({ format: true });
      try {
        const { items } = await check(m.id, xml ?? '');
        if (mine !== asked.current) return;
        setFindings(items);
        markFindings(created, items);
      } catch (error) {
        if (mine === asked.current && error instanceof Problem && error.status === 422) setFault(error.detail);
      }
    },
    [m.id],
  );

  useEffect(() => {
    const created = createEditor(canvas.current!, panel.current!, known);
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const saving = createAutosave({
      revision: opened.revision,
      save: (xml, revision) => saveDraft(m.id, { xml, revision }),
      read: async () => (await created.saveXML({ format: true })).xml ?? '',
      onState: (next) => !gone && setState(next),
    });
    autosave.current = saving;
    created.importXML(opened.xml).then(
      () => {
        if (gone) return;
        fit(created);
        setEditor(created);
        void look(created);
        created.on('commandStack.changed', () => {
          const stack = created.get<{ canUndo(): boolean; canRedo(): boolean }>('commandStack');
          setCan({ undo: stack.canUndo(), redo: stack.canRedo() });
          setFault(null);
          saving.changed();
          clearTimeout(timer);
          timer = setTimeout(() => void look(created), 700);
        });
      },
      () => !gone && setFault('流程图没有能够打开。请导入一个完好的 .bpmn 文件，或者回到版本列表。'),
    );
    return () => {
      gone = true;
      clearTimeout(timer);
      saving.end();
      setEditor(null);
      created.destroy();
    };
  }, [known, look, m.id, opened]);

  async function open(picked: File | undefined): Promise<void> {
    if (!picked || !editor) return;
    if (picked.size > MOST_BYTES) return setFault('文件超过 2 MB 上限，请拆分流程后重试。');
    const xml = await picked.text();
    try {
      // The server looks first: what it refuses never reaches the editor.
      const { items } = await check(m.id, xml);
      await editor.importXML(xml);
      fit(editor);
      setFault(null);
      autosave.current?.changed();
      // What is under way was asked of what stood here before.
      asked.current++;
      setFindings(items);
      markFindings(editor, items);
      void message.success('已导入，作为草稿保存');
    } catch (error) {
      setFault(error instanceof Problem ? error.detail || error.message : '文件不是有效的 BPMN 流程图。');
    }
  }

  // After the click has come to its end: a click beside the search closes it.
  const act = (action: string) =>
    setTimeout(() => editor?.get<{ trigger(name: string): void }>('editorActions').trigger(action));
  const zoomBy = (factor: number) => {
    if (editor) canvasOf(editor).zoom(canvasOf(editor).zoom() * factor, 'auto');
  };
  const exporting = (how: (editor: Modeler, name: string) => Promise<void>) => {
    if (editor) how(editor, m.id).catch(() => setFault('没有能够导出，图可能过大。请改为导出 .bpmn 或 SVG。'));
  };
  async function name(): Promise<void> {
    if (!autosave.current) return;
    if (!(await autosave.current.flush())) return;
    const now = await freshModel(m.id);
    // Without a change there is no draft yet.
    if (isDrafted(now)) setNaming(now);
    else void message.info('还没有修改，无需存为版本。');
  }

  const errors = findings?.filter((f) => f.severity === 'error').length ?? 0;
  return (
    <>
      <div className="page-head">
        <h1>设计：{m.name}</h1>
        <PageHelp />
        <Link to={`/modeler/${m.id}`}>版本和部署</Link>
        <Saved state={state} />
        <div className="page-head-end">
          <Button type="primary" disabled={!editor || state.kind === 'stopped'} onClick={() => void name()}>
            存为版本
          </Button>
        </div>
      </div>
      <Stopped state={state} onExport={() => exporting(exportBpmn)} onReload={reload} />
      {state.kind === 'retrying' && <ProblemAlert problem={state.problem} />}
      {fault && (
        <Alert
          className="gap"
          type="error"
          showIcon
          role="alert"
          title={fault}
          closable={{ onClose: () => setFault(null) }}
        />
      )}
      <div className="modeler">
        <div className="modeler-tools" role="toolbar" aria-label="编辑">
          <Tool label="撤销" hint="Ctrl+Z" icon={<UndoOutlined />} disabled={!can.undo} onClick={() => act('undo')} />
          <Tool label="重做" hint="Ctrl+Y" icon={<RedoOutlined />} disabled={!can.redo} onClick={() => act('redo')} />
          <Tool label="查找" hint="Ctrl+F" icon={<SearchOutlined />} onClick={() => act('find')} />
          <Tool label="放大" icon={<PlusOutlined />} onClick={() => zoomBy(1.25)} />
          <Tool label="缩小" icon={<MinusOutlined />} onClick={() => zoomBy(0.8)} />
          <Tool
            label="显示全图"
            icon={<FullscreenOutlined />}
            onClick={() => editor && canvasOf(editor).zoom('fit-viewport', 'auto')}
          />
          <Tool label="导入" icon={<UploadOutlined />} onClick={() => file.current?.click()} />
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'bpmn', label: '流程图文件（.bpmn）', onClick: () => exporting(exportBpmn) },
                { key: 'svg', label: '矢量图（SVG）', onClick: () => exporting(exportSvg) },
                { key: 'png', label: '图片（PNG）', onClick: () => exporting(exportPng) },
              ],
            }}
          >
            <Button size="small" icon={<DownloadOutlined />} aria-label="导出" disabled={!editor}>
              导出
            </Button>
          </Dropdown>
          <input
            ref={file}
            type="file"
            accept=".bpmn,.xml"
            hidden
            aria-label="导入流程图文件"
            onChange={(event) => {
              void open(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          <span className="modeler-count" role="status">
            {findings === null
              ? '正在检查…'
              : errors
                ? `■ ${errors} 处错误`
                : findings.length
                  ? `▲ ${findings.length} 处提醒`
                  : '检查通过'}
          </span>
        </div>
        <div ref={canvas} className="modeler-canvas" role="group" aria-label="流程图编辑区" />
        <div ref={panel} className="modeler-panel" role="group" aria-label="属性" />
        <section className="modeler-findings" aria-label="检查结果">
          {findings && (
            <Findings
              findings={findings}
              onShow={(id) => editor && showElement(editor, id)}
              onFix={({ elementId, fix }) => editor && elementId && fix && applyFix(editor, elementId, fix)}
            />
          )}
        </section>
      </div>
      <LeaveGuard
        unsaved={() => autosave.current?.unsaved() ?? false}
        save={async () => (await autosave.current?.flush()) ?? true}
      />
      {naming && (
        <SaveVersion
          title="存为版本"
          hint={`${included(naming)}版本保存后不再改变，可以比较、提请审核、部署。草稿可以继续修改。`}
          process={m.id}
          source={sourceOf(naming)}
          onClose={() => setNaming(null)}
          onSaved={(v) => void navigate(`/modeler/${m.id}/versions/${v.id}`)}
        />
      )}
    </>
  );
}
