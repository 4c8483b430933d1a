import { DownloadOutlined, EyeOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal, Upload } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { http, type Problem, problemOf } from '../client/http.ts';
import { failed, queries, queryClient } from '../client/queries.ts';
import type { CaseFile, PaperStanding } from '../client/types.ts';
import { OriginalMark } from '../papers/original-mark.tsx';
import { fileSize } from '../parts/format.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { When } from '../parts/when.tsx';
import { useSession } from '../shell/session.tsx';
import { Paper } from './paper.tsx';

/** Types that a browser shows by itself; each is shown as what it is called, never as a page. */
const PREVIEWS: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};
const previewType = (name: string): string | undefined => PREVIEWS[name.split('.').pop()?.toLowerCase() ?? ''];

/** Files of the case, newest step last, each to look at and to download; earlier versions stand below the newest. */
export function Files({ caseId, task }: { caseId: string; task?: string | undefined }) {
  const files = useQuery(queries.files(caseId));
  const [shown, setShown] = useState<CaseFile | null>(null);
  if (failed(files)) return <ProblemState error={files.error} retry={() => void files.refetch()} />;
  if (files.isPending) return <Loading />;
  const { items, missing } = files.data;
  if (items.length === 0 && missing.length === 0) return <Nothing>还没有上传的文件。</Nothing>;
  const before = new Map(items.map((f) => [f.id, f]));
  const replaced = new Set(items.map((f) => f.replaces));
  const earlier = (file: CaseFile): CaseFile[] => {
    const last = file.replaces ? before.get(file.replaces) : undefined;
    return last ? [last, ...earlier(last)] : [];
  };
  const present = items.filter((file) => !replaced.has(file.id));
  // What is itself a scan of another file's paper is no such other file.
  const scanOf = (file: CaseFile) => present.filter((other) => other.id !== file.id && !other.paper?.of);
  return (
    <>
      <Originals files={present} missing={missing} caseId={caseId} />
      <ul className="case-files">
        {present.map((file) => {
          const versions = earlier(file);
          return (
            <li key={file.id}>
              <FileLine file={file} version={versions.length ? versions.length + 1 : null} show={setShown} />
              {task && <NewVersion file={file} task={task} caseId={caseId} />}
              <Paper file={file} caseId={caseId} others={scanOf(file)} />
              {versions.length > 0 && (
                <details>
                  <summary>以前的版本（{versions.length}）</summary>
                  <ul className="case-files">
                    {versions.map((old, i) => (
                      <li key={old.id}>
                        <FileLine file={old} version={versions.length - i} show={setShown} />
                        <Paper file={old} caseId={caseId} others={[]} />
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          );
        })}
      </ul>
      <Modal
        open={shown !== null}
        title={shown?.name}
        width="min(960px, 96vw)"
        onCancel={() => setShown(null)}
        footer={null}
        destroyOnHidden
      >
        {shown && <Preview file={shown} />}
      </Modal>
    </>
  );
}

/** How many paper originals there are, and what lacks one. */
function Originals({ files, missing, caseId }: { files: CaseFile[]; missing: string[]; caseId: string }) {
  const count = (standing: PaperStanding) => files.filter((file) => file.original?.standing === standing).length;
  const lacking = count('lacking') + missing.length;
  const there = { checked: count('checked'), unchecked: count('unchecked') };
  if (lacking + there.checked + there.unchecked === 0) return null;
  return (
    <div className="case-originals">
      <Link to={`/papers?case=${encodeURIComponent(caseId)}`}>纸质原件</Link>：已核对 {there.checked} 份，待核对{' '}
      {there.unchecked} 份，缺 {lacking} 份
      {missing.length > 0 && (
        <ul aria-label="没有文件的必备材料">
          {missing.map((name) => (
            <li key={name}>
              <OriginalMark standing="lacking" /> {name}（必备材料，还没有文件名含该名称的文件）
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function FileLine({ file, version, show }: { file: CaseFile; version: number | null; show: (file: CaseFile) => void }) {
  return (
    <>
      <a href={`/api/files/${file.id}`} download={file.name}>
        <DownloadOutlined aria-hidden /> {file.name}
      </a>{' '}
      {previewType(file.name) && (
        <Button
          type="link"
          size="small"
          icon={<EyeOutlined aria-hidden />}
          className="no-print"
          aria-label={`预览：${file.name}`}
          onClick={() => show(file)}
        >
          预览
        </Button>
      )}
      <span className="muted">
        {version !== null && `第 ${version} 版 · `}
        {fileSize(file.size)}
        {file.elementName && ` · ${file.elementName}`} · {file.uploadedByName} · <When at={file.uploadedAt} />
      </span>
      <div className="muted file-hash">SHA-256 {file.sha256}</div>
    </>
  );
}

/** Whoever uploaded it and has the task adds a version; the form keeps what it names. */
function NewVersion({ file, task, caseId }: { file: CaseFile; task: string; caseId: string }) {
  const { message } = App.useApp();
  const { user } = useSession();
  const [busy, setBusy] = useState(false);
  if (file.uploadedBy !== user.username) return null;
  async function send(content: File) {
    setBusy(true);
    try {
      const body = new FormData();
      body.append('file', content);
      await http.post(`/api/tasks/${task}/files?replaces=${encodeURIComponent(file.id)}`, body);
      void message.success('已上传新版本，以前的版本仍保留');
    } catch (error) {
      const problem = error as Problem;
      void message.error(problem.detail || problem.message);
    } finally {
      setBusy(false);
      void queryClient.invalidateQueries({ queryKey: ['case', caseId, 'files'] });
    }
  }
  return (
    <Upload
      showUploadList={false}
      beforeUpload={(content) => {
        void send(content);
        return false;
      }}
    >
      <Button size="small" loading={busy} aria-label={`上传新版本：${file.name}`}>
        上传新版本
      </Button>
    </Upload>
  );
}

function Preview({ file }: { file: CaseFile }) {
  const type = previewType(file.name) ?? '';
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    void (async () => {
      const answer = await fetch(`/api/files/${file.id}`);
      if (!answer.ok) throw await problemOf(answer);
      const bytes = await answer.arrayBuffer();
      if (gone) return;
      // Of a type that we say, not of one that the file might claim.
      made = URL.createObjectURL(new Blob([bytes], { type }));
      setUrl(made);
    })().catch((error: unknown) => !gone && setProblem(error as Problem));
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [file.id, type]);
  if (problem) return <ProblemState error={problem} />;
  if (!url) return <Loading />;
  return type === 'application/pdf' ? (
    <iframe className="file-preview" src={url} title={`预览 ${file.name}`} />
  ) : (
    <img className="file-preview-picture" src={url} alt={file.name} />
  );
}
