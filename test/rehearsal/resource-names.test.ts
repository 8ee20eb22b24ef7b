import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf } from '../../lib/rehearsal/partitions';
import {
  arnFor,
  attributeFor,
  namePropertyOf,
  queueUrl,
  refFor,
  withoutQualifier,
} from '../../lib/rehearsal/resource-names';

function named(type: string, name = 'x', properties: Readonly<Record<string, unknown>> = {}) {
  return { type, name, properties };
}

const PLACE = { account: '111122223333', region: 'eu-west-1' };

test.each([
  ['AWS::Lambda::Function', 'arn:aws:lambda:eu-west-1:111122223333:function:x'],
  ['AWS::DynamoDB::Table', 'arn:aws:dynamodb:eu-west-1:111122223333:table/x'],
  ['AWS::SQS::Queue', 'arn:aws:sqs:eu-west-1:111122223333:x'],
  ['AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:111122223333:x'],
  ['AWS::Events::EventBus', 'arn:aws:events:eu-west-1:111122223333:event-bus/x'],
  ['AWS::CloudWatch::Alarm', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x'],
  ['AWS::Logs::LogGroup', 'arn:aws:logs:eu-west-1:111122223333:log-group:x'],
  ['AWS::IAM::Role', 'arn:aws:iam::111122223333:role/x'],
  ['AWS::S3::Bucket', 'arn:aws:s3:::x'],
  ['AWS::Kinesis::Stream', 'arn:aws:kinesis:eu-west-1:111122223333:stream/x'],
  ['AWS::Scheduler::Schedule', 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/x'],
  ['AWS::Glue::Job', 'arn:aws:glue:eu-west-1:111122223333:x'],
  ['Nonsense', 'arn:aws:unknown:eu-west-1:111122223333:x'],
])('%s has the ARN %s', (type, arn) => {
  expect(arnFor(named(type), PLACE)).toBe(arn);
});

test.each([
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['rehearsal', 'aws', 'amazonaws.com'],
])('names in %s are of the partition %s', (region, partition, domain) => {
  const place = { account: '111122223333', region };
  const arns = ['AWS::SQS::Queue', 'AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::ApiGatewayV2::Api', 'AWS::Glue::Job'].map(
    (type) => arnFor(named(type), place),
  );
  expect(arns.map((arn) => arn.split(':')[1])).toEqual(arns.map(() => partition));
  expect(queueUrl('x', place)).toBe(`https://sqs.${region}.${domain}/111122223333/x`);
  const api = { ...named('AWS::ApiGatewayV2::Api'), ref: 'x', arn: 'y' };
  expect(attributeFor(api, 'ApiEndpoint', place)).toBe(`https://x.execute-api.${region}.${domain}`);
});

test('knows the partitions of all Regions that CDK knows', () => {
  const known = RegionInfo.regions.map(({ name, partition, domainSuffix }) => [name, partition, domainSuffix]);
  expect(known.length).toBeGreaterThan(40);
  expect(known.map(([region = '']) => [region, partitionOf(region).name, partitionOf(region).urlSuffix])).toEqual(
    known,
  );
});

test('an SSM parameter name brings its own slash', () => {
  expect(arnFor(named('AWS::SSM::Parameter', '/a/b'), PLACE)).toBe('arn:aws:ssm:eu-west-1:111122223333:parameter/a/b');
});

test('Ref is the URL of a queue, the ARN of a topic and the name of the rest', () => {
  expect(refFor(named('AWS::SQS::Queue'), PLACE)).toBe('https://sqs.eu-west-1.amazonaws.com/111122223333/x');
  expect(refFor(named('AWS::SQS::Queue'), PLACE)).toBe(queueUrl('x', PLACE));
  expect(refFor(named('AWS::SNS::Topic'), PLACE)).toBe('arn:aws:sns:eu-west-1:111122223333:x');
  expect(refFor(named('AWS::Lambda::Function'), PLACE)).toBe('x');
  expect(refFor(named('AWS::Kinesis::Stream'), PLACE)).toBe('x');
});

test('knows where a type keeps its name', () => {
  expect(namePropertyOf('AWS::CloudWatch::Alarm')).toBe('AlarmName');
  expect(namePropertyOf('AWS::KMS::Key')).toBeUndefined();
  expect(namePropertyOf('constructor')).toBeUndefined();
});

test.each(['checkout', 'arn:aws:lambda:eu-west-1:111122223333:function:checkout'])(
  'aliases and versions are their function (%s) with a qualifier, for Ref too',
  (FunctionName) => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:checkout';
    const alias = named('AWS::Lambda::Alias', 'x', { FunctionName, Name: 'live' });
    expect([arnFor(alias, PLACE), refFor(alias, PLACE)]).toEqual([`${arn}:live`, `${arn}:live`]);
    expect(refFor(named('AWS::Lambda::Version', 'x', { FunctionName }), PLACE)).toBe(`${arn}:1`);
    expect([withoutQualifier(`${arn}:live`), withoutQualifier(arn)]).toEqual([arn, arn]);
  },
);

test('only a Lambda ARN has a qualifier to lose', () => {
  expect(withoutQualifier('arn:aws:logs:eu-west-1:111122223333:log-group:x')).toBe(
    'arn:aws:logs:eu-west-1:111122223333:log-group:x',
  );
  expect(withoutQualifier('checkout')).toBe('checkout');
});

test('the value of an SSM parameter is an attribute; of other types it is none', () => {
  const parameter = { ...named('AWS::SSM::Parameter', '/a', { Value: 7 }), ref: '/a', arn: 'arn' };
  expect(attributeFor(parameter, 'Value', PLACE)).toBe('7');
  expect(attributeFor({ ...parameter, type: 'AWS::SQS::Queue' }, 'Value', PLACE)).toBeUndefined();
});
