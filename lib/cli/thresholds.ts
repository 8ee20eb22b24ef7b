/** `sightline thresholds`: thresholds that the history of a metric speaks for. */
import { closest } from '../core/closest';
import { awsMetricSource, type MetricSource } from './thresholds/source';
import { suggestCommand } from './thresholds/suggest';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline thresholds suggest [options]

  suggest   a threshold for an alarm on a metric, with how often it would have paged

'sightline thresholds suggest --help' tells more.
`;

/** @param source where metrics are read. @default - CloudWatch in the account of the SDK's environment */
export async function thresholdsCommand(
  args: readonly string[],
  source: MetricSource = awsMetricSource(),
  nowMs = Date.now(),
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return 0;
  }
  if (name !== 'suggest') throw unknown(name);
  try {
    return await suggestCommand(rest, source, nowMs);
  } catch (error) {
    if (error instanceof UsageError) error.command = 'thresholds suggest';
    throw error;
  }
}

function unknown(name: string | undefined): UsageError {
  const meant = name !== undefined && closest(name, ['suggest']);
  const got = name === undefined ? 'say what to do' : `there is no 'thresholds ${name}'`;
  return new UsageError(`${got}; ${meant ? "did you mean 'suggest'? " : ''}It is one of: suggest`);
}
