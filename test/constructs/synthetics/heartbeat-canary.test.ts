import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { HeartbeatCanary, type HeartbeatCanaryProps } from '../../../lib/constructs/synthetics/heartbeat-canary';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { SYNTHETICS_CANARY } from '../../../lib/core/catalog/synthetics-canary';
import { newStack, type Properties, resources } from '../template';

const URL_OF_SHOP = 'https://shop.example.com/';

function synth(props: Partial<HeartbeatCanaryProps> = {}, stack = newStack()) {
  const given = { service: 'checkout', environment: 'prod', url: URL_OF_SHOP, ...props };
  const made = new HeartbeatCanary(stack, 'Shop', given);
  return { made, stack, template: Template.fromStack(stack) };
}

const only = (template: Template, type: string): Properties => {
  const [first, ...more] = Object.values(resources(template, type));
  expect(more).toEqual([]);
  return first;
};
const alarmsOf = (template: Template): Record<string, Properties> =>
  Object.fromEntries(
    Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map((alarm) => [alarm.AlarmName.split('-')[3], alarm]),
  );

test('asks the URL every five minutes, on a runtime without a browser', () => {
  const canary = only(synth().template, 'AWS::Synthetics::Canary');
  expect(canary).toMatchObject({
    Name: expect.stringMatching(/^checkout-[0-9a-f]{8}$/),
    RuntimeVersion: 'syn-nodejs-5.2',
    Schedule: { Expression: 'rate(5 minutes)' },
    RunConfig: { TimeoutInSeconds: 25 },
    Code: { Handler: 'index.handler', Script: expect.stringContaining('exports.handler') },
    ProvisionedResourceCleanup: 'AUTOMATIC',
  });
  expect(JSON.parse(canary.RunConfig.EnvironmentVariables.SIGHTLINE_HEARTBEAT)).toEqual({
    url: URL_OF_SHOP,
    method: 'GET',
    timeoutMs: 10_000,
  });
  expect(canary.Code.Script).not.toContain('example.com');
});

test('takes a URL that only the deployment knows', () => {
  const stack = newStack();
  const api = new HttpApi(stack, 'Api');
  const canary = only(synth({ url: `${api.apiEndpoint}/health` }, stack).template, 'AWS::Synthetics::Canary');
  expect(JSON.stringify(canary.RunConfig.EnvironmentVariables)).toMatch(/Fn::Join.*Api/);
});

test('keeps results in an encrypted private bucket, for a month, and with the bucket when the stack goes', () => {
  const { template } = synth();
  expect(only(template, 'AWS::S3::Bucket')).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 31, Status: 'Enabled' }] },
  });
  expect(JSON.stringify(only(template, 'AWS::S3::BucketPolicy'))).toContain('aws:SecureTransport');
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  synth({ removalPolicy: RemovalPolicy.DESTROY }).template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
});

describe('its role', () => {
  /** Actions of which IAM knows no resources. */
  const WITHOUT_RESOURCES = ['s3:ListAllMyBuckets', 'cloudwatch:PutMetricData'];
  const NETWORK = ['ec2:DescribeNetworkInterfaces'];

  function statements(template: Template): Properties[] {
    const [policy] = Object.values(resources(template, 'AWS::IAM::Policy'));
    return policy.PolicyDocument.Statement;
  }

  test("has '*' for no other action", () => {
    const everywhere = statements(synth().template).filter(({ Resource }) => Resource === '*');
    expect(everywhere.flatMap(({ Action }) => Action).sort()).toEqual([...WITHOUT_RESOURCES].sort());
    expect(everywhere.find(({ Action }) => Action === 'cloudwatch:PutMetricData')?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' },
    });
    const { Policies, ManagedPolicyArns } = only(synth().template, 'AWS::IAM::Role');
    expect([Policies, ManagedPolicyArns]).toEqual([undefined, undefined]);
  });

  test('writes its own results and its own log only', () => {
    const { template } = synth({ canaryName: 'shop-front' });
    const texts = statements(template).map((statement) => JSON.stringify(statement));
    expect(texts.find((text) => text.includes('s3:PutObject'))).toContain('/shop-front/*');
    expect(texts.find((text) => text.includes('logs:PutLogEvents'))).toContain('/aws/lambda/cwsyn-shop-front-*');
    expect(only(template, 'AWS::Synthetics::Canary').Name).toBe('shop-front');
  });

  test('makes network interfaces in a VPC', () => {
    const stack = newStack();
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1 });
    const { template } = synth({ vpc, vpcSubnets: { subnets: vpc.publicSubnets } }, stack);
    const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Shop'));
    const all: Properties[] = policies.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
    const everywhere = all.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    expect(everywhere.sort()).toEqual([...WITHOUT_RESOURCES, ...NETWORK].sort());
    const inAccount = statements(template).find(({ Action }) => Action.includes('ec2:CreateNetworkInterface'));
    expect(JSON.stringify(inAccount?.Resource)).toMatch(/:ec2:.*AWS::Region.*AWS::AccountId.*:\*\/\*"/);
  });

  test('can use a bucket of the user', () => {
    const stack = newStack();
    const artifactsBucket = Bucket.fromBucketName(stack, 'Mine', 'mine');
    const { template } = synth({ artifactsBucket }, stack);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    expect(only(template, 'AWS::Synthetics::Canary').ArtifactS3Location).toMatch(/^s3:\/\/mine\/checkout-/);
  });
});

describe('the alarms', () => {
  test('are on success and on duration, in the period of the runs, with the tags of the house', () => {
    const { Unreachable, Slow, ...others } = alarmsOf(synth({ interval: Duration.minutes(1) }).template);
    expect(others).toEqual({});
    expect(Unreachable).toMatchObject({
      Namespace: 'CloudWatchSynthetics',
      MetricName: 'SuccessPercent',
      Dimensions: [{ Name: 'CanaryName', Value: { Ref: expect.stringMatching(/^ShopCanary/) } }],
      Statistic: 'Average',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 50,
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'ignore',
      Tags: expect.arrayContaining([{ Key: 'sightline:role', Value: 'page' }]),
    });
    expect(Unreachable).not.toHaveProperty('AlarmActions');
    expect(Slow).toMatchObject({
      MetricName: 'Duration',
      ExtendedStatistic: 'p90',
      Threshold: 20_000,
      DatapointsToAlarm: 3,
    });
  });

  test.each([1, 5, 60])('are there for an interval of %d minutes, which is their period', (minutes) => {
    const alarms = alarmsOf(synth({ interval: Duration.minutes(minutes) }).template);
    const periods = Object.entries(alarms).map(([id, { Period }]) => [id, Period]);
    expect(Object.fromEntries(periods)).toEqual({ Unreachable: 60 * minutes, Slow: 60 * minutes });
  });

  test('follow tuning and topic', () => {
    const stack = newStack();
    const notify = new Topic(stack, 'Topic');
    const tune = { Slow: { threshold: 2_000 }, Unreachable: { datapointsToAlarm: 3 } };
    const { template, made } = synth({ notify, tune }, stack);
    const { Unreachable, Slow } = alarmsOf(template);
    expect(Slow?.Threshold).toBe(2_000);
    expect(Unreachable).toMatchObject({ DatapointsToAlarm: 3, Period: 300 });
    expect(Unreachable?.OKActions).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
    expect(made.alarms).toHaveLength(2);
    expect(() => synth({ tune: { Slo: {} } })).toThrow("has no alarm 'Slo'");
  });

  test('of a canary whose timeout is not known leave slow runs out', () => {
    const facts = { runsEachPeriod: true };
    const resource = { label: 'x', namespace: 'n', facts, dimensions: { default: { CanaryName: 'x' } } };
    expect(resolveAlarms(SYNTHETICS_CANARY, resource).map(({ id }) => id)).toEqual(['Unreachable']);
  });
});

describe('the door refuses', () => {
  test.each<[Partial<HeartbeatCanaryProps>, string]>([
    [{ ulr: 'x' } as object, "there is no option 'ulr'; did you mean 'url'?"],
    [{ url: 'ftp://a.example' }, "HeartbeatCanary 'Checkout/Shop': 'url' must begin with https://"],
    [{ url: 'tcp://a.example:80' }, "'url' must begin with https:// or http://"],
    [
      { url: 'https://me:secret@a.example' },
      '\'url\' must not hold a user name or password, got "https://...@a.example"',
    ],
    [{ url: 'http://169.254.169.254/' }, 'must not lead to the link-local address'],
    [{ method: 'PUT' as 'GET' }, '\'method\' must be one of GET, HEAD, POST, OPTIONS, got "PUT"'],
    [{ expectedStatus: 99 }, "'expectedStatus' must be between 100 and 599, got 99"],
    [{ expectedStatus: Token.asNumber({ Ref: 'X' }) }, "'expectedStatus' must be known"],
    [{ expectedText: '' }, "'expectedText' must have 1 to 200 characters, got 0"],
    [{ interval: Duration.seconds(90) }, "'interval' must be whole minutes from 1 to 60, got"],
    [{ interval: Duration.hours(2) }, "'interval' must be whole minutes from 1 to 60"],
    [{ interval: Duration.minutes(Token.asNumber({ Ref: 'X' })) }, "'interval' must be known"],
    [{ timeout: Duration.millis(100) }, "'timeout' must be whole seconds from 1 to 120"],
    [{ timeout: Duration.seconds(50), interval: Duration.minutes(1) }, "'timeout' must be whole seconds from 1 to 45"],
    [{ artifactRetention: Duration.hours(12) }, "'artifactRetention' must be whole days from 1 to 455"],
    [{ canaryName: 'Shop' }, '\'canaryName\' must be 1 to 21 lowercase letters, digits, - or _, got "Shop"'],
    [{ canaryName: 'x'.repeat(22) }, "'canaryName' must be 1 to 21"],
    [{ securityGroups: [] }, "'vpcSubnets' and 'securityGroups' need 'vpc'"],
    [{ environment: '' }, "'environment' must be 1 to 64"],
  ])('%p', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });
});
