import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { Tool } from './draft-parts.tsx';
import { FilePage, type WorkplaceProps } from './file-page.tsx';
import { FileWorkplace } from './file-workplace.tsx';
import { checkFile } from './queries.ts';
import { createRuleEditor, type RuleEditor, type View } from './rule-editor.ts';
import { RuleTrial } from './rule-trial.tsx';
import { type OpenedFile, useFileDraft } from './use-file-draft.ts';

/** Edits the rules of a procedure as tables and diagram, and tries them. */
export const RulePage = () => (
  <FilePage kind="规则" workplace={Workplace} phone={{ said: '这里可以填数试算，看命中哪一行。', part: Trial }} />
);

const nothing = () => {};

/** On a phone: the rules can be tried. */
function Trial({ opened: { model: m, file, content } }: { opened: OpenedFile }) {
  const checked = useQuery({
    queryKey: ['models', m.id, 'check', file.name, content],
    queryFn: () => checkFile(m.id, file.name, content),
  });
  if (checked.isError) return <ProblemState error={checked.error} retry={() => void checked.refetch()} />;
  if (checked.isPending) return <Loading />;
  return (
    <RuleTrial
      process={m.id}
      file={file.name}
      decisions={checked.data.decisions}
      shown={undefined}
      read={() => Promise.resolve(content)}
      onTried={nothing}
    />
  );
}

function Workplace({ first, reload }: WorkplaceProps) {
  // Later refreshes of the page never touch what is edited.
  const [opened] = useState(first);
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<RuleEditor | null>(null);
  const [views, setViews] = useState<View[]>([]);
  const [active, setActive] = useState<string | undefined>();
  const read = useCallback(() => editor.current?.read() ?? Promise.resolve(opened.content), [opened]);
  const draft = useFileDraft(opened, read);
  const { changed, look, setFault } = draft;
  const [hits, setHits] = useState<string[]>([]);

  useEffect(() => {
    const created = createRuleEditor(host.current!, {
      onChange() {
        setHits([]);
        changed();
      },
      onViews() {
        setViews([...created.views()]);
        setActive(created.active()?.id);
      },
    });
    editor.current = created;
    created.open(opened.content).then(
      async () => {
        const table = created.views().find(({ type }) => type === 'decisionTable');
        if (table) await created.show(table);
        await look();
      },
      () => setFault('规则没有能够打开。请导入一个完好的 .dmn 文件，或者回到版本列表。'),
    );
    return () => {
      editor.current = null;
      created.end();
    };
  }, [opened, changed, look, setFault]);

  const show = (id: string) => {
    const view = views.find((v) => v.element.id === id);
    if (view) void editor.current?.show(view);
  };
  const shown = views.find(({ id }) => id === active)?.element.id;
  return (
    <FileWorkplace
      opened={opened}
      draft={draft}
      reload={reload}
      read={read}
      open={(content) => editor.current!.open(content)}
      onShow={show}
      tools={
        <>
          <Tool label="撤销" hint="Ctrl+Z" icon={<UndoOutlined />} onClick={() => editor.current?.act('undo')} />
          <Tool label="重做" hint="Ctrl+Y" icon={<RedoOutlined />} onClick={() => editor.current?.act('redo')} />
        </>
      }
      beside={
        <RuleTrial
          process={opened.model.id}
          file={opened.file.name}
          decisions={draft.checked?.decisions ?? []}
          shown={shown}
          read={read}
          onTried={setHits}
        />
      }
    >
      <Tabs
        className="rule-views"
        size="small"
        {...(active ? { activeKey: active } : {})}
        items={views.map((view) => ({
          key: view.id,
          label: view.type === 'drd' ? '规则关系图' : view.element.name || view.element.id,
        }))}
        onChange={(key) => {
          const view = views.find(({ id }) => id === key);
          if (view) void editor.current?.show(view);
        }}
      />
      {/* Rows that matched are marked by the ids that the table gives its cells. */}
      <style>{hits.map((id) => `.rule-canvas [data-row-id="${CSS.escape(id)}"]{background:#e6f4ea}`).join('\n')}</style>
      <div ref={host} className="rule-canvas" role="group" aria-label="规则编辑区" />
    </FileWorkplace>
  );
}
