import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_WARM_UP_MINUTES, type WarmUp, warmUpOfSilence } from '../../core/alarm/warm-up';
import { checkSeconds, shown } from '../check';
import { AlarmCondition } from './condition';
import { checkInsights } from './condition/judged';
import type { ConditionSpec } from './condition-spec';
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
  readonly warmUp?: WarmUp;
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
  const warmUp = options.warmUp ? readWarmUp(where, options.warmUp) : defaultWarmUp(spec);
  const site: AlarmSite = { scope, id, options, context, where, ...(warmUp && { warmUp }) };
  if (spec.kind === 'metric') {
    if (options.window?.timezone !== undefined) checkInsights(where, spec.queries, spec.evaluation, 1);
    return renderMetricAlarm(spec, site);
  }
  if (options.window) {
    throw new Error(`${where}: 'window' is for alarms on metrics, got one on ${spec.where}; leave it out`);
  }
  return spec.kind === 'log' ? renderLogAlarm(spec, site) : renderPromQlAlarm(spec, site);
}

function defaultWarmUp(spec: ConditionSpec): WarmUp | undefined {
  return spec.kind === 'metric' ? warmUpOfSilence(spec.evaluation) : undefined;
}

function readWarmUp(where: string, warmUp: Duration): WarmUp {
  const seconds = checkSeconds(where, 'warmUp', warmUp, { min: 60, max: MAX_WARM_UP_MINUTES * 60 });
  if (seconds % 60 === 0) return { warmUpPeriodDurationInMinutes: seconds / 60 };
  throw new Error(`${where}: 'warmUp' must be whole minutes, got ${seconds} s; round it`);
}
