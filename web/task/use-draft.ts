import type { FormInstance } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { http } from '../client/http.ts';
import type { Values } from '../client/types.ts';

const IDLE_MS = 2_500;

/** Keeps what is typed on the server, at `address` with what else is to be kept: when asked, and by itself after a pause in typing. */
export function useDraft(address: string, form: FormInstance, enabled: boolean, more?: { key: string }) {
  const key = more?.key;
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const edited = useRef(0);
  const saved = useRef(0);
  const timer = useRef<number | undefined>(undefined);
  const sending = useRef<Promise<unknown>>(Promise.resolve());

  const save = useCallback(async (): Promise<boolean> => {
    window.clearTimeout(timer.current);
    const upTo = edited.current;
    try {
      const sent = http.put<{ savedAt?: string } | undefined>(address, {
        key,
        variables: form.getFieldsValue() as Values,
      });
      sending.current = sent.catch(() => undefined);
      const answer = await sent;
      saved.current = Math.max(saved.current, upTo);
      setSavedAt(answer?.savedAt ?? new Date().toISOString());
      return true;
    } catch {
      return false;
    }
  }, [address, form, key]);

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

  /** Nothing is saved any more by itself; what was on its way has arrived. */
  const rest = useCallback(async () => {
    window.clearTimeout(timer.current);
    await sending.current;
  }, []);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { save, touched, unsaved, settle, rest, savedAt };
}
