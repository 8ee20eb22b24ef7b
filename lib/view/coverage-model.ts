/** What `sightline coverage` answers: `--json` prints it as it is. */
export interface CoverageReport {
  /** Some alarm reads a metric of theirs. */
  readonly monitored: readonly CoverageGap[];
  /** On a dashboard only. */
  readonly alarmless: readonly CoverageGap[];
  readonly unmonitored: readonly CoverageGap[];
  /** Of types that the catalog does not know. They are not in the percentage. */
  readonly unknown: readonly CoverageGap[];
  /**
   * What does not stand in the templates: nested stacks whose template is elsewhere, what SAM, `Fn::ForEach`, a macro or
   * a module makes; and resources whose dimensions or condition cannot be told. Each counts as one that has no alarm, so
   * that 100 % is not said of a part.
   */
  readonly resourcesNotRead: readonly CoverageGap[];
  /**
   * No alarm reads them, and the catalog would make none for them: S3 buckets without request metrics, ECR repositories.
   * They count neither for nor against the percentage.
   */
  readonly withoutDefaults: readonly CoverageGap[];
  /** How many have nothing to watch: permissions, policies, parts of others, what runs at deploys only. */
  readonly withoutMetrics: number;
  /** Whole percent of `monitored`, `alarmless`, `unmonitored`, `resourcesNotRead` that are monitored, rounded down; 100 of none. */
  readonly percent: number;
  readonly services: readonly WatchedService[];
  /** Names of alarms that say neither what to do first nor where that stands. */
  readonly withoutRunbook: readonly string[];
  /** How many alarms were read. */
  readonly alarms: number;
  /** Alarms and dashboards that could not be read, and why. */
  readonly notRead: readonly { readonly path: string; readonly reason: string }[];
}

/** How many percent of the resources that count are monitored, not rounded; 100 of none. */
export function percentMonitored({
  monitored,
  alarmless,
  unmonitored,
  resourcesNotRead,
}: Pick<CoverageReport, 'monitored' | 'alarmless' | 'unmonitored' | 'resourcesNotRead'>): number {
  const known = monitored.length + alarmless.length + unmonitored.length + resourcesNotRead.length;
  return known === 0 ? 100 : (100 * monitored.length) / known;
}

export interface CoverageGap {
  /** Construct path. */
  readonly path: string;
  /** CloudFormation type. */
  readonly type: string;
  /** Empty where it is monitored. */
  readonly reason: string;
}

export interface WatchedService {
  readonly name: string;
  /** Whether a service level objective is watched for it. */
  readonly hasObjective: boolean;
}
