import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { guardedLookup, refuseTarget } from './address-guard.ts';

const TIMEOUT_MS = 5_000;
const READ_MOST = 1_024;

export interface SignedPost {
  url: string;
  secret: string;
  body: string;
  /** The same for every attempt: the receiver knows a repetition by it. */
  deliveryId: string;
  /** Wall time of the attempt, seconds. */
  timestamp: string;
  allowPrivate: boolean;
}

/** `sha256=<hex>` over `<timestamp>.<body>`: an old request cannot be sent again with a new time. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** Delivered when the answer is 2xx; throws what hindered it, in Chinese. Redirects are not followed. */
export async function postSigned({
  url,
  secret,
  body,
  deliveryId,
  timestamp,
  allowPrivate,
}: SignedPost): Promise<void> {
  const refusal = refuseTarget(url, allowPrivate);
  if (refusal) throw new Error(refusal);
  const request = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const req = request(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        lookup: guardedLookup(allowPrivate),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'lixia-flow',
          'x-lixia-timestamp': timestamp,
          'x-lixia-signature': signatureOf(secret, timestamp, body),
          'x-lixia-delivery': deliveryId,
        },
      },
      (res) => {
        let read = Buffer.alloc(0);
        const done = () => {
          resolve({ status: res.statusCode ?? 0, text: read.subarray(0, READ_MOST).toString() });
          res.destroy();
        };
        res.on('data', (chunk: Buffer) => {
          read = Buffer.concat([read, chunk]);
          if (read.length >= READ_MOST) done();
        });
        res.on('end', done);
        res.on('error', reject);
      },
    );
    req.on('error', reject);
    req.end(body);
  }).catch((error: unknown) => {
    throw new Error(signal.aborted ? `对方 ${TIMEOUT_MS / 1000} 秒内没有答复` : sayError(error));
  });
  if (status >= 300 && status < 400) throw new Error(`对方要求转到其他地址（HTTP ${status}），未跟随`);
  if (status < 200 || status >= 300) throw new Error(`对方答复 HTTP ${status}${text ? `：${text.slice(0, 200)}` : ''}`);
}

function sayError(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return '对方拒绝连接';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return '找不到对方的地址';
  if (code === 'ECONNRESET') return '连接被对方中断';
  return message ?? String(error);
}
