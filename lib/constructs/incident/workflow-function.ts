import { type Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { configPath, ENV, FUNCTION_METADATA, HUB_ENV } from '../../core/conventions';
import { lambdaAsset } from '../lambda-asset';

/** What the parts of a hub share. */
export interface HubParts {
  readonly hub: string;
  readonly key: IKey;
  readonly tableName: string;
  readonly tableArn: string;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface WorkflowFunctionProps extends Pick<HubParts, 'hub' | 'logRetention' | 'removalPolicy'> {
  /** The workflow it runs: name of its bundle, and what rehearsal knows it by. */
  readonly workflow: 'handle-signal' | 'notify' | 'publish-metrics';
  /** The incident table; with it the function may read the hub's configuration. @default - neither table nor configuration */
  readonly tableName?: string;
  /** Key of what it reads and writes. @default - none of the caller's */
  readonly key?: IKey;
  readonly description: string;
  readonly timeout: Duration;
  /** MB. @default 256 */
  readonly memorySize?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * One of Sightline's own functions. Its role has nothing but what is stated here and by `allow`: its own log group,
 * the hub's key and configuration where it has them, traces.
 */
export class WorkflowFunction extends Construct {
  readonly function: LambdaFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: WorkflowFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    if (props.key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], props.key.keyArn);
    if (props.tableName) this.allow(['ssm:GetParametersByPath'], ...configArns(this, props.hub));
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: lambdaAsset(props.workflow),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      // Adds the two X-Ray actions, which know no resources.
      tracing: Tracing.ACTIVE,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: props.hub,
        [HUB_ENV.hub]: props.hub,
        ...(props.tableName && { [HUB_ENV.table]: props.tableName, [HUB_ENV.configPath]: configPath(props.hub) }),
        ...props.environment,
      },
    });
    (this.function.node.defaultChild as CfnFunction).addMetadata(FUNCTION_METADATA, props.workflow);
  }

  allow(actions: string[], ...resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources }));
  }
}

/** GetParametersByPath is checked against the path and against what lies below it. */
function configArns(scope: Construct, hub: string): string[] {
  const arn = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: configPath(hub).slice(1),
  });
  return [arn, `${arn}/*`];
}
