import { Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ChannelConfig, ProviderChannelConfig, ProviderKind } from '../../core/config';
import { checkKeys, checkOneOf, demand, type Keys, shown } from '../check';
import { checkName } from '../names';
import { LISTENER_KEYS, type ListenerOptions, listenerConfig } from './listener';
import { type SlackAppOptions, slackAppConfig } from './slack-app';

/** Name of the channel that all e-mail addresses share. */
export const RESPONDERS_CHANNEL = 'oncall';

/** What every kind of channel has. */
export interface ChannelOptions {
  /** Name of the channel of the hub that gets what this one does not take. @default - the fallback topic */
  readonly failover?: string;
}

/** Of a channel that people read, and that may be for others than responders. */
export interface ReadChannelOptions extends ChannelOptions, ListenerOptions {}

/** A chat room that a provider gave an address for, such as Slack or Teams. */
export interface WebhookUrlOptions extends ReadChannelOptions {
  /** Its text is the address that the provider gave the channel: whoever knows it can post there. */
  readonly webhookUrl: ISecret;
}

/** The PagerDuty service that is told. */
export interface PagerDutyOptions extends ChannelOptions {
  /** Its text is the key of an Events API v2 integration, 32 characters. */
  readonly routingKey: ISecret;
  /** Where the account is. @default 'us' */
  readonly region?: 'us' | 'eu';
}

/** The Opsgenie account that is told. */
export interface OpsgenieOptions extends ChannelOptions {
  /** Its text is the key of an API integration. */
  readonly apiKey: ISecret;
  /** Where the account is. @default 'us' */
  readonly region?: 'us' | 'eu';
}

/** The account of Jira Service Management that is told. */
export interface JiraServiceManagementOptions extends ChannelOptions {
  /** Its text is the key of an API integration. */
  readonly apiKey: ISecret;
}

/** An endpoint of your own that gets the incidents as signed JSON. */
export interface WebhookOptions extends ReadChannelOptions {
  /** Its text is `{"url": "https://...", "key": "..."}`: requests are signed with the key. */
  readonly secret: ISecret;
}

/**
 * Where people are told of incidents. Names are unique in the hub: 1 to 64 letters, digits, `.`, `_`, `-`. What is
 * secret is read by the function that notifies, when it does; it never is in a template.
 */
export abstract class Channel {
  /** As incidents and the hub's configuration name it. */
  abstract readonly name: string;
  /** @default - the fallback topic */
  abstract readonly failover?: string;

  /**
   * Mail to these addresses, all on the channel `oncall`. Each gets a mail with a link to confirm the subscription at
   * the first deployment, and is subscribed to the fallback topic as well.
   */
  static email(...addresses: readonly string[]): Channel {
    if (addresses.length === 0) throw new Error('Channel.email needs at least one address, got none');
    for (const address of addresses) checkAddress('Channel.email', address);
    return new EmailChannel(addresses);
  }

  /**
   * Messages to a topic of yours, with kind, severity, service and environment as message attributes for subscription
   * filters. If the key of an encrypted topic is imported, its policy must let the account use it.
   */
  static topic(name: string, topic: ITopic, options: ReadChannelOptions = {}): Channel {
    return new TopicChannel(checked('topic', name, options, READ_KEYS), topic, 'text', options);
  }

  /**
   * A topic that Amazon Q Developer in chat applications reads: messages in its own JSON, since it drops plain text.
   * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
   */
  static chat(name: string, topic: ITopic, options: ReadChannelOptions = {}): Channel {
    return new TopicChannel(checked('chat', name, options, READ_KEYS), topic, 'chat', options);
  }

  /** A Slack channel, by an incoming webhook. */
  static slack(name: string, options: WebhookUrlOptions): Channel {
    checked('slack', name, options, { ...READ_KEYS, webhookUrl: true });
    return new ProviderChannel('slack', name, secretOf('slack', 'webhookUrl', options.webhookUrl), options);
  }

  /**
   * A Slack channel, by an app of yours: the messages of an incident are one thread, and severe incidents get a channel
   * of their own.
   */
  static slackApp(name: string, options: SlackAppOptions): Channel {
    checked('slackApp', name, options, { ...READ_KEYS, secret: true, channel: true, incidentChannels: true });
    const more = slackAppConfig('Channel.slackApp', options);
    return new ProviderChannel('slack-app', name, secretOf('slackApp', 'secret', options.secret), options, more);
  }

  /** A Microsoft Teams channel, by the webhook of a workflow. */
  static teams(name: string, options: WebhookUrlOptions): Channel {
    checked('teams', name, options, { ...READ_KEYS, webhookUrl: true });
    return new ProviderChannel('teams', name, secretOf('teams', 'webhookUrl', options.webhookUrl), options);
  }

  /** A PagerDuty service, by the Events API v2: it pages, and its alert ends with the incident. */
  static pagerDuty(name: string, options: PagerDutyOptions): Channel {
    checked('pagerDuty', name, options, { ...CHANNEL_KEYS, routingKey: true, region: true });
    checkRegion('pagerDuty', options.region);
    return new ProviderChannel('pagerduty', name, secretOf('pagerDuty', 'routingKey', options.routingKey), options);
  }

  /** Opsgenie alerts. Its APIs end on 2027-04-05; synth warns of it. */
  static opsgenie(name: string, options: OpsgenieOptions): Channel {
    checked('opsgenie', name, options, { ...CHANNEL_KEYS, apiKey: true, region: true });
    checkRegion('opsgenie', options.region);
    return new ProviderChannel('opsgenie', name, secretOf('opsgenie', 'apiKey', options.apiKey), options);
  }

  /** Alerts of Jira Service Management. */
  static jiraServiceManagement(name: string, options: JiraServiceManagementOptions): Channel {
    checked('jiraServiceManagement', name, options, { ...CHANNEL_KEYS, apiKey: true });
    const secret = secretOf('jiraServiceManagement', 'apiKey', options.apiKey);
    return new ProviderChannel('jira', name, secret, options);
  }

  /** Signed JSON to an address of yours; for stakeholders and customers as a status page takes it. */
  static webhook(name: string, options: WebhookOptions): Channel {
    checked('webhook', name, options, { ...READ_KEYS, secret: true });
    return new ProviderChannel('webhook', name, secretOf('webhook', 'secret', options.secret), options);
  }
}

/** Addresses on the topic of responders. */
export class EmailChannel extends Channel {
  readonly name = RESPONDERS_CHANNEL;
  readonly failover = undefined;

  constructor(readonly addresses: readonly string[]) {
    super();
  }
}

/** A topic that others own. */
export class TopicChannel extends Channel {
  readonly failover?: string;
  readonly listener: Pick<ChannelConfig, 'audience' | 'from'>;

  constructor(
    readonly name: string,
    readonly topic: ITopic,
    readonly format: 'text' | 'chat',
    options: ReadChannelOptions,
  ) {
    super();
    this.failover = options.failover;
    this.listener = listenerConfig(`The channel '${name}'`, options);
  }
}

/** A provider that is reached by HTTP, with a secret. */
export class ProviderChannel extends Channel {
  readonly failover?: string;
  readonly region?: 'us' | 'eu';
  readonly listener: Pick<ChannelConfig, 'audience' | 'from'>;

  constructor(
    readonly kind: ProviderKind,
    readonly name: string,
    readonly secret: ISecret,
    options: ReadChannelOptions & Pick<OpsgenieOptions, 'region'>,
    /** Of a Slack app. */
    readonly chat: Pick<ProviderChannelConfig, 'channel' | 'incidentChannels'> = {},
  ) {
    super();
    this.failover = options.failover;
    this.region = options.region;
    this.listener = listenerConfig(`The channel '${name}'`, options);
  }
}

const CHANNEL_KEYS: Keys<ChannelOptions> = { failover: true };
const READ_KEYS: Keys<ReadChannelOptions> = { ...CHANNEL_KEYS, ...LISTENER_KEYS };

/** Refuses what is no e-mail address. Tokens are fine. */
export function checkAddress(where: string, address: string): void {
  if (Token.isUnresolved(address) || /^[^\s@]+@[^\s@]+$/.test(address)) return;
  throw new Error(`${where} got ${JSON.stringify(address)}; pass an address such as 'oncall@example.com'`);
}

function checked<T extends ChannelOptions>(method: string, name: string, options: T, keys: Keys<T>): string {
  const where = `Channel.${method}`;
  checkName('name of the channel', name);
  if (name === RESPONDERS_CHANNEL) {
    throw new Error(`${where}: the name '${RESPONDERS_CHANNEL}' is that of the e-mail channel; choose another`);
  }
  checkKeys(where, options, keys);
  if (options.failover !== undefined) checkName('failover', options.failover);
  return name;
}

function checkRegion(method: string, region: 'us' | 'eu' | undefined): void {
  if (region !== undefined) checkOneOf(`Channel.${method}`, 'region', region, ['us', 'eu']);
}

function secretOf(method: string, option: string, secret: ISecret): ISecret {
  const fits = typeof secret === 'object' && secret !== null && 'secretArn' in secret;
  const todo = `pass a secret, such as Secret.fromSecretNameV2(this, 'Secret', 'sightline/${method}')`;
  demand(`Channel.${method}`, fits, `'${option}' must be a secret of Secrets Manager, got ${got(secret)}; ${todo}`);
  return secret;
}

/** A text in its place may well be the secret itself, which must not end up in a log. */
function got(value: unknown): string {
  return typeof value === 'string' ? 'a text' : shown(value);
}
