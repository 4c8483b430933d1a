import { createTransport } from 'nodemailer';
import type { Pool } from '../../db/pool.ts';
import { toWire } from '../clock.ts';
import { type Channel, claimDeliveries, markFailed, markSent, type Outgoing, type RetryRule } from './deliveries.ts';
import { composeMail, oneLine } from './mail.ts';
import { postSigned } from './post-signed.ts';

export interface SenderSettings {
  smtpUrl: string | undefined;
  from: string | undefined;
  publicUrl: string;
  allowPrivate: boolean;
  retry: RetryRule;
}

export interface Sender {
  /** Sends what is due on this channel; the number of rows taken. */
  send(channel: Channel): Promise<number>;
  close(): void;
}

const AT_ONCE = 20;
const SMTP_TIMEOUT_MS = 10_000;

export function createSender(
  pool: Pool,
  settings: SenderSettings,
  onDead: (d: Outgoing, reason: string) => void,
): Sender {
  const mailer = settings.smtpUrl
    ? createTransport({
        url: settings.smtpUrl,
        pool: true,
        maxConnections: 3,
        connectionTimeout: SMTP_TIMEOUT_MS,
        greetingTimeout: SMTP_TIMEOUT_MS,
        socketTimeout: SMTP_TIMEOUT_MS,
        // A message never makes the server read a file or an address.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    : null;

  async function mail(d: Outgoing): Promise<void> {
    // Turned off meanwhile: there is nowhere to send it.
    if (!d.email) return;
    if (!mailer) throw new Error('邮件服务未配置');
    const at = toWire(d.createdAt)?.slice(0, 16).replace('T', ' ') ?? '';
    await mailer.sendMail({
      ...composeMail({ ...d, at }, settings.publicUrl),
      from: settings.from,
      to: { name: '', address: oneLine(d.email) },
      // The same for every attempt: a receiver that gets it twice can tell.
      messageId: `<delivery-${d.id}@${new URL(settings.publicUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  async function hook(d: Outgoing): Promise<void> {
    await postSigned({
      url: d.url ?? '',
      secret: d.secret ?? '',
      deliveryId: d.id,
      timestamp: d.at,
      allowPrivate: settings.allowPrivate,
      body: payloadOf(d),
    });
  }

  return {
    async send(channel) {
      if (channel === 'email' && !mailer) return 0;
      const taken = await claimDeliveries(pool, channel, AT_ONCE);
      await Promise.all(
        taken.map(async (d) => {
          try {
            await (channel === 'email' ? mail(d) : hook(d));
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            if ((await markFailed(pool, d, reason, settings.retry)) === 'dead') onDead(d, reason);
            return;
          }
          await markSent(pool, d.id);
        }),
      );
      return taken.length;
    },
    close: () => mailer?.close(),
  };
}

/** What outside systems get: posts and units, no accounts. */
function payloadOf(d: Outgoing): string {
  return JSON.stringify({
    id: d.notificationId,
    kind: d.kind,
    at: toWire(d.createdAt),
    title: d.title,
    text: d.text,
    case: d.caseId && { id: d.caseId, title: d.caseTitle, process: d.process },
    task: d.taskKey && { key: d.taskKey },
    limit: d.detail.limit ?? null,
    information: d.detail.information ?? null,
    recipients: d.recipients,
  });
}
