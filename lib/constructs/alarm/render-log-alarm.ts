import { Stack } from 'aws-cdk-lib';
import { CfnLogAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { COMPARISONS, describeSeconds } from '../../core/alarm/threshold';
import { acknowledgeWildcard } from '../acknowledge-wildcard';
import type { LogSpec } from './condition-spec';
import type { AlarmSite } from './render-condition';
import { commonProps, type RenderedAlarm, rendered } from './rendered';
import { refuseForeign } from './same-place';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-logalarm.html */
export function renderLogAlarm(spec: LogSpec, site: AlarmSite): RenderedAlarm {
  const { scope, id, options, context, where, warmUp } = site;
  for (const group of spec.logGroups) {
    const todo = "query log groups of the alarm's own account and Region";
    refuseForeign(where, scope, `log group '${group.node.path}'`, group.env, todo);
  }
  const timeToDetectSeconds = spec.datapointsToAlarm * spec.intervalSeconds;
  const facts = { where, timeToDetectSeconds, condition: conditionOf(spec) };
  const common = commonProps(scope, id, options, context, facts);
  const role = spec.role ?? queryRole(scope, `${id}Role`, spec.logGroups);
  const alarm = new CfnLogAlarm(scope, id, {
    ...common,
    scheduledQueryConfiguration: {
      queryString: spec.query,
      aggregationExpression: spec.aggregation,
      logGroupIdentifiers: spec.logGroups.map(({ logGroupName }) => logGroupName),
      scheduledQueryRoleArn: role.roleArn,
      scheduleConfiguration: {
        scheduleExpression: spec.schedule,
        startTimeOffset: spec.startOffsetSeconds,
        ...(spec.endOffsetSeconds > 0 && { endTimeOffset: spec.endOffsetSeconds }),
      },
    },
    comparisonOperator: spec.comparison,
    threshold: spec.threshold,
    queryResultsToEvaluate: spec.evaluationPeriods,
    queryResultsToAlarm: spec.datapointsToAlarm,
    treatMissingData: spec.treatMissingData,
    ...(warmUp && { warmUpConfiguration: warmUp }),
  });
  // The query runs as soon as it is there, and its role must have its permissions by then.
  alarm.node.addDependency(role);
  return rendered(alarm, common.alarmName, timeToDetectSeconds);
}

function conditionOf({ aggregation, comparison, threshold, datapointsToAlarm, ...spec }: LogSpec): string {
  const count = `${datapointsToAlarm} of ${spec.evaluationPeriods} queries, one in ${describeSeconds(spec.intervalSeconds)}`;
  return `${aggregation} ${COMPARISONS[comparison].symbol} ${threshold} in ${count}.`;
}

/**
 * What CloudWatch Logs runs the query as. Of its actions, only StartQuery can be limited to log groups.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
function queryRole(scope: Construct, id: string, logGroups: readonly ILogGroup[]): IRole {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('logs.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:StartQuery'], resources: logGroups.map(({ logGroupArn }) => logGroupArn) }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ['logs:GetQueryResults', 'logs:StopQuery'], resources: ['*'] }));
  acknowledgeWildcard(
    role,
    '*',
    'Reads and stops its query: of these actions of CloudWatch Logs, only StartQuery knows resources.',
  );
  return role;
}
