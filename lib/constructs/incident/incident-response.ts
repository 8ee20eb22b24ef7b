import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ChannelConfig, HubConfig } from '../../core/config';
import { configPath, SCHEMA_VERSION } from '../../core/conventions';
import { markSelfWatching } from '../monitor/scope';
import { checkName } from '../names';
import { type Channel, EmailChannel, RESPONDERS_CHANNEL, TopicChannel } from './channel';
import { createHubKey } from './hub-key';
import { createHubTable } from './hub-table';
import { Notifications } from './notifications';
import { Signals } from './signals';
import { Watchdog } from './watchdog';

/** A hub as `Observability` needs it. */
export interface IIncidentResponse {
  /** Its name, unique in the account and Region. */
  readonly hub: string;
}

export interface IncidentResponseProps {
  /** Where people are told; at least one. */
  readonly channels: readonly Channel[];
  /**
   * Name of the hub, unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`.
   * @default 'sightline'
   */
  readonly hub?: string;
  /**
   * An alarm that returns within this time after the resolve reopens its incident (inclusive, whole seconds).
   * @default Duration.seconds(300)
   */
  readonly reopenWindow?: Duration;
  /** How long the workflow's own logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of key, table and logs when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The hub of an account and Region: takes all alarm state changes and deploys from EventBridge, keeps incidents in a
 * table and tells people. One is enough for all services; each joins by `new Observability(..., { incidents })`.
 *
 * Its own alarms tell the fallback topic directly.
 */
export class IncidentResponse extends Construct implements IIncidentResponse {
  /** A hub that another app deploys to this account and Region. */
  static fromHubName(hub: string): IIncidentResponse {
    checkName('hub', hub, MAX_HUB_LENGTH);
    return { hub };
  }

  readonly hub: string;
  /** Topic of all e-mail addresses, for further subscriptions such as SMS; `undefined` without an e-mail channel. */
  readonly responders?: Topic;
  /** Topic for what no channel took and for the watchdog alarms. */
  readonly fallback: Topic;
  /**
   * Carries `Sightline Deploy` events, a finished deploy of a monitored service, and takes `Sightline Signal` events,
   * which open and resolve incidents as alarms do.
   */
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, props: IncidentResponseProps) {
    super(scope, id);
    markSelfWatching(this);
    this.hub = props.hub ?? 'sightline';
    checkName('hub', this.hub, MAX_HUB_LENGTH);
    const channels = sortChannels(props.channels);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;

    const key = createHubKey(this, this.hub, removalPolicy);
    const table = createHubTable(this, key, removalPolicy);
    const bus = new EventBus(this, 'Bus', { eventBusName: this.hub });
    this.bus = bus;
    this.responders = channels.addresses.length > 0 ? this.addTopic('Responders', key, channels.addresses) : undefined;
    this.fallback = this.addTopic('Fallback', key, channels.addresses);
    this.admitWatchdog();

    const parts = {
      hub: this.hub,
      key,
      tableName: table.tableName,
      tableArn: table.tableArn,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    };
    const signals = new Signals(this, 'Signals', { ...parts, bus });
    const notifications = new Notifications(this, 'Notifications', {
      ...parts,
      streamArn: table.tableStreamArn as string,
      topics: [
        ...(this.responders ? [this.responders] : []),
        this.fallback,
        ...channels.topics.map(({ topic }) => topic),
      ],
    });
    new Watchdog(this, 'Watchdog', { hub: this.hub, signals, notifications, fallback: this.fallback });
    this.publishConfig(channels.topics, props.reopenWindow ?? Duration.seconds(300));
    if (channels.addresses.length === 0) {
      Annotations.of(this).addWarningV2(
        'sightline:fallbackWithoutSubscribers',
        `Nobody is subscribed to the fallback topic of the hub '${this.hub}', which reports that the workflow itself ` +
          "fails; add a Channel.email or call 'fallback.addSubscription'",
      );
    }
  }

  private addTopic(id: string, masterKey: IKey, addresses: readonly string[]): Topic {
    const topic = new Topic(this, id, { displayName: `Sightline ${this.hub} ${id}`, masterKey, enforceSSL: true });
    for (const address of addresses) topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  /** A topic with a policy of its own admits no alarms unless it says so. */
  private admitWatchdog(): void {
    this.fallback.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.fallback.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  private publishConfig(topics: readonly TopicChannel[], reopenWindow: Duration): void {
    const responders: ChannelConfig[] = this.responders
      ? [{ name: RESPONDERS_CHANNEL, topicArn: this.responders.topicArn }]
      : [];
    const config: HubConfig = {
      schemaVersion: SCHEMA_VERSION,
      kind: 'hub',
      hub: this.hub,
      channels: [...responders, ...topics.map(({ name, topic }) => ({ name, topicArn: topic.topicArn }))],
      fallbackTopicArn: this.fallback.topicArn,
      reopenWindowSeconds: reopenWindow.toSeconds(),
    };
    new StringParameter(this, 'Config', {
      parameterName: `${configPath(this.hub)}/hub`,
      description: `Sightline: the hub ${this.hub}`,
      stringValue: Stack.of(this).toJsonString(config),
    });
  }
}

/** In the names of the bus, of parameters and of alarms. */
const MAX_HUB_LENGTH = 32;
/** The hub's document is one standard parameter of 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_TOPICS = 10;

function sortChannels(channels: readonly Channel[]): {
  readonly addresses: readonly string[];
  readonly topics: readonly TopicChannel[];
} {
  if (channels.length === 0) {
    throw new Error("'channels' must name at least one channel, got none; pass Channel.email('oncall@example.com')");
  }
  const topics = channels.filter((channel) => channel instanceof TopicChannel);
  const names = topics.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`'channels' has two channels named '${twice}'; give each its own name`);
  if (topics.length > MAX_TOPICS) {
    throw new Error(`'channels' may have ${MAX_TOPICS} topics at most, got ${topics.length}`);
  }
  const addresses = channels.flatMap((channel) => (channel instanceof EmailChannel ? channel.addresses : []));
  return { addresses: [...new Set(addresses)], topics };
}
