import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkSeconds, shown } from '../check';
import { AlarmCondition } from './condition';
import { type AlarmContext, type AlarmOptions, checkOptions } from './options';
import { renderLogAlarm } from './render-log-alarm';
import { renderMetricAlarm } from './render-metric-alarm';
import { renderPromQlAlarm } from './render-prom-ql-alarm';
import type { RenderedAlarm } from './rendered';

/** What the kinds of alarm are made from. */
export interface AlarmSite {
  readonly scope: Construct;
  readonly id: string;
  readonly options: AlarmOptions;
  readonly context: AlarmContext;
  /** For messages: the id and the construct path. */
  readonly where: string;
  /** @default - no warm-up */
  readonly warmUp?: { readonly warmUpPeriodDurationInMinutes: number };
}

/** Makes the alarm of a condition: a metric, log or PromQL alarm, and the anomaly detector it may need. */
export function renderCondition(
  scope: Construct,
  id: string,
  condition: AlarmCondition,
  options: AlarmOptions,
  context: AlarmContext,
): RenderedAlarm {
  const where = `Alarm '${id}' in '${scope.node.path}'`;
  if (!(condition instanceof AlarmCondition)) {
    throw new Error(`${where}: 'condition' must be made by AlarmCondition, got ${shown(condition)}`);
  }
  checkOptions(where, options);
  const { spec } = condition;
  const warmUp = options.warmUp && warmUpOf(where, options.warmUp);
  const site: AlarmSite = { scope, id, options, context, where, ...(warmUp && { warmUp }) };
  if (spec.kind === 'metric') return renderMetricAlarm(spec, site);
  if (options.window) {
    throw new Error(`${where}: 'window' is for alarms on metrics, got one on ${spec.where}; leave it out`);
  }
  return spec.kind === 'log' ? renderLogAlarm(spec, site) : renderPromQlAlarm(spec, site);
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WarmUpConfiguration.html */
const MAX_WARM_UP_SECONDS = 2_880 * 60;

function warmUpOf(where: string, warmUp: Duration) {
  const seconds = checkSeconds(where, 'warmUp', warmUp, { min: 60, max: MAX_WARM_UP_SECONDS });
  if (seconds % 60 === 0) return { warmUpPeriodDurationInMinutes: seconds / 60 };
  throw new Error(`${where}: 'warmUp' must be whole minutes, got ${seconds} s; round it`);
}
