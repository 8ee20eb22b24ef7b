import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-wildcard';

export interface CanaryRoleProps {
  readonly canaryName: string;
  readonly bucket: IBucket;
  readonly prefix: string;
  /** Whether it makes network interfaces. */
  readonly inVpc: boolean;
}

/**
 * What a canary needs, and no more. `*` only for actions that know no resources: metrics (for the one namespace), the list
 * of buckets, describing network interfaces. In a VPC, its function needs the other actions on all resource ids.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export function canaryRole(scope: Construct, id: string, props: CanaryRoleProps): Role {
  const { canaryName, bucket, prefix, inVpc } = props;
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    role.addToPolicy(new PolicyStatement({ actions, resources, conditions }));
  const allowWildcard = (reason: string, actions: string[], resource: string, conditions?: Record<string, unknown>) => {
    allow(actions, [resource], conditions);
    acknowledgeWildcard(role, resource, reason);
  };
  allowWildcard(
    'Puts the results of its runs below one prefix.',
    ['s3:PutObject'],
    bucket.arnForObjects(`${prefix}/*`),
  );
  // S3 encrypts with the key in the name of whoever writes.
  bucket.encryptionKey?.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');
  allow(['s3:GetBucketLocation'], [bucket.bucketArn]);
  allowWildcard('ListAllMyBuckets of S3 knows no resources.', ['s3:ListAllMyBuckets'], '*');
  const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
  allowWildcard('Synthetics ends the name of its log group with an id.', logs, logGroupArn(scope, canaryName));
  const conditions = { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } };
  const metrics = 'PutMetricData of CloudWatch knows no resources; a condition limits it to one namespace.';
  allowWildcard(metrics, ['cloudwatch:PutMetricData'], '*', conditions);
  if (inVpc) {
    const all = Stack.of(scope).formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
    const interfaces = ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'];
    allowWildcard('Lambda makes its network interfaces, whose ids nobody knows before.', interfaces, all);
    allowWildcard('Describing network interfaces knows no resources.', ['ec2:DescribeNetworkInterfaces'], '*');
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
