/** Roles of the functions that measure and judge, outside the hub. */
import {
  code,
  NO_RESOURCES,
  ownFunction,
  parametersBelow,
  type RolePermissions,
  service,
  takesFrom,
} from './permission';

const SIGNAL = code('events:PutEvents', 'events event-bus/sightline', 'Raises and clears signals at the hub.');
const METRICS = code('cloudwatch:GetMetricData', '*', 'Reads metrics.', NO_RESOURCES);
const PUBLISH = code(
  'cloudwatch:PutMetricData',
  '*, where cloudwatch:namespace is Sightline',
  'Publishes metrics, of its namespaces only.',
  NO_RESOURCES,
);

function evaluateSlos(role: string, evaluation: string): RolePermissions {
  const table = `${role.replace('/EvaluateSlos', '')}/Table`;
  return ownFunction(
    'evaluate-slos',
    role,
    ...[METRICS, PUBLISH, SIGNAL, parametersBelow(`sightline-slos/${evaluation}`, 'the objectives')],
    code(['dynamodb:GetItem', 'dynamodb:Query'], table, 'Reads what was measured, and what is firing.'),
    code(['dynamodb:PutItem', 'dynamodb:BatchWriteItem'], table, 'Remembers both.'),
  );
}

export const JUDGE_ROLES: Readonly<Record<string, RolePermissions>> = {
  'Slos/EvaluateSlos': evaluateSlos('Slos/EvaluateSlos', 'shop'),
  'SightlineSloEvaluation/EvaluateSlos': evaluateSlos('SightlineSloEvaluation/EvaluateSlos', 'Shop'),
  'Anomalies/DetectAnomalies': ownFunction(
    'detect-anomalies',
    'Anomalies/DetectAnomalies',
    ...[METRICS, SIGNAL, parametersBelow('sightline-anomalies/sightline', 'the series'), takesFrom('Anomalies/Jobs')],
    code('sqs:SendMessage', 'Anomalies/Jobs', 'Shares the work of a tick out.'),
    code(['dynamodb:BatchGetItem', 'dynamodb:Query'], 'Anomalies/Table', 'Reads the state of each series.'),
    code(
      ['dynamodb:PutItem', 'dynamodb:DeleteItem'],
      'Anomalies/Table',
      'Keeps it; of series that are gone, forgets it.',
    ),
  ),
  'Errors/TrackErrors': ownFunction(
    'track-errors',
    'Errors/TrackErrors',
    SIGNAL,
    code(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      'Errors/Table',
      'Counts errors by fingerprint.',
    ),
    code('dynamodb:Query', 'Errors/Table/index/raised', 'Finds those that were told of and have not come since.'),
  ),
  'Traces/AnalyzeTraces': ownFunction(
    'analyze-traces',
    'Traces/AnalyzeTraces',
    ...[METRICS, SIGNAL],
    code(
      ['xray:GetTraceSummaries', 'xray:BatchGetTraces', 'xray:GetServiceGraph'],
      '*',
      'Reads traces and the map of services.',
      NO_RESOURCES,
    ),
    code('logs:StartQuery', 'ChargeLogs', 'Searches the log groups that it was given for traces.'),
    code(
      ['logs:GetQueryResults', 'logs:StopQuery'],
      '*',
      'Reads what a query of its own found, or ends it.',
      NO_RESOURCES,
    ),
    code(['dynamodb:GetItem', 'dynamodb:PutItem'], 'Traces/Table', 'Keeps how calls between services did.'),
    code('ssm:PutParameter', 'ssm parameter/sightline-topology/sightline', 'Tells the hub which service calls which.'),
  ),
  'Scores/ScoreHealth': ownFunction(
    'score-health',
    'Scores/ScoreHealth',
    ...[METRICS, PUBLISH, parametersBelow('sightline-health/sightline', 'what each score is made of')],
    code('cloudwatch:DescribeAlarms', 'cloudwatch alarm:*', 'Reads which alarms fire.', 'Those of all stacks count.'),
  ),
  'Health/CheckHealth': ownFunction(
    'check-health',
    'Health/CheckHealth',
    service(
      [
        ...['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
        ...['ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
      ],
      'ec2 */*',
      'Lambda makes its network interfaces in your VPC.',
      'Lambda wants them on all ids of the account and Region.',
    ),
    service(
      ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      '*',
      'Lambda looks after its network interfaces.',
      NO_RESOURCES,
    ),
  ),
  'Metrics/PublishMetrics': ownFunction(
    'publish-metrics',
    'Metrics/PublishMetrics',
    ...[PUBLISH, takesFrom('Metrics/Queue')],
    code('sqs:SendMessage', 'Metrics/Queue', 'Puts back what CloudWatch did not take.'),
    code('sqs:SendMessage', 'Metrics/DeadLetters', 'Puts there what CloudWatch will never take, with the reason.'),
  ),
  'Widgets/RenderWidget': ownFunction(
    'render-widget',
    'Widgets/RenderWidget',
    METRICS,
    ...[
      parametersBelow('sightline/sightline', 'who is on call, and the names of dashboards'),
      parametersBelow('sightline-slos/shop', 'the objectives of the evaluation'),
      parametersBelow('sightline-health/sightline', 'which services are scored'),
    ],
    code('dynamodb:Query', 'Incidents/Table/index/gsi1', 'Shows the incidents that are open.'),
    code('dynamodb:Query', 'Slos/Table', 'Shows error budgets.'),
    code('dynamodb:Query', 'Traces/Table', 'Shows the map of services.'),
    service('kms:Decrypt', 'Incidents/Key', 'The incidents are encrypted.'),
  ),
};
