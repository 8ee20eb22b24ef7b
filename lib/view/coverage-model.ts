/** What `sightline coverage` answers: `--json` prints it as it is. */
export interface CoverageReport {
  /** Some alarm reads a metric of theirs. */
  readonly monitored: readonly CoverageGap[];
  /** On a dashboard only. */
  readonly alarmless: readonly CoverageGap[];
  readonly unmonitored: readonly CoverageGap[];
  /** Of types that the catalog does not know, or whose dimensions cannot be told. */
  readonly unknown: readonly CoverageGap[];
  /**
   * No alarm reads them, and the catalog would make none for them: S3 buckets without request metrics, ECR repositories.
   * They count neither for nor against the percentage.
   */
  readonly withoutDefaults: readonly CoverageGap[];
  /** How many have nothing to watch: permissions, policies, parts of others, what runs at deploys only. */
  readonly withoutMetrics: number;
  /** Whole percent of `monitored`, `alarmless` and `unmonitored` that are monitored, rounded down; 100 of none. */
  readonly percent: number;
  readonly services: readonly WatchedService[];
  /** Names of alarms that say neither what to do first nor where that stands. */
  readonly withoutRunbook: readonly string[];
  /** How many alarms were read. */
  readonly alarms: number;
  /** Alarms that could not be read, and why. */
  readonly notRead: readonly { readonly path: string; readonly reason: string }[];
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
