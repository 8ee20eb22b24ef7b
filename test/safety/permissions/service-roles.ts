/** Roles that services of AWS take, and policies on roles of yours. */
import { NO_RESOURCES, type RolePermissions, service } from './permission';

export const SERVICE_ROLES: Readonly<Record<string, RolePermissions>> = {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html
  Canary: {
    permissions: [
      service('s3:PutObject', 'Canary/Artifacts/shop-19b5acdc/*', 'Keeps results of runs.', 'Below one prefix.'),
      service('s3:GetBucketLocation', 'Canary/Artifacts', 'Finds the bucket.'),
      service('s3:ListAllMyBuckets', '*', 'Synthetics looks for the bucket.', NO_RESOURCES),
      service(
        ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        'logs log-group:/aws/lambda/cwsyn-shop-19b5acdc-*',
        'Writes its log.',
        'Synthetics ends the name with an id.',
      ),
      service(
        'cloudwatch:PutMetricData',
        '*, where cloudwatch:namespace is CloudWatchSynthetics',
        'Publishes whether runs pass.',
        NO_RESOURCES,
      ),
      service(
        ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
        'ec2 */*',
        'Lambda makes its network interfaces in your VPC.',
        'Lambda wants them on all ids of the account and Region.',
      ),
      service('ec2:DescribeNetworkInterfaces', '*', 'Lambda looks after its network interfaces.', NO_RESOURCES),
    ],
  },
  'Observability/Own/LinesRole': {
    permissions: [
      service('logs:StartQuery', ['ChargeLogs', 'ShipLogs'], 'CloudWatch runs the query of a log alarm.'),
      service(['logs:GetQueryResults', 'logs:StopQuery'], '*', 'CloudWatch reads what it found.', NO_RESOURCES),
    ],
  },
  'Tracing/b47addf0Policy': {
    permissions: [
      service(
        ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        '*',
        'A function of yours, whose role `Tracing` cannot change otherwise, sends its traces.',
        NO_RESOURCES,
      ),
    ],
  },
};
