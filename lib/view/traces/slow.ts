/** What is slow, as lines of a terminal: operations, bottlenecks, deploys, single traces. */

import { comparisonText } from '../../core/trace/deploy-signals';
import type { TraceReport } from '../../core/trace/report';
import { requestCost } from '../../core/trace/request-cost';
import { hanging } from '../backtest/lines';
import { plain } from '../escape';
import { quantity } from '../format';
import { textTable } from '../slo/table';
import { basisOf, milliseconds, shareOf, type TraceViewOptions } from './words';

export interface SlowViewOptions extends TraceViewOptions {
  /** Of the functions, for what their requests cost. @default - costs are not told */
  readonly memoryMb?: number;
}

const MOST_ROWS = 20;
const KINDS = { work: 'its own work', wait: 'waits for it', way: 'the way there and back' } as const;

export function tellSlow(report: TraceReport, options: SlowViewOptions): string {
  const { paint } = options;
  const parts = [
    [paint('bold', 'Performance'), `  ${basisOf(report)}`],
    ['', paint('bold', 'What requests wait for'), ...bottleneckTable(report, options)],
    ['', paint('bold', 'Operations'), ...operationTable(report, options)],
    deployLines(report, options),
    ['', paint('bold', 'Slowest traces'), ...slowestTable(report, options)],
  ];
  return `${parts.flat().join('\n')}\n`;
}

function bottleneckTable({ bottlenecks }: TraceReport, { paint }: SlowViewOptions): string[] {
  const rows = bottlenecks
    .slice(0, MOST_ROWS)
    .map(({ place, step, kind, selfMs, share }) => [
      place,
      step,
      KINDS[kind],
      milliseconds(selfMs),
      quantity(share * 100, 'Percent'),
    ]);
  const columns = [
    { name: 'at' },
    { name: 'step' },
    { name: 'what' },
    { name: 'time', right: true },
    { name: 'share', right: true },
  ];
  return textTable({ columns, rows }, paint);
}

function operationTable({ operations }: TraceReport, { paint, memoryMb }: SlowViewOptions): string[] {
  const right = [
    'requests',
    'p50',
    'p90',
    'p99',
    'faults',
    'in time',
    ...(memoryMb === undefined ? [] : ['$ a million']),
  ];
  const columns = [{ name: 'at' }, { name: 'operation' }, ...right.map((name) => ({ name, right: true }))];
  const rows = operations.slice(0, MOST_ROWS).map(({ place, operation, latency, faults, withinTarget }) => [
    place,
    operation,
    String(latency.count),
    ...[latency.p50, latency.p90, latency.p99].map(milliseconds),
    shareOf(faults, latency.count),
    withinTarget === undefined ? '' : quantity(withinTarget * 100, 'Percent'),
    // The median stands for the average, which a single slow request would spoil.
    ...(memoryMb === undefined ? [] : [requestCost(latency.p50, { memoryMb }).usdPerMillion.toFixed(2)]),
  ]);
  return textTable({ columns, rows }, paint);
}

function deployLines({ deploys }: TraceReport, { paint, width }: SlowViewOptions): string[] {
  if (deploys.length === 0) return [];
  const told = deploys.flatMap(({ service, environment, release, operation, comparison }) => {
    const what = plain(`${comparison.verdict}: ${operation} of ${service}/${environment} since ${release}`, 160);
    return hanging(`${what}: ${comparisonText(comparison)}`, 2, width);
  });
  return ['', paint('bold', 'Since the last deploys'), ...told];
}

function slowestTable({ slowest }: TraceReport, { paint }: SlowViewOptions): string[] {
  const columns = [
    { name: 'trace' },
    { name: 'entry' },
    { name: 'took', right: true },
    { name: 'most of it at' },
    { name: 'step' },
    { name: 'there', right: true },
  ];
  const rows = slowest.map(({ traceId, entry, durationMs, at, step, selfMs }) => [
    traceId,
    entry,
    milliseconds(durationMs),
    at,
    step,
    milliseconds(selfMs),
  ]);
  return textTable({ columns, rows }, paint);
}
