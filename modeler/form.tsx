import { RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Tool } from './draft-parts.tsx';
import { FilePage, type WorkplaceProps } from './file-page.tsx';
import { FileWorkplace } from './file-workplace.tsx';
import { createFormEditor, type FormEditing } from './form-editor.ts';
import { FormPreview } from './form-preview.tsx';
import { type OpenedFile, useFileDraft } from './use-file-draft.ts';

/** Edits a form of a procedure and shows it as staff will see it. */
export const FormPage = () => (
  <FilePage kind="表单" workplace={Workplace} phone={{ said: '这里可以预览和试填。', part: Preview }} />
);

/** On a phone: the form as staff see it. */
const Preview = ({ opened: { model: m, file, content } }: { opened: OpenedFile }) => (
  <FormPreview process={m.id} file={file.name} read={() => Promise.resolve(content)} />
);

function Workplace({ first, reload }: WorkplaceProps) {
  // Later refreshes of the page never touch what is edited.
  const [opened] = useState(first);
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<FormEditing | null>(null);
  const read = useCallback(() => editor.current?.read() ?? Promise.resolve(opened.content), [opened]);
  const draft = useFileDraft(opened, read);
  const { changed, look, setFault } = draft;

  useEffect(() => {
    const created = createFormEditor(host.current!, changed);
    editor.current = created;
    created.open(opened.content).then(
      () => void look(),
      () => setFault('表单没有能够打开。请导入一个完好的 .form 文件，或者回到版本列表。'),
    );
    return () => {
      editor.current = null;
      created.end();
    };
  }, [opened, changed, look, setFault]);

  return (
    <FileWorkplace
      opened={opened}
      draft={draft}
      reload={reload}
      read={read}
      open={(content) => editor.current!.open(content)}
      onShow={(id) => editor.current?.show(id)}
      tools={
        <>
          <Tool label="撤销" hint="Ctrl+Z" icon={<UndoOutlined />} onClick={() => editor.current?.act('undo')} />
          <Tool label="重做" hint="Ctrl+Y" icon={<RedoOutlined />} onClick={() => editor.current?.act('redo')} />
        </>
      }
      beside={<FormPreview process={opened.model.id} file={opened.file.name} read={read} />}
    >
      <div ref={host} className="form-canvas" role="group" aria-label="表单编辑区" />
    </FileWorkplace>
  );
}
