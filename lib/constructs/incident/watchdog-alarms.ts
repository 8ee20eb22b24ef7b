import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { INCIDENT_RESPONSE } from '../../core/catalog/incident-response';
import { resolveAlarms } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE } from '../../core/conventions';
import { renderAlarm } from '../monitor/alarm';
import { alarmName, outermostStackName, shortHash } from '../names';

/** Alarms on parts of the workflow that not every hub has; they tell the fallback topic directly. */
export class WatchdogAlarms {
  constructor(
    private readonly hub: string,
    private readonly fallback: ITopic,
  ) {}

  /**
   * Those whose metrics are on these dimension sets.
   * @param what they are on, in words. @default - the hub, under the name of its other watchdog alarms
   */
  add(
    scope: Construct,
    dimensions: Readonly<Record<string, Readonly<Record<string, string>>>>,
    what: { readonly label: string; readonly name: string } = {
      label: `the Sightline hub '${this.hub}'`,
      name: 'watchdog',
    },
  ): CfnAlarm[] {
    const hash = shortHash(outermostStackName(scope), scope.node.path);
    const namespace = DEFAULT_NAMESPACE;
    return resolveAlarms(INCIDENT_RESPONSE, { label: what.label, facts: {}, namespace, dimensions }).map((alarm) =>
      renderAlarm(scope, what.name === 'watchdog' ? alarm.id : `${alarm.id}-${what.name}`, {
        alarm,
        alarmName: alarmName(this.hub, what.name, alarm.id, hash),
        service: 'sightline',
        environment: this.hub,
        alarmActions: [this.fallback.topicArn],
      }),
    );
  }
}
