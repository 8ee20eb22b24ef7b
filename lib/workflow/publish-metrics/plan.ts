import { datumBytes, datumKey } from '../../core/signal/aggregate/datum';
import { REQUEST_LIMIT } from '../../core/signal/aggregate/pack';
import type { Letter } from './letters';

/** Whole messages that go into one request together. */
export interface Shipment {
  readonly namespace: string;
  readonly letters: readonly Letter[];
}

/** As few requests as possible: publishers of one service send the same series again and again. */
export function planShipments(letters: readonly Letter[]): Shipment[] {
  const loads: Load[] = [];
  for (const letter of letters) {
    const sizes = letter.data.map((datum) => [datumKey(datum), datumBytes(datum)] as const);
    const load = loads.find((candidate) => candidate.namespace === letter.namespace && admits(candidate, sizes));
    if (load) add(load, letter, sizes);
    else loads.push(add({ namespace: letter.namespace, letters: [], bytes: new Map(), total: 0 }, letter, sizes));
  }
  return loads.map(({ namespace, letters: together }) => ({ namespace, letters: together }));
}

type Sizes = readonly (readonly [key: string, bytes: number])[];

interface Load {
  readonly namespace: string;
  readonly letters: Letter[];
  /** By `datumKey`. */
  readonly bytes: Map<string, number>;
  total: number;
}

/** 150 values with counts, which is all that values can grow to by merging. */
const FULL_VALUES_BYTES = 3_000;

function admits({ bytes, total }: Load, sizes: Sizes): boolean {
  let count = bytes.size;
  let sum = total;
  for (const [key, more] of sizes) {
    const before = bytes.get(key);
    if (before === undefined) count += 1;
    sum += growth(before, more);
  }
  return count <= REQUEST_LIMIT.data && sum <= REQUEST_LIMIT.bytes;
}

function add(load: Load, letter: Letter, sizes: Sizes): Load {
  load.letters.push(letter);
  for (const [key, more] of sizes) {
    const before = load.bytes.get(key);
    const grown = growth(before, more);
    load.bytes.set(key, (before ?? 0) + grown);
    load.total += grown;
  }
  return load;
}

function growth(before: number | undefined, more: number): number {
  if (before === undefined) return more;
  return Math.min(more, Math.max(0, more - before) + FULL_VALUES_BYTES);
}
