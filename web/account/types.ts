import { queryOptions } from '@tanstack/react-query';
import { http } from '../client/http.ts';

export interface AccessToken {
  id: string;
  name: string;
  scopes: string[];
  scopeNames: string[];
  createdAt: string;
  expiresAt: string;
  lastUsedAt: string | null;
  lastAddress: string | null;
  state: 'active' | 'expired' | 'revoked';
}
export interface Tokens {
  items: AccessToken[];
  total: number;
  scopes: { id: string; name: string }[];
  mostDays: number;
}

/** Of oneself, or of a system's account. */
export const tokensAt = (system: string | null): string =>
  system === null ? '/api/tokens' : `/api/accounts/${encodeURIComponent(system)}/tokens`;
export const tokensOf = (system: string | null) =>
  queryOptions({ queryKey: ['tokens', system], queryFn: () => http.get<Tokens>(tokensAt(system)) });
