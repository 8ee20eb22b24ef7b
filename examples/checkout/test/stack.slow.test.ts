import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { IncidentResponse } from 'sightline';
import { CheckoutStack } from '../stack';

function synth(): Template {
  // The functions' code is not bundled here: it is the other tests' subject.
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(new CheckoutStack(app, 'Checkout', { incidents: IncidentResponse.fromHubName('test') }));
}

let template: Template;
beforeAll(() => {
  template = synth();
});

test('gives a payment three deliveries before it becomes a dead letter', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    SqsManagedSseEnabled: true,
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 5,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('hides a payment for six times its consumer timeout', () => {
  const [queue] = Object.values(
    template.findResources('AWS::SQS::Queue', { Properties: { VisibilityTimeout: Match.anyValue() } }),
  );
  const [consumer] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: Match.objectLike({ PAYMENT_PROVIDER_URL: Match.anyValue() }) } },
    }),
  );
  expect(queue?.Properties.VisibilityTimeout).toBe(6 * consumer?.Properties.Timeout);
});

test('tells every function which service it is', () => {
  template.resourcePropertiesCountIs(
    'AWS::Lambda::Function',
    { Environment: { Variables: Match.objectLike({ SIGHTLINE_SERVICE: 'checkout', SIGHTLINE_ENVIRONMENT: 'prod' }) } },
    3,
  );
});

test('watches the dead letters of the payments queue', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PaymentsDeadLetters'), 'QueueName'] } },
    ],
  });
});
