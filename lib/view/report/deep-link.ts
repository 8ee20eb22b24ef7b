import { plain } from '../escape';

/** What the part of an address after `#` asks for. */
export type DeepLink =
  /** Nothing of ours: empty, or the id of a place in the page. */
  | { readonly kind: 'place'; readonly id: string }
  | { readonly kind: 'moment'; readonly atMs?: number; readonly alarm?: string }
  /** Meant as a moment and not readable; `problem` is for the reader. */
  | { readonly kind: 'malformed'; readonly problem: string };

/** `#t=2026-01-05T09:13:11Z` or `#alarm=NAME&t=...`: the moment in whole seconds, and the alarm whose chart is opened at it. */
export function momentHash(atMs: number, alarm?: string): string {
  const t = `t=${new Date(atMs).toISOString().slice(0, 19)}Z`;
  return alarm === undefined ? `#${t}` : `#alarm=${encodeURIComponent(plain(alarm))}&${t}`;
}

/** Reads a location's hash, with or without `#`. Never throws; alarm names come back as `plain` leaves them. */
export function readDeepLink(hash: string): DeepLink {
  const text = hash.replace(/^#/, '');
  if (!/=|^(?:t|alarm)$/.test(text)) return { kind: 'place', id: text };
  const words = new Map(text.split('&').map(assignment).reverse());
  const unknown = [...words.keys()].find((word) => word !== 't' && word !== 'alarm');
  if (unknown !== undefined) return malformed(`does not know '${plain(unknown, 40)}'`);
  const alarm = words.get('alarm');
  if (alarm === '') return malformed('names no alarm');
  const t = words.get('t');
  const atMs = t === undefined ? undefined : readTime(t);
  if (t !== undefined && atMs === undefined) return malformed(`has no time in '${plain(t, 40)}'`);
  return { kind: 'moment', ...(atMs !== undefined && { atMs }), ...(alarm !== undefined && { alarm: plain(alarm) }) };
}

function malformed(what: string): DeepLink {
  return { kind: 'malformed', problem: `The link ${what}. It should end like #t=2026-01-05T09:13:11Z.` };
}

function assignment(part: string): readonly [string, string] {
  const [name = '', ...value] = part.split('=');
  return [decoded(name), decoded(value.join('='))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign, as in a name typed by hand.
    return text;
  }
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

function readTime(text: string): number | undefined {
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? ms : undefined;
}
