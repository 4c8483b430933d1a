import type { Request } from 'express';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';

const HOURS = 60 * 60 * 1000;
const VALID_MS = 6 * HOURS;

/** What protects the public form: there is no session to ride on, so it is about forms that we have not handed out. */
export interface Guard {
  /** For the form of one matter; each is good for one comment, for some hours. */
  issue(caseId: string): string;
  /** The nonce of a form that we handed out for this matter, null for any other. */
  nonceOf(caseId: string, token: string): string | null;
  /** Keyed hash of where a request comes from: one house of IPv6 is one origin. */
  origin(req: Request): string;
}

export function guard(secret: string): Guard {
  const mac = (text: string) => createHmac('sha256', secret).update(`public-comment:${text}`).digest('base64url');
  return {
    issue(caseId) {
      const body = `${randomBytes(18).toString('base64url')}.${Date.now().toString(36)}`;
      return `${body}.${mac(`${caseId}.${body}`)}`;
    },
    nonceOf(caseId, token) {
      const [nonce, issued, signature, ...more] = token.split('.');
      if (!nonce || !issued || !signature || more.length) return null;
      const given = Buffer.from(signature);
      const expected = Buffer.from(mac(`${caseId}.${nonce}.${issued}`));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const age = Date.now() - parseInt(issued, 36);
      return age >= 0 && age < VALID_MS ? nonce : null;
    },
    origin(req) {
      const ip = req.ip ?? 'unknown';
      return mac(`origin:${isIPv6(ip) && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip}`);
    },
  };
}

/** Whether a browser says that another site sent it. */
export function comesFromElsewhere(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = req.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== req.headers.host;
}
