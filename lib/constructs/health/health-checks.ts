import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE, DIMENSION, SCHEMA_VERSION } from '../../core/conventions';
import { HEALTH_CHECKS } from '../../core/health/alarms';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { runEvery } from '../judge/judge-rules';
import { markSelfWatching } from '../monitor/scope';
import { checkName, checkNamespace } from '../names';
import { selfWatchAlarms } from '../self-watch-alarms';
import { CheckFunction } from './check-function';
import type { HealthCheck } from './health-check';

/** Whose checks they are, how often they run and where from. */
export interface HealthChecksProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /** At most 50, with names that differ. Without any nothing is deployed. */
  readonly checks: readonly HealthCheck[];
  /** How often all are asked, and the period of the alarms: whole minutes, up to an hour. @default Duration.minutes(1) */
  readonly interval?: Duration;
  /** CloudWatch namespace of the metrics. @default 'Sightline' */
  readonly namespace?: string;
  /** Changes to `Unhealthy`, `Degraded`, `FailedRuns` and `NoChecks`. @default - the defaults of docs/how-to/check-health.md */
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /**
   * Topic that the alarms tell of ALARM and OK themselves. Not where an `IncidentResponse` serves the account: it hears
   * of every alarm.
   *
   * @default - the alarms tell nobody but that hub
   */
  readonly notify?: ITopic;
  /** Where to ask from, to reach what is private. Public endpoints then need a NAT gateway. @default - the Internet */
  readonly vpc?: IVpc;
  /** @default - the private subnets of `vpc` */
  readonly vpcSubnets?: SubnetSelection;
  /** @default - one that may connect to anything */
  readonly securityGroups?: readonly ISecurityGroup[];
  /** How long the log is kept. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /** What becomes of the log when the stack goes. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Asks the endpoints of a service on a schedule, from outside, and alarms on what they answer.
 *
 * ```ts
 * new HealthChecks(this, 'Health', {
 *   service: 'checkout',
 *   environment: 'prod',
 *   checks: [HealthCheck.http('api', `${api.apiEndpoint}/health/ready`, { critical: true })],
 * });
 * ```
 */
export class HealthChecks extends Construct {
  /** Missing without checks. */
  readonly function?: IFunction;
  readonly alarms: readonly CfnAlarm[] = [];

  constructor(scope: Construct, id: string, props: HealthChecksProps) {
    super(scope, id);
    markSelfWatching(this);
    checkName('service', props.service);
    checkName('environment', props.environment);
    const { namespace = DEFAULT_NAMESPACE, interval = Duration.minutes(1) } = props;
    checkNamespace(namespace);
    checkInterval(interval);
    checkNames(props.checks);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    if (props.checks.length === 0) {
      Annotations.of(this).addInfoV2(
        'sightline:noHealthChecks',
        `'${this.node.path}' has no checks, so nothing is deployed for it; pass HealthCheck.http or HealthCheck.tcp`,
      );
      return;
    }
    this.function = this.addFunction(props, namespace);
    runEvery(this, 'Schedule', {
      function: this.function,
      interval,
      description: `Sightline: checks the health of ${props.service}`,
    });
    this.alarms = this.addAlarms(props, namespace, interval, this.function.functionName);
  }

  private addFunction({ service, environment, checks, ...props }: HealthChecksProps, namespace: string): IFunction {
    const config = { schemaVersion: SCHEMA_VERSION, service, environment, checks: checks.map((check) => check.config) };
    return new CheckFunction(this, 'CheckHealth', {
      ...props,
      config,
      namespace,
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    }).function;
  }

  private addAlarms(props: HealthChecksProps, namespace: string, interval: Duration, FunctionName: string): CfnAlarm[] {
    const { service, environment, notify, tune } = props;
    // One datapoint a run: a shorter period would have holes.
    const alarms = HEALTH_CHECKS.alarms.map((alarm) => ({ ...alarm, periodSeconds: interval.toSeconds() }));
    return selfWatchAlarms(this, {
      entry: { ...HEALTH_CHECKS, alarms },
      label: service,
      namespace,
      dimensions: {
        default: { [DIMENSION.service]: service, [DIMENSION.environment]: environment },
        checkHealth: { FunctionName },
      },
      name: `${service}-${environment}`,
      kind: 'health',
      owner: { service, environment },
      notify,
      tune,
    });
  }
}

/** Each has two custom metrics: more is a second service. */
const MAX_CHECKS = 50;

function checkNames(checks: readonly HealthCheck[]): void {
  const names = checks.map(({ config }) => config.name);
  if (names.length > MAX_CHECKS) {
    throw new Error(`HealthChecks: 'checks' may have ${MAX_CHECKS} entries at most, got ${names.length}`);
  }
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  throw new Error(`HealthChecks: two of 'checks' are named '${twin}'; give each its own name`);
}

/** An alarm looks back a day at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function checkInterval(interval: Duration): void {
  const minutes = interval.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 60) return;
  throw new Error(`HealthChecks: 'interval' must be whole minutes from 1 to 60, got ${interval.toHumanString()}`);
}
