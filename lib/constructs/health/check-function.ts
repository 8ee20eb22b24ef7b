import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACE, ENV, HEALTH_CONFIG_ENV } from '../../core/conventions';
import { ENDPOINT_DEFAULTS, type HealthConfig, PARALLEL_PROBES } from '../../core/health/config';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';

export interface CheckFunctionProps
  extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy' | 'vpc' | 'vpcSubnets' | 'securityGroups'> {
  readonly config: HealthConfig;
  readonly namespace: string;
}

/**
 * The variables of a function may have 4 KB together: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * The rest is for the others, and for tokens that turn out longer than they look.
 */
const MAX_CONFIG_BYTES = 3_000;

/** The function `check-health`. Its role may write its log and send traces, nothing else. */
export class CheckFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, { config, namespace, ...props }: CheckFunctionProps) {
    super(scope, id, {
      ...props,
      judge: config.environment,
      workflow: 'check-health',
      description: `Sightline: health checks of ${config.service} (${config.environment})`,
      timeout: longestRun(config),
      environment: {
        ...(namespace === DEFAULT_NAMESPACE ? {} : { [ENV.namespace]: namespace }),
        [HEALTH_CONFIG_ENV]: configText(scope, config),
      },
    });
    if (props.vpc) this.allowNetwork();
    // The next run is due soon, so a failed one is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }

  /**
   * Lambda makes the function's network interfaces in its name, and asks for these permissions on all resource ids.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
   */
  private allowNetwork(): void {
    const all = Stack.of(this).formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
    this.allowWildcard('Lambda makes its network interfaces, whose ids nobody knows before.', INTERFACE_ACTIONS, all);
    this.allowWildcard('In a VPC: describing interfaces and subnets knows no resources.', DESCRIBE_ACTIONS, '*');
  }
}

function configText(scope: Construct, config: HealthConfig): string {
  const bytes = Buffer.byteLength(JSON.stringify(config));
  if (bytes > MAX_CONFIG_BYTES) {
    throw new Error(
      `HealthChecks '${scope.node.path}': the configuration of its ${config.checks.length} checks has ${bytes} bytes, ` +
        `${MAX_CONFIG_BYTES} are allowed; shorten URLs and texts, or leave checks out`,
    );
  }
  return Stack.of(scope).toJsonString(config);
}

const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const DESCRIBE_ACTIONS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/** Every probe into its timeout, as many at a time as there are, and a start. */
function longestRun({ checks }: HealthConfig): Duration {
  const longestMs = Math.max(...checks.map(({ timeoutMs = ENDPOINT_DEFAULTS.timeoutMs }) => timeoutMs));
  return Duration.seconds(10 + Math.ceil((Math.ceil(checks.length / PARALLEL_PROBES) * longestMs) / 1000));
}
