import { type Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FUNCTION_METADATA } from '../core/conventions';
import { acknowledgeWildcard } from './acknowledge-wildcard';
import { lambdaAsset } from './lambda-asset';

export interface OwnFunctionProps {
  /** The workflow it runs: name of its bundle, and what rehearsal knows it by. */
  readonly workflow:
    | 'handle-signal'
    | 'escalate'
    | 'notify'
    | 'respond'
    | 'publish-incidents'
    | 'write-postmortem'
    | 'report-incidents'
    | 'run-runbook'
    | 'publish-metrics'
    | 'check-health'
    | 'score-health'
    | 'evaluate-slos'
    | 'detect-anomalies'
    | 'track-errors'
    | 'analyze-traces'
    | 'render-widget';
  readonly description: string;
  /** For what must know it without a reference. @default - CloudFormation's */
  readonly functionName?: string;
  readonly timeout: Duration;
  /** MB. @default 256 */
  readonly memorySize?: number;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly environment: Readonly<Record<string, string>>;
  /** Taken from the account's limit for this function alone; it never runs more often at once. @default - shared */
  readonly reservedConcurrency?: number;
  /** Gets the events of asynchronous invocations that failed every time. @default - they are dropped */
  readonly deadLetterQueue?: IQueue;
  /** @default - no network of the user's */
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: readonly ISecurityGroup[];
}

/** One of Sightline's own functions. Its role may write its own log, send traces, and what `allow` adds. */
export class OwnFunction extends Construct {
  readonly function: LambdaFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: OwnFunctionProps) {
    super(scope, id);
    const { vpc, vpcSubnets, securityGroups } = props;
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      functionName: props.functionName,
      code: lambdaAsset(props.workflow),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrency,
      deadLetterQueue: props.deadLetterQueue,
      role: this.role,
      logGroup,
      ...(vpc && { vpc, vpcSubnets, securityGroups: securityGroups && [...securityGroups] }),
      environment: { ...props.environment },
    });
    acknowledgeWildcard(this.role, '*', TRACING);
    (this.function.node.defaultChild as CfnFunction).addMetadata(FUNCTION_METADATA, props.workflow);
  }

  allow(actions: string[], ...resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources }));
  }

  /** GetParametersByPath is checked against the path and against what lies below it. */
  allowParametersBelow(parameterPath: string, reason: string): void {
    const resourceName = parameterPath.slice(1);
    const path = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
    this.allow(['ssm:GetParametersByPath'], path);
    this.allowWildcard(reason, ['ssm:GetParametersByPath'], `${path}/*`);
  }

  /** On a resource that must be named with `*`, and why: reviewers and cdk-nag ask for it. */
  allowWildcard(reason: string, actions: string[], resource: string, conditions?: Record<string, unknown>): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources: [resource], conditions }));
    acknowledgeWildcard(this.role, resource, reason);
  }
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACING = 'Sends traces: PutTraceSegments and PutTelemetryRecords of X-Ray know no resources.';
