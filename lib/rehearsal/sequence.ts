/**
 * Compact sequences of datapoints, one item after the other: `0x10 5..50x10 _x5 (1 2 3)x4 normal(100,15)*200x1h
 * @night.csv`. The grammar is in docs/reference/scenario.md.
 */
import type { Observations } from '../core/signal/statistic';
import { observationsOf } from '../core/signal/statistic';
import { parseRecording } from './recording';

/** One datapoint of a sequence: `undefined` is a gap. */
export type SequencePoint = { readonly offsetMs: number; readonly observations: Observations };

export interface SequenceOptions {
  /** Time from one datapoint to the next. */
  readonly everyMs: number;
  /** Every value is multiplied by this. */
  readonly scale: number;
  /** Makes random items come out the same each time. */
  readonly seed: number;
  /** Reads the text of a recording that is named with `@`. */
  readonly readFile: (name: string) => string;
}

export interface Sequence {
  /** Time from the first datapoint to the end of the last. */
  readonly lengthMs: number;
  points(): Iterable<SequencePoint>;
}

/** More datapoints than this are a typing error, and would take minutes to play. */
const MAX_POINTS = 1_000_000;

/** @throws saying which item is wrong and what belongs there */
export function parseSequence(text: string, options: SequenceOptions): Sequence {
  const items = new SequenceReader(text, options).read();
  const lengthMs = totalLength(items);
  if (lengthMs / options.everyMs > MAX_POINTS)
    throw new Error(
      `the sequence has ${Math.round(lengthMs / options.everyMs)} datapoints, at most ${MAX_POINTS} are played`,
    );
  return {
    lengthMs,
    *points() {
      const random = randomNumbers(options.seed);
      let offsetMs = 0;
      for (const item of items) {
        for (const point of item.points(random)) yield { ...point, offsetMs: offsetMs + point.offsetMs };
        offsetMs += item.lengthMs;
      }
    },
  };
}

type Random = () => number;

interface Item {
  readonly lengthMs: number;
  points(random: Random): Iterable<SequencePoint>;
}

function totalLength(items: readonly Item[]): number {
  return items.reduce((total, { lengthMs }) => total + lengthMs, 0);
}

/** What one datapoint of an atom is: `n` of `count`, from 0. */
type Draw = (random: Random, n: number, count: number) => Observations | undefined;

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const PATTERN = {
  times: /^x(\d+)(ms|s|m|h|d)?/,
  weight: /^\*(\d+)/,
  ramp: new RegExp(String.raw`^(${NUMBER})\.\.(${NUMBER})`),
  number: new RegExp(`^(${NUMBER})`),
  call: /^([a-z]+)\(([^()]*)\)/,
  file: /^@(?:"([^"]+)"|(\S+))/,
  list: /^\[([^\]]*)\]/,
};
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

class SequenceReader {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly options: SequenceOptions,
  ) {}

  read(): Item[] {
    const items = this.items();
    if (this.position < this.text.length) throw this.error("there is no '(' for this ')'");
    if (items.length === 0) throw new Error(`the line ends where a sequence such as '0x10 5x10' belongs`);
    return items;
  }

  private items(): Item[] {
    const items: Item[] = [];
    for (;;) {
      this.take(/^\s+/);
      if (this.position >= this.text.length || this.text[this.position] === ')') return items;
      items.push(this.item());
    }
  }

  private item(): Item {
    const start = this.position;
    const item = this.take(/^\(/) ? this.group() : (this.file() ?? this.atom());
    if (!/^(?:[\s)]|$)/.test(this.text.slice(this.position, this.position + 1))) {
      this.position = start;
      throw this.error('this is not an item of a sequence');
    }
    return item;
  }

  private group(): Item {
    const items = this.items();
    if (!this.take(/^\)/)) throw this.error("a ')' is missing");
    const lengthMs = totalLength(items);
    const times = this.times(lengthMs);
    return {
      lengthMs: lengthMs * times,
      *points(random) {
        for (let time = 0; time < times; time += 1) {
          let offsetMs = time * lengthMs;
          for (const item of items) {
            for (const point of item.points(random)) yield { ...point, offsetMs: offsetMs + point.offsetMs };
            offsetMs += item.lengthMs;
          }
        }
      },
    };
  }

  private file(): Item | undefined {
    const match = this.take(PATTERN.file);
    if (!match) return undefined;
    const name = (match[1] ?? match[2]) as string;
    const { points, spacingMs } = parseRecording(this.options.readFile(name), name);
    const firstMs = points[0]?.atMs as number;
    const { scale, everyMs } = this.options;
    return {
      lengthMs: (points.at(-1)?.atMs as number) - firstMs + (spacingMs || everyMs),
      *points() {
        for (const { atMs, value } of points) yield { offsetMs: atMs - firstMs, observations: sample(value * scale) };
      },
    };
  }

  private atom(): Item {
    const draw = this.draw();
    const count = this.times(this.options.everyMs);
    const { everyMs } = this.options;
    return {
      lengthMs: count * everyMs,
      *points(random) {
        for (let n = 0; n < count; n += 1) {
          const observations = draw(random, n, count);
          if (observations) yield { offsetMs: n * everyMs, observations };
        }
      },
    };
  }

  private draw(): Draw {
    if (this.take(/^_/)) return () => undefined;
    const list = this.take(PATTERN.list);
    if (list) return this.samples(list[1] as string);
    const value = this.value();
    const weight = Number(this.take(PATTERN.weight)?.[1] ?? 1);
    const { scale } = this.options;
    return (random, n, count) => {
      if (weight === 1) return sample(value(random, n, count) * scale);
      return observationsOf(Array.from({ length: weight }, () => value(random, n, count) * scale));
    };
  }

  private samples(list: string): Draw {
    const { scale } = this.options;
    const entries = list
      .trim()
      .split(/[\s,]+/)
      .map((entry) => {
        const match = new RegExp(String.raw`^(${NUMBER})(?:\*(\d+))?$`).exec(entry);
        if (!match) throw this.error(`'${entry}' in [...] is not a value such as 12.5 or 12.5*100`);
        return { value: Number(match[1]) * scale, count: Number(match[2] ?? 1) };
      });
    const observations = observationsOf(
      entries.map(({ value }) => value),
      entries.map(({ count }) => count),
    );
    return () => observations;
  }

  private value(): (random: Random, n: number, count: number) => number {
    const ramp = this.take(PATTERN.ramp);
    if (ramp) {
      const [from, to] = [Number(ramp[1]), Number(ramp[2])];
      return (_random, n, count) => (count === 1 ? from : from + ((to - from) * n) / (count - 1));
    }
    const number = this.take(PATTERN.number);
    if (number) return () => Number(number[1]);
    const call = this.take(PATTERN.call);
    if (call) return this.distribution(call[1] as string, call[2] as string);
    throw this.error(
      'a value, a range such as 1..10, _ for a gap, (...), [...], @file.csv or a distribution belongs here',
    );
  }

  private distribution(name: string, list: string): (random: Random, n: number) => number {
    const given = list.split(',').map((part) => part.trim());
    const known = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : undefined;
    if (!known) throw this.error(`'${name}' is no distribution; there are ${Object.keys(DISTRIBUTIONS).join(', ')}`);
    if (given.length !== known.parameters.length) throw this.error(`write ${name}(${known.parameters.join(', ')})`);
    const numbers = given.map((part) => this.parameter(part, name, known));
    return known.draw(numbers as [number, number, number], this.options.everyMs);
  }

  private parameter(part: string, name: string, { parameters }: Distribution): number {
    const duration = /^(\d+)(ms|s|m|h|d)$/.exec(part);
    if (duration) return Number(duration[1]) * (UNIT_MS[duration[2] as string] as number);
    if (new RegExp(`^${NUMBER}$`).test(part)) return Number(part);
    throw this.error(`'${part}' is not a number; write ${name}(${parameters.join(', ')})`);
  }

  /** `x10` ten times, `x2h` for two hours of items of this length; once without. */
  private times(lengthMs: number): number {
    const match = this.take(PATTERN.times);
    if (!match) return 1;
    const [, amount = '', unit] = match;
    if (unit === undefined) return Number(amount);
    return Math.max(1, Math.round((Number(amount) * (UNIT_MS[unit] as number)) / lengthMs));
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.text.slice(this.position, this.position + 500));
    this.position += match?.[0].length ?? 0;
    return match;
  }

  private error(problem: string): Error {
    const rest = this.text.slice(this.position).trim().split(/\s/)[0];
    return new Error(`${problem}, at '${rest}'`);
  }
}

function sample(value: number): Observations {
  return { count: 1, sum: value, minimum: value, maximum: value };
}

interface Distribution {
  readonly parameters: readonly string[];
  readonly draw: (given: [number, number, number], everyMs: number) => (random: Random, n: number) => number;
}

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  normal: {
    parameters: ['mean', 'deviation'],
    draw:
      ([mean, deviation]) =>
      (random) =>
        mean + deviation * gaussian(random),
  },
  lognormal: {
    parameters: ['median', 'p99'],
    // The 99th percentile of a standard normal distribution is 2.3263.
    draw:
      ([median, p99]) =>
      (random) =>
        median * Math.exp((Math.log(p99 / median) / 2.3263) * gaussian(random)),
  },
  uniform: {
    parameters: ['from', 'to'],
    draw:
      ([from, to]) =>
      (random) =>
        from + (to - from) * random(),
  },
  poisson: {
    parameters: ['mean'],
    draw:
      ([mean]) =>
      (random) =>
        poisson(mean, random),
  },
  wave: {
    parameters: ['mean', 'amplitude', 'period'],
    draw:
      ([mean, amplitude, periodMs], everyMs) =>
      (_random, n) =>
        mean + amplitude * Math.sin((2 * Math.PI * n * everyMs) / periodMs),
  },
};

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth's method; beyond a mean of 50 the normal distribution is as good and quick. */
function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)));
  const limit = Math.exp(-mean);
  let events = 0;
  for (let product = random(); product > limit; product *= random()) events += 1;
  return events;
}

/** Mulberry32: small, fast, and the same everywhere. */
function randomNumbers(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
