/** `sightline thresholds`: thresholds that the history of a metric speaks for. */
import { type CommandPart, runPart } from './command-group';
import { awsMetricSource, type MetricSource } from './history/metric-source';
import { suggestCommand } from './thresholds/suggest';

const PARTS: Readonly<Record<string, CommandPart<[MetricSource, number]>>> = {
  suggest: { summary: 'a threshold for an alarm on a metric, with how often it would have paged', run: suggestCommand },
};

/** @param source where metrics are read. @default - CloudWatch in the account of the SDK's environment */
export function thresholdsCommand(
  args: readonly string[],
  source: MetricSource = awsMetricSource(),
  nowMs = Date.now(),
): Promise<number> {
  return runPart({ command: 'thresholds', purpose: 'do with thresholds', parts: PARTS }, args, source, nowMs);
}
