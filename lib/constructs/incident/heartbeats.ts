import { Duration } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DIMENSION } from '../../core/conventions';
import { checkKeys, demand } from '../check';
import type { WatchdogAlarms } from './watchdog-alarms';
import type { WorkflowFunction } from './workflow-function';

/** Signs of life: somebody outside the account notices when Sightline itself is silent. */
export interface HeartbeatOptions {
  /** Names of channels. @default - PagerDuty, Opsgenie, Jira Service Management and webhooks, of those for responders */
  readonly channels?: readonly string[];
  /**
   * Its text is an address that is called (GET) after each round that all pagers took, such as that of a check of
   * healthchecks.io or of a Dead Man's Snitch: whoever listens there notices when a hub is silent. @default - nobody does
   */
  readonly url?: ISecret;
}

export interface HeartbeatsProps {
  readonly hub: string;
  /** The function that sends pages: what it cannot reach, pages do not reach. */
  readonly notify: WorkflowFunction;
  readonly channels: readonly string[];
  readonly url?: ISecret;
  readonly watchdog: WatchdogAlarms;
}

/** @param able names of the channels that can take heartbeats */
export function checkHeartbeat(where: string, options: HeartbeatOptions, able: readonly string[]): void {
  checkKeys(where, options, { channels: true, url: true });
  const { channels, url } = options;
  const unknown = channels?.find((name) => !able.includes(name));
  const known = able.join(', ') || 'none';
  demand(
    where,
    unknown === undefined,
    `'channels' has '${unknown}', which is no pager of the hub; those are: ${known}`,
  );
  const isSecret = url === undefined || (typeof url === 'object' && url !== null && 'secretArn' in url);
  demand(where, isSecret, `'url' must be a secret of Secrets Manager, got a ${typeof url}`);
}

/** Every five minutes a sign of life to each pager, and an alarm on each that is not taken or not sent. */
export class Heartbeats extends Construct {
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, { hub, notify, channels, url, watchdog }: HeartbeatsProps) {
    super(scope, id);
    if (url) notify.allowSecret(url);
    const input = { heartbeat: { channels: [...channels], ...(url && { url: url.secretArn }) } };
    new Rule(this, 'Rule', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [
        new FunctionTarget(notify.function, {
          event: RuleTargetInput.fromObject(input),
          // The next one is due soon.
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
    this.alarms = channels.flatMap((channel) =>
      watchdog.add(
        this,
        { pager: { [DIMENSION.hub]: hub, [DIMENSION.channel]: channel } },
        { label: `the pager '${channel}' of the Sightline hub '${hub}'`, name: channel },
      ),
    );
  }
}
