import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CatalogEntry } from '../../core/catalog/entry';
import { INCIDENT_RESPONSE } from '../../core/catalog/incident-response';
import { selfWatchAlarms } from '../self-watch-alarms';

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
    // No word of OK: every alarm of a new hub begins with it, and nobody should get ten mails for a deploy.
    // Where the role is not `signal`, the fallback topic is what fails: the workflow tells of it.
    return selfWatchAlarms(scope, {
      entry,
      label: what.label,
      dimensions,
      name: this.hub,
      kind: what.name,
      fallback: this.fallback,
      ...(what.name !== 'watchdog' && { suffix: `-${what.name}` }),
    });
  }
}
