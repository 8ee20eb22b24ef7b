import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { checkKeys, checkNumber, checkSeconds, demand } from '../check';
import { checkName } from '../names';
import type { BusinessHoursOptions } from './business-hours';
import type { Channel } from './channel';
import type { RespondOptions } from './respond';
import type { SignalSources } from './signal-patterns';

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
  /**
   * People acknowledge by signed links in their messages and operators by an API; `false`: neither.
   * @default - both, without buttons of Slack
   */
  readonly respond?: boolean | RespondOptions;
  /** What opens incidents beside alarms. @default - insights of X-Ray and issues of AWS Health */
  readonly sources?: SignalSources;
  /** For response times in days of work. @default - UTC, Monday to Friday, 09:00 to 17:00, no holidays */
  readonly businessHours?: BusinessHoursOptions;
  /** How long the workflow's own logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of key, table and logs when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** In the names of the bus, of parameters and of alarms. */
export function checkHub(hub: string): string {
  checkName('hub', hub, MAX_HUB_LENGTH);
  return hub;
}

export function checkProps(where: string, props: IncidentResponseProps): void {
  checkKeys(where, props, {
    ...{ channels: true, hub: true, reopenWindow: true, respond: true, sources: true, businessHours: true },
    ...{ logRetention: true, removalPolicy: true },
  });
  const { reopenWindow, respond } = props;
  if (reopenWindow !== undefined) checkSeconds(where, 'reopenWindow', reopenWindow);
  if (respond === undefined || typeof respond === 'boolean') return;
  const inside = `${where} respond`;
  checkKeys(inside, respond, { slackSigningSecret: true, linkConcurrency: true });
  const { slackSigningSecret: secret, linkConcurrency } = respond;
  const isSecret = secret === undefined || (typeof secret === 'object' && 'secretArn' in secret);
  demand(inside, isSecret, `'slackSigningSecret' must be a secret of Secrets Manager, got a ${typeof secret}`);
  if (linkConcurrency === undefined || linkConcurrency === false) return;
  const todo = 'pass false to reserve none';
  checkNumber(inside, 'linkConcurrency', linkConcurrency, { min: 1, max: MAX_CONCURRENCY, integer: true, todo });
}

const MAX_HUB_LENGTH = 32;
/** One person answers one link: more would only help strangers. */
const MAX_CONCURRENCY = 100;
