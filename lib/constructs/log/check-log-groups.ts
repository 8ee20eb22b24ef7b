import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { demand, shown } from '../check';

/** Refuses what is no list of log groups: their names are the usual mistake. */
export function checkLogGroups(where: string, logGroups: readonly ILogGroup[] | undefined): void {
  if (logGroups === undefined) return;
  const wanted = `'logGroups' must be a list of log groups such as [fn.logGroup]`;
  demand(where, Array.isArray(logGroups), `${wanted}, got ${shown(logGroups)}`);
  const wrong = logGroups.find((one) => !Construct.isConstruct(one));
  const todo = 'LogGroup.fromLogGroupName makes one of a name';
  demand(where, wrong === undefined, `${wanted}, got ${shown(wrong)} in it; ${todo}`);
}
