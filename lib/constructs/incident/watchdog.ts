import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { INCIDENT_RESPONSE } from '../../core/catalog/incident-response';
import { resolveAlarms } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE, DIMENSION } from '../../core/conventions';
import { renderAlarm } from '../monitor/alarm';
import { alarmName, outermostStackName, shortHash } from '../names';
import type { Escalations } from './escalations';
import type { Journal } from './journal';
import type { Notifications } from './notifications';
import type { Postmortems } from './postmortems';
import type { Respond } from './respond';
import type { Signals } from './signals';

export interface WatchdogProps {
  readonly hub: string;
  readonly signals: Signals;
  readonly escalations: Escalations;
  readonly notifications: Notifications;
  readonly journal: Journal;
  /** @default - no post-mortems are drafted, so nothing watches that */
  readonly postmortems?: Postmortems;
  /** @default - people do not answer by it, so nothing watches it */
  readonly respond?: Respond;
  /** Is told directly: the workflow cannot report its own failure. */
  readonly fallback: ITopic;
}

/** Alarms on the incident workflow itself. */
export class Watchdog extends Construct {
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, props: WatchdogProps) {
    super(scope, id);
    const { hub, signals, escalations, notifications, respond, journal, postmortems, fallback } = props;
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
        deadWakeUps: { QueueName: escalations.deadLetters.queueName },
        handleSignal: { FunctionName: signals.handler.function.functionName },
        escalate: { FunctionName: escalations.handler.function.functionName },
        notify: { FunctionName: notifications.handler.function.functionName },
        deadIncidentEvents: { QueueName: journal.deadLetters.queueName },
        ...(postmortems && { deadPostmortems: { QueueName: postmortems.deadLetters.queueName } }),
        ...(respond && { links: { FunctionName: respond.links.function.functionName } }),
      },
    });
    this.alarms = alarms.map((alarm) =>
      renderAlarm(this, alarm.id, {
        alarm,
        alarmName: alarmName(hub, 'watchdog', alarm.id, hash),
        service: 'sightline',
        environment: hub,
        // No word of OK: every alarm of a new hub begins with it, and nobody should get ten mails for a deploy.
        alarmActions: [fallback.topicArn],
      }),
    );
  }
}
