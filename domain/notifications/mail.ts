import { KINDS, type Kind } from './kinds.ts';

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

// What could begin another header or reorder what is read: controls, line and paragraph separators, direction marks.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
export const oneLine = (text: string): string => text.replace(UNSAFE, ' ').trim();

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c] as string);

/** On our own pages, whatever the link says. */
function pageAt(link: string, publicUrl: string): string {
  const url = new URL(link, publicUrl);
  return url.origin === new URL(publicUrl).origin ? url.href : new URL('/messages', publicUrl).href;
}

/** A message as a mail: the state in words before the subject, plain text and simple HTML that say the same. */
export function composeMail(
  message: { kind: Kind; title: string; text: string; link: string; at: string },
  publicUrl: string,
): MailContent {
  const link = pageAt(message.link, publicUrl);
  const title = oneLine(message.title);
  const mark = `[${KINDS[message.kind].mark}]`;
  const text = message.text.replace(/[^\S\n]+/g, ' ').trim();
  const foot = '本邮件由历下区业务流程平台自动发出，请勿回复。接收哪些邮件可在“消息”页的“消息设置”中修改。';
  return {
    subject: [...`${mark} ${title}`].slice(0, 200).join(''),
    text: `${mark} ${title}\n\n${text}\n\n时间：${message.at}\n查看：${link}\n\n${foot}\n`,
    html: `<!doctype html><html lang="zh-CN"><body style="font-family:'Microsoft YaHei',sans-serif;font-size:14px;line-height:1.7">
<p><strong>${escapeHtml(`${mark} ${title}`)}</strong></p>
<p style="white-space:pre-wrap">${escapeHtml(text)}</p>
<p>时间：${escapeHtml(message.at)}</p>
<p><a href="${escapeHtml(link)}">在平台中查看</a></p>
<p style="color:#666">${foot}</p>
</body></html>`,
  };
}
