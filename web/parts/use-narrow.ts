import { useSyncExternalStore } from 'react';

// Below antd's breakpoint `md`. Its own hook knows the width only after a first drawing, too late for what is begun once.
const NARROW = '(max-width: 767.98px)';

/** A phone, or a window as narrow. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
}

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
