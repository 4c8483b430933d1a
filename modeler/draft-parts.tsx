import { Alert, Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { queryClient } from '../web/client/queries.ts';
import type { SaveState } from './autosave.ts';
import { model } from './queries.ts';
import type { Model, VersionSource } from './types.ts';

/** How far the draft is saved. */
export function Saved({ state }: { state: SaveState }) {
  const text = {
    untouched: '没有未保存的修改',
    waiting: '有修改，即将保存…',
    saving: '正在保存…',
    saved: state.kind === 'saved' ? `已自动保存为第 ${state.revision} 稿` : '',
    retrying: '没有保存，正在重试…',
    stopped: '没有保存',
  }[state.kind];
  return (
    <span className="muted" role="status" aria-label="保存状态">
      {text}
    </span>
  );
}

/** Somebody else has saved meanwhile, or the server refuses the text: nothing is lost, the owner decides. */
export function Stopped({
  state,
  onExport,
  onReload,
}: {
  state: SaveState;
  onExport: () => void;
  onReload: () => void;
}) {
  if (state.kind !== 'stopped') return null;
  return (
    <Alert
      className="gap"
      type="error"
      showIcon
      role="alert"
      title={state.problem.status === 409 ? '草稿已被他人修改' : '草稿没有保存'}
      description={state.problem.detail || state.problem.message}
      action={
        <>
          <Button size="small" onClick={onExport}>
            导出我的修改
          </Button>{' '}
          <Button size="small" danger onClick={onReload}>
            载入最新草稿
          </Button>
        </>
      }
    />
  );
}

interface ToolProps {
  label: string;
  hint?: string;
  icon: ReactNode;
  disabled?: boolean;
  onClick: () => void;
}

export function Tool({ label, hint, icon, disabled, onClick }: ToolProps) {
  return (
    <Tooltip title={hint ? `${label}（${hint}）` : label}>
      <Button size="small" icon={icon} aria-label={label} disabled={disabled} onClick={onClick} />
    </Tooltip>
  );
}

/** Everything that is drafted, as it is now: what a version would be made of. */
export const sourceOf = (m: Model): VersionSource => ({
  revision: m.draft?.revision ?? 0,
  files: Object.fromEntries(m.files.flatMap(({ name, draft }) => (draft ? [[name, draft.revision]] : []))),
});

export const isDrafted = (m: Model): boolean => m.draft !== null || m.files.some(({ draft }) => draft !== null);

/** The procedure as the server knows it now. */
export const freshModel = (process: string): Promise<Model> =>
  queryClient.fetchQuery({ ...model(process), staleTime: 0 });

/** What a version of the present drafts holds, in words. */
export function included(m: Model): string {
  const files = m.files
    .filter(({ draft }) => draft)
    .map(({ kind, title }) => `${kind === 'dmn' ? '规则' : '表单'}“${title}”`);
  return `包含${[...(m.draft ? ['流程图'] : []), ...files].join('、')}的草稿。`;
}
