import type { UnscopedAction } from './statements';

const reference = (service: string) =>
  `https://docs.aws.amazon.com/service-authorization/latest/reference/list_${service}.html`;
const VPC = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions';

/** The actions that may stand beside `*`: of these, and of no others, IAM knows no resources. */
export const UNSCOPED_ACTIONS: Readonly<Record<string, UnscopedAction>> = {
  'cloudwatch:PutMetricData': { source: reference('amazoncloudwatch'), condition: 'cloudwatch:namespace' },
  'cloudwatch:GetMetricData': { source: reference('amazoncloudwatch') },
  'logs:GetQueryResults': { source: reference('amazoncloudwatchlogs') },
  'logs:StopQuery': { source: reference('amazoncloudwatchlogs') },
  's3:ListAllMyBuckets': { source: reference('amazons3') },
  'xray:PutTraceSegments': { source: reference('awsx-ray') },
  'xray:PutTelemetryRecords': { source: reference('awsx-ray') },
  'xray:GetTraceSummaries': { source: reference('awsx-ray') },
  'xray:BatchGetTraces': { source: reference('awsx-ray') },
  'xray:GetServiceGraph': { source: reference('awsx-ray') },
  // Asked on '*' whatever the call: the page of Lambda says so of the first.
  'ec2:DescribeNetworkInterfaces': { source: VPC },
  'ec2:DescribeSubnets': { source: reference('amazonec2') },
  // Lambda wants them on all resource ids, which may be those of one account and Region.
  'ec2:CreateNetworkInterface': { source: VPC, inAccount: true },
  'ec2:DeleteNetworkInterface': { source: VPC, inAccount: true },
  'ec2:AssignPrivateIpAddresses': { source: VPC, inAccount: true },
  'ec2:UnassignPrivateIpAddresses': { source: VPC, inAccount: true },
};
