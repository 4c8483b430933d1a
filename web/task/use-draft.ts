import type { FormInstance } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { http } from '../client/http.ts';
import type { Values } from '../client/types.ts';

const IDLE_MS = 2_500;

/** Keeps what is typed on the server: when asked, and by itself after a pause in typing. */
export function useDraft(taskKey: string, form: FormInstance, enabled: boolean) {
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const edited = useRef(0);
  const saved = useRef(0);
  const timer = useRef<number | undefined>(undefined);

  const save = useCallback(async (): Promise<boolean> => {
    window.clearTimeout(timer.current);
    const upTo = edited.current;
    try {
      const answer = await http.put<{ savedAt?: string } | undefined>(`/api/tasks/${taskKey}/draft`, {
        variables: form.getFieldsValue() as Values,
      });
      saved.current = Math.max(saved.current, upTo);
      setSavedAt(answer?.savedAt ?? new Date().toISOString());
      return true;
    } catch {
      return false;
    }
  }, [taskKey, form]);

  const touched = useCallback(() => {
    edited.current += 1;
    window.clearTimeout(timer.current);
    if (enabled) timer.current = window.setTimeout(() => void save(), IDLE_MS);
  }, [enabled, save]);

  const unsaved = useCallback(() => edited.current > saved.current, []);
  /** After the task is done there is nothing left to keep. */
  const settle = useCallback(() => {
    window.clearTimeout(timer.current);
    saved.current = edited.current;
  }, []);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { save, touched, unsaved, settle, savedAt };
}
