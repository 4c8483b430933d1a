import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { Problem } from '../web/client/http.ts';
import { type Autosave, createAutosave, type SaveState } from './autosave.ts';
import { freshModel, isDrafted } from './draft-parts.tsx';
import { checkFile, model, readFile, saveFile } from './queries.ts';
import type { FileChecked, Model, ModelFile } from './types.ts';

export interface OpenedFile {
  model: Model;
  file: ModelFile;
  content: string;
  revision: number;
}

/** Opens a rule or form of a procedure. */
export function useOpenedFile(process: string, name: string) {
  const found = useQuery(model(process));
  const [opened, setOpened] = useState<{ content: string; revision: number } | null>(null);
  const [fault, setFault] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    setOpened(null);
    setFault(null);
    readFile(process, name).then(
      (read) => !gone && setOpened(read),
      (error: unknown) => !gone && setFault(error as Problem),
    );
    return () => {
      gone = true;
    };
  }, [process, name, round]);
  const file = found.data?.files.find((one) => one.name === name);
  const missing = found.data && !file ? new Problem(404, '这个流程没有这个规则或表单') : null;
  const refused = found.data && !found.data.may.edit ? new Problem(403, '只有流程设计员可以修改规则和表单') : null;
  return {
    error: found.error ?? refused ?? fault ?? missing,
    reload: useCallback(() => setRound((n) => n + 1), []),
    round,
    opened: found.data && file && opened ? { model: found.data, file, ...opened } : null,
  };
}

/** Saves and checks what is edited; `read` gives the text as it is now. */
export function useFileDraft({ model: m, file, revision }: OpenedFile, read: () => Promise<string>) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [state, setState] = useState<SaveState>({ kind: 'untouched' });
  const [checked, setChecked] = useState<FileChecked | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [naming, setNaming] = useState<Model | null>(null);
  const reader = useRef(read);
  reader.current = read;
  const autosave = useRef<Autosave | null>(null);
  const asked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const look = useCallback(async () => {
    const mine = ++asked.current;
    try {
      const answer = await checkFile(m.id, file.name, await reader.current());
      if (mine === asked.current) setChecked(answer);
    } catch (error) {
      if (mine === asked.current && error instanceof Problem && error.status === 422) setFault(error.detail);
    }
  }, [m.id, file.name]);

  useEffect(() => {
    let gone = false;
    const saving = createAutosave({
      revision,
      save: (content, over) => saveFile(m.id, file.name, { content, revision: over }),
      read: () => reader.current(),
      onState: (next) => !gone && setState(next),
    });
    autosave.current = saving;
    return () => {
      gone = true;
      clearTimeout(timer.current);
      saving.end();
    };
  }, [m.id, file.name, revision]);

  const changed = useCallback(() => {
    setFault(null);
    autosave.current?.changed();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void look(), 700);
  }, [look]);

  return {
    state,
    checked,
    fault,
    setFault,
    look,
    changed,
    naming,
    stopNaming: () => setNaming(null),
    unsaved: () => autosave.current?.unsaved() ?? false,
    save: async () => (await autosave.current?.flush()) ?? true,
    async name() {
      if (!(await autosave.current?.flush())) return;
      const now = await freshModel(m.id);
      if (isDrafted(now)) setNaming(now);
      else void message.info('还没有修改，无需存为版本。');
    },
    saved: (version: { id: string }) => void navigate(`/modeler/${m.id}/versions/${version.id}`),
  };
}

export type FileDraft = ReturnType<typeof useFileDraft>;
