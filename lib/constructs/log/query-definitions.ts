import { Annotations } from 'aws-cdk-lib';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type SavedQuery, savedQueries } from '../../core/log/saved-queries';
import type { WatchedLog } from './watched-log';

/** A query asks so many log groups at most. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_LOG_GROUPS = 50;

export interface SavedQueriesProps {
  readonly service: string;
  readonly environment: string;
  /** Saved queries: for the service, or also for each log group (13 resources each). @default 'service' */
  readonly savedQueries?: 'service' | 'each' | 'none';
}

/** The saved queries of a service, in the console below `Sightline/<service>-<environment>`. */
export function addSavedQueries(scope: Construct, logs: readonly WatchedLog[], props: SavedQueriesProps): void {
  const { service, environment, savedQueries: which = 'service' } = props;
  if (which === 'none' || logs.length === 0) return;
  const folder = `Sightline/${service}-${environment}`;
  const queries = savedQueries(service, environment);
  const below = new Construct(scope, 'Queries');
  if (logs.length > MAX_LOG_GROUPS) warnOfMany(scope, logs.length);
  const all = logs.length > MAX_LOG_GROUPS ? [] : logs;
  for (const query of queries) define(below, query, folder, all);
  if (which === 'service') return;
  for (const log of logs) {
    const own = new Construct(below, log.id);
    for (const query of queries) define(own, query, `${folder}/${log.label}`, [log]);
  }
}

function define(scope: Construct, query: SavedQuery, folder: string, logs: readonly WatchedLog[]): void {
  const { id, title, text, parameter } = query;
  new CfnQueryDefinition(scope, id, {
    name: `${folder}/${title}`,
    queryString: text,
    ...(logs.length > 0 && { logGroupNames: logs.map(({ logGroup }) => logGroup.logGroupName) }),
    ...(parameter && { parameters: [parameter] }),
  });
}

function warnOfMany(scope: Construct, count: number): void {
  Annotations.of(scope).addWarningV2(
    'sightline:queriesWithoutLogGroups',
    `'${scope.node.path}' has ${count} log groups, and a query takes ${MAX_LOG_GROUPS}: choose them where the query is ` +
      "run, or pass savedQueries: 'each'",
  );
}
