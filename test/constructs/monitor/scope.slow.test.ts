import { App, Aspects, CfnResource, Lazy, NestedStack, RemovalPolicy, Resource, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ApiDefinition, SpecRestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnFunction, Code, Function as LambdaFunction, Runtime, SingletonFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { Observability, type ObservabilityProps, type ScopeReport } from '../../../lib';
import { MonitorScopeAspect } from '../../../lib/constructs/monitor/scope-aspect';
import { newApp, newFunction, newStack, type Properties, resources } from '../template';

function observe(scope: Construct, props: Partial<ObservabilityProps> = {}): Observability {
  return new Observability(scope, 'Observability', { service: 'checkout', environment: 'prod', ...props });
}

const paths = (list: readonly { readonly path: string }[]) =>
  list.map(({ path }) => path.replace(/^[^/]*\//, '')).sort();

/** Ids of alarms by the last part of their resource's path. */
const idsOf = (obs: Observability, resource: string) =>
  obs
    .createdAlarms()
    .filter((alarm) => alarm.resource.endsWith(`/${resource}`))
    .map(({ id }) => id);

function rawQueue(scope: Construct, id: string, deadLetters?: CfnResource): CfnResource {
  const RedrivePolicy = deadLetters && { deadLetterTargetArn: deadLetters.getAtt('Arn'), maxReceiveCount: 3 };
  return new CfnResource(scope, id, { type: 'AWS::SQS::Queue', properties: { RedrivePolicy } });
}

function countOf(root: Construct): number {
  return root.node.findAll().filter(CfnResource.isCfnResource).length;
}

/** Every resource of the tree stands in one list of the report, and in one only. */
function expectAccount(all: number, report: ScopeReport): void {
  const listed = [...report.monitored, ...report.notCovered, ...report.excluded].map(({ path }) => path);
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed.length + report.withoutMetrics).toBe(all);
}

describe('monitorScope', () => {
  test('covers what the catalog knows, however it is written, and names the rest', () => {
    const stack = newStack();
    new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const definition = { openapi: '3.0.2', info: { title: 'shop', version: '1' }, paths: {} };
    new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromInline(definition) });
    new Rule(stack, 'Nightly', { schedule: Schedule.expression('rate(1 day)') });
    rawQueue(stack, 'Work', rawQueue(stack, 'WorkDead'));
    LambdaFunction.fromFunctionName(stack, 'Legacy', 'legacy');
    new CfnResource(stack, 'Strange', { type: 'Acme::Thing::Gadget' });
    rawQueue(stack, 'Ignored');
    const obs = observe(stack);
    const report = obs.monitorScope(stack, { exclude: [{ path: '*/Ignored' }] });
    expect(paths(report.monitored)).toEqual(['Api', 'Legacy', 'Nightly', 'Orders', 'Work', 'WorkDead']);
    expect(report.notCovered).toEqual([
      { path: 'Checkout/Strange', type: 'Acme::Thing::Gadget', reason: 'the catalog has no entry for its type' },
    ]);
    expect(report.excluded).toEqual([{ path: 'Checkout/Ignored', type: 'AWS::SQS::Queue', reason: "by 'exclude'" }]);
    expect(idsOf(obs, 'Work')).toEqual(['OldestMessageAge', 'DeadLetters']);
    expect(idsOf(obs, 'WorkDead')).toEqual([]);
    expect(idsOf(obs, 'Legacy')).toContain('FaultRate');
    const before = obs.createdAlarms().map(({ name }) => name);
    const template = Template.fromStack(stack);
    const names = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map((alarm) => alarm.AlarmName);
    expect(names.sort()).toEqual(before.sort());
    Annotations.fromStack(stack).hasInfo(
      '*',
      Match.stringLikeRegexp(
        'covers 6 of 8 resources, 1 left out \\(see .excluded. of the report that it returns\\); \\d+ more have nothing to watch',
      ),
    );
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('Strange \\(Acme::Thing::Gadget\\)'));
  });

  test('passes by what CDK runs at deploys only, and says so', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Fn');
    new AwsCustomResource(stack, 'Call', {
      policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }),
      onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: PhysicalResourceId.of('x') },
    });
    const bucket = new Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    new BucketDeployment(stack, 'Site', { destinationBucket: bucket, sources: [Source.data('a', 'b')] });
    new Provider(stack, 'Provider', { onEventHandler: fn, isCompleteHandler: fn });
    const report = observe(stack).monitorScope(stack);
    expect(paths(report.monitored)).toEqual(['Bucket', 'Fn']);
    expect(report.notCovered).toEqual([]);
    expect(paths(report.excluded)).toEqual([
      'AWS679f53fac002430cb0da5b7982bd2287',
      'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C',
      'Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
      'Provider/framework-isComplete',
      'Provider/framework-onEvent',
      'Provider/framework-onTimeout',
      'Provider/waiter-state-machine',
    ]);
  });

  test('picks up at synth what was added after it', () => {
    const stack = newStack();
    const obs = observe(stack);
    const report = obs.monitorScope(stack);
    expect(obs.createdAlarms()).toEqual([]);
    newFunction(stack, 'Late');
    const template = Template.fromStack(stack);
    expect(paths(report.monitored)).toEqual(['Late']);
    template.resourceCountIs('AWS::CloudWatch::Alarm', obs.createdAlarms().length);
    expect(idsOf(obs, 'Late')).toContain('Throttles');
  });

  test('warns of what an Aspect adds when it is too late', () => {
    const stack = newStack();
    observe(stack).monitorScope(stack);
    const inner = new Construct(stack, 'Inner');
    Aspects.of(inner).add({
      visit: (node) => {
        if (node === inner && !inner.node.tryFindChild('Queue')) rawQueue(inner, 'Queue');
      },
    });
    Template.fromStack(stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('too early for 1 resource .*\n.*Inner/Queue'));
  });

  test('and monitor refuse to come when the alarms are in the template', () => {
    const stack = newStack();
    const obs = observe(stack);
    const fn = newFunction(stack, 'Fn');
    Template.fromStack(stack);
    expect(() => obs.monitor(fn)).toThrow(/'monitor' was called when the alarms .* call it before synth/);
    expect(() => obs.monitorScope(stack)).toThrow(/'monitorScope' was called when/);
  });

  test('takes nested stacks along and leaves other stages to an Observability of theirs', () => {
    const app = newApp();
    const stack = new Stack(app, 'Checkout');
    newFunction(new NestedStack(stack, 'Part'), 'Inner');
    newFunction(new Stack(new Stage(app, 'Prod'), 'Checkout'), 'Staged');
    const report = observe(stack).monitorScope(app);
    expect(paths(report.monitored)).toEqual(['Part/Inner']);
    expect(report.notCovered).toMatchObject([
      { path: 'Prod/Checkout/Staged', reason: expect.stringContaining('stage') },
    ]);
    expect(() => app.synth()).not.toThrow();
  });

  test('accounts for each resource once, whatever the tree', () => {
    const kinds = ['function', 'queue', 'raw queue', 'pair', 'chain', 'bucket', 'unknown', 'role', 'import', 'broken'];
    const node = fc.record({ kind: fc.constantFrom(...kinds), nested: fc.boolean() });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), fc.boolean(), (nodes, exclude) => {
        const stack = newStack();
        let imported = 0;
        for (const [index, { kind, nested }] of nodes.entries()) {
          const scope = nested ? new Construct(stack, `Group${index}`) : stack;
          imported += kind === 'import' ? 1 : 0;
          grow(scope, `R${index}`, kind);
        }
        const all = countOf(stack) + imported;
        const report = observe(stack).monitorScope(stack, exclude ? { exclude: [{ type: 'AWS::SQS::Queue' }] } : {});
        expectAccount(all, report);
        const broken = nodes.filter(({ kind }) => kind === 'broken').length;
        const unknown = nodes.filter(({ kind }) => kind === 'unknown').length;
        expect(report.notCovered).toHaveLength(unknown + (exclude ? 0 : broken));
      }),
      { numRuns: 60 },
    );
  });
});

function grow(scope: Construct, id: string, kind: string): void {
  switch (kind) {
    case 'function':
      return void newFunction(scope, id);
    case 'queue':
      return void new Queue(scope, id);
    case 'raw queue':
      return void rawQueue(scope, id);
    case 'pair':
      return void new Queue(scope, id, { deadLetterQueue: { queue: new Queue(scope, `${id}D`), maxReceiveCount: 3 } });
    case 'chain':
      return void rawQueue(scope, id, rawQueue(scope, `${id}D`, rawQueue(scope, `${id}DD`)));
    case 'bucket':
      return void new Bucket(scope, id);
    case 'unknown':
      return void new CfnResource(scope, id, { type: 'Acme::Thing::Gadget', properties: { queueName: 'x' } });
    case 'role':
      return void new CfnResource(scope, id, { type: 'AWS::IAM::Role' });
    case 'import':
      return void Queue.fromQueueArn(scope, id, `arn:aws:sqs:us-east-1:123456789012:${id}`);
    default:
      return void new CfnResource(scope, id, {
        type: 'AWS::SQS::Queue',
        properties: { VisibilityTimeout: Lazy.any({ produce: () => fail() }) },
      });
  }
}

function fail(): never {
  throw new Error('not known yet');
}

describe('dead-letter queues', () => {
  test('of a chain are each watched: the middle by its source, the last by itself', () => {
    const stack = newStack();
    const last = rawQueue(stack, 'Last');
    rawQueue(stack, 'First', rawQueue(stack, 'Middle', last));
    const obs = observe(stack);
    obs.monitorScope(stack);
    expect(idsOf(obs, 'First')).toEqual(['OldestMessageAge', 'DeadLetters']);
    expect(idsOf(obs, 'Middle')).toEqual([]);
    expect(idsOf(obs, 'Last')).toEqual(['OldestMessageAge']);
  });

  test('of each other do not hide each other', () => {
    const stack = newStack();
    const [one, two] = [rawQueue(stack, 'One'), rawQueue(stack, 'Two')];
    one.addPropertyOverride('RedrivePolicy.deadLetterTargetArn', two.getAtt('Arn'));
    two.addPropertyOverride('RedrivePolicy.deadLetterTargetArn', one.getAtt('Arn'));
    const obs = observe(stack);
    const report = obs.monitorScope(stack);
    expect(report.monitored).toHaveLength(2);
    expect(idsOf(obs, 'One')).toEqual(['OldestMessageAge', 'DeadLetters']);
  });

  test('that several queues share are alarmed on once', () => {
    const stack = newStack();
    const dead = rawQueue(stack, 'Dead');
    for (const id of ['A', 'B', 'C']) rawQueue(stack, id, dead);
    const obs = observe(stack);
    obs.monitorScope(stack);
    expect(obs.createdAlarms().filter(({ id }) => id === 'DeadLetters')).toHaveLength(1);
    expect(obs.createdAlarms().filter(({ id }) => id === 'OldestMessageAge')).toHaveLength(3);
  });

  test('that were a plain queue before their source came get the alarm on dead letters still', () => {
    const stack = newStack();
    const dead = rawQueue(stack, 'Dead');
    const obs = observe(stack);
    obs.monitorScope(stack);
    rawQueue(stack, 'Work', dead);
    Template.fromStack(stack);
    expect(idsOf(obs, 'Work')).toContain('DeadLetters');
  });

  test('in another stack come along, and an excluded source leaves them to themselves', () => {
    const app = newApp();
    const [here, there] = [new Stack(app, 'Here'), new Stack(app, 'There')];
    const dead = new Queue(there, 'Dead');
    new Queue(here, 'Work', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
    const obs = observe(here);
    const report = obs.monitorScope(app);
    expect(paths(report.monitored)).toEqual(['Dead', 'Work']);
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['OldestMessageAge', 'DeadLetters']);
    const alone = new Observability(here, 'Alone', { service: 'a', environment: 'prod' });
    alone.monitorScope(app, { exclude: [{ path: 'Here/Work' }] });
    expect(alone.createdAlarms().map(({ id, resource }) => `${resource} ${id}`)).toEqual([
      'There/Dead OldestMessageAge',
    ]);
    expect(() => app.synth()).not.toThrow();
  });

  test('of a redrive policy in text that cannot be read are queues of their own', () => {
    const stack = newStack();
    const dead = rawQueue(stack, 'Dead');
    const text = stack.toJsonString({ deadLetterTargetArn: dead.getAtt('Arn'), maxReceiveCount: 3 });
    new CfnResource(stack, 'Work', { type: 'AWS::SQS::Queue', properties: { RedrivePolicy: text } });
    new CfnQueue(stack, 'Odd', { redrivePolicy: { deadLetterTargetArn: 'no-arn' } });
    const obs = observe(stack);
    obs.monitorScope(stack);
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(Array(3).fill('OldestMessageAge'));
  });
});

describe('neighbours are not harmed', () => {
  test('by a construct with two default children, nor by a wrapper with a name of its own', () => {
    const stack = newStack();
    const odd = new Construct(stack, 'Odd');
    rawQueue(odd, 'Resource');
    rawQueue(odd, 'Default');
    class Inbox extends Construct {
      readonly queueName = 'inbox';
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new Queue(this, 'Queue', { queueName: this.queueName });
      }
    }
    new Inbox(stack, 'Inbox');
    const obs = observe(stack);
    const all = countOf(stack);
    const report = obs.monitorScope(stack, { exclude: [{ path: '*/Inbox/Queue' }] });
    expectAccount(all, report);
    expect(paths(report.monitored)).toEqual(['Odd/Default', 'Odd/Resource']);
  });

  test('by a property that cannot be told: it is reported with the reason', () => {
    const stack = newStack();
    new CfnFunction(stack, 'Broken', {
      role: 'arn:aws:iam::123456789012:role/r',
      code: { zipFile: '' },
      timeout: Lazy.number({ produce: () => fail() }),
    });
    newFunction(stack, 'Fine');
    const report = observe(stack).monitorScope(stack);
    expect(paths(report.monitored)).toEqual(['Fine']);
    expect(report.notCovered).toMatchObject([
      { path: 'Checkout/Broken', reason: expect.stringContaining('not known') },
    ]);
  });

  test('by an imported construct whose name cannot be told', () => {
    const stack = newStack();
    class Legacy extends Resource {
      get queueName(): string {
        return fail();
      }
    }
    new Legacy(stack, 'Legacy');
    newFunction(stack, 'Fine');
    const report = observe(stack).monitorScope(stack);
    expect(paths(report.monitored)).toEqual(['Fine']);
    expect(report.notCovered).toEqual([{ path: 'Checkout/Legacy', type: 'AWS::SQS::Queue', reason: 'not known yet' }]);
  });
});

test('a singleton function, and an import by the name of what the app makes, are that resource', () => {
  const stack = newStack();
  const single = new SingletonFunction(stack, 'Single', {
    uuid: '5e3a8a7c-3e6b-4d0a-9c0b-3b1f0f0f0f0f',
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('x'),
  });
  const fn = newFunction(stack, 'Fn');
  const twin = LambdaFunction.fromFunctionName(stack, 'Twin', fn.functionName);
  const obs = observe(stack);
  const report = obs.monitorScope(stack);
  expect(paths(report.monitored)).toEqual(['Fn']);
  expect(() => obs.monitor(twin)).toThrow(/monitors 'Checkout\/Twin' already/);
  expect(() => obs.monitor(single)).not.toThrow();
});

describe('the Aspect', () => {
  test.each([true, false])('finds everything, with tags of the app on every alarm (stabilization %s)', (stable) => {
    const app = new App({
      context: { '@aws-cdk/core:aspectStabilization': stable, '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true },
      analyticsReporting: false,
    });
    const stack = new Stack(app, 'Checkout');
    const obs = observe(stack, { shards: 2 });
    for (const id of ['A', 'B', 'C']) newFunction(stack, id);
    Aspects.of(app).add(new MonitorScopeAspect(obs));
    Tags.of(app).add('team', 'shop');
    const assembly = app.synth();
    expect(obs.createdAlarms().length).toBeGreaterThan(9);
    const nested = stack.node.findAll().filter(NestedStack.isNestedStack) as NestedStack[];
    expect(nested.length).toBeGreaterThan(0);
    const alarms = nested.flatMap((one) => {
      const { Resources } = JSON.parse(
        require('node:fs').readFileSync(`${assembly.directory}/${one.templateFile}`, 'utf8'),
      );
      return Object.values(Resources as Record<string, Properties>);
    });
    expect(alarms).toHaveLength(obs.createdAlarms().length);
    for (const { Properties: properties } of alarms)
      expect(properties.Tags).toContainEqual({ Key: 'team', Value: 'shop' });
  });

  test('on two constructs monitors both, and on one that comes too late says so', () => {
    const app = newApp();
    const [first, second] = [new Stack(app, 'First'), new Stack(app, 'Second')];
    newFunction(second, 'Fn');
    const obs = observe(first);
    Aspects.of(second).add(new MonitorScopeAspect(obs));
    expect(() => app.synth()).toThrow(/'monitorScope' was called when the alarms .* such as the app/);
  });
});

test('two Observability constructs over one app live side by side', () => {
  const stack = newStack();
  newFunction(stack, 'Fn');
  const one = observe(stack);
  const two = new Observability(stack, 'Second', { service: 'platform', environment: 'prod' });
  one.monitorScope(stack);
  two.monitorScope(stack);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 2 * one.createdAlarms().length);
});

test('resources called like our own parts are monitored', () => {
  const stack = newStack();
  for (const id of ['Shards', 'Own', 'Alarms', 'Config', 'x'.repeat(200), 'a--b']) newFunction(stack, id);
  newFunction(new Construct(stack, 'a'), 'b');
  for (const shards of [0, 3]) {
    const obs = new Observability(stack, `Obs${shards}`, { service: `shop${shards}`, environment: 'prod', shards });
    expect(obs.monitorScope(stack).monitored).toHaveLength(7);
  }
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('resources of the same path in and below the stack of the Observability are two', () => {
  const app = newApp();
  const [own, other] = [new Stack(app, 'Watch'), new Stack(app, 'Api')];
  newFunction(other, 'Fn');
  newFunction(new Construct(own, 'Api'), 'Fn');
  const obs = observe(own);
  expect(obs.monitorScope(app).monitored).toHaveLength(2);
  expect(() => app.synth()).not.toThrow();
  const names = obs.createdAlarms().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('an event rule with a queue as target is found with it', () => {
  const stack = newStack();
  const rule = new Rule(stack, 'Rule', { schedule: Schedule.expression('rate(1 day)') });
  rule.addTarget(new SqsQueue(new Queue(stack, 'Queue')));
  expect(paths(observe(stack).monitorScope(stack).monitored)).toEqual(['Queue', 'Rule']);
});
