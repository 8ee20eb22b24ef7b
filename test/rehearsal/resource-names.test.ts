import { arnFor, namePropertyOf, queueUrl, refFor } from '../../lib/rehearsal/resource-names';

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
  ['AWS::Kinesis::Stream', 'arn:aws:kinesis:eu-west-1:111122223333:x'],
  ['Nonsense', 'arn:aws:unknown:eu-west-1:111122223333:x'],
])('%s has the ARN %s', (type, arn) => {
  expect(arnFor(type, 'x', PLACE)).toBe(arn);
});

test('an SSM parameter name brings its own slash', () => {
  expect(arnFor('AWS::SSM::Parameter', '/a/b', PLACE)).toBe('arn:aws:ssm:eu-west-1:111122223333:parameter/a/b');
});

test('Ref is the URL of a queue, the ARN of a topic and the name of the rest', () => {
  expect(refFor('AWS::SQS::Queue', 'x', PLACE)).toBe('https://sqs.eu-west-1.amazonaws.com/111122223333/x');
  expect(refFor('AWS::SQS::Queue', 'x', PLACE)).toBe(queueUrl('x', PLACE));
  expect(refFor('AWS::SNS::Topic', 'x', PLACE)).toBe('arn:aws:sns:eu-west-1:111122223333:x');
  expect(refFor('AWS::Lambda::Function', 'x', PLACE)).toBe('x');
  expect(refFor('AWS::Kinesis::Stream', 'x', PLACE)).toBe('x');
});

test('knows where a type keeps its name', () => {
  expect(namePropertyOf('AWS::CloudWatch::Alarm')).toBe('AlarmName');
  expect(namePropertyOf('AWS::KMS::Key')).toBeUndefined();
  expect(namePropertyOf('constructor')).toBeUndefined();
});
