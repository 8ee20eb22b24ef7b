import { App, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Observability } from '../../../lib';
import { newApp, newFunction, newStack } from '../template';

const env = (region: string, account = '111111111111') => ({ env: { region, account } });

function observe(stack: Stack): Observability {
  return new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod' });
}

function distribution(stack: Stack): CfnDistribution {
  return new CfnDistribution(stack, 'Site', {
    distributionConfig: {
      enabled: true,
      origins: [{ id: 'o', domainName: 'example.com', customOriginConfig: { originProtocolPolicy: 'https-only' } }],
      defaultCacheBehavior: { targetOriginId: 'o', viewerProtocolPolicy: 'https-only' },
    },
  });
}

describe('resources whose metrics are elsewhere', () => {
  test.each([
    ['region', env('us-east-1'), /in the region us-east-1 and the Observability in eu-west-1/],
    ['account', env('eu-west-1', '222222222222'), /in the account 222222222222 and the Observability in 111111111111/],
  ])('in another %s are refused by monitor and reported by monitorScope', (_, place, message) => {
    const app = newApp();
    const obs = observe(new Stack(app, 'Watch', env('eu-west-1')));
    const queue = new Queue(new Stack(app, 'There', place), 'Queue');
    expect(() => obs.monitor(queue)).toThrow(message);
    expect(obs.monitorScope(app).notCovered).toMatchObject([
      { path: 'There/Queue', reason: expect.stringMatching(message) },
    ]);
    expect(obs.createdAlarms()).toEqual([]);
  });

  test('by their ARN are, too', () => {
    const stack = newStack('Watch', env('eu-west-1'));
    const arn = 'arn:aws:lambda:us-east-1:111111111111:function:legacy';
    const fn = LambdaFunction.fromFunctionArn(stack, 'Legacy', arn);
    expect(() => observe(stack).monitor(fn)).toThrow(/in the region us-east-1/);
  });

  test('in a stack without an environment are refused: their names would not get here', () => {
    const app = newApp();
    const obs = observe(new Stack(app, 'Watch', env('eu-west-1')));
    const fn = newFunction(new Stack(app, 'Agnostic'), 'Fn');
    expect(() => obs.monitor(fn)).toThrow(
      /'Watch' goes to eu-west-1, and the Region of 'Agnostic' is not known .* give 'Agnostic' an 'env' too/,
    );
  });

  test.each([
    [
      'a Region',
      { env: { region: 'eu-west-1' } },
      {},
      /'There' goes to eu-west-1, and the Region of 'Watch' is not known/,
    ],
    [
      'an account',
      { env: { account: '111111111111' } },
      {},
      /'There' goes to 111111111111, and the account of 'Watch'/,
    ],
    [
      'no account',
      {},
      { env: { account: '111111111111' } },
      /'Watch' goes to 111111111111, and the account of 'There'/,
    ],
  ])(
    'of which only one stack says where it goes (%s) are reported by monitorScope, and the app is synthesized',
    (_, there, watch, message) => {
      const app = newApp();
      const obs = observe(new Stack(app, 'Watch', watch));
      newFunction(new Stack(app, 'There', there), 'Fn');
      expect(obs.monitorScope(app).notCovered).toMatchObject([
        { path: 'There/Fn', reason: expect.stringMatching(message) },
      ]);
      expect(() => app.synth()).not.toThrow();
    },
  );

  test('in a stack without an environment are taken for here where their names are written out', () => {
    const app = newApp();
    const obs = observe(new Stack(app, 'Watch', env('eu-west-1')));
    const queue = new Queue(new Stack(app, 'Agnostic'), 'Queue', { queueName: 'orders' });
    const imported = Queue.fromQueueArn(queue.stack, 'Known', 'arn:aws:sqs:eu-west-1:111111111111:known');
    expect(() => obs.monitor(imported)).not.toThrow();
  });

  test('and the stack of the alarms is without one: a warning', () => {
    const app = newApp();
    const watch = new Stack(app, 'Watch');
    const arn = 'arn:aws:sqs:eu-west-1:111111111111:known';
    observe(watch).monitor(Queue.fromQueueArn(watch, 'Known', arn));
    const message = "'Watch/Known' is of the account 111111111111, Region eu-west-1, and where the stack 'Watch' goes";
    Annotations.fromStack(watch).hasWarning('*', Match.stringLikeRegexp(message));
  });

  test('in another stage or app are refused', () => {
    const app = newApp();
    const obs = observe(new Stack(app, 'Watch'));
    const staged = newFunction(new Stack(new Stage(app, 'Prod'), 'Shop'), 'Fn');
    expect(() => obs.monitor(staged)).toThrow(/another app or stage .* create an Observability in that stage/);
    const foreign = newFunction(new Stack(new App(), 'Shop'), 'Fn');
    expect(() => obs.monitor(foreign)).toThrow(/another app or stage/);
  });
});

describe('a type with metrics in one Region only', () => {
  test('is watched from there, wherever its stack lies', () => {
    const app = newApp();
    const watch = new Stack(app, 'Watch', { ...env('us-east-1'), crossRegionReferences: true });
    const site = distribution(new Stack(app, 'Site', { ...env('eu-west-1'), crossRegionReferences: true }));
    const obs = observe(watch).monitor(site);
    expect(obs.createdAlarms()).toHaveLength(1);
    expect(() => app.synth()).not.toThrow();
  });

  test('is refused from elsewhere, and reported by monitorScope', () => {
    const stack = newStack('Watch', env('eu-west-1'));
    const site = distribution(stack);
    const obs = observe(stack);
    expect(() => obs.monitor(site)).toThrow(/has the metrics of 'Watch\/Site' .* in us-east-1 only/);
    expect(obs.monitorScope(stack).notCovered).toMatchObject([{ type: 'AWS::CloudFront::Distribution' }]);
  });

  test('is watched with a warning where the Region is not known', () => {
    const stack = newStack();
    observe(stack).monitor(distribution(stack));
    Template.fromStack(stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('deploy this stack to us-east-1'));
  });
});
