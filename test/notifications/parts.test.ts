import { DateTime } from 'luxon';
import { isOurPage } from '../../api/our-page.ts';
import type { Calendar } from '../../domain/calendar/core.ts';
import { ZONE } from '../../domain/clock.ts';
import { guardedLookup, isPrivateAddress, refuseTarget } from '../../domain/notifications/address-guard.ts';
import { composeMail } from '../../domain/notifications/mail.ts';
import { signatureOf } from '../../domain/notifications/post-signed.ts';
import { addWorkingHours } from '../../domain/notifications/working-hours.ts';

describe('targets of webhooks', () => {
  test.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['0.0.0.0', true],
    ['224.0.0.1', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['::', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:8.8.8.8', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['64:ff9b::7f00:1', true],
    ['2002:7f00:1::', true],
    ['2606:4700::1111', false],
    ['localhost', true],
  ])('%s is inside: %s', (address, inside) => {
    expect(isPrivateAddress(address)).toBe(inside);
  });

  test.each([
    'http://localhost/',
    'http://a.localhost/',
    'http://127.1/',
    'http://0x7f.0.0.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
  ])('%s is refused unless inside is allowed', (url) => {
    expect([refuseTarget(url, false), refuseTarget(url, true)]).toEqual([expect.stringContaining('内部网络'), null]);
  });

  test.each([false, true])(
    'what a name stands for is looked at with each request; inside allowed: %s',
    async (allow) => {
      const found = await new Promise<unknown>((resolve) =>
        guardedLookup(allow)('localhost', { all: true }, (error, addresses) => resolve(error?.message ?? addresses)),
      );
      if (allow) expect(found).toContainEqual({ address: '127.0.0.1', family: 4 });
      else expect(found).toContain('内部网络');
    },
  );

  test('the signature covers time and body', () => {
    expect(signatureOf('key', '1700000000', '{"a":1}')).toBe(
      'sha256=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03',
    );
    expect(signatureOf('key', '1700000001', '{"a":1}')).not.toBe(signatureOf('key', '1700000000', '{"a":1}'));
  });
});

test('a mail has one line of subject and no markup but its own', () => {
  const { subject, text, html } = composeMail(
    {
      kind: 'limit-red',
      title: '甲\r\nBcc: all@lixia.example\u2028\u202e乙<img src=x onerror=1>',
      text: '“引号”<script>alert(1)</script>\n第二行',
      link: '/cases/FTD-1',
      at: '2026-02-27 17:00',
    },
    'https://flow.lixia.example/',
  );
  expect(subject).toBe('[超期] 甲 Bcc: all@lixia.example 乙<img src=x onerror=1>');
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('href="https://flow.lixia.example/cases/FTD-1"');
  expect(text).toContain('查看：https://flow.lixia.example/cases/FTD-1');
});

test.each(['//evil.example/tasks/1', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])(
  'a link of a mail leads to our own pages: %s',
  (link) => {
    const { text } = composeMail(
      { kind: 'task', title: '任务', text: '内容', link, at: '' },
      'https://flow.lixia.example',
    );
    expect(text).toContain('查看：https://flow.lixia.example/messages');
    expect(text).not.toContain('evil');
  },
);

test.each([
  ['/tasks/2251799813685249', true],
  ['/limits?state=overdue&q=%E9%A1%B9%E7%9B%AE', true],
  ['/', true],
  ['//evil.example', false],
  ['/\\evil.example', false],
  ['/tasks/1\\@evil.example', false],
  ['/\t/evil.example', false],
  ['https://evil.example/', false],
  ['javascript:alert(1)', false],
  ['tasks', false],
  ['', false],
  ['/api/session', false],
])('after a sign-in %s is a page of ours: %s', (to, is) => expect(isOurPage(to)).toBe(is));

describe('working hours', () => {
  const calendar: Calendar = { published: new Set([2026]), exceptions: new Map() };
  const at = (iso: string) => DateTime.fromISO(iso, { zone: ZONE });
  test.each([
    ['2026-03-02T10:00', 4, '17:00', '2026-03-02T14:00'],
    ['2026-03-02T13:00', 4, '17:00', '2026-03-02T17:00'],
    ['2026-03-06T15:00', 4, '17:00', '2026-03-09T11:00'],
    ['2026-03-06T15:00', 4, '18:00', '2026-03-09T10:00'],
    ['2026-03-06T20:00', 4, '17:00', '2026-03-09T13:00'],
    ['2026-03-07T12:00', 8, '17:00', '2026-03-09T17:00'],
    ['2026-03-09T07:00', 9, '17:00', '2026-03-10T10:00'],
  ])('%s and %i hours, closing %s: %s', (from, hours, closing, expected) => {
    expect(addWorkingHours(calendar, at(from), hours, closing).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(expected);
  });
});
