/** How people are reached. */
import type { ProviderKind } from '../../core/config';
import type { Incident } from '../../core/incident/incident';

/** A message for people, already worded. */
export interface OutgoingMessage {
  /** Sent along so that a repeated send can be recognised. */
  readonly idempotencyKey: string;
  /** ASCII, at most 100 characters, no line breaks. */
  readonly subject: string;
  readonly body: string;
  /** For subscription filters: kind, severity, service, environment. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Publishes to an SNS topic; answers the provider's message id. Throws when it was not accepted. */
export interface TopicPort {
  publish(topicArn: string, message: OutgoingMessage): Promise<string>;
}

/** What became of a message that was given to a provider. */
export type SendOutcome =
  | {
      readonly status: 'sent';
      readonly providerId: string;
      /** What else was to be done there, and was not; for the log. */
      readonly remark?: string;
    }
  /** Trying again may help; not before `retryAfterMs` where the provider said so. */
  | { readonly status: 'failed'; readonly reason: string; readonly retryAfterMs?: number }
  /** Trying again would not help: no permission, no such address, a message it does not take. */
  | { readonly status: 'refused'; readonly reason: string };

/** Where a chat app posts. */
export interface ChatTarget {
  /** Name or id of the provider's channel. */
  readonly channel: string;
  /** Id of the first message about the incident there, which this one answers. @default - it is the first */
  readonly thread?: string;
  /** To be made for the incident, if it is not there yet. @default - none is */
  readonly incidentChannel?: { readonly name: string; readonly topic: string };
}

/** One HTTP request to a provider, worded by `view/`. */
export interface ProviderRequest {
  /** The channel's, for the log. */
  readonly channel: string;
  readonly provider: ProviderKind;
  /** The provider's region, where it has several. */
  readonly region?: 'us' | 'eu';
  /** Of a chat app. */
  readonly chat?: ChatTarget;
  /** ARN. What it holds is the adapter's to know: an address, a routing key, a key to sign with. */
  readonly secret: string;
  /** What to do at the provider; the path and the headers follow from it. */
  readonly operation: 'open' | 'acknowledge' | 'resolve' | 'say';
  /** Names the incident at the provider: `<incident>/<generation>`. */
  readonly dedupKey: string;
  /** The same for each try. */
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The same in plain words, for whoever shows what was sent. */
  readonly inWords: OutgoingMessage;
}

/** Sends one request, once: retries are the outbox's decision. Never throws: a failure is an outcome. */
export interface ProviderPort {
  send(request: ProviderRequest): Promise<SendOutcome>;
}

/** Makes links that people act by. Never throws: `undefined` where none can be made now. */
export interface LinkPort {
  /** @param baseUrl of `respond` @param responder who acts by it @param key the same for each try of one message */
  acknowledge(
    baseUrl: string,
    incident: Pick<Incident, 'id' | 'generation'>,
    responder: string,
    key: string,
  ): Promise<string | undefined>;
}

/** Answers a press at the address that Slack sent along, if it is Slack's. Never throws, and takes two seconds at most. */
export interface SlackReplyPort {
  reply(responseUrl: string, body: Readonly<Record<string, unknown>>): Promise<SendOutcome>;
}

/** What pagers do with heartbeats. Never throws. */
export interface HeartbeatMetricPort {
  heartbeat(channel: string, taken: boolean): void;
}

/** A sign of life for a pager: it wakes nobody, and proves address, key and quota. */
export interface HeartbeatRequest {
  /** What it is called at the provider: `sightline-<hub>`. */
  readonly name: string;
  readonly channel: string;
  readonly provider: ProviderKind;
  readonly region?: 'us' | 'eu';
  /** ARN. */
  readonly secret: string;
  readonly idempotencyKey: string;
  /** What a webhook gets; pagers get their own forms. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one heartbeat, once. Never throws. */
export interface HeartbeatPort {
  beat(request: HeartbeatRequest): Promise<SendOutcome>;
  /** Calls the address that this secret holds, so that somebody outside knows of the hub. */
  ping(secret: string): Promise<SendOutcome>;
}
