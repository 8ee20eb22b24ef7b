import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct, type IConstruct } from 'constructs';
import { HUB_PLATFORM } from '../../core/catalog/hub-platform';
import type { HubConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import type { Row } from '../../core/dashboard/body';
import { refuseNamesake } from '../judge/judge-check';
import { markSelfWatching } from '../monitor/scope';
import { adoptionConfig } from './adoption';
import { businessHoursOf } from './business-hours';
import { type ChannelSet, channelConfigs, channelSet } from './channel-set';
import {
  type EscalationLevelOptions,
  type EscalationMatrixOptions,
  type IEscalation,
  levelsConfig,
  matrixConfig,
} from './escalation';
import type { EscalationOptions } from './escalation-options';
import { Escalations } from './escalations';
import { HubDocuments, writeDocument } from './hub-documents';
import { createHubKey } from './hub-key';
import { createHubTable } from './hub-table';
import { admitAlarms, createHubTopic } from './hub-topic';
import { warn, warnOfChannels } from './hub-warnings';
import { checkHub, checkProps, type IncidentResponseProps } from './incident-response-props';
import { Journal } from './journal';
import {
  type MaintenanceCalendarOptions,
  type MaintenanceOptions,
  maintenanceConfig,
  overWarning,
} from './maintenance';
import { Notifications } from './notifications';
import { Oversight } from './oversight';
import { type PersonOptions, personConfig } from './person';
import { Postmortems } from './postmortems';
import { Respond, type RespondProps } from './respond';
import type { IResponder } from './responder';
import { ResponderTopic } from './responder-topic';
import { type RouteOptions, routeConfig } from './route';
import type { Runbook, RunbookOptions } from './runbook';
import { RunbookSet } from './runbook-set';
import { futureWarning, gapWarning, type ScheduleOptions, scheduleConfig } from './schedule';
import { Signals } from './signals';
import { Watchdog } from './watchdog';
import { WatchdogAlarms } from './watchdog-alarms';

/** A hub as `Observability` needs it. */
export interface IIncidentResponse {
  /** Its name, unique in the account and Region. */
  readonly hub: string;
}

/**
 * The hub of an account and Region: takes alarms, deploys and other signals from EventBridge, keeps incidents in a table,
 * tells people and takes their answers. One is enough for all services; each joins by
 * `new Observability(..., { incidents })`. Without people and escalations every channel is told of every incident.
 *
 * Its own alarms tell the fallback topic directly.
 */
export class IncidentResponse extends Construct implements IIncidentResponse {
  /** A hub that another app deploys to this account and Region. */
  static fromHubName(hub: string): IIncidentResponse {
    return { hub: checkHub(hub) };
  }

  readonly hub: string;
  /** Topic for what no channel took and for the watchdog alarms. */
  readonly fallback: Topic;
  /**
   * Carries `Sightline Incident` events, one for each new entry of a timeline, and `Sightline Deploy` events, a finished
   * deploy of a monitored service; takes `Sightline Signal` events, which open and resolve incidents as alarms do.
   */
  readonly bus: IEventBus;
  /** Incidents, timelines and what is owed to people. */
  readonly table: ITable;
  private readonly oversight: Oversight;
  private readonly responderTopic: ResponderTopic;
  private readonly notifications: Notifications;
  private readonly respond?: Respond;
  private readonly documents: HubDocuments;
  private readonly runbooks: RunbookSet;

  constructor(scope: Construct, id: string, props: IncidentResponseProps) {
    super(scope, id);
    markSelfWatching(this);
    checkProps(`IncidentResponse '${this.node.path}'`, props);
    this.hub = checkHub(props.hub ?? 'sightline');
    this.refuseSecond();
    const channels = channelSet(props.channels);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const key = createHubKey(this, this.hub, removalPolicy);
    const table = createHubTable(this, key, removalPolicy);
    this.table = table;
    const bus = new EventBus(this, 'Bus', { eventBusName: this.hub });
    this.bus = bus;
    this.responderTopic = this.createResponderTopic(channels, key);
    this.fallback = this.createFallback(channels, key);

    const parts = {
      hub: this.hub,
      key,
      tableName: table.tableName,
      tableArn: table.tableArn,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    };
    const escalations = new Escalations(this, 'Escalations', { ...parts, bus });
    const { wakeQueue } = escalations;
    const signals = new Signals(this, 'Signals', { ...parts, bus, wakeQueue, sources: props.sources });
    this.respond = this.createRespond({ ...parts, wakeQueue }, props.respond);
    this.notifications = new Notifications(this, 'Notifications', {
      ...{ ...parts, bus },
      streamArn: table.tableStreamArn as string,
      topics: [this.responders, this.fallback, ...channels.topics.map(({ topic }) => topic)].filter((one) => !!one),
      secrets: channels.providers.map(({ secret }) => secret),
      signingKey: this.respond?.signingKey,
    });
    const journal = new Journal(this, 'Journal', { ...parts, streamArn: table.tableStreamArn as string, bus });
    const { postmortems = {} } = props;
    const drafts = postmortems ? new Postmortems(this, 'Postmortems', { ...parts, bus, ...postmortems }) : undefined;
    const watchdog = new Watchdog(this, 'Watchdog', {
      ...{ hub: this.hub, signals, escalations, fallback: this.fallback },
      ...{ notifications: this.notifications, respond: this.respond, journal, postmortems: drafts },
      tableName: table.tableName,
    });
    if (this.responders) this.watchResponders(this.responders);
    const config = this.config(props, channels);
    this.oversight = new Oversight(this, 'Oversight', {
      ...{ ...parts, where: `IncidentResponse '${this.node.path}'`, set: channels, channels: config.channels },
      ...{ responders: this.responders, fallback: this.fallback, notifications: this.notifications },
      ...{ signals, escalations, watchdog },
      ...{ reports: props.reports, heartbeat: props.heartbeat, dashboard: props.dashboard },
    });
    writeDocument(this, 'Config', this.hub, config);
    this.documents = new HubDocuments(this, 'Documents', config);
    this.runbooks = new RunbookSet(this, { ...parts, bus, wakeQueue, fallback: this.fallback });
    warnOfChannels(this, this.hub, channels);
  }

  /**
   * Topic of all e-mail addresses and people, for further subscriptions; `undefined` while there is neither. Once there
   * are people, filter what you subscribe by the message attribute `responder`: it names for whom a message is, and is
   * missing on those of the channel `oncall`.
   */
  get responders(): Topic | undefined {
    return this.responderTopic.topic;
  }

  /** Address of the operators' API; `undefined` with `respond: false`. */
  get operatorsUrl(): string | undefined {
    return this.respond?.operatorsUrl.url;
  }

  /** Address of the signed links, where Slack sends pressed buttons: append `slack/actions`; `undefined` with `respond: false`. */
  get linksUrl(): string | undefined {
    return this.respond?.linksUrl.url;
  }

  /** Lets somebody list incidents and act on them by the operators' API. */
  grantOperate(grantee: IGrantable): void {
    if (!this.respond) {
      throw new Error(`The hub '${this.hub}' has no operators' API ('respond' is false); leave 'respond' out`);
    }
    this.respond.grantOperate(grantee);
  }

  /**
   * Somebody who can be told by name. With the first one, the subscriptions of the channel `oncall` get a filter, so that
   * they take its messages only; SNS needs up to 15 minutes for that.
   * @param name 1 to 64 letters, digits, `.`, `_`, `-`; as incidents and timelines show it
   */
  addPerson(name: string, options: PersonOptions): IResponder {
    const where = `addPerson '${name}'`;
    const config = personConfig(where, name, options);
    const isFirstSubscriber = this.responders === undefined;
    const topic = this.responderTopic.addPerson(where, name, options);
    if (isFirstSubscriber) {
      this.notifications.allowTopic(topic);
      this.watchResponders(topic);
    }
    this.documents.add({ ...config, topicArn: topic.topicArn });
    return { kind: 'person', name };
  }

  /** Who is on call when. Warns where nobody is. */
  addSchedule(name: string, options: ScheduleOptions): IResponder {
    const config = scheduleConfig(`addSchedule '${name}'`, name, options);
    const document = this.documents.add(config);
    warn(document, 'sightline:scheduleGaps', gapWarning(config));
    warn(document, 'sightline:scheduleInFuture', futureWarning(config, Date.now()));
    return { kind: 'schedule', name };
  }

  /**
   * Who is told when nobody answers, by the usual matrix: on-call at once, backup after 5 minutes, lead after 10, manager
   * after 15, executive after 30. Critical incidents climb to the executive, high ones to the lead, medium ones to the
   * backup, low ones stay with the on-call. The one named `default` is for whatever no route says otherwise of.
   */
  addEscalation(name: string, options: EscalationMatrixOptions): IEscalation {
    this.documents.add(matrixConfig(`addEscalation '${name}'`, name, options));
    return { escalationName: name };
  }

  /**
   * As `addEscalation`, with levels of your own. Critical incidents climb all of them, high ones three, medium ones two,
   * low ones one, where `reach` does not say otherwise.
   */
  addEscalationLevels(
    name: string,
    levels: readonly EscalationLevelOptions[],
    options: EscalationOptions = {},
  ): IEscalation {
    this.documents.add(levelsConfig(`addEscalationLevels '${name}'`, name, levels, options));
    return { escalationName: name };
  }

  /** Who is told of what. Routes are tried in the order in which they are added; the first one that fits decides. */
  addRoute(name: string, options: RouteOptions): void {
    const order = this.documents.of('route').length + 1;
    this.documents.add(routeConfig(`addRoute '${name}'`, name, order, options));
  }

  /**
   * Times in which what it matches is recorded and pages nobody; what still fires at their end does. They are planned here,
   * or in a change calendar of Systems Manager. The channels are told when one begins and ends.
   */
  addMaintenance(name: string, options: MaintenanceOptions | MaintenanceCalendarOptions): void {
    const config = maintenanceConfig(`addMaintenance '${name}'`, name, options);
    warn(this.documents.add(config), 'sightline:maintenanceOver', overWarning(config, Date.now()));
  }

  /** What to do about some incidents, and what runs by itself: a `Runbook`, or a name and options. */
  addRunbook(runbook: Runbook | string, options?: RunbookOptions): void {
    this.documents.add(this.runbooks.add(runbook, options));
  }

  /**
   * For `CustomWidgets`: shows them on the hub's dashboard, if it has one.
   * @internal
   */
  _showWidgets(rows: readonly Row[]): void {
    this.oversight.showWidgets(rows);
  }

  /** Bus and parameters have the hub's name: the deployment of the second one would fail. */
  private refuseSecond(): void {
    const isHub = (other: IConstruct): other is IncidentResponse => other instanceof IncidentResponse;
    const todo = "pass one to all services as 'incidents', or give one of them another 'hub'";
    refuseNamesake<IncidentResponse>(this, isHub, ({ hub }) => hub, 'IncidentResponses', todo);
  }

  private createResponderTopic({ addresses }: ChannelSet, key: IKey): ResponderTopic {
    const topic = new ResponderTopic(() => createHubTopic(this, 'Responders', this.hub, key));
    for (const address of addresses) topic.addChannelAddress(address);
    return topic;
  }

  private createFallback({ addresses }: ChannelSet, key: IKey): Topic {
    const topic = createHubTopic(this, 'Fallback', this.hub, key);
    for (const address of addresses) topic.addSubscription(new EmailSubscription(address));
    admitAlarms(topic);
    return topic;
  }

  private createRespond(parts: RespondProps, respond: IncidentResponseProps['respond'] = true): Respond | undefined {
    return respond ? new Respond(this, 'Respond', { ...parts, ...(respond === true ? {} : respond) }) : undefined;
  }

  private watchResponders(topic: Topic): void {
    const dimensions = { responders: { TopicName: topic.topicName } };
    new WatchdogAlarms(this.hub, this.fallback).addFor(HUB_PLATFORM, new Construct(this, 'WatchedTopics'), dimensions);
  }

  private config(props: IncidentResponseProps, channels: ChannelSet): HubConfig {
    const { reopenWindow, businessHours, respond, adopt } = props;
    const slackButtons = typeof respond === 'object' && respond.slackSigningSecret !== undefined;
    return {
      schemaVersion: SCHEMA_VERSION,
      kind: 'hub',
      hub: this.hub,
      channels: channelConfigs(channels, this.responders?.topicArn),
      fallbackTopicArn: this.fallback.topicArn,
      reopenWindowSeconds: (reopenWindow ?? Duration.seconds(300)).toSeconds(),
      ...(props.storm !== undefined && { stormPerMinute: props.storm ? props.storm.incidentsPerMinute : 0 }),
      ...(props.groupingWindow && { groupingWindowSeconds: props.groupingWindow.toSeconds() }),
      ...(this.respond && { respondUrl: this.respond.linksUrl.url }),
      ...(slackButtons && { slackButtons }),
      ...(adopt && { adopt: adoptionConfig(`IncidentResponse '${this.node.path}'`, adopt) }),
      ...(businessHours && { businessHours: businessHoursOf('businessHours', businessHours) }),
    };
  }
}
