import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { describeSeconds } from '../../core/alarm/threshold';
import type { PromQlSpec } from './condition-spec';
import type { AlarmSite } from './render-condition';
import { commonProps, type RenderedAlarm, rendered } from './rendered';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html */
export function renderPromQlAlarm(spec: PromQlSpec, site: AlarmSite): RenderedAlarm {
  const { scope, id, options, context, where } = site;
  if (site.warmUp) {
    throw new Error(`${where}: 'warmUp' is not for PromQL, whose alarms begin in OK; use 'pendingPeriod'`);
  }
  const { query, intervalSeconds, pendingSeconds, recoverySeconds } = spec;
  const timeToDetectSeconds = intervalSeconds + pendingSeconds;
  const condition = `PromQL ${query} for ${describeSeconds(pendingSeconds)}.`;
  const common = commonProps(scope, id, options, context, { where, timeToDetectSeconds, condition });
  const alarm = new CfnAlarm(scope, id, {
    ...common,
    evaluationCriteria: {
      promQlCriteria: {
        query,
        ...(pendingSeconds > 0 && { pendingPeriod: pendingSeconds }),
        ...(recoverySeconds > 0 && { recoveryPeriod: recoverySeconds }),
      },
    },
    evaluationInterval: intervalSeconds,
  });
  return rendered(alarm, common.alarmName, timeToDetectSeconds);
}
