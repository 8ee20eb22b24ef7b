import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { HUB_METRICS } from '../../core/catalog/hub-metrics';
import { HUB_PLATFORM } from '../../core/catalog/hub-platform';
import { DIMENSION } from '../../core/conventions';
import type { Escalations } from './escalations';
import type { Journal } from './journal';
import type { Notifications } from './notifications';
import type { Postmortems } from './postmortems';
import type { Respond } from './respond';
import type { Signals } from './signals';
import { WatchdogAlarms } from './watchdog-alarms';
import type { WorkflowFunction } from './workflow-function';

export interface WatchdogProps {
  readonly hub: string;
  readonly signals: Signals;
  readonly escalations: Escalations;
  readonly notifications: Notifications;
  readonly journal: Journal;
  /** Of incidents. */
  readonly tableName: string;
  /** @default - no post-mortems are drafted, so nothing watches that */
  readonly postmortems?: Postmortems;
  /** @default - people do not answer by it, so nothing watches it */
  readonly respond?: Respond;
  /** Is told directly: the workflow cannot report its own failure. */
  readonly fallback: ITopic;
}

/** Alarms on the incident workflow itself, and on what it runs on. */
export class Watchdog extends Construct {
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, props: WatchdogProps) {
    super(scope, id);
    const { hub, signals, escalations, notifications, respond, journal, postmortems, fallback } = props;
    const workflow = {
      hub: { [DIMENSION.hub]: hub },
      signals: { QueueName: signals.queue.queueName },
      deadSignals: { QueueName: signals.deadLetters.queueName },
      deadNotifications: { QueueName: notifications.deadLetters.queueName },
      deadWakeUps: { QueueName: escalations.deadLetters.queueName },
      handleSignal: nameOf(signals.handler),
      escalate: nameOf(escalations.handler),
      notify: nameOf(notifications.handler),
      deadIncidentEvents: { QueueName: journal.deadLetters.queueName },
      ...(postmortems && { deadPostmortems: { QueueName: postmortems.deadLetters.queueName } }),
      ...(respond && { links: nameOf(respond.links) }),
    };
    const platform = {
      escalate: nameOf(escalations.handler),
      notify: nameOf(notifications.handler),
      publishIncidents: nameOf(journal.handler),
      ...(postmortems && { writePostmortem: nameOf(postmortems.handler) }),
      ...(respond && { links: nameOf(respond.links), operators: nameOf(respond.operators) }),
      wakeUps: { QueueName: escalations.wakeQueue.queueName },
      table: { TableName: props.tableName },
      fallback: { TopicName: fallback.topicName },
    };
    const alarms = new WatchdogAlarms(hub, fallback);
    this.alarms = [
      ...alarms.add(this, workflow),
      ...alarms.addFor(HUB_PLATFORM, this, platform),
      ...alarms.addFor(HUB_METRICS, this, {
        escalateLog: logOf(escalations.handler),
        notifyLog: logOf(notifications.handler),
      }),
    ];
  }
}

function nameOf({ function: { functionName } }: WorkflowFunction) {
  return { FunctionName: functionName };
}

function logOf({ function: { logGroup } }: WorkflowFunction) {
  return { LogGroupName: logGroup.logGroupName };
}
