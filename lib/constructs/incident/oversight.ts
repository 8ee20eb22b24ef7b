import { CfnOutput, Stack } from 'aws-cdk-lib';
import { type CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { HUB_METRICS } from '../../core/catalog/hub-metrics';
import { HUB_PLATFORM } from '../../core/catalog/hub-platform';
import type { ChannelConfig } from '../../core/config';
import { DIMENSION } from '../../core/conventions';
import type { Row } from '../../core/dashboard/body';
import { type HubDashboardContent, hubDashboard, hubDashboardName } from '../../core/dashboard/hub';
import { canTakeHeartbeats, canTakeReports, takesHeartbeats, takesReports } from '../../core/incident/channel-duties';
import { demand } from '../check';
import { substitutedJson } from '../dashboard/substituted-json';
import type { ChannelSet } from './channel-set';
import type { Escalations } from './escalations';
import { checkHeartbeat, type HeartbeatOptions, Heartbeats } from './heartbeats';
import type { Notifications } from './notifications';
import { checkReports, Reports, type ReportsOptions } from './reports';
import type { Signals } from './signals';
import type { Watchdog } from './watchdog';
import { WatchdogAlarms } from './watchdog-alarms';
import type { HubParts } from './workflow-function';

/** How people see that the hub itself works: reports, signs of life, a dashboard. */
export interface OversightOptions {
  /**
   * A daily summary and a weekly digest, the numbers of the last seven days as metrics, and an alarm where nothing proves
   * that every escalation ran; `false`: none of them.
   * @default - at 08:00 UTC, the digest on Mondays, on all channels that responders read
   */
  readonly reports?: ReportsOptions | false;
  /** Signs of life to the pagers; `false`: none are sent. @default - every five minutes, with an alarm on each pager */
  readonly heartbeat?: HeartbeatOptions | false;
  /** The dashboard `Sightline-<hub>-incidents`. @default true */
  readonly dashboard?: boolean;
}

export interface OversightProps extends HubParts, OversightOptions {
  /** Names the hub in errors. */
  readonly where: string;
  readonly channels: readonly ChannelConfig[];
  readonly set: ChannelSet;
  /** Topic of the mail addresses. @default - there are none */
  readonly responders?: ITopic;
  readonly fallback: ITopic;
  readonly signals: Signals;
  readonly escalations: Escalations;
  readonly notifications: Notifications;
  readonly watchdog: Watchdog;
}

/** What shows how the hub does: reports and numbers of its incidents, heartbeats to its pagers, its dashboard. */
export class Oversight extends Construct {
  private dashboard?: { readonly resource: CfnDashboard; readonly content: HubDashboardContent };

  constructor(scope: Construct, id: string, props: OversightProps) {
    super(scope, id);
    new CfnOutput(this, 'IncidentTable', {
      value: props.tableName,
      description: `Sightline ${props.hub}: table of its incidents, for 'sightline incidents report --table'`,
    });
    const alarms = new WatchdogAlarms(props.hub, props.fallback);
    const reports = this.addReports(props, alarms);
    const pagers = pagersOf(props);
    const heartbeats = this.addHeartbeats(props, pagers, alarms);
    const { dashboard = true } = props;
    demand(props.where, typeof dashboard === 'boolean', `'dashboard' must be true or false, got ${String(dashboard)}`);
    if (dashboard) this.addDashboard(props, pagers, [...props.watchdog.alarms, ...reports, ...heartbeats]);
  }

  /** Below the states of alarms. */
  showWidgets(widgets: readonly Row[]): void {
    if (!this.dashboard) return;
    const { resource, content } = this.dashboard;
    resource.dashboardBody = substitutedJson(this, hubDashboard({ ...content, widgets }));
  }

  private addReports(props: OversightProps, watchdog: WatchdogAlarms): readonly CfnAlarm[] {
    const { where, channels, set, responders, reports: options = {} } = props;
    const { hub, key, tableName, tableArn, logRetention, removalPolicy } = props;
    if (options === false) return [];
    const able = channels.filter(canTakeReports).map(({ name }) => name);
    checkReports(`${where} reports`, options, able);
    const chosen = new Set(options.channels ?? channels.filter(takesReports).map(({ name }) => name));
    const mail = channels.find(
      ({ kind, name }) => kind === 'topic' && !set.topics.some((topic) => topic.name === name),
    );
    const reports = new Reports(this, 'Reports', {
      ...{ hub, key, tableName, tableArn, logRetention, removalPolicy },
      ...options,
      topics: [
        ...(responders && mail && chosen.has(mail.name) ? [responders] : []),
        ...set.topics.filter(({ name }) => chosen.has(name)).map(({ topic }) => topic),
      ],
      secrets: set.providers.filter(({ name }) => chosen.has(name)).map(({ secret }) => secret),
    });
    const { functionName, logGroup } = reports.handler.function;
    const report = { FunctionName: functionName };
    return [
      ...watchdog.add(reports, { reports: { [DIMENSION.hub]: hub }, report }),
      ...watchdog.addFor(HUB_PLATFORM, reports, { report }),
      ...watchdog.addFor(HUB_METRICS, reports, { reportLog: { LogGroupName: logGroup.logGroupName } }),
    ];
  }

  private addHeartbeats(
    { where, hub, heartbeat, notifications }: OversightProps,
    channels: readonly string[],
    watchdog: WatchdogAlarms,
  ): readonly CfnAlarm[] {
    const url = heartbeat ? heartbeat.url : undefined;
    // Nobody outside can be told that pagers take pages where there are none.
    demand(`${where} heartbeat`, channels.length > 0 || url === undefined, "'url' needs a pager; the hub has none");
    if (channels.length === 0) return [];
    return new Heartbeats(this, 'Heartbeats', { hub, channels, url, watchdog, notify: notifications.handler }).alarms;
  }

  private addDashboard(
    { hub, signals, escalations, notifications }: OversightProps,
    pagers: readonly string[],
    alarms: readonly CfnAlarm[],
  ): void {
    const content: HubDashboardContent = {
      hub,
      region: Stack.of(this).region,
      queues: { Signals: signals.queue.queueName, 'Wake-ups': escalations.wakeQueue.queueName },
      deadLetters: {
        Signals: signals.deadLetters.queueName,
        'Wake-ups': escalations.deadLetters.queueName,
        Notifications: notifications.deadLetters.queueName,
      },
      pagers,
      alarms: alarms.map(({ attrArn }) => attrArn),
    };
    const dashboardBody = substitutedJson(this, hubDashboard(content));
    const resource = new CfnDashboard(this, 'Dashboard', { dashboardName: hubDashboardName(hub), dashboardBody });
    this.dashboard = { resource, content };
  }
}

/** Names of the channels that get heartbeats. */
function pagersOf({ where, channels, heartbeat = {} }: OversightProps): string[] {
  if (heartbeat === false) return [];
  checkHeartbeat(
    `${where} heartbeat`,
    heartbeat,
    channels.filter(canTakeHeartbeats).map(({ name }) => name),
  );
  return [...(heartbeat.channels ?? channels.filter(takesHeartbeats).map(({ name }) => name))];
}
