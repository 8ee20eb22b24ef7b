import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SHORTEST_GROUPING_SECONDS } from '../../core/config/read-hub';
import { checkKeys, checkNumber, checkSeconds, demand } from '../check';
import { checkName } from '../names';
import type { AdoptionOptions } from './adoption';
import type { BusinessHoursOptions } from './business-hours';
import type { Channel } from './channel';
import type { OversightOptions } from './oversight';
import type { PostmortemOptions } from './postmortems';
import type { RespondOptions } from './respond';
import type { SignalSources } from './signal-patterns';

/** The hub of an account and Region: who is told of incidents, where, and how alarms become one incident. */
export interface IncidentResponseProps extends OversightOptions {
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
   * An alarm that joins an open incident later than this after its round began is new trouble and pages anew: at least ten
   * minutes, whole seconds.
   * @default Duration.hours(24)
   */
  readonly groupingWindow?: Duration;
  /**
   * Where more incidents that page than this begin within a minute, further ones page as one, the alert storm; `false`: each
   * pages by itself.
   * @default - more than 20 a minute
   */
  readonly storm?: StormOptions | false;
  /**
   * People acknowledge by signed links in their messages and operators by an API; `false`: neither.
   * @default - both, without buttons of Slack
   */
  readonly respond?: boolean | RespondOptions;
  /** What opens incidents beside alarms. @default - insights of X-Ray and issues of AWS Health */
  readonly sources?: SignalSources;
  /** Alarms of others that the hub takes on, by the first rule that fits. @default - it ignores them */
  readonly adopt?: readonly AdoptionOptions[];
  /** For response times in days of work. @default - UTC, Monday to Friday, 09:00 to 17:00, no holidays */
  readonly businessHours?: BusinessHoursOptions;
  /**
   * Evidence is kept when incidents open, and the post-mortem that a critical or high one needs is drafted when it is
   * resolved; `false`: neither.
   * @default - both, without the impact on objectives
   */
  readonly postmortems?: PostmortemOptions | false;
  /** How long the workflow's own logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of key, table and logs when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** From when on many incidents at once are told as one storm instead of one page each. */
export interface StormOptions {
  /** More than so many are a storm: 1 to 10,000. */
  readonly incidentsPerMinute: number;
}

/** In the names of the bus, of parameters and of alarms. */
export function checkHub(hub: string): string {
  checkName('hub', hub, MAX_HUB_LENGTH);
  return hub;
}

export function checkProps(where: string, props: IncidentResponseProps): void {
  checkKeys(where, props, {
    ...{
      channels: true,
      hub: true,
      reopenWindow: true,
      groupingWindow: true,
      storm: true,
      respond: true,
      sources: true,
      businessHours: true,
    },
    ...{ logRetention: true, removalPolicy: true, adopt: true, postmortems: true },
    ...{ reports: true, heartbeat: true, dashboard: true },
  });
  const { reopenWindow, respond, postmortems = false } = props;
  if (reopenWindow !== undefined) checkSeconds(where, 'reopenWindow', reopenWindow);
  if (props.storm) {
    const inside = `${where} storm`;
    checkKeys(inside, props.storm, { incidentsPerMinute: true });
    const todo = 'pass false for none';
    checkNumber(inside, 'incidentsPerMinute', props.storm.incidentsPerMinute, {
      min: 1,
      max: 10_000,
      integer: true,
      todo,
    });
  }
  if (props.groupingWindow !== undefined) {
    checkSeconds(where, 'groupingWindow', props.groupingWindow, { min: SHORTEST_GROUPING_SECONDS });
  }
  if (postmortems)
    checkKeys(`${where} postmortems`, postmortems, { evaluation: true, errors: true, rehearsalReportUrl: true });
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
