import { Duration } from 'aws-cdk-lib';
import { checkNumber, checkSeconds, demand, shown } from '../check';

const DAY_SECONDS = 86_400;

/**
 * The seconds of a slice: CloudWatch has periods of whole minutes, and slices that divide a day begin anew each midnight.
 * @param value @default - a minute
 */
export function checkSlice(where: string, name: string, value: Duration = Duration.minutes(1)): number {
  const seconds = checkSeconds(where, name, value, { min: 60, max: DAY_SECONDS });
  const divides = seconds % 60 === 0 && DAY_SECONDS % seconds === 0;
  const got = `got ${seconds} s; 1, 5, 10, 15, 30 and 60 minutes are such`;
  demand(where, divides, `'${name}' must be whole minutes that divide a day, ${got}`);
  return seconds;
}

/** The milliseconds of a threshold, which may be fractions of one. */
export function millisecondsOf(where: string, name: string, value: unknown): number {
  const example = 'a Duration such as Duration.millis(300)';
  if (!(value instanceof Duration)) throw new Error(`${where}: '${name}' must be ${example}, got ${shown(value)}`);
  demand(where, !value.isUnresolved(), `'${name}' must be known when the app is synthesized, got a token`);
  return checkNumber(where, name, value.toMilliseconds({ integral: false }), { above: 0, todo: `pass ${example}` });
}
