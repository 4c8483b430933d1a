import * as client from 'openid-client';
import { postsByClaim, type Claimed } from '../domain/people/claims.ts';
import type { Config } from './config.ts';

/** What is kept in the session between leaving for the provider and coming back; used once. */
export interface Leaving {
  state: string;
  nonce: string;
  verifier: string;
  /** Where to on our pages. */
  to: string;
  at: number;
}
const MOST_MS = 10 * 60 * 1000;

/** Why nobody came in, in words for the person. */
export class SignInFailed extends Error {
  readonly status: number;
  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** The district's own sign-in: authorization code with PKCE, state and nonce. */
export function createOidc(config: Config) {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, PUBLIC_URL } = config;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !PUBLIC_URL) return null;
  const issuer = new URL(OIDC_ISSUER);
  const redirect = new URL('/api/oidc/callback', PUBLIC_URL).href;
  let found: Promise<client.Configuration> | null = null;
  const away = (cause: unknown) =>
    new SignInFailed(502, '统一身份认证暂时不能访问，请稍后重试；有本地密码的，可以用用户名和密码登录。', cause);
  const provider = (): Promise<client.Configuration> => {
    found ??= client
      .discovery(issuer, OIDC_CLIENT_ID, config.OIDC_CLIENT_SECRET, undefined, {
        timeout: 10,
        // config.ts lets nothing but this machine do without TLS.
        ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        found = null;
        throw away(error);
      });
    return found;
  };

  return {
    name: config.OIDC_NAME,

    async leave(to: string): Promise<{ address: string; leaving: Leaving }> {
      const verifier = client.randomPKCECodeVerifier();
      const leaving = { state: client.randomState(), nonce: client.randomNonce(), verifier, to, at: Date.now() };
      const address = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirect,
        scope: config.OIDC_SCOPE,
        state: leaving.state,
        nonce: leaving.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, leaving };
    },

    /** `address`: of the request that came back, path and query. */
    async comeBack(address: string, leaving: Leaving | undefined): Promise<{ claimed: Claimed; idToken: string }> {
      if (!leaving || leaving.at < Date.now() - MOST_MS)
        throw new SignInFailed(400, '这次登录已过期或不是从本平台开始的，请回到登录页重新登录。');
      const current = new URL(redirect);
      current.search = new URL(address, redirect).search;
      if (current.searchParams.get('error') === 'access_denied')
        throw new SignInFailed(403, '统一身份认证没有同意登录，请重新登录或联系统一身份认证的管理员。');
      const at = await provider();
      let claims: Record<string, unknown>;
      let idToken: string;
      try {
        const tokens = await client.authorizationCodeGrant(at, current, {
          pkceCodeVerifier: leaving.verifier,
          expectedState: leaving.state,
          expectedNonce: leaving.nonce,
          idTokenExpected: true,
        });
        const told = tokens.claims()!;
        idToken = tokens.id_token!;
        claims = { ...told };
        // Providers give most claims only here.
        if (at.serverMetadata().userinfo_endpoint)
          claims = { ...(await client.fetchUserInfo(at, tokens.access_token, told.sub)), ...told };
      } catch (error) {
        if (error instanceof TypeError && /fetch/.test(error.message)) throw away(error);
        throw new SignInFailed(
          401,
          '统一身份认证的答复没有通过核对，请回到登录页重新登录；仍不成功请联系系统管理员。',
          error,
        );
      }
      const username = claims[config.OIDC_USERNAME_CLAIM];
      if (typeof username !== 'string' || !username || username.length > 100)
        throw new SignInFailed(403, '统一身份认证没有给出用户名，请联系系统管理员核对设置。');
      const name = typeof claims.name === 'string' && claims.name.trim() ? claims.name.trim().slice(0, 50) : username;
      return {
        idToken,
        claimed: {
          subject: `${String(claims.iss)} ${String(claims.sub)}`,
          username: username.toLowerCase(),
          name,
          posts: config.OIDC_POSTS_CLAIM ? postsByClaim(config.OIDC_POSTS, claims[config.OIDC_POSTS_CLAIM]) : null,
        },
      };
    },

    /** Where to end the session there; null: the provider has no such address, or is away. */
    async signOutAddress(idToken: string): Promise<string | null> {
      const at = await provider().catch(() => null);
      if (!at?.serverMetadata().end_session_endpoint) return null;
      return client.buildEndSessionUrl(at, {
        id_token_hint: idToken,
        post_logout_redirect_uri: new URL('/', PUBLIC_URL).href,
      }).href;
    },
  };
}
export type Oidc = NonNullable<ReturnType<typeof createOidc>>;
