import { EventPatternError } from './error';

/** The bytes of an IP address: 4 or 16. */
export type Address = readonly number[];
export type AddressRange = (address: Address) => boolean;

/**
 * Reads `address/bits`. EventBridge takes 0 to 31 bits for IPv4 and 0 to 127 for IPv6; bits of the address behind the
 * mask do not count.
 */
export function readCidr(text: string, path: string): AddressRange {
  const [base = '', bits = '', ...more] = text.split('/');
  const network = parseAddress(base);
  const size = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!network || more.length > 0 || !(size < network.length * 8)) {
    throw new EventPatternError(
      path,
      `${JSON.stringify(text.slice(0, 60))} is no CIDR block`,
      'cidr takes an IPv4 address with /0 to /31 or an IPv6 address with /0 to /127',
    );
  }
  return (address) =>
    address.length === network.length &&
    network.every((byte, index) => {
      const ignored = Math.min(8, Math.max(0, (index + 1) * 8 - size));
      return byte >> ignored === (address[index] ?? 0) >> ignored;
    });
}

/** The address a text spells out; `undefined` if it is none. IPv4 numbers are decimal, leading zeros or not. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

export function sameAddress(one: Address | undefined, other: Address): boolean {
  return one?.length === other.length && one.every((byte, index) => byte === other[index]);
}

function parseVersion4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,4}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

function parseVersion6(text: string): Address | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = parseGroups(head);
  const right = parseGroups(tail ?? '');
  if (!left || !right) return undefined;
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  return [...left, ...new Array<number>(gap).fill(0), ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}
