import { Stack } from 'aws-cdk-lib';
import {
  FilterPattern,
  type ILogSubscriptionDestination,
  type LogSubscriptionDestinationConfig,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { countFilter } from './log-quotas';
import type { WatchedLog } from './watched-log';

/** The lines that `LoggedErrors` counts. */
export const ERROR_PATTERN = '{ $.level = "ERROR" || $.level = "FATAL" }';

/** Sends the lines of a log that match to a destination, under a name of the filter where it is given. */
export function subscribeErrors(
  scope: Construct,
  log: WatchedLog,
  destination: ILogSubscriptionDestination,
  pattern: string,
  filterName?: string,
): void {
  countFilter(`ServiceLogs '${scope.node.path}'`, log.logGroup, 'subscription', pattern);
  new SubscriptionFilter(scope, `${log.id}-Errors`, {
    logGroup: log.logGroup,
    ...(filterName !== undefined && { filterName }),
    filterPattern: FilterPattern.literal(pattern),
    destination: {
      bind: (where, logGroup) => refuseLoop(scope, log, destination.bind(where, logGroup)),
    },
  });
}

/** A function that is sent its own errors makes new ones of them, for ever, at a price. */
function refuseLoop(
  scope: Construct,
  { functions }: WatchedLog,
  config: LogSubscriptionDestinationConfig,
): LogSubscriptionDestinationConfig {
  const arn = JSON.stringify(Stack.of(scope).resolve(config.arn));
  const own = functions.find((fn) => JSON.stringify(Stack.of(scope).resolve(fn.functionArn)) === arn);
  if (!own) return config;
  throw new Error(
    `ServiceLogs '${scope.node.path}': 'errorDestination' is '${own.node.path}', whose own log is one of those it would ` +
      "be sent: a loop without end; leave that function out of 'functions'",
  );
}
