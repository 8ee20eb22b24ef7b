/** One request on its way, as lines of a terminal. */
import type { Journey, Stop } from '../../core/trace/journey';
import type { TraceProblems } from '../../core/trace/trace';
import { isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import { milliseconds, shareOf, type TraceViewOptions } from './words';

const BAR = 24;
const NAME = 46;

export function tellJourney(journey: Journey, problems: TraceProblems, options: TraceViewOptions): string {
  const { traceId, startMs, durationMs, stops, more } = journey;
  const { paint } = options;
  const warnings = [
    ...(problems.orphans > 0 ? ['Some segments are missing: not sampled, not sent, or not there yet.'] : []),
    ...(problems.skewed > 0 ? ['Clocks differ: some times are put into the middle of their calls.'] : []),
    ...(more > 0 ? [`${more} more stops are left out.`] : []),
  ];
  return `${[
    `${paint('bold', plain(traceId, 40))}  ${isoMinute(startMs)}, ${milliseconds(durationMs)}`,
    ...stops.map((stop) => stopLine(stop, journey, options)),
    ...warnings.map((line) => paint('dim', `  ${line}`)),
  ].join('\n')}\n`;
}

function stopLine(stop: Stop, { durationMs }: Journey, { paint }: TraceViewOptions): string {
  const { place, operation, depth, offsetMs, criticalMs, outcome, cause } = stop;
  const indent = '  '.repeat(Math.min(depth, 8));
  const name = plain(`${place.name}: ${operation}`, NAME - indent.length);
  const held = criticalMs > 0 ? `, ${shareOf(criticalMs, durationMs)} of the time` : '';
  const end = outcome === 'ok' ? '' : `  ${paint(outcome === 'fault' ? 'red' : 'yellow', outcome)}`;
  const why = cause === undefined ? '' : ` ${plain(cause, 100)}`;
  const times = `+${Math.round(offsetMs)} ms`.padStart(9);
  return `${times}  ${barOf(stop, durationMs)}  ${`${indent}${name}`.padEnd(NAME)} ${milliseconds(stop.durationMs)}${held}${end}${why}`;
}

/** When it was, within the whole. */
function barOf({ offsetMs, durationMs }: Stop, totalMs: number): string {
  const scale = totalMs > 0 ? BAR / totalMs : 0;
  const from = Math.max(0, Math.min(BAR - 1, Math.floor(offsetMs * scale)));
  const length = Math.max(1, Math.min(BAR - from, Math.round(durationMs * scale)));
  return '·'.repeat(from) + '█'.repeat(length) + '·'.repeat(BAR - from - length);
}
