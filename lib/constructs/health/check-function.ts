import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DEFAULT_NAMESPACE, ENV, FUNCTION_METADATA, HEALTH_CONFIG_ENV } from '../../core/conventions';
import { ENDPOINT_DEFAULTS, type HealthConfig, PARALLEL_PROBES } from '../../core/health/config';
import { lambdaAsset } from '../lambda-asset';

export interface CheckFunctionProps {
  readonly config: HealthConfig;
  readonly namespace: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: readonly ISecurityGroup[];
}

const WORKFLOW = 'check-health';

/**
 * The variables of a function may have 4 KB together: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * The rest is for the others, and for tokens that turn out longer than they look.
 */
const MAX_CONFIG_BYTES = 3_000;

/** The function `check-health`. Its role may write its log and send traces, nothing else. */
export class CheckFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: CheckFunctionProps) {
    super(scope, id);
    const { config, namespace, vpc, vpcSubnets, securityGroups } = props;
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    this.function = new LambdaFunction(this, 'Function', {
      description: `Sightline: health checks of ${config.service} (${config.environment})`,
      code: lambdaAsset(WORKFLOW),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      // Adds the two X-Ray actions, which know no resources.
      tracing: Tracing.ACTIVE,
      memorySize: 256,
      timeout: longestRun(config),
      role: this.createRole(logGroup.logGroupArn, vpc !== undefined),
      logGroup,
      ...(vpc && { vpc, vpcSubnets, securityGroups: securityGroups && [...securityGroups] }),
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: config.environment,
        // Its own requests are not worth a dozen custom metrics: the alarm on failed runs reads those of Lambda.
        [ENV.metricsSwitch]: 'off',
        ...(namespace === DEFAULT_NAMESPACE ? {} : { [ENV.namespace]: namespace }),
        [HEALTH_CONFIG_ENV]: this.configText(config),
      },
    });
    (this.function.node.defaultChild as CfnFunction).addMetadata(FUNCTION_METADATA, WORKFLOW);
    // The next run is due soon, so a failed one is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }

  private createRole(logGroupArn: string, inVpc: boolean): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }),
    );
    // Lambda makes the network interfaces in the function's name; most of these actions know no resources:
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    if (inVpc) role.addToPolicy(new PolicyStatement({ actions: NETWORK_ACTIONS, resources: ['*'] }));
    return role;
  }

  private configText(config: HealthConfig): string {
    const bytes = Buffer.byteLength(JSON.stringify(config));
    if (bytes > MAX_CONFIG_BYTES) {
      throw new Error(
        `HealthChecks '${this.node.path}': the configuration of its ${config.checks.length} checks has ${bytes} bytes, ` +
          `${MAX_CONFIG_BYTES} are allowed; shorten URLs and texts, or leave checks out`,
      );
    }
    return Stack.of(this).toJsonString(config);
  }
}

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Every probe into its timeout, as many at a time as there are, and a start. */
function longestRun({ checks }: HealthConfig): Duration {
  const longestMs = Math.max(...checks.map(({ timeoutMs = ENDPOINT_DEFAULTS.timeoutMs }) => timeoutMs));
  return Duration.seconds(10 + Math.ceil((Math.ceil(checks.length / PARALLEL_PROBES) * longestMs) / 1000));
}
