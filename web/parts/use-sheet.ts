import { useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router';

interface Place {
  sheet?: string;
  /** Search part of the address when it was opened. */
  from?: string;
}

/** A sheet that is an entry of the browser's history of its own: the phone's back gesture closes it and takes back what was chosen in it. */
export function useSheet(name: string) {
  const { search, state, hash } = useLocation();
  const navigate = useNavigate();
  const place = state as Place | null;
  const open = place?.sheet === name;
  const from = place?.from;
  const show = useCallback(
    () => void navigate({ search, hash }, { state: { sheet: name, from: search }, preventScrollReset: true }),
    [navigate, search, hash, name],
  );
  const close = useCallback(() => {
    if (!open) return;
    // Nothing was changed: the entry before is this page already.
    if (from === search) void navigate(-1);
    else void navigate({ search, hash }, { replace: true, state: null, preventScrollReset: true });
  }, [open, from, search, hash, navigate]);
  return { open, show, close };
}
