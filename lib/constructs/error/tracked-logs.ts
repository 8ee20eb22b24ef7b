import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { filterName, TRACKED_PATTERN } from '../../core/error/filter-name';
import type { ServiceRef } from '../../core/incident/evidence';
import { compileFilterPattern } from '../../core/signal/filter-pattern';
import { checkKeys } from '../check';
import { checkLogGroups } from '../log/check-log-groups';
import { subscribeErrors } from '../log/error-subscription';
import { watchedLogs } from '../log/watched-log';
import type { ErrorTracking } from './error-tracking';

/** Options of `Observability.trackErrors`. */
export interface TrackErrorsOptions {
  /** More log groups of the service, such as those of imported functions. @default - none */
  readonly logGroups?: readonly ILogGroup[];
  /** Filter pattern of the lines that are looked at. @default - levels of errors, and Lambda's words for timeouts and exits */
  readonly pattern?: string;
}

/** The logs of a service that a tracking reads, each once. */
export class TrackedLogs extends Construct {
  private readonly subscribed = new Set<ILogGroup>();
  private readonly pattern: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly of: ServiceRef,
    private readonly tracking: ErrorTracking,
    options: TrackErrorsOptions,
  ) {
    super(scope, id);
    const where = `'trackErrors' of '${scope.node.path}'`;
    checkKeys(where, options, { logGroups: true, pattern: true });
    checkLogGroups(where, options.logGroups);
    this.pattern = options.pattern ?? TRACKED_PATTERN;
    compileFilterPattern(this.pattern);
    this.subscribe([], options.logGroups ?? []);
  }

  add(functions: readonly IFunction[]): void {
    this.subscribe(functions, []);
  }

  private subscribe(functions: readonly IFunction[], logGroups: readonly ILogGroup[]): void {
    for (const log of watchedLogs(functions, logGroups)) {
      if (this.subscribed.has(log.logGroup)) continue;
      this.subscribed.add(log.logGroup);
      subscribeErrors(this, log, this.tracking, this.pattern, filterName(this.of));
    }
  }
}
