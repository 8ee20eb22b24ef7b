import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { INCIDENT_RESPONSE } from '../../core/catalog/incident-response';
import { resolveAlarms } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE, DIMENSION } from '../../core/conventions';
import { renderAlarm } from '../monitor/alarm';
import { alarmName, outermostStackName, shortHash } from '../names';
import type { Notifications } from './notifications';
import type { Signals } from './signals';

export interface WatchdogProps {
  readonly hub: string;
  readonly signals: Signals;
  readonly notifications: Notifications;
  /** Is told directly: the workflow cannot report its own failure. */
  readonly fallback: ITopic;
}

/** Alarms on the incident workflow itself. */
export class Watchdog extends Construct {
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, { hub, signals, notifications, fallback }: WatchdogProps) {
    super(scope, id);
    const hash = shortHash(outermostStackName(this), this.node.path);
    const alarms = resolveAlarms(INCIDENT_RESPONSE, {
      label: `the Sightline hub '${hub}'`,
      facts: {},
      namespace: DEFAULT_NAMESPACE,
      dimensions: {
        hub: { [DIMENSION.hub]: hub },
        signals: { QueueName: signals.queue.queueName },
        deadSignals: { QueueName: signals.deadLetters.queueName },
        deadNotifications: { QueueName: notifications.deadLetters.queueName },
        handleSignal: { FunctionName: signals.handler.function.functionName },
        notify: { FunctionName: notifications.handler.function.functionName },
      },
    });
    this.alarms = alarms.map((alarm) =>
      renderAlarm(this, alarm.id, {
        alarm,
        alarmName: alarmName(hub, 'watchdog', alarm.id, hash),
        service: 'sightline',
        environment: hub,
        // No word of OK: every alarm of a new hub begins with it, and nobody should get six mails for a deploy.
        alarmActions: [fallback.topicArn],
      }),
    );
  }
}
