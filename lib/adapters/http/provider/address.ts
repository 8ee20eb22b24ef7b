import { BlockList, isIP } from 'node:net';

/**
 * Addresses inside the network that the function runs in; among them 169.254.169.254, which hands out credentials.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  INSIDE.addSubnet(network, prefix, 'ipv4');
}
// A list finds addresses of IPv4 in `::ffff:0:0/96` by itself. All that have one within them otherwise are refused,
// whatever it is: https://www.iana.org/assignments/iana-ipv6-special-registry
for (const [network, prefix] of [
  ['::', 96], // IPv4-compatible, RFC 4291
  ['::ffff:0:0:0', 96], // IPv4-translated, RFC 2765
  ['64:ff9b::', 96], // NAT64, RFC 6052
  ['64:ff9b:1::', 48], // NAT64 of a network's own, RFC 8215
  ['2001::', 32], // Teredo, RFC 4380
  ['2002::', 16], // 6to4, RFC 3056
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10], // site-local, RFC 3879
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(network, prefix, 'ipv6');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Why an address must not be called; `undefined` if it may. Never quotes the address, which may be a secret.
 *
 * What a host name resolves to is not looked up: whoever may write the secret is trusted that far.
 */
export function whyNotCallable(url: URL, allowLoopback: boolean): string | undefined {
  // `[::1]` and `localhost.` are how a URL writes them.
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
  const loopback = isLoopback(host);
  if (loopback && !allowLoopback) return 'it leads to the machine itself';
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) return 'it does not begin with https://';
  if (url.username !== '' || url.password !== '') return 'it has a user name or a password in it';
  if (!loopback && isWithin(INSIDE, host)) return 'it leads to a private or link-local address';
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isWithin(LOOPBACK, host);
}

function isWithin(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
