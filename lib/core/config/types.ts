/**
 * What Sightline's Lambdas need to know about a deployment: written by the constructs at synth as SSM parameters below
 * the hub's path, one document each, read by the Lambdas and by rehearsal.
 */
import type { AdoptionRule } from '../incident/adopt';
import type { Audience } from '../incident/audience';
import type { Severity } from '../incident/severity';
import type { RunbookConfig } from './runbook';

export interface HubConfig {
  readonly schemaVersion: number;
  readonly kind: 'hub';
  readonly hub: string;
  /** Names are unique in the hub. */
  readonly channels: readonly ChannelConfig[];
  /** Gets what could not be sent to a channel. */
  readonly fallbackTopicArn: string;
  /** An ALARM within this time after the resolve reopens the incident (inclusive). */
  readonly reopenWindowSeconds: number;
  /** An alarm that joins an open incident later than this after its round began pages anew. @default 86_400 */
  readonly groupingWindowSeconds?: number;
  /** More incidents that page than this within a minute are an alert storm; 0: there is none. @default 20 */
  readonly stormPerMinute?: number;
  /** Where signed links lead to. @default - messages have no links to acknowledge by */
  readonly respondUrl?: string;
  /** Slack tells `respond` of buttons that are pressed. @default - messages in Slack have links instead */
  readonly slackButtons?: boolean;
  /** Alarms that carry no role of Sightline's and are taken on all the same. @default - they are ignored */
  readonly adopt?: readonly AdoptionRule[];
  /** Of days and hours of work, for response times. @default - UTC, Monday to Friday, 09:00 to 17:00, no holidays */
  readonly businessHours?: BusinessHours;
}

/** Providers that are reached by HTTP. */
export const PROVIDER_KINDS = ['slack', 'slack-app', 'teams', 'pagerduty', 'opsgenie', 'jira', 'webhook'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Those that keep an alert of each incident, which they open and close. */
export const PAGERS: ReadonlySet<string> = new Set<ProviderKind>(['pagerduty', 'opsgenie', 'jira']);

export type ChannelConfig = TopicChannelConfig | ProviderChannelConfig;

interface ChannelBase {
  readonly name: string;
  /** Channel that gets what this one does not take. @default - the fallback topic */
  readonly failover?: string;
  /** Who listens there. Others than responders are never paged. @default 'responders' */
  readonly audience?: Audience;
  /** Stakeholders hear of incidents at least this severe by themselves. @default 'high' */
  readonly from?: Severity;
}

export interface TopicChannelConfig extends ChannelBase {
  readonly kind: 'topic';
  readonly topicArn: string;
  /** `chat`: the JSON of Amazon Q Developer in chat applications, which drops plain text. @default 'text' */
  readonly format?: 'text' | 'chat';
}

export interface ProviderChannelConfig extends ChannelBase {
  readonly kind: ProviderKind;
  readonly secretArn: string;
  readonly region?: 'us' | 'eu';
  /** Of a Slack app: name or id of the channel in Slack that it posts to. */
  readonly channel?: string;
  /** Of a Slack app: incidents at least this severe get a channel of their own. @default - none does */
  readonly incidentChannels?: Severity;
}

/** Somebody who can be told by name. Their addresses are subscriptions of the topic, filtered by `responder`. */
export interface PersonConfig {
  readonly schemaVersion: number;
  readonly kind: 'person';
  readonly name: string;
  readonly topicArn: string;
  /** For quiet hours. */
  readonly timeZone: string;
  /**
   * From `22:00` to `07:00` of their wall clock only incidents at least this severe reach them; others wait for nobody:
   * the level goes to the hub's channels.
   */
  readonly quietHours?: { readonly from: string; readonly to: string; readonly unless: Severity };
}

/** Who is on call when. The last layer with somebody wins; an override wins over all. */
export interface ScheduleConfig {
  readonly schemaVersion: number;
  readonly kind: 'schedule';
  readonly name: string;
  /** IANA name: hand-offs keep their wall-clock time over daylight saving. */
  readonly timeZone: string;
  readonly layers: readonly ScheduleLayer[];
  readonly overrides: readonly ScheduleOverride[];
}

export interface ScheduleLayer {
  /** In turn. */
  readonly people: readonly string[];
  /** Each turn lasts so many of the unit. */
  readonly turn: { readonly every: number; readonly unit: 'hours' | 'days' | 'weeks' };
  /** Begin of the first person's first turn, local wall clock: `2026-01-05T09:00`. */
  readonly startsAt: string;
  /** Only at these local times; a range may cross midnight and then belongs to the day it begins on. @default - always */
  readonly only?: { readonly days: readonly Weekday[]; readonly from: string; readonly to: string };
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Local wall clock, such as `2026-12-24T18:00`; `to` is exclusive. */
export interface ScheduleOverride {
  readonly person: string;
  readonly from: string;
  readonly to: string;
}

/** Name of the policy of incidents for which no route names one. */
export const DEFAULT_POLICY = 'default';

export interface PolicyConfig {
  readonly schemaVersion: number;
  readonly kind: 'policy';
  readonly name: string;
  /** Earliest first, the first with 0. */
  readonly levels: readonly {
    readonly name: string;
    readonly afterMinutes: number;
    readonly targets: readonly string[];
  }[];
  /** How many of the levels an incident of each severity climbs; at least 1. */
  readonly reach: Readonly<Record<Severity, number>>;
  /** Until when somebody should acknowledge: minutes, or days of work. */
  readonly respondWithin: Readonly<Record<Severity, { readonly minutes: number } | { readonly businessDays: number }>>;
  readonly acksNeeded: number;
  /** @default - nobody is reminded */
  readonly remindMinutes?: number;
  /** How often a status update is due. @default { critical: 30, high: 60 }, and of others never */
  readonly updateMinutes?: Readonly<Partial<Record<Severity, number>>>;
}

/** Who is told of what. The first route that matches decides, and further ones while they say `continue`. */
export interface RouteConfig {
  readonly schemaVersion: number;
  readonly kind: 'route';
  readonly name: string;
  /** Lowest first. */
  readonly order: number;
  readonly match: Matcher;
  /** Told at once, in place of the policy's first level. @default - as the policy says */
  readonly targets?: readonly string[];
  /** @default - that of the next matching route, at last the one named `default` */
  readonly policy?: string;
  readonly continue?: boolean;
}

/** Every given part must fit; of a list, one. Texts may have `*` for any characters. Nothing given fits all. */
export interface Matcher {
  readonly service?: readonly string[];
  readonly environment?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly role?: readonly ('page' | 'ticket')[];
  readonly team?: readonly string[];
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** While it lasts, what it matches is recorded and nobody is paged. */
export type MaintenanceConfig = MaintenanceWindowConfig | MaintenanceCalendarConfig;

interface MaintenanceBase {
  readonly schemaVersion: number;
  readonly kind: 'maintenance';
  readonly name: string;
  readonly match: Matcher;
  /** These page all the same. @default - none */
  readonly unless?: Severity;
}

/** Planned here. */
export interface MaintenanceWindowConfig extends MaintenanceBase {
  /** Local wall clock of the first window: `2026-12-01T22:00`. */
  readonly startsAt: string;
  readonly timeZone: string;
  /** 1 to 21,600 (15 days). */
  readonly minutes: number;
  /** @default - once */
  readonly repeats?: { readonly every: number; readonly unit: 'days' | 'weeks' };
  /** No window begins after it: local wall clock. A window that repeats must have one. */
  readonly until?: string;
}

/** Planned in a change calendar of AWS Systems Manager. */
export interface MaintenanceCalendarConfig extends MaintenanceBase {
  /** ARN of the calendar's document, or its name. */
  readonly calendar: string;
  /** The state of the calendar in which maintenance goes on. */
  readonly while: 'OPEN' | 'CLOSED';
  /** 1 to 21,600 (15 days): a state that does not say that it ends within this time holds nothing back. */
  readonly mustEndWithinMinutes: number;
}

export interface BusinessHours {
  readonly timeZone: string;
  readonly days: readonly Weekday[];
  /** Wall-clock times of one day: `09:00`, and later than it `17:00`, at most `24:00`; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
  /** Local dates: `2026-12-25`. */
  readonly holidays: readonly string[];
}

export interface ServiceConfig {
  readonly schemaVersion: number;
  readonly kind: 'service';
  readonly service: string;
  readonly environment: string;
  /** CloudFormation stack name: deploys of this stack are deploys of the service. */
  readonly stackName: string;
  readonly dashboardName: string;
  /** Names of services that it calls, in the same environment. @default - none are known */
  readonly dependsOn?: readonly string[];
}

export interface SightlineConfig {
  readonly hub: HubConfig;
  readonly services: readonly ServiceConfig[];
  readonly people: readonly PersonConfig[];
  readonly schedules: readonly ScheduleConfig[];
  readonly policies: readonly PolicyConfig[];
  /** In their order. */
  readonly routes: readonly RouteConfig[];
  readonly maintenance: readonly MaintenanceConfig[];
  /** By name. @default - none */
  readonly runbooks?: readonly RunbookConfig[];
  /** Nothing that runbooks automate is started or continued. @default false */
  readonly runbooksOff?: boolean;
  /** What could not be read and was left out, a sentence each. @default - all was read */
  readonly problems?: readonly string[];
}

/** One stored document: its parameter name (for error messages) and its text. */
export interface ConfigDocument {
  readonly name: string;
  readonly text: string;
}
