import type { ErrorPlace } from './error';
import type { MathSources, TimeAxis } from './types';
import type { Points, Series } from './values';

/** The types of metric math, as AWS names them: scalar, time series, list of time series. */
export type MathType = 'S' | 'TS' | 'TS[]';

export const TYPE_NAMES: Readonly<Record<MathType, string>> = {
  S: 'a scalar (S)',
  TS: 'a time series (TS)',
  'TS[]': 'a list of time series (TS[])',
};

/** What an evaluation works on. */
export interface MathContext {
  readonly axis: TimeAxis;
  readonly series: ReadonlyMap<string, Points>;
  readonly lists: ReadonlyMap<string, readonly Series[]>;
  readonly sources: MathSources;
}

/** A scalar; NaN where it has no value, as the average of nothing. */
export interface Scalar {
  readonly type: 'S';
  readonly run: (context: MathContext) => number;
}

export interface TimeSeries {
  readonly type: 'TS';
  readonly run: (context: MathContext) => Points;
}

export interface SeriesList {
  readonly type: 'TS[]';
  readonly run: (context: MathContext) => readonly Series[];
}

/** A part of an expression with its type checked, ready to run on any number of contexts. */
export type Compiled = Scalar | TimeSeries | SeriesList;

/** What the ids of an expression are. */
export interface Scope {
  /** `undefined` for an id that is not defined. */
  typeOf(id: string): 'TS' | 'TS[]' | undefined;
  /** The metrics of the request, in its order, with their labels. */
  readonly metrics: readonly { readonly id: string; readonly label: string }[];
  /** The period of a metric; absent: that of the axis. */
  periodOf(id: string): number | undefined;
  readonly ids: readonly string[];
}

/** Where a compiler stands: the text for error places, and what ids are. */
export interface CompileSite {
  readonly text: string;
  readonly scope: Scope;
}

export function placeAt(site: CompileSite, position: number): ErrorPlace {
  return { text: site.text, position };
}
