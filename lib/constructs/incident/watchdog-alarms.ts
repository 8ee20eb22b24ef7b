import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { INCIDENT_RESPONSE } from '../../core/catalog/incident-response';
import { resolveAlarms } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE } from '../../core/conventions';
import { renderAlarm } from '../monitor/alarm';
import { alarmName, outermostStackName, shortHash } from '../names';

type Dimensions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Alarms on parts of a hub. They tell the fallback topic directly, as the workflow cannot report its own failure. */
export class WatchdogAlarms {
  constructor(
    private readonly hub: string,
    private readonly fallback: ITopic,
  ) {}

  /**
   * Those of the workflow whose metrics are on these dimension sets.
   * @param what they are on, in words. @default - the hub, under the name of its other watchdog alarms
   */
  add(scope: Construct, dimensions: Dimensions, what?: { readonly label: string; readonly name: string }): CfnAlarm[] {
    return this.addFor(INCIDENT_RESPONSE, scope, dimensions, what);
  }

  /** The same, of another entry of the catalog. */
  addFor(
    entry: CatalogEntry<object>,
    scope: Construct,
    dimensions: Dimensions,
    what: { readonly label: string; readonly name: string } = {
      label: `the Sightline hub '${this.hub}'`,
      name: 'watchdog',
    },
  ): CfnAlarm[] {
    const hash = shortHash(outermostStackName(scope), scope.node.path);
    const namespace = DEFAULT_NAMESPACE;
    return resolveAlarms(entry, { label: what.label, facts: {}, namespace, dimensions }).map((alarm) =>
      renderAlarm(scope, what.name === 'watchdog' ? alarm.id : `${alarm.id}-${what.name}`, {
        alarm,
        alarmName: alarmName(this.hub, what.name, alarm.id, hash),
        service: 'sightline',
        environment: this.hub,
        // No word of OK: every alarm of a new hub begins with it, and nobody should get ten mails for a deploy.
        // Where the role is another one, the fallback topic is what fails: the workflow tells of it.
        alarmActions: alarm.role === 'signal' ? [this.fallback.topicArn] : [],
      }),
    );
  }
}
