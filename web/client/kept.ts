import { notifyManager, type Query } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { Problem } from './http.ts';
import { queryClient } from './queries.ts';

const AGAIN_MS = 5_000;
const cache = queryClient.getQueryCache();

/** On the page, with an answer, but the last time there was none: the network, or a server that starts. */
function isKept(query: Query): boolean {
  const { data, error, status } = query.state;
  const unanswered = error instanceof Problem && (error.status === 0 || error.status >= 500);
  return status === 'error' && data !== undefined && unanswered && query.isActive();
}

const subscribe = (changed: () => void) => cache.subscribe(notifyManager.batchCalls(changed));

/** The browser's time of the oldest answer shown that could not be read anew, until it could; null while all is read. */
export function useKept(): number | null {
  const since = useSyncExternalStore(subscribe, () => {
    const kept = cache.getAll().filter(isKept);
    return kept.length === 0 ? null : Math.min(...kept.map(({ state }) => state.dataUpdatedAt));
  });
  const waits = since !== null;
  useEffect(() => {
    if (!waits) return;
    const timer = window.setInterval(
      () => void queryClient.refetchQueries({ predicate: isKept }, { cancelRefetch: false }),
      AGAIN_MS,
    );
    return () => window.clearInterval(timer);
  }, [waits]);
  return since;
}
