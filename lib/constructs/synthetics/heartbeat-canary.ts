import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Canary, Code, Runtime, RuntimeFamily, Schedule, Test } from 'aws-cdk-lib/aws-synthetics';
import { Construct } from 'constructs';
import { type AlarmTuning, resolveAlarms } from '../../core/catalog/resolve';
import { SYNTHETICS_CANARY } from '../../core/catalog/synthetics-canary';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkKeys, type Keys } from '../check';
import { renderAlarm } from '../monitor/alarm';
import { markSelfWatching } from '../monitor/scope';
import { alarmName, checkName, outermostStackName, shortHash } from '../names';
import { canaryRole } from './canary-role';
import { canaryNameOf, checkRequest, checkTimes, START } from './heartbeat-checks';
import { HEARTBEAT_ENV, HEARTBEAT_SCRIPT, type Heartbeat } from './heartbeat-script';

/** A CloudWatch Synthetics canary that asks one URL from outside, and what it expects. */
export interface HeartbeatCanaryProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /** `https://` or `http://`. It is in the canary's configuration for everybody to read: no secrets in it. */
  readonly url: string;
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
  /** @default - any from 200 to 299; a redirect is an answer, and not followed */
  readonly expectedStatus?: number;
  /** Text that the answer holds in its first 64 KB; at most 200 characters. @default - any answer will do */
  readonly expectedText?: string;
  /** How often it runs, and the period of the alarms: whole minutes, up to an hour. @default Duration.minutes(5) */
  readonly interval?: Duration;
  /** No answer after this long is a failure: 1 s to 2 minutes; the run has 15 s more, to start. @default Duration.seconds(10) */
  readonly timeout?: Duration;
  /** Lowercase letters, digits, `-`, `_`, at most 21. @default - made of the service and the construct's path */
  readonly canaryName?: string;
  /** @default - `syn-nodejs-5.2`: no browser, Node.js 22 */
  readonly runtime?: Runtime;
  /** Where results of runs are put, below the canary's name. @default - an encrypted private bucket of its own */
  readonly artifactsBucket?: IBucket;
  /** How long results are kept, in whole days. @default Duration.days(31) */
  readonly artifactRetention?: Duration;
  /** What becomes of its own bucket when the stack goes. A bucket that is not empty cannot be deleted. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /** Changes to the alarms `Unreachable` and `Slow`. @default - the defaults of docs/how-to/watch-endpoints.md */
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /**
   * Topic that the alarms tell of ALARM and OK themselves. Not where an `IncidentResponse` serves the account: it hears
   * of every alarm.
   * @default - the alarms tell nobody but that hub
   */
  readonly notify?: ITopic;
  /** Where to ask from, to reach what is private. Needs ways to S3 and CloudWatch. @default - the Internet */
  readonly vpc?: IVpc;
  /** @default - the private subnets of `vpc` */
  readonly vpcSubnets?: SubnetSelection;
  /** @default - one that may connect to anything */
  readonly securityGroups?: readonly ISecurityGroup[];
}

const OPTIONS: Keys<HeartbeatCanaryProps> = {
  service: true,
  environment: true,
  url: true,
  method: true,
  expectedStatus: true,
  expectedText: true,
  interval: true,
  timeout: true,
  canaryName: true,
  runtime: true,
  artifactsBucket: true,
  artifactRetention: true,
  removalPolicy: true,
  tune: true,
  notify: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
};

/**
 * Node.js 20 of `syn-nodejs-3.1`, the newest that the CDK names, has come to its end.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_Nodejs.html
 */
const RUNTIME = new Runtime('syn-nodejs-5.2', RuntimeFamily.NODEJS);

/**
 * Asks one URL on a schedule by a CloudWatch Synthetics canary, and alarms. A run costs $0.0012: each minute that is about
 * $52 a month. `HealthChecks` does the same for cents; take a canary where an auditor or a team wants Synthetics.
 *
 * ```ts
 * new HeartbeatCanary(this, 'Shop', { service: 'checkout', environment: 'prod', url: 'https://shop.example.com/' });
 * ```
 */
export class HeartbeatCanary extends Construct {
  readonly canary: Canary;
  readonly alarms: readonly CfnAlarm[];

  constructor(scope: Construct, id: string, props: HeartbeatCanaryProps) {
    super(scope, id);
    markSelfWatching(this);
    const caller = `HeartbeatCanary '${this.node.path}'`;
    checkKeys(caller, props, OPTIONS);
    checkName('service', props.service);
    checkName('environment', props.environment);
    const { interval = Duration.minutes(5), timeout = Duration.seconds(10) } = props;
    checkRequest(caller, props);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    checkTimes(caller, interval, timeout, props.artifactRetention);
    const hash = shortHash(outermostStackName(this), this.node.path);
    const canaryName = canaryNameOf(caller, props, hash);
    const runTimeout = timeout.plus(START);
    this.canary = this.addCanary(props, canaryName, interval, heartbeatOf(props, timeout), runTimeout);
    this.alarms = this.addAlarms(props, hash, interval, runTimeout);
  }

  private addCanary(
    props: HeartbeatCanaryProps,
    canaryName: string,
    interval: Duration,
    heartbeat: Heartbeat,
    timeout: Duration,
  ): Canary {
    const { vpc, vpcSubnets, securityGroups, artifactRetention = Duration.days(31) } = props;
    const bucket = props.artifactsBucket ?? this.addBucket(artifactRetention, props.removalPolicy);
    return new Canary(this, 'Canary', {
      canaryName,
      runtime: props.runtime ?? RUNTIME,
      test: Test.custom({ code: Code.fromInline(HEARTBEAT_SCRIPT), handler: 'index.handler' }),
      schedule: Schedule.rate(interval),
      timeout,
      environmentVariables: { [HEARTBEAT_ENV]: Stack.of(this).toJsonString(heartbeat) },
      role: canaryRole(this, 'Role', { canaryName, bucket, prefix: canaryName, inVpc: vpc !== undefined }),
      artifactsBucketLocation: { bucket, prefix: canaryName },
      successRetentionPeriod: artifactRetention,
      failureRetentionPeriod: artifactRetention,
      provisionedResourceCleanup: true,
      ...(vpc && { vpc, vpcSubnets, securityGroups: securityGroups && [...securityGroups] }),
    });
  }

  private addBucket(expiration: Duration, removalPolicy = RemovalPolicy.RETAIN): Bucket {
    const bucket = new Bucket(this, 'Artifacts', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy,
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    const reason = 'Results of runs, which one role writes; where access logs are demanded, pass an artifactsBucket.';
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason });
    return bucket;
  }

  private addAlarms(props: HeartbeatCanaryProps, hash: string, interval: Duration, runTimeout: Duration): CfnAlarm[] {
    const { service, environment, notify, tune } = props;
    const resource = {
      label: this.node.id,
      facts: { timeoutMs: runTimeout.toMilliseconds(), runsEachPeriod: true },
      namespace: 'CloudWatchSynthetics',
      dimensions: { default: { CanaryName: this.canary.canaryName } },
    };
    const actions = notify ? [notify.topicArn] : [];
    // One datapoint a run: a shorter period would have holes.
    const alarms = SYNTHETICS_CANARY.alarms.map((alarm) => ({ ...alarm, periodSeconds: interval.toSeconds() }));
    return resolveAlarms({ ...SYNTHETICS_CANARY, alarms }, resource, tune).map((alarm) =>
      renderAlarm(this, alarm.id, {
        alarm,
        alarmName: alarmName(`${service}-${environment}`, this.node.id, alarm.id, hash),
        service,
        environment,
        alarmActions: actions,
        okActions: actions,
      }),
    );
  }
}

function heartbeatOf({ url, method = 'GET', ...props }: HeartbeatCanaryProps, timeout: Duration): Heartbeat {
  return { url, method, status: props.expectedStatus, text: props.expectedText, timeoutMs: timeout.toMilliseconds() };
}
