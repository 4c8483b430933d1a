import { UploadOutlined, DownloadOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { type ReactNode, useRef } from 'react';
import { Link } from 'react-router';
import { PageHelp } from '../web/help/page-help.tsx';
import { LeaveGuard } from '../web/parts/leave-guard.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { included, Saved, sourceOf, Stopped, Tool } from './draft-parts.tsx';
import { download } from './files.ts';
import { Findings } from './findings.tsx';
import './modeler.css';
import { SaveVersion } from './save-version.tsx';
import type { FileDraft, OpenedFile } from './use-file-draft.ts';

interface Props {
  opened: OpenedFile;
  draft: FileDraft;
  tools?: ReactNode;
  read: () => Promise<string>;
  /** Puts another text into the editor; throws where it cannot. */
  open: (content: string) => Promise<void>;
  reload: () => void;
  onShow?: (elementId: string) => void;
  /** Try-out or preview. */
  beside: ReactNode;
  children: ReactNode;
}

/** What the editors of rules and forms have in common: head, tools, what is wrong, try-out beside. */
export function FileWorkplace(props: Props) {
  const { opened, draft, tools, read, open, reload, onShow, beside, children } = props;
  const { model: m, file } = opened;
  const picker = useRef<HTMLInputElement>(null);
  const findings = draft.checked?.items ?? null;
  const errors = findings?.filter((f) => f.severity === 'error').length ?? 0;
  const kind = file.kind === 'dmn' ? '规则' : '表单';
  const save = () =>
    void read().then((text) => download(new Blob([text], { type: 'application/octet-stream' }), file.name));
  async function load(picked: File | undefined) {
    if (!picked) return;
    try {
      await open(await picked.text());
      draft.changed();
    } catch {
      draft.setFault(`文件不是有效的${kind}，没有导入。`);
    }
  }
  return (
    <>
      <div className="page-head">
        <h1>
          {kind}：{file.title}
        </h1>
        <PageHelp />
        <Link to={`/modeler/${m.id}`}>{m.name}</Link>
        <Saved state={draft.state} />
        <div className="page-head-end">
          <Button type="primary" disabled={draft.state.kind === 'stopped'} onClick={() => void draft.name()}>
            存为版本
          </Button>
        </div>
      </div>
      <Stopped state={draft.state} onExport={save} onReload={reload} />
      {draft.state.kind === 'retrying' && <ProblemAlert problem={draft.state.problem} />}
      {draft.fault && (
        <Alert
          className="gap"
          type="error"
          showIcon
          role="alert"
          title={draft.fault}
          closable={{ onClose: () => draft.setFault(null) }}
        />
      )}
      <div className="file-editor">
        <div className="modeler-tools" role="toolbar" aria-label="编辑">
          {tools}
          <Tool label="导入" icon={<UploadOutlined />} onClick={() => picker.current?.click()} />
          <Tool label="导出" icon={<DownloadOutlined />} onClick={save} />
          <input
            ref={picker}
            type="file"
            accept={file.kind === 'dmn' ? '.dmn,.xml' : '.form,.json'}
            hidden
            aria-label={`导入${kind}文件`}
            onChange={(event) => {
              void load(event.target.files?.[0]);
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
        {children}
        <section className="modeler-findings" aria-label="检查结果">
          {findings && <Findings findings={findings} {...(onShow ? { onShow } : {})} />}
        </section>
      </div>
      {beside}
      <LeaveGuard unsaved={draft.unsaved} save={draft.save} />
      {draft.naming && (
        <SaveVersion
          title="存为版本"
          hint={`${included(draft.naming)}版本保存后不再改变，可以比较、提请审核、部署。草稿可以继续修改。`}
          process={m.id}
          source={sourceOf(draft.naming)}
          onClose={draft.stopNaming}
          onSaved={draft.saved}
        />
      )}
    </>
  );
}
