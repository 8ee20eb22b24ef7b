import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

export interface CanaryRoleProps {
  readonly canaryName: string;
  readonly bucket: IBucket;
  readonly prefix: string;
  /** Whether it makes network interfaces. */
  readonly inVpc: boolean;
}

/**
 * What a canary needs, and no more. `*` only for actions that know no resources: metrics (for the one namespace), the list
 * of buckets, network interfaces.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html
 */
export function canaryRole(scope: Construct, id: string, props: CanaryRoleProps): Role {
  const { canaryName, bucket, prefix, inVpc } = props;
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    role.addToPolicy(new PolicyStatement({ actions, resources, conditions }));
  allow(['s3:PutObject'], [bucket.arnForObjects(`${prefix}/*`)]);
  allow(['s3:GetBucketLocation'], [bucket.bucketArn]);
  allow(['s3:ListAllMyBuckets'], ['*']);
  allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn(scope, canaryName)]);
  allow(['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } });
  if (inVpc) {
    allow(['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'], ['*']);
  }
  return role;
}

/** Synthetics names the function `cwsyn-<canary>-<id>`. */
function logGroupArn(scope: Construct, canaryName: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/lambda/cwsyn-${canaryName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
