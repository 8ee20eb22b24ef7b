import type { CharacterSet } from './character-set';

/** One step of a regular expression without groups. */
export type RegexItem =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'once' | 'optional' | 'many'; readonly set: CharacterSet };

/** A search for any of the alternatives, anywhere in a text. */
export function searcher(alternatives: readonly (readonly RegexItem[])[]): (text: string) => boolean {
  const programs = alternatives.map(prepare);
  return (text) => programs.some((program) => contains(program, text));
}

/** Items as tables, for a tight loop. */
interface Program {
  readonly length: number;
  /** By item: `SKIPS` and `STAYS` bits, and where an anchor holds. */
  readonly flags: Uint8Array;
  /** `accepts[item * WIDTH + code]`, with all codes from 128 on in the last column. */
  readonly accepts: Uint8Array;
}

const WIDTH = 129;
const SKIPS = 1;
const STAYS = 2;
const SKIPS_AT_START = 4;
const SKIPS_AT_END = 8;
const FLAGS = { once: 0, optional: SKIPS, many: SKIPS + STAYS, start: SKIPS_AT_START, end: SKIPS_AT_END } as const;

function prepare(items: readonly RegexItem[]): Program {
  const accepts = new Uint8Array(items.length * WIDTH);
  items.forEach((item, index) => {
    for (let code = 0; 'set' in item && code < WIDTH; code++)
      accepts[index * WIDTH + code] = item.set.has(code) ? 1 : 0;
  });
  return { length: items.length, flags: Uint8Array.from(items, ({ kind }) => FLAGS[kind]), accepts };
}

/**
 * Follows all ways through the items at once: place `i` is reached when the items before `i` have matched. One pass over
 * the text, at most all places for each character.
 */
function contains(program: Program, text: string): boolean {
  let reached = new Uint8Array(program.length + 1);
  let next = new Uint8Array(program.length + 1);
  let highest = 0;
  for (let position = 0; ; ) {
    const code = text.codePointAt(position);
    const skips = SKIPS + (position === 0 ? SKIPS_AT_START : 0) + (code === undefined ? SKIPS_AT_END : 0);
    reached[0] = 1;
    highest = step(program, reached, next, highest, skips, code === undefined ? -1 : Math.min(code, WIDTH - 1));
    if (highest > program.length) return true;
    if (code === undefined) return false;
    [reached, next] = [next, reached];
    position += code > 0xffff ? 2 : 1;
  }
}

/** Empties `reached` into `next` over one character; answers the highest place in `next`, beyond all places at the goal. */
function step(
  { length, flags, accepts }: Program,
  reached: Uint8Array,
  next: Uint8Array,
  from: number,
  skips: number,
  column: number,
): number {
  let highest = from;
  let nextHighest = 0;
  for (let place = 0; place <= highest; place++) {
    if (reached[place] === 0) continue;
    if (place === length) return length + 1;
    reached[place] = 0;
    const flag = flags[place] ?? 0;
    if ((flag & skips) !== 0) {
      reached[place + 1] = 1;
      if (place === highest) highest++;
    }
    if (column < 0 || accepts[place * WIDTH + column] === 0) continue;
    const target = (flag & STAYS) !== 0 ? place : place + 1;
    next[target] = 1;
    if (target > nextHighest) nextHighest = target;
  }
  return nextHighest;
}
