import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { http, Problem, setCsrfToken, whenSignedOut } from '../client/http.ts';
import { queryClient } from '../client/queries.ts';
import type { Session } from '../client/types.ts';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { setBusinessNow } from '../parts/time.ts';
import { MustChange } from '../account/must-change.tsx';
import { IdleWarning } from './idle.tsx';
import { secondsIdle } from './input.ts';
import { SignIn } from '../sign-in/sign-in.tsx';
import { SignInAgain } from '../sign-in/sign-in-again.tsx';

const SessionContext = createContext<Session | null>(null);

/** Who is signed in; only below SessionGate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session');
  return session;
}

async function readSession(): Promise<Session | null> {
  try {
    const session = await http.get<Session>('/api/session', { 'x-idle-seconds': String(secondsIdle()) });
    setCsrfToken(session.csrfToken);
    setBusinessNow(session.now);
    return session;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  const { csrfToken } = await http.post<{ csrfToken: string }>('/api/session', { username, password });
  setCsrfToken(csrfToken);
  queryClient.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
  await queryClient.invalidateQueries({ queryKey: ['session'] });
}

/** `stays`: whoever signs in next comes to this page. */
export async function signOut(stays = false): Promise<void> {
  const answer = await http.delete<{ signOutAddress?: string } | undefined>('/api/session').catch(() => undefined);
  queryClient.clear();
  // Who came in by the district's sign-in leaves there too.
  if (stays && !answer?.signOutAddress) window.location.reload();
  else window.location.assign(answer?.signOutAddress ?? '/');
}

/** Shows the pages to who is signed in, the sign-in to everybody else, at the same address. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery({ queryKey: ['session'], queryFn: readSession, refetchInterval: 60_000 });
  const [last, setLast] = useState<Session | null>(null);
  const [ended, setEnded] = useState(false);

  useEffect(() => whenSignedOut(() => setEnded(true)), []);
  useEffect(() => {
    if (session.data) {
      setLast(session.data);
      setEnded(false);
    }
  }, [session.data]);

  if (session.isPending) return <Loading />;
  if (session.isError && !last) return <ProblemState error={session.error} retry={() => void session.refetch()} />;
  const current = session.data ?? last;
  if (!current) return <SignIn />;
  if (current.mustChange && session.data !== null) return <MustChange session={current} />;
  return (
    <SessionContext value={current}>
      {children}
      <IdleWarning session={current} ended={ended || session.data === null} />
      {/* An ended session must not throw away what is being filled in. */}
      <SignInAgain
        open={ended || session.data === null}
        username={current.user.username}
        oidc={current.signedInBy === 'oidc'}
      />
    </SessionContext>
  );
}
