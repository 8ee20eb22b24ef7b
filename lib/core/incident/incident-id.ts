import { fnv1a } from '../fnv';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const TIME_DIGITS = 10;

/**
 * A ULID made of what opened the incident: the time part is the opening time, the rest comes from the group key. The
 * same opening always has the same id, so a retried open cannot create a second incident. What was held back or came
 * late may have begun before the group's last incident did, or in its millisecond: it gets the next id after that one.
 */
export function incidentId(groupKey: string, openedMs: number, lastId?: string): string {
  const timeMs = lastId === undefined ? openedMs : Math.max(openedMs, timeOf(lastId) + 1);
  let time = '';
  for (let rest = timeMs, digit = 0; digit < TIME_DIGITS; digit += 1, rest = Math.floor(rest / 32)) {
    time = CROCKFORD[rest % 32] + time;
  }
  const halves = [spread(groupKey, 0x811c9dc5), spread(groupKey, 0x01000193), spread(groupKey, 0x9e3779b9)];
  const random = halves.map((half) => encode32(half)).join('');
  return time + random.slice(0, 16);
}

function timeOf(id: string): number {
  return [...id.slice(0, TIME_DIGITS)].reduce((timeMs, digit) => timeMs * 32 + CROCKFORD.indexOf(digit), 0);
}

/** FNV-1a with a final avalanche. */
function spread(text: string, seed: number): number {
  let hash = fnv1a(text, seed);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function encode32(hash: number): string {
  let text = '';
  for (let rest = hash, digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 32))
    text = CROCKFORD[rest % 32] + text;
  return text;
}
