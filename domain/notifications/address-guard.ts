import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Addresses that an outside system has no business at: loopback, private, link-local (also of cloud metadata), reserved, multicast. */
const PRIVATE_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
const v4 = new BlockList();
for (const [net, prefix] of PRIVATE_V4) v4.addSubnet(net, prefix, 'ipv4');

// Of IPv6 only global unicast is outside, without what carries an IPv4 address within.
const outside6 = new BlockList();
outside6.addSubnet('2000::', 3, 'ipv6');
const within6 = new BlockList();
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  within6.addSubnet(net, prefix, 'ipv6');

export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return v4.check(address, 'ipv4');
    case 6:
      return !outside6.check(address, 'ipv6') || within6.check(address, 'ipv6');
    default:
      return true;
  }
}

export const INTERNAL = '目标地址属于本机或内部网络，未获准发送';

/** Why this address cannot be a target; null when it can. What a name stands for is looked at again with each request. */
export function refuseTarget(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return '不是有效的地址';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return '只支持 http 或 https 地址';
  if (url.username || url.password) return '地址中不能带用户名或密码';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (allowPrivate) return null;
  if (isIP(host) ? isPrivateAddress(host) : /(^|\.)localhost\.?$/i.test(host)) return INTERNAL;
  return null;
}

/** Looks a name up for one connection and refuses what lies inside: asked and connected are the same address. */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, done) => {
    dnsLookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = (found ?? []) as LookupAddress[];
      if (error) return done(error, '', 0);
      if (!allowPrivate && addresses.some(({ address }) => isPrivateAddress(address)))
        return done(Object.assign(new Error(INTERNAL), { code: 'EINTERNAL' }), '', 0);
      if (options.all) return (done as unknown as (e: null, a: LookupAddress[]) => void)(null, addresses);
      const [first] = addresses;
      done(null, first?.address ?? '', first?.family ?? 4);
    });
  };
}
