import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { http, query } from '../client/http.ts';

/** The district's own sign-in, where there is one; comes back to this page. */
export function OtherWay({ newWindow = false }: { newWindow?: boolean }) {
  const ways = useQuery({
    queryKey: ['session-ways'],
    queryFn: () => http.get<{ oidc: { name: string } | null }>('/api/session/ways'),
    staleTime: Infinity,
  });
  if (!ways.data?.oidc) return null;
  const { pathname, search } = window.location;
  return (
    <Button
      block
      style={{ marginTop: 12 }}
      href={`/api/oidc/start${query({ to: newWindow ? '/' : pathname + search })}`}
      {...(newWindow ? { target: '_blank' } : {})}
    >
      经{ways.data.oidc.name}登录
    </Button>
  );
}
