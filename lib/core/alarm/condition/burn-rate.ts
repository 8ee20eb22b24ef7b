import { durationText, readDuration } from './duration';
import type { Scanner } from './scanner';
import type { BurnRateCondition } from './types';

/** That of the workbook's fastest rule. */
const DEFAULT_OVER_SECONDS = 3_600;
/**
 * The long window in short ones: long enough to be sure, short enough to end soon after the fault does.
 * @see https://sre.google/workbook/alerting-on-slos/ (approach 6)
 */
export const SHORT_WINDOWS = 12;
const STEP_SECONDS = SHORT_WINDOWS * 60;
const GREATER = />(?!=)/y;

/** `burn > 14.4 over 1h`, behind the name. */
export function readBurnRate(scanner: Scanner, slo: string): BurnRateCondition {
  if (!scanner.takeWord('burn')) throw scanner.unexpected('write how fast its budget burns: burn > 14.4 over 1h');
  if (scanner.take(GREATER) === undefined) throw scanner.unexpected('a burn rate is judged by >');
  const at = scanner.position;
  const factor = scanner.number('write how many times as fast as planned, such as 14.4');
  if (factor <= 0) throw scanner.error(`no budget burns ${factor} times as fast`, 'write a number above 0', at);
  if (scanner.takeWord('over')) return { kind: 'slo', slo, factor, overSeconds: readWindow(scanner) };
  if (scanner.done) return { kind: 'slo', slo, factor, overSeconds: DEFAULT_OVER_SECONDS };
  throw scanner.unexpected("'over' and a time may follow, such as over 1h");
}

function readWindow(scanner: Scanner): number {
  const at = scanner.position;
  const seconds = readDuration(scanner);
  if (seconds % STEP_SECONDS === 0) return seconds;
  const allowed = `its short window is a twelfth of it: write a multiple of ${durationText(STEP_SECONDS)}, such as 1h`;
  throw scanner.error(`a burn rate has no window of ${durationText(seconds)}`, allowed, at);
}
