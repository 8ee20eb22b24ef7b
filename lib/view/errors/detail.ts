/** One error with its sample, as lines of the terminal. */

import type { ErrorSample } from '../../core/error/log-event';
import { rateOf } from '../../core/error/spike';
import type { TrackedError } from '../../core/error/tracked-error';
import { hanging, isoMinute, rate } from '../backtest/lines';
import { plain, plainBlock } from '../escape';
import { lastDay } from './list';
import { type ScreenOptions, statusText } from './words';

const MAX_LINES = 30;
const MAX_TEXT = 300;

export function tellError(error: TrackedError, sample: ErrorSample | undefined, options: ScreenOptions): string {
  const { paint, width } = options;
  const title = paint('bold', plain(error.title, MAX_TEXT));
  const facts = factsOf(error, options).flatMap(([name, text]) => hanging(`${name}: ${text}`, 2, width));
  return `${[title, ...facts, ...(sample ? sampleLines(sample, options) : ['', 'No sample of it is kept any more.'])].join('\n')}\n`;
}

function factsOf(error: TrackedError, { nowMs }: ScreenOptions): (readonly [string, string])[] {
  const {
    service,
    environment,
    fingerprint,
    category,
    count,
    counts,
    firstMs,
    lastMs,
    operations,
    raised,
    resolution,
  } = error;
  const found = rateOf(counts, firstMs, nowMs);
  const usual = found ? `, of which ${rate(found.expected)} are usual in a busy hour` : '';
  const release = (name: string | undefined) => (name === undefined ? '' : ` in release ${plain(name, MAX_TEXT)}`);
  const signals = Object.entries(raised).map(([kind, sinceMs]) => `${kind} since ${isoMinute(sinceMs)}`);
  return [
    ['Service', `${service} · ${environment}`],
    ['Fingerprint', fingerprint],
    [
      'Status',
      `${plain(statusText(error), MAX_TEXT)}${resolution ? ` by ${plain(resolution.by, 80)} on ${isoMinute(resolution.atMs)}` : ''}`,
    ],
    ['Category', category],
    ['First seen', `${isoMinute(firstMs)} UTC${release(error.firstRelease)}`],
    ['Last seen', `${isoMinute(lastMs)} UTC${release(error.lastRelease)}`],
    ...(error.regressedMs === undefined ? [] : [['Came back', `${isoMinute(error.regressedMs)} UTC`] as const]),
    [
      'Count',
      `${count}, ${lastDay(error, nowMs)} in the last 24 hours, ${found?.now ?? 0} in the last five minutes${usual}`,
    ],
    ...(operations.length > 0 ? [['Operations', operations.map((one) => plain(one, 80)).join(', ')] as const] : []),
    ...(signals.length > 0 ? [['Signals', signals.join(', ')] as const] : []),
  ];
}

function sampleLines(sample: ErrorSample, { paint, width }: ScreenOptions): string[] {
  const { atMs, message, stack = '', causes, breadcrumbs, logGroup, logStream, requestId, traceId } = sample;
  const where = [
    `log group ${logGroup}`,
    `stream ${logStream}`,
    requestId && `request ${requestId}`,
    traceId && `trace ${traceId}`,
  ];
  const block = (head: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : ['', paint('bold', head), ...lines.slice(0, MAX_LINES).map((line) => `  ${plain(line, MAX_TEXT)}`)];
  return [
    ...block(`Sample of ${isoMinute(atMs)} UTC`, plainBlock(message, 1_024).split('\n')),
    ...block('Causes', causes),
    ...block(
      'Stack',
      stack
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
    ...block('What happened before', breadcrumbs),
    '',
    ...hanging(where.filter((part) => part).join(', '), 2, width),
  ];
}
