import type { SetMetric } from '../../../core/conventions';
import { attempt } from '../../text';
import type { Labels } from '../labels';
import { type MetricOptions, record } from '../recording';
import type { MetricKind } from '../series-buffer';

/** Records a point of a set; a value that is left out is no point. */
export type Put = (kind: MetricKind, metric: SetMetric, value: number | undefined) => void;

/** What records on these labels, in the units that the house gives its metrics. */
export function putOn(labels?: Labels, options?: MetricOptions): Put {
  return (kind, { name, unit }, value) => {
    if (value !== undefined) record(kind, name, value, labels, { ...options, unit });
  };
}

/** For metrics of the kind "0 or 1 each time": their Average is a ratio, without metric math. */
export function flag(value: unknown): 0 | 1 {
  return value ? 1 : 0;
}

/** The same function, which never throws: what users hand over may have getters that do, or be nothing at all. */
export function safely<A extends readonly unknown[]>(work: (...given: A) => void): (...given: A) => void {
  return (...given) => {
    attempt(() => work(...given));
  };
}
