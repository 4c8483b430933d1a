import type { ComponentType } from 'react';
import { useParams } from 'react-router';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import { type OpenedFile, useOpenedFile } from './use-file-draft.ts';

export interface WorkplaceProps {
  first: OpenedFile;
  reload: () => void;
}

/** Opens the rule or form that the address names in its editor. */
export function FilePage({ kind, workplace: Workplace }: { kind: string; workplace: ComponentType<WorkplaceProps> }) {
  const { process = '', file = '' } = useParams();
  const { opened, error, reload, round } = useOpenedFile(process, file);
  useTitle(opened ? `${kind}：${opened.file.title}` : kind);
  if (error && !opened) return <ProblemState error={error} retry={reload} />;
  if (!opened) return <Loading />;
  return <Workplace key={`${process} ${file} ${round}`} first={opened} reload={reload} />;
}
