import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type CatalogEntry, Observability, type ObservabilityProps, Target } from '../../../lib';
import { SERVICE_QUOTA } from '../../../lib/core/catalog/service-quota';
import { SQS_QUEUE } from '../../../lib/core/catalog/sqs-queue';
import { newFunction, newStack } from '../template';

function observe(stack: Stack, props: Partial<ObservabilityProps> = {}): Observability {
  return new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod', ...props });
}

function entryOf(type: string, change: Partial<CatalogEntry> = {}): CatalogEntry {
  return {
    type,
    title: `My ${type}`,
    family: 'infrastructure',
    resource: { dimensions: { default: { Id: 'Ref' } } },
    metrics: { depth: { namespace: 'Acme', name: 'Depth', unit: 'Count' } },
    graphs: [{ title: 'Depth', left: [{ metric: 'depth', statistic: 'Maximum', label: 'Depth' }] }],
    alarms: [
      { ...(SQS_QUEUE.alarms[0] as CatalogEntry['alarms'][number]), id: 'TooDeep', metric: 'depth', threshold: 5 },
    ],
    sample: { properties: {} },
    ...change,
  };
}

describe('entries of the user', () => {
  test.each(['Custom::Thing', 'Acme::X::Y'])('for %s are found', (type) => {
    const stack = newStack();
    new CfnResource(stack, 'Thing', { type });
    const obs = observe(stack, { catalog: [entryOf(type)] });
    expect(obs.monitorScope(stack).monitored).toEqual([{ path: 'Checkout/Thing', type }]);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Acme',
      Dimensions: [{ Name: 'Id', Value: { Ref: 'Thing' } }],
    });
  });

  test('replace a built-in one by its title, for imported resources too', () => {
    const stack = newStack();
    const mine = entryOf('AWS::SQS::Queue', { title: SQS_QUEUE.title });
    const obs = observe(stack, { catalog: [mine] });
    obs.monitor(new Queue(stack, 'Work'));
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['TooDeep']);
    const imported = Queue.fromQueueArn(stack, 'Far', 'arn:aws:sqs:us-east-1:123456789012:far');
    expect(() => obs.monitor(imported)).toThrow(/'Checkout\/Far' .* is imported, and .*; pass Target\.of/);
  });

  test('beside a built-in one add to it, and refuse an id of its alarms', () => {
    const stack = newStack();
    const obs = observe(stack, { catalog: [entryOf('AWS::SQS::Queue')] });
    obs.monitor(new Queue(stack, 'Work'));
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['TooDeep', 'OldestMessageAge']);
    const twice = entryOf('AWS::SQS::Queue', {
      alarms: SQS_QUEUE.alarms.slice(0, 1),
      metrics: Object.fromEntries(Object.entries(SQS_QUEUE.metrics).filter(([, { dimensionSet }]) => !dimensionSet)),
      graphs: [],
    });
    const two = new Observability(stack, 'Two', {
      service: 'checkout',
      environment: 'prod',
      catalog: [twice as never],
    });
    const facts = /'Checkout\/Work' would have two alarms 'OldestMessageAge': two catalog entries/;
    const withFacts = { ...twice, resource: { ...twice.resource, facts: SQS_QUEUE.resource?.facts } } as never;
    const three = new Observability(stack, 'Three', { service: 'a', environment: 'prod', catalog: [withFacts] });
    expect(() => two.monitor(stack.node.findChild('Work'))).toThrow(/'My AWS::SQS::Queue' failed in 'threshold of/);
    expect(() => three.monitor(stack.node.findChild('Work'))).toThrow(facts);
  });

  test.each<[string, object]>([
    ['facts', { resource: { dimensions: { default: { Id: 'Ref' } }, facts: boom } }],
    ['when', { resource: { dimensions: { default: { Id: 'Ref' } }, when: boom } }],
    ['threshold of TooDeep', { alarms: [{ ...entryOf('').alarms[0], threshold: { rule: boom, text: '' } }] }],
  ])("with a broken '%s' are named, and harm nobody else", (rule, change) => {
    const stack = newStack();
    const thing = new CfnResource(stack, 'Thing', { type: 'Acme::X::Y' });
    new Queue(stack, 'Work');
    const message = `The catalog entry 'My Acme::X::Y' failed in '${rule}': boom`;
    const obs = observe(stack, { catalog: [entryOf('Acme::X::Y', change)] });
    expect(() => obs.monitor(thing)).toThrow(message);
    const report = obs.monitorScope(stack);
    expect(report.notCovered).toEqual([{ path: 'Checkout/Thing', type: 'Acme::X::Y', reason: message }]);
    expect(report.monitored).toHaveLength(1);
  });

  test('whose rule gives no number fail', () => {
    const stack = newStack();
    new CfnResource(stack, 'Thing', { type: 'Acme::X::Y' });
    const alarms = [{ ...entryOf('').alarms[0], threshold: { rule: () => Number.NaN, text: '' } }] as never;
    const obs = observe(stack, { catalog: [entryOf('Acme::X::Y', { alarms })] });
    expect(() => obs.monitorScope(stack)).toThrow("'TooDeep' of 'Thing': 'threshold' must be a finite number, got NaN");
  });

  test('with a source of dimensions that does not exist are refused', () => {
    const stack = newStack();
    const thing = new CfnResource(stack, 'Thing', { type: 'Acme::X::Y' });
    const resource = { dimensions: { default: { Id: 'Reff' } } } as never;
    const obs = observe(stack, { catalog: [entryOf('Acme::X::Y', { resource })] });
    expect(() => obs.monitor(thing)).toThrow("'Reff' is no source of a dimension");
  });
});

test('broken entries are refused at the door', () => {
  const broken = { ...entryOf('Acme::X::Y'), family: 'network' } as never;
  expect(() => observe(newStack(), { catalog: [broken] })).toThrow("'My Acme::X::Y': 'family' must be one of");
  expect(() => observe(newStack(), { catalog: broken })).toThrow(
    "'catalog' must be a list of entries such as [MY_ENTRY]",
  );
  expect(() => Target.of(broken, { label: 'X', dimensions: { default: { Id: 'x' } } })).toThrow(
    "'family' must be one of",
  );
});

test('what is in the catalog, but of another kind, is told so', () => {
  const stack = newStack();
  const resource = { dimensions: { default: { Id: 'Ref' } }, when: () => false } as const;
  const obs = observe(stack, { catalog: [entryOf('Acme::X::Y', { resource })] });
  const thing = new CfnResource(stack, 'Thing', { type: 'Acme::X::Y' });
  expect(() => obs.monitor(thing)).toThrow("'Checkout/Thing' (Acme::X::Y), which is in the catalog, but not this kind");
});

test.each<[object, string]>([
  [{ customizeAlarm: 'x' }, "'customizeAlarm' must be a function, got 'x'"],
  [{ alarmNames: {} }, "'alarmNames' must be a function, got an object"],
  [{ dashboardRows: { title: 'x' } }, "'dashboardRows' must be a list of rows, got an object"],
  [{ dashboardRows: [{ titel: 'x' }] }, "row 1 of 'dashboardRows': there is no option 'titel'; did you mean 'title'?"],
  [{ dashboardRows: [{ graphs: [], widgets: [] }] }, "row 1 of 'dashboardRows': it is empty"],
  [{ dashboardRows: [{ graphs: [{ lines: [] }] }] }, "a graph: there is no option 'lines'"],
  [{ dashboardAnnotations: [{ label: 'x', tme: '' }] }, "there is no option 'tme'; did you mean 'time'?"],
])('%j is refused', (props, message) => {
  expect(() => observe(newStack(), props)).toThrow(message);
});

function boom(): never {
  throw new Error('boom');
}

describe('targets', () => {
  const dimensions = {
    default: { Service: 'Lambda', Resource: 'ConcurrentExecutions', Type: 'Resource', Class: 'None' },
  };

  test('are alarmed on with the dimensions given', () => {
    const stack = newStack();
    const target = Target.of(SQS_QUEUE, {
      label: 'Far',
      dimensions: { default: { QueueName: 'far' } },
      facts: { visibilityTimeoutSeconds: 30, retentionSeconds: 345_600 },
    });
    const obs = observe(stack).monitor(target);
    expect(() => obs.monitor(target)).toThrow(/monitors 'Far' already/);
    expect(obs.createdAlarms()).toMatchObject([{ id: 'OldestMessageAge', resource: 'Targets/SQS queue/Far' }]);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('^checkout-prod-Far-OldestMessageAge-'),
      Dimensions: [{ Name: 'QueueName', Value: 'far' }],
    });
  });

  test('of one entry need different labels', () => {
    const queue = (name: string) =>
      Target.of(SQS_QUEUE, {
        label: 'Same',
        dimensions: { default: { QueueName: name } },
        facts: { visibilityTimeoutSeconds: 30, retentionSeconds: 345_600 },
      });
    expect(() => observe(newStack()).monitor(queue('a'), queue('b'))).toThrow(/two Targets of an entry the same label/);
  });

  test.each<[object, RegExp]>([
    [{ label: 'X', dimensions: {} }, /got no 'dimensions'/],
    [{ label: '', dimensions }, /'label' must be a text/],
    [{ label: 'X', dimension: dimensions }, /did you mean 'dimensions'/],
    [{ label: 'X', dimensions: { other: { A: 'b' } } }, /no dimension set 'other'; its sets are default/],
    [{ label: 'X', dimensions: { default: { A: '' } } }, /'A' of the set 'default' must be a text/],
    [{ label: 'X', dimensions: { default: { A: undefined } } }, /'A' of the set 'default' must be a text/],
  ])('%j is refused', (options, message) => {
    expect(() => Target.of(SERVICE_QUOTA, options as never)).toThrow(message);
  });

  test('without the facts that a rule needs say which entry needs them', () => {
    const target = Target.of(SQS_QUEUE, { label: 'Far', dimensions: { default: { QueueName: 'far' } } });
    expect(() => observe(newStack()).monitor(target)).toThrow(/'SQS queue' failed in 'threshold of OldestMessageAge'/);
  });
});

describe('one resource is monitored once', () => {
  test('whether it is passed as L1 or L2', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Fn');
    const obs = observe(stack).monitor(fn.node.defaultChild as CfnFunction);
    expect(() => obs.monitor(fn)).toThrow(/monitors 'Checkout\/Fn' already/);
  });

  test('while an alias is one of its own', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Fn');
    const obs = observe(stack).monitor(fn);
    expect(() => obs.monitor(fn.addAlias('live'))).not.toThrow();
  });

  test('and what fails leaves nothing behind', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Work');
    const obs = observe(stack).tune(queue, { OldestMessageAge: { threshold: Number.NaN } });
    expect(() => obs.monitor(queue)).toThrow(/finite number/);
    expect(obs.createdAlarms()).toEqual([]);
    obs.tune(queue, { OldestMessageAge: { threshold: 10 } }).monitor(queue);
    expect(obs.createdAlarms()).toHaveLength(1);
  });
});

test('an L1 function is told what of its environment is missing', () => {
  const stack = newStack();
  const Environment = { Variables: { SIGHTLINE_SERVICE: 'checkout' } };
  const fn = new CfnResource(stack, 'Raw', { type: 'AWS::Lambda::Function', properties: { Environment } });
  observe(stack).monitor(fn);
  const asked = fn.node.metadata.map(({ data }) => String(data)).join('\n');
  expect(asked).toMatch(/'Checkout\/Raw' is an L1 construct, .* Set SIGHTLINE_[A-Z]+=prod in its 'environment'/);
  expect(asked).not.toContain('SIGHTLINE_SERVICE');
});
