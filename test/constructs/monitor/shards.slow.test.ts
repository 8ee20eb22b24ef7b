import { readFileSync } from 'node:fs';
import { CfnResource, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { AlarmCondition, AlarmRule, MuteWindow, Observability, type ObservabilityProps } from '../../../lib';
import { rehearse } from '../../../lib/rehearsal';
import { readAssembly } from '../../../lib/rehearsal/assembly';
import { Templates } from '../../../lib/rehearsal/templates';
import { newApp, newFunction, newStack, type Properties } from '../template';

function observe(scope: Construct, props: Partial<ObservabilityProps> = {}): Observability {
  return new Observability(scope, 'Observability', { service: 'checkout', environment: 'prod', ...props });
}

/** Without roles and log groups, which would fill the stack: what makes the alarms is enough. */
function rawFunctions(scope: Construct, ids: readonly string[]): void {
  for (const id of ids) {
    const code = { Code: { ZipFile: 'x' }, Handler: 'index.handler', Runtime: 'nodejs22.x' };
    const properties = { Role: 'arn:aws:iam::123456789012:role/r', ...code, Timeout: 10 };
    new CfnResource(scope, id, { type: 'AWS::Lambda::Function', properties });
  }
}

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `Fn${from + index}`);

interface Placed {
  readonly directory: string;
  /** Name of the alarm to template file and logical id. */
  readonly places: ReadonlyMap<string, string>;
  readonly templates: ReadonlyMap<string, Properties>;
  /** Of each template. */
  readonly bytes: readonly number[];
}

function synth(stack: Stack): Placed {
  const app = stack.node.root as ReturnType<typeof newApp>;
  const { directory } = app.synth();
  const stacks = app.node.findAll().filter(Stack.isStack);
  const texts = stacks.map((one) => readFileSync(`${directory}/${one.templateFile}`, 'utf8'));
  const templates = new Map(stacks.map((one, index) => [one.node.path, JSON.parse(texts[index] ?? '')]));
  const places = new Map<string, string>();
  for (const [path, { Resources = {} }] of templates) {
    for (const [id, { Type, Properties: properties }] of Object.entries<Properties>(Resources)) {
      if (Type === 'AWS::CloudWatch::Alarm') places.set(properties.AlarmName, `${path} ${id}`);
    }
  }
  return { directory, places, templates, bytes: texts.map((text) => Buffer.byteLength(text)) };
}

function placesOf(ids: readonly string[], props: Partial<ObservabilityProps> = {}): ReadonlyMap<string, string> {
  const stack = newStack();
  rawFunctions(stack, ids);
  observe(stack, props).monitorScope(stack);
  return synth(stack).places;
}

/** What stands in `before` and not at its place in `after`. */
const moved = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...before].filter(([name, place]) => after.get(name) !== place);

describe('a sharded app', () => {
  test.each<[string, Partial<ObservabilityProps>, number]>([
    ['with 16 shards', { shards: 16 }, 30],
    ['with as many as needed', {}, 170],
  ])('%s moves no alarm when functions come and go', (_, props, count) => {
    const before = placesOf(numbered(0, count), props);
    expect(before.size).toBeGreaterThanOrEqual(3 * count);
    expect(new Set([...before.values()].map((place) => place.split(' ')[0])).size).toBe(16);
    expect(moved(before, placesOf([...numbered(0, count), 'Zulu'], props))).toEqual([]);
    expect(moved(before, placesOf(['Alpha', ...numbered(0, count)], props))).toEqual([]);
    const fewer = moved(before, placesOf(numbered(1, count), props));
    expect(fewer.every(([name]) => name.includes('-Fn0-'))).toBe(true);
    expect(fewer).toHaveLength(3);
  });

  test('gives alarms other names than one without shards: CloudFormation would meet its own', () => {
    const [inline, sharded] = [placesOf(numbered(0, 60)), placesOf(numbered(0, 170))];
    expect([...inline.keys()].filter((name) => sharded.has(name))).toEqual([]);
  });

  test('is synthesized twice alike', () => {
    const stack = newStack();
    rawFunctions(stack, numbered(0, 20));
    const obs = observe(stack, { shards: 4 });
    obs.monitorScope(stack);
    const first = synth(stack);
    expect(synth(stack).places).toEqual(first.places);
    expect([...first.places.keys()].sort()).toEqual(
      obs
        .createdAlarms()
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('deploys composites and mutes after the alarms that they name', () => {
    const stack = newStack();
    rawFunctions(stack, numbered(0, 10));
    const obs = observe(stack, { shards: 3 });
    obs.monitorScope(stack);
    const [first, second] = obs.createdAlarms();
    if (!first || !second) throw new Error('no alarms');
    const rule = AlarmRule.all(first, second);
    const composite = obs.addCompositeAlarm('Both', rule, { severity: 'high', summary: 'Both.' });
    obs.addCompositeAlarm('Upper', AlarmRule.any(composite, first), { severity: 'low', summary: 'Upper.' });
    obs.muteAlarms('Night', { window: MuteWindow.cron('0 22 * * *', { duration: Duration.hours(8) }) });
    const { templates } = synth(stack);
    const parent = templates.get('Checkout') as Properties;
    const nested = Object.keys(parent.Resources).filter(
      (id) => parent.Resources[id].Type === 'AWS::CloudFormation::Stack',
    );
    const of = (type: string) => Object.values<Properties>(parent.Resources).filter(({ Type }) => Type === type);
    const [both] = of('AWS::CloudWatch::CompositeAlarm');
    expect(nested.length).toBeGreaterThan(1);
    expect(nested).toEqual(expect.arrayContaining(both?.DependsOn));
    expect(of('AWS::CloudWatch::AlarmMuteRule')[0]?.DependsOn).toEqual(expect.arrayContaining(nested));
  });

  test.each([
    ['a stack of their own', true],
    ['each stack', false],
  ])('keeps its quotas at a thousand functions in 25 stacks, watched from %s', (_, apart) => {
    const app = newApp();
    const watch = new Stack(app, 'Watch');
    const observers = [observe(watch)];
    for (let index = 0; index < 25; index += 1) {
      const stack = new Stack(app, `App${index}`);
      rawFunctions(stack, numbered(0, 40));
      for (const id of numbered(0, 8)) {
        const RedrivePolicy = {
          deadLetterTargetArn: new CfnResource(stack, `${id}Dead`, { type: 'AWS::SQS::Queue' }).getAtt('Arn'),
          maxReceiveCount: 3,
        };
        new CfnResource(stack, `${id}Work`, { type: 'AWS::SQS::Queue', properties: { RedrivePolicy } });
      }
      if (!apart) observers.push(observe(stack));
    }
    for (const obs of observers.slice(apart ? 0 : 1)) obs.monitorScope(apart ? app : Stack.of(obs));
    const { templates, places, bytes } = synth(watch);
    expect(places.size).toBe(25 * (40 * 3 + 8 * 2) + (apart ? 3 : 75));
    for (const template of templates.values()) {
      expect(Object.keys(template.Resources ?? {}).length).toBeLessThanOrEqual(500);
      expect(Object.keys(template.Parameters ?? {}).length).toBeLessThanOrEqual(200);
      expect(Object.keys(template.Outputs ?? {}).length).toBeLessThanOrEqual(200);
    }
    expect(Math.max(...bytes)).toBeLessThanOrEqual(1_000_000);
  });

  test('is rehearsed: its alarms are found with their dimensions', async () => {
    const stack = newStack();
    rawFunctions(stack, numbered(0, 5));
    const obs = observe(stack, { shards: 2 });
    obs.monitorScope(stack);
    const rehearsal = await rehearse(stack);
    expect(rehearsal).toBeDefined();
    const { directory } = synth(stack);
    const templates = new Templates(readAssembly(directory));
    const alarms = templates.ofType('AWS::CloudWatch::Alarm');
    const functions = templates.ofType('AWS::Lambda::Function').map(({ ref }) => ref);
    const named = alarms.flatMap(({ properties }) => (properties.Dimensions as Properties[]).map(({ Value }) => Value));
    expect(alarms).toHaveLength(obs.createdAlarms().length);
    expect(functions.every((ref) => named.includes(ref))).toBe(true);
  });
});

describe('quotas', () => {
  test('of resources: a nested stack that would be too large is refused with numbers', () => {
    const stack = newStack();
    rawFunctions(stack, numbered(0, 170));
    observe(stack, { shards: 1 }).monitorScope(stack);
    expect(() => synth(stack)).toThrow(/Nested stack 0 .* 513 alarms, .* 500 resources a template; pass 'shards: 2'/);
  });

  test('of parameters: so is one that watches too many resources', () => {
    const stack = newStack();
    for (let index = 0; index < 201; index += 1) new CfnResource(stack, `Q${index}`, { type: 'AWS::SQS::Queue' });
    observe(stack, { shards: 1 }).monitorScope(stack);
    expect(() => synth(stack)).toThrow(/would have 201 parameters, .* takes 200; pass 'shards: 2'/);
  });

  test('of outputs: so is a watched stack that would export too much', () => {
    const app = newApp();
    const stack = new Stack(app, 'Watch');
    const queues = new Stack(app, 'Queues');
    for (let index = 0; index < 201; index += 1) new CfnResource(queues, `Q${index}`, { type: 'AWS::SQS::Queue' });
    observe(stack, { shards: 4 }).monitorScope(app);
    expect(() => synth(stack)).toThrow(/'Queues' would have 201 exports .* 200 outputs a template/);
  });

  test('without shards CDK refuses a stack that is too large', () => {
    const stack = newStack();
    rawFunctions(stack, numbered(0, 170));
    observe(stack, { shards: 0 }).monitorScope(stack);
    expect(() => synth(stack)).toThrow(/500/);
  });
});

test('a nested stack can be watched, and be where the alarms are', () => {
  const stack = newStack();
  const part = new NestedStack(stack, 'Part');
  newFunction(part, 'Inner');
  newFunction(stack, 'Outer');
  const outside = observe(stack, { shards: 2 });
  const inside = new Observability(part, 'Inside', { service: 'checkout', environment: 'test', shards: 2 });
  outside.monitorScope(stack);
  inside.monitorScope(part);
  const { places } = synth(stack);
  expect(places.size).toBe(outside.createdAlarms().length + inside.createdAlarms().length);
});

test("an alarm of one's own lies in the stack itself", () => {
  const stack = newStack();
  const fn = newFunction(stack, 'Fn');
  const obs = observe(stack, { shards: 2 }).monitor(fn);
  obs.addAlarm(
    'Busy',
    AlarmCondition.threshold({ metric: fn.metricInvocations(), comparison: 'GreaterThanThreshold', threshold: 5 }),
    {
      severity: 'low',
      summary: 'Busy.',
    },
  );
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 1);
});
