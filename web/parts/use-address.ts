import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** Filters live in the address: shareable, and kept by going back. */
export function useAddress() {
  const [search, setSearch] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const set = useCallback(
    (changes: Record<string, string | null>) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          // Another filter starts on the first page.
          if (!('page' in changes)) next.delete('page');
          for (const [name, value] of Object.entries(changes)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        // A sheet in which one chooses stays open.
        { replace: true, state, preventScrollReset: true },
      );
    },
    [setSearch, state],
  );
  const get = (name: string) => search.get(name) ?? '';
  return {
    get,
    /** Those of these that are set. */
    some: (names: readonly string[]): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, get(name)]).filter(([, value]) => value)),
    page: Math.max(1, Number(search.get('page')) || 1),
    set,
  };
}
