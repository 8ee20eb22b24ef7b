/** How much of what happened the traces show. */
import type { ServiceRef } from '../incident/evidence';

export interface ServiceTraffic extends ServiceRef {
  /** By the metric `Requests`; `undefined` where it has no data. */
  readonly requests?: number;
  /** Requests in recorded traces, of the same time. */
  readonly traced: number;
}

export interface ServiceCoverage extends ServiceTraffic {
  /** Traced requests, of all; `undefined` where nobody knows how many there were. */
  readonly percent?: number;
}

export interface TraceCoverage {
  /** What it is about: from `startMs`, before `endMs`, epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Least covered first. */
  readonly services: readonly ServiceCoverage[];
  /** Of all services whose requests are known; `undefined` without any. */
  readonly percent?: number;
}

/** Traces and metrics are cut at slightly different moments: more than all is all. */
export function coverageOf(
  span: { readonly startMs: number; readonly endMs: number },
  traffic: readonly ServiceTraffic[],
): TraceCoverage {
  const services = traffic.map((one): ServiceCoverage => {
    const percent = percentOf(one.traced, one.requests);
    return { ...one, ...(percent !== undefined && { percent }) };
  });
  const known = services.filter(({ percent }) => percent !== undefined);
  const sum = (read: (one: ServiceCoverage) => number) => known.reduce((total, one) => total + read(one), 0);
  const percent = percentOf(
    sum(({ traced, requests = 0 }) => Math.min(traced, requests)),
    sum(({ requests = 0 }) => requests),
  );
  return {
    ...span,
    services: services.sort((a, b) => (a.percent ?? 101) - (b.percent ?? 101) || (a.service < b.service ? -1 : 1)),
    ...(percent !== undefined && { percent }),
  };
}

/** `undefined` where there is nothing to be a part of. */
export function percentOf(part: number, whole: number | undefined): number | undefined {
  if (whole === undefined || !(whole > 0)) return undefined;
  return Math.min(100, Math.round((part / whole) * 10_000) / 100);
}
