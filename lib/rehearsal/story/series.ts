/** Datapoints in code: the items of a scenario's `series` statement, one method each. */
import { resolve } from 'node:path';
import { DISTRIBUTIONS } from '../distributions';
import { type DurationText, duration, number, options, text } from './line';

/** How many datapoints: a number, or for how long, such as `2h`. */
export type Length = number | DurationText;

/** How many random datapoints are drawn, and by which seed. */
export interface DrawOptions {
  /** @default 1 */
  readonly count?: Length;
  /** Samples in each datapoint, for percentiles. @default 1 */
  readonly samples?: number;
  /** Makes it come out the same each time; a series has one seed. @default 1 */
  readonly seed?: number;
}

/** A series without datapoints yet; every method answers a new one. */
export function series(): Series {
  return new Series([], {});
}

interface SeriesOptions {
  readonly every?: string;
  readonly from?: string;
  readonly scale?: string;
  readonly seed?: string;
}

/** Datapoints of a metric, one after the other, for `Story.series`. */
export class Series {
  /** @internal */
  constructor(
    private readonly items: readonly string[],
    private readonly options: SeriesOptions,
  ) {}

  /** Time from one datapoint to the next. Without it: one minute. */
  every(step: DurationText): Series {
    return this.with({ every: duration(step, "'every'") });
  }

  /** When the first datapoint begins, after the start; before it with a minus, such as `-2d`. */
  from(offset: DurationText): Series {
    return this.with({ from: duration(offset, "'from'") });
  }

  /** Every value is multiplied by this. */
  scale(factor: number): Series {
    return this.with({ scale: number(factor, "'scale'") });
  }

  /** Makes random items come out the same each time. @throws where the series has another seed already */
  seed(seed: number): Series {
    const given = number(seed, "'seed'");
    if (this.options.seed !== undefined && this.options.seed !== given)
      throw new Error(`a series has one seed, got ${this.options.seed} and ${given}; keep one, or make two series`);
    return this.with({ seed: given });
  }

  /** Each of these once. */
  values(...values: readonly number[]): Series {
    return this.add(...values.map((value) => number(value, 'a value')));
  }

  /** One value again and again. */
  repeat(value: number, count: Length): Series {
    return this.add(`${number(value, 'the value')}${times(count)}`);
  }

  /** From one value evenly to another, both included. */
  ramp(from: number, to: number, count: Length): Series {
    return this.add(`${number(from, "'from'")}..${number(to, "'to'")}${times(count)}`);
  }

  /** No datapoints. */
  gap(count: Length): Series {
    return this.add(`_${times(count)}`);
  }

  /** One datapoint of many samples: values, or pairs of value and how often. For percentiles. */
  samples(list: readonly (number | readonly [value: number, count: number])[], count: Length = 1): Series {
    const entries = list.map((entry) =>
      typeof entry === 'number' ? number(entry, 'a sample') : entry.map((part) => number(part, 'a sample')).join('*'),
    );
    return this.add(`[${entries.join(' ')}]${times(count)}`);
  }

  normal(of: { readonly mean: number; readonly deviation: number } & DrawOptions): Series {
    return this.draw('normal', of);
  }

  lognormal(of: { readonly median: number; readonly p99: number } & DrawOptions): Series {
    return this.draw('lognormal', of);
  }

  uniform(of: { readonly from: number; readonly to: number } & DrawOptions): Series {
    return this.draw('uniform', of);
  }

  poisson(of: { readonly mean: number } & DrawOptions): Series {
    return this.draw('poisson', of);
  }

  /** A sine, such as a day's traffic with the period `1d`. */
  wave(of: { readonly mean: number; readonly amplitude: number; readonly period: DurationText } & DrawOptions): Series {
    return this.draw('wave', of);
  }

  /** The points of a CSV file, relative to the working directory; the first comes now. */
  file(name: string): Series {
    const path = resolve(text(name, 'the recording'));
    if (path.includes('"')) throw new Error(`a recording must not have " in its path, got ${path}`);
    return this.add(`@"${path}"`);
  }

  /** The items of another series as a group, again and again. Its own options do not count. */
  group(inner: Series, count: Length): Series {
    return this.add(`(${inner.items.join(' ')})${times(count)}`);
  }

  /** As scenarios write it: `every 5m 0x30 0..10x10`. */
  toString(): string {
    const options = (['every', 'from', 'scale', 'seed'] as const).flatMap((name) =>
      this.options[name] === undefined ? [] : [`${name} ${this.options[name]}`],
    );
    return [...options, ...this.items].join(' ');
  }

  private draw(name: string, of: DrawOptions): Series {
    const given = parametersOf(name, of);
    const { count = 1, samples, seed } = of;
    const weight = samples === undefined ? '' : `*${number(samples, "'samples'")}`;
    const drawn = this.add(`${name}(${given.join(',')})${weight}${times(count)}`);
    return seed === undefined ? drawn : drawn.seed(seed);
  }

  private add(...items: readonly string[]): Series {
    return new Series([...this.items, ...items], this.options);
  }

  private with(options: SeriesOptions): Series {
    return new Series(this.items, { ...this.options, ...options });
  }
}

/** A distribution's parameters in its order. @throws naming the one that is missing */
function parametersOf(name: string, of: object): string[] {
  const { parameters = [] } = DISTRIBUTIONS[name] ?? {};
  const all = `{ ${parameters.join(', ')} }`;
  const values = options(of, `${name}(${all})`) as Readonly<Record<string, number | string | undefined>>;
  return parameters.map((parameter) => {
    const value = values[parameter];
    if (value === undefined) throw new Error(`${name}() needs '${parameter}'; write ${name}(${all})`);
    const what = `'${parameter}' of ${name}()`;
    return parameter === 'period' ? duration(value as string, what) : number(value as number, what);
  });
}

/** @throws where it is neither a whole number above 0 nor a duration of one unit, which is what sequences know */
function times(count: Length): string {
  const right = typeof count === 'number' ? Number.isInteger(count) && count > 0 : /^\d+(ms|s|m|h|d)$/.test(count);
  if (!right)
    throw new Error(`how many datapoints must be a whole number above 0 or a time such as 2h, got '${count}'`);
  return count === 1 ? '' : `x${count}`;
}
