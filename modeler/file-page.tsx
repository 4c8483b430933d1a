import type { ComponentType } from 'react';
import { useParams } from 'react-router';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { useTitle } from '../web/parts/use-title.ts';
import { AtDesk, OnPhone } from './at-desk.tsx';
import { type OpenedFile, useOpenedFile } from './use-file-draft.ts';

export interface WorkplaceProps {
  first: OpenedFile;
  reload: () => void;
}

interface Props {
  kind: string;
  workplace: ComponentType<WorkplaceProps>;
  /** What a phone can do with it, and with what. */
  phone: { said: string; part: ComponentType<{ opened: OpenedFile }> };
}

/** Opens the rule or form that the address names in its editor. */
export function FilePage({ kind, workplace: Workplace, phone: { said, part: Part } }: Props) {
  const { process = '', file = '' } = useParams();
  const { opened, error, reload, round } = useOpenedFile(process, file);
  useTitle(opened ? `${kind}：${opened.file.title}` : kind);
  if (error && !opened) return <ProblemState error={error} retry={reload} />;
  if (!opened) return <Loading />;
  return (
    <AtDesk
      instead={
        <OnPhone
          model={opened.model}
          title={`${kind}：${opened.file.title}`}
          said={{ title: `${kind}请在电脑上修改`, description: said }}
        >
          <Part opened={opened} />
        </OnPhone>
      }
    >
      <Workplace key={`${process} ${file} ${round}`} first={opened} reload={reload} />
    </AtDesk>
  );
}
