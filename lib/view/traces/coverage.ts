/** How much the traces show, as lines of a terminal. */
import type { TraceReport } from '../../core/trace/report';
import { isoMinute } from '../backtest/lines';
import { quantity } from '../format';
import { textTable } from '../slo/table';
import { basisOf, problemsOf, shareOf, type TraceViewOptions } from './words';

export function tellCoverage(report: TraceReport, { paint }: TraceViewOptions): string {
  const lines = [
    paint('bold', 'Trace coverage'),
    `  ${basisOf(report)}`,
    ...problemsOf(report).map((line) => `  ${line}`),
  ];
  return `${[...lines, '', ...requestLines(report, paint), '', ...logLines(report), ...untracedLines(report)].join('\n')}\n`;
}

function requestLines({ coverage }: TraceReport, paint: Parameters<typeof textTable>[1]): string[] {
  if (!coverage)
    return ['  Nobody knows how many requests are traced: it is measured once an hour, by the metric Requests.'];
  const { services, percent, startMs, endMs } = coverage;
  const all =
    percent === undefined
      ? 'no service has the metric Requests'
      : `${quantity(percent, 'Percent')} of all requests are traced`;
  const columns = [
    { name: 'service' },
    { name: 'requests', right: true },
    { name: 'traced', right: true },
    { name: 'coverage', right: true },
  ];
  const rows = services.map((one) => [
    `${one.service}/${one.environment}`,
    one.requests === undefined ? '–' : quantity(one.requests),
    quantity(one.traced),
    one.percent === undefined ? '–' : quantity(one.percent, 'Percent'),
  ]);
  return [`  ${isoMinute(startMs)} to ${isoMinute(endMs)}: ${all}.`, ...textTable({ columns, rows }, paint)];
}

function logLines({ logs }: TraceReport): string[] {
  if (!logs) return ['  Logs: not searched; the analysis names no log groups.'];
  return [`  Logs: ${logs.withLogs} of ${logs.checked} traces (${quantity(logs.percent, 'Percent')}) have log lines.`];
}

function untracedLines({ graph }: TraceReport): string[] {
  const [calls, untraced] = graph.edges.reduce(([all, dark], edge) => [all + edge.calls, dark + edge.untraced], [0, 0]);
  return [`  Calls: ${untraced} of ${calls} (${shareOf(untraced, calls)}) lead to what sends no segments and should.`];
}
