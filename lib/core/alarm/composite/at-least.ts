import type { AlarmState } from '../../incident/incident';
import type { AtLeast } from './expression';
import type { Limits } from './limits';
import type { Scanner } from './scanner';

const STATES: readonly AlarmState[] = ['INSUFFICIENT_DATA', 'ALARM', 'OK'];
const NUMBER = /^\d+%?$/;
const THRESHOLD = 'write how many alarms as a whole number from 1 (such as 2) or as a percentage from 1% to 100%';

interface Threshold {
  readonly amount: number;
  readonly percent: boolean;
  readonly position: number;
}

/**
 * What follows AT_LEAST: `(M, STATE, (a, b))` or `(M%, NOT STATE, (a, b))`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export function parseAtLeast(scanner: Scanner, limits: Limits): AtLeast {
  scanner.expect('(', 'after AT_LEAST: AT_LEAST(2, ALARM, (a, b, c))');
  const threshold = parseThreshold(scanner);
  scanner.expect(',', 'after the number');
  const negated = scanner.takeWord('NOT');
  const state = parseState(scanner);
  scanner.expect(',', 'after the state');
  const alarms = parseAlarms(scanner, limits);
  scanner.expect(')', 'to close AT_LEAST');
  return { kind: 'atLeast', needed: neededOf(threshold, alarms.length, scanner), negated, state, alarms };
}

function parseThreshold(scanner: Scanner): Threshold {
  const position = scanner.position;
  const word = scanner.peekWord();
  if (!NUMBER.test(word)) throw scanner.error(scanner.describeNext(), THRESHOLD);
  scanner.take(word);
  const percent = word.endsWith('%') || scanner.take('%');
  return { amount: Number.parseInt(word, 10), percent, position };
}

function parseState(scanner: Scanner): AlarmState {
  const state = STATES.find((candidate) => scanner.takeWord(candidate));
  if (state) return state;
  throw scanner.error(scanner.describeNext(), `write ${STATES.join(', ')}, or NOT and one of them`);
}

function parseAlarms(scanner: Scanner, limits: Limits): string[] {
  scanner.expect('(', 'before the alarm names: (a, b, c)');
  const alarms = new Set<string>();
  do {
    const start = scanner.position;
    const alarm = limits.child(() => scanner.name());
    if (alarms.has(alarm)) throw scanner.error(`'${alarm}' is listed twice`, 'list each alarm once', start);
    alarms.add(alarm);
  } while (scanner.take(','));
  scanner.expect(')', 'after the last alarm name, or a comma before another');
  return [...alarms];
}

/** Whole alarms: 50% of three alarms is 1.5, so two are needed. */
function neededOf({ amount, percent, position }: Threshold, listed: number, scanner: Scanner): number {
  const most = percent ? 100 : listed;
  if (amount < 1 || amount > most) {
    const got = percent ? `${amount}%` : `${amount} of ${listed} listed alarms`;
    throw scanner.error(`AT_LEAST asks for ${got}`, percent ? THRESHOLD : `write a number from 1 to ${most}`, position);
  }
  return percent ? Math.ceil((amount * listed) / 100) : amount;
}
