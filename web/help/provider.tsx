import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { http } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import { useSession } from '../shell/session.tsx';
import { HelpContext } from './context.ts';

// Text and pictures come when somebody asks for them.
const HelpDrawer = lazy(() => import('./help-drawer.tsx'));
const Guide = lazy(() => import('./guide.tsx'));

/** Help beside any page. Whoever comes for the first time is shown around: on the home page, never over work that a link led to. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const { guide } = useSession();
  const { pathname } = useLocation();
  const [page, setPage] = useState(false);
  const [asked, setAsked] = useState(false);
  const [over, setOver] = useState(false);
  const due = guide.due && !over && pathname === '/';
  const closePage = useCallback(() => setPage(false), []);
  const end = useCallback(() => {
    setAsked(false);
    setOver(true);
    if (!guide.due) return;
    // Should this be lost, it is shown once more: no harm.
    void http
      .put(`/api/me/guides/${guide.name}`, {})
      .catch(() => undefined)
      .finally(() => void queryClient.invalidateQueries({ queryKey: ['session'] }));
  }, [guide.due, guide.name]);
  const acts = useMemo(() => ({ showPage: () => setPage(true), showGuide: () => setAsked(true) }), []);
  return (
    <HelpContext value={acts}>
      {children}
      <Suspense fallback={null}>
        {page && <HelpDrawer open onClose={closePage} />}
        {(asked || due) && <Guide name={guide.name} onEnd={end} />}
      </Suspense>
    </HelpContext>
  );
}
