/**
 * Compact sequences of datapoints, one item after the other: `0x10 5..50x10 _x5 (1 2 3)x4 normal(100,15)*200x1h
 * @night.csv`. The grammar is in docs/reference/scenario.md.
 */

import { type Random, randomNumbers } from '../core/random';
import { MAX_METRIC_VALUE } from '../core/signal/metric-value';
import type { Observations } from '../core/signal/statistic';
import { observationsOf } from '../core/signal/statistic';
import { DISTRIBUTIONS, type Distribution } from './distributions';
import { parseRecording } from './recording';

/** Takes the datapoints of a sequence, in order; gaps are left out. */
export interface PointSink {
  sample(value: number, offsetMs: number): void;
  observations(observations: Observations, offsetMs: number): void;
}

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
  /** Gives every datapoint to the sink, with its time after the first. */
  writeTo(sink: PointSink): void;
}

/** More than this is a typing error, and would take minutes to play. */
const MAX_POINTS = 1_000_000;
const MAX_DRAWS = 10_000_000;
const MAX_LENGTH_MS = 2 * 366 * 86_400_000;
const MAX_DEPTH = 20;
/** Of an item that is quoted in an error. */
const MAX_SHOWN = 40;

/** @throws saying which item is wrong and what belongs there */
export function parseSequence(text: string, options: SequenceOptions): Sequence {
  const items = new SequenceReader(text, options).read();
  checkSize(items);
  return {
    lengthMs: total(items, 'lengthMs'),
    writeTo: (sink) => writeAll(items, sink, randomNumbers(options.seed), 0),
  };
}

interface Item {
  readonly lengthMs: number;
  /** Datapoints, gaps included. */
  readonly points: number;
  /** Samples that are drawn one by one for them. */
  readonly draws: number;
  write(sink: PointSink, random: Random, fromMs: number): void;
}

function writeAll(items: readonly Item[], sink: PointSink, random: Random, fromMs: number): void {
  let offsetMs = fromMs;
  for (const item of items) {
    item.write(sink, random, offsetMs);
    offsetMs += item.lengthMs;
  }
}

function total(items: readonly Item[], what: 'lengthMs' | 'points' | 'draws'): number {
  return items.reduce((sum, item) => sum + item[what], 0);
}

function checkSize(items: readonly Item[]): void {
  const points = total(items, 'points');
  if (points > MAX_POINTS) throw new Error(`the sequence has ${points} datapoints, at most ${MAX_POINTS} are played`);
  const draws = total(items, 'draws');
  if (draws > MAX_DRAWS) throw new Error(`the sequence draws ${draws} samples, at most ${MAX_DRAWS} are played`);
  const days = total(items, 'lengthMs') / 86_400_000;
  if (days > MAX_LENGTH_MS / 86_400_000)
    throw new Error(`the sequence lasts ${Math.ceil(days)} days, at most ${MAX_LENGTH_MS / 86_400_000} are played`);
}

/** Writes one datapoint of an atom: `n` of `count`, from 0. */
type Draw = (sink: PointSink, atMs: number, random: Random, n: number, count: number) => void;

/** What one sample of a datapoint is. */
interface Value {
  /** Two samples of one datapoint differ. */
  readonly random: boolean;
  readonly at: (random: Random, n: number, count: number) => number;
}

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** All of them sticky: they match where the reader stands. */
const PATTERN = {
  space: /\s+/y,
  run: new RegExp(String.raw`(?:${NUMBER}(?=\s|$)\s*){2,1000}`, 'y'),
  open: /\(/y,
  close: /\)/y,
  gap: /_/y,
  times: /x(\d+)(ms|s|m|h|d)?/y,
  weight: /\*(\d+)/y,
  ramp: new RegExp(String.raw`(${NUMBER})\.\.(${NUMBER})`, 'y'),
  number: new RegExp(`(${NUMBER})`, 'y'),
  call: /([a-z]+)\(([^()]*)\)/y,
  file: /@(?:"([^"]+)"|([^\s()]+))/y,
  list: /\[([^\]]*)\]/y,
  end: /(?=[\s)]|$)/y,
};
const SAMPLE = new RegExp(String.raw`^(${NUMBER})(?:\*(\d+))?$`);
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`);
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

class SequenceReader {
  private position = 0;
  /** Where the item begins that is being read: what errors point at. */
  private start = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly options: SequenceOptions,
  ) {}

  read(): Item[] {
    const items = this.items();
    if (this.position < this.text.length) throw this.error("there is no '(' for this ')'", this.position);
    if (items.length === 0) throw new Error(`the line ends where a sequence such as '0x10 5x10' belongs`);
    return items;
  }

  private items(): Item[] {
    const items: Item[] = [];
    for (;;) {
      this.take(PATTERN.space);
      if (this.position >= this.text.length || this.text[this.position] === ')') return items;
      this.start = this.position;
      items.push(this.run() ?? this.item());
    }
  }

  private item(): Item {
    const { start } = this;
    const item = this.take(PATTERN.open) ? this.group() : (this.file() ?? this.atom());
    if (this.take(PATTERN.end)) return item;
    throw this.error('this is not an item of a sequence', start);
  }

  private group(): Item {
    const { start } = this;
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.error(`at most ${MAX_DEPTH} groups lie in one another`);
    const items = this.items();
    if (!this.take(PATTERN.close)) throw this.error("a ')' is missing for this '('", start);
    this.start = start;
    if (items.length === 0) throw this.error('there is nothing to repeat in this group');
    this.depth -= 1;
    const lengthMs = total(items, 'lengthMs');
    const times = this.times(lengthMs);
    return {
      lengthMs: lengthMs * times,
      points: total(items, 'points') * times,
      draws: total(items, 'draws') * times,
      write(sink, random, fromMs) {
        for (let time = 0; time < times; time += 1) writeAll(items, sink, random, fromMs + time * lengthMs);
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
      points: points.length,
      draws: 0,
      write(sink, _random, fromMs) {
        for (const { atMs, value } of points) sink.sample(value * scale, fromMs + atMs - firstMs);
      },
    };
  }

  /** Plain numbers one after the other, by far the most common item of long sequences. */
  private run(): Item | undefined {
    const match = this.take(PATTERN.run);
    if (!match) return undefined;
    const { everyMs } = this.options;
    const values = Float64Array.from(match[0].trim().split(/\s+/), (text) => this.scaled(text));
    return {
      lengthMs: values.length * everyMs,
      points: values.length,
      draws: 0,
      write(sink, _random, fromMs) {
        for (let n = 0; n < values.length; n += 1) sink.sample(values[n] as number, fromMs + n * everyMs);
      },
    };
  }

  private atom(): Item {
    const { draw, draws } = this.draw();
    const { everyMs } = this.options;
    const count = this.times(everyMs);
    return {
      lengthMs: count * everyMs,
      points: count,
      draws: count * draws,
      write(sink, random, fromMs) {
        for (let n = 0; n < count; n += 1) draw(sink, fromMs + n * everyMs, random, n, count);
      },
    };
  }

  private draw(): { readonly draw: Draw; readonly draws: number } {
    if (this.take(PATTERN.gap)) return { draw: () => undefined, draws: 0 };
    const list = this.take(PATTERN.list);
    if (list) return this.samples(list[1] as string);
    const { random, at } = this.value();
    const weight = this.weight(this.take(PATTERN.weight)?.[1]);
    if (weight === 1) {
      return { draw: (sink, atMs, rnd, n, count) => sink.sample(at(rnd, n, count), atMs), draws: random ? 1 : 0 };
    }
    if (!random) {
      const draw: Draw = (sink, atMs, rnd, n, count) =>
        sink.observations(observationsOf([at(rnd, n, count)], [weight]), atMs);
      return { draw, draws: 0 };
    }
    const draw: Draw = (sink, atMs, rnd, n, count) =>
      sink.observations(observationsOf(Array.from({ length: weight }, () => at(rnd, n, count))), atMs);
    return { draw, draws: weight };
  }

  private samples(list: string): { readonly draw: Draw; readonly draws: number } {
    const entries = list
      .trim()
      .split(/[\s,]+/)
      .map((entry) => {
        const match = SAMPLE.exec(entry);
        if (!match) throw this.error(`'${entry}' in [...] is not a value such as 12.5 or 12.5*100`);
        return { value: this.scaled(match[1] as string), count: this.weight(match[2]) };
      });
    const observations = observationsOf(
      entries.map(({ value }) => value),
      entries.map(({ count }) => count),
    );
    return { draw: (sink, atMs) => sink.observations(observations, atMs), draws: entries.length };
  }

  private weight(text = '1'): number {
    const weight = Number(text);
    if (weight > 0 && Number.isSafeInteger(weight)) return weight;
    throw this.error(`'*${text}' is not a number of samples from 1 on; write _ for a gap`);
  }

  private value(): Value {
    const ramp = this.take(PATTERN.ramp);
    if (ramp) {
      const [from, to] = [this.scaled(ramp[1] as string), this.scaled(ramp[2] as string)];
      const at: Value['at'] = (_random, n, count) => (count === 1 ? from : from + ((to - from) * n) / (count - 1));
      return { random: false, at };
    }
    const number = this.take(PATTERN.number);
    if (number) {
      const value = this.scaled(number[1] as string);
      return { random: false, at: () => value };
    }
    const call = this.take(PATTERN.call);
    if (call) return this.distribution(call[1] as string, call[2] as string);
    throw this.error(
      'a value, a range such as 1..10, _ for a gap, (...), [...], @file.csv or a distribution belongs here',
    );
  }

  private scaled(text: string): number {
    const value = Number(text) * this.options.scale;
    if (Math.abs(value) <= MAX_METRIC_VALUE) return value;
    throw this.error(`${text} is beyond what CloudWatch takes (2 to the power of 360)`);
  }

  private distribution(name: string, list: string): Value {
    const given = list.split(',').map((part) => part.trim());
    const known = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : undefined;
    if (!known) throw this.error(`'${name}' is no distribution; there are ${Object.keys(DISTRIBUTIONS).join(', ')}`);
    if (given.length !== known.parameters.length) throw this.error(`write ${name}(${known.parameters.join(', ')})`);
    const numbers = given.map((part) => this.parameter(part, name, known)) as [number, number, number];
    const problem = known.check(numbers);
    if (problem) throw this.error(`${name}(${given.join(', ')}): ${problem}`);
    const { scale, everyMs } = this.options;
    const draw = known.draw(numbers, everyMs);
    return { random: known.random, at: (random, n) => draw(random, n) * scale };
  }

  private parameter(part: string, name: string, { parameters }: Distribution): number {
    const duration = /^(\d+)(ms|s|m|h|d)$/.exec(part);
    const unitMs = duration ? (UNIT_MS[duration[2] as string] as number) : 1;
    if (!duration && !WHOLE_NUMBER.test(part))
      throw this.error(`'${part}' is not a number; write ${name}(${parameters.join(', ')})`);
    const value = Number(duration ? duration[1] : part) * unitMs;
    this.scaled(String(value));
    return value;
  }

  /** `x10` ten times, `x2h` for two hours of items of this length; once without. */
  private times(lengthMs: number): number {
    const match = this.take(PATTERN.times);
    if (!match) return 1;
    const [all, amount = '', unit] = match;
    if (Number(amount) === 0) throw this.error(`'${all}' leaves nothing; leave the item out`);
    if (unit === undefined) return Number(amount);
    return Math.max(1, Math.round((Number(amount) * (UNIT_MS[unit] as number)) / lengthMs));
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    this.position += match?.[0].length ?? 0;
    return match;
  }

  private error(problem: string, position = this.start): Error {
    const rest = this.text
      .slice(position, position + MAX_SHOWN)
      .trim()
      .split(/\s/)[0];
    return new Error(`${problem}, at '${rest}'`);
  }
}
