import { CfnParameter, CfnResource, Lazy, type Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { type MonitorScopeOptions, Observability, type ResourceSelector } from '../../../lib';
import { newFunction, newStack, type Properties, resources } from '../template';

function observe(stack: Stack, props: object = {}): Observability {
  return new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod', ...props });
}

const THRESHOLD = 7_777;

/** The ids of the queues whose alarm on age an override with this selector changes. */
function meantBy(match: ResourceSelector, grow: (stack: Stack) => void): string[] {
  const stack = newStack();
  grow(stack);
  const obs = observe(stack);
  obs.monitorScope(stack, { overrides: [{ match, alarms: { OldestMessageAge: { threshold: THRESHOLD } } }] });
  const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
  const names = alarms.filter((alarm) => alarm.Threshold === THRESHOLD).map((alarm) => alarm.AlarmName);
  return obs
    .createdAlarms()
    .filter(({ name }) => names.includes(name))
    .map(({ resource }) => resource.split('/').at(-1) ?? '')
    .sort();
}

const queues =
  (...ids: readonly string[]) =>
  (stack: Stack) => {
    for (const id of ids) new Queue(stack, id);
  };

const problemOf = (options: MonitorScopeOptions, grow: (stack: Stack, obs: Observability) => void) => () => {
  const stack = newStack();
  const obs = observe(stack);
  grow(stack, obs);
  obs.monitorScope(stack, options);
  Template.fromStack(stack);
};

describe('overrides mean resources', () => {
  test('by CloudFormation type, by title of the catalog, and by a rule', () => {
    expect(meantBy({ type: 'AWS::SQS::Queue' }, queues('A', 'B'))).toEqual(['A', 'B']);
    expect(meantBy({ type: 'SQS queue' }, queues('A'))).toEqual(['A']);
    expect(meantBy({ where: ({ node }: IConstruct) => node.id === 'B' }, queues('A', 'B'))).toEqual(['B']);
    expect(meantBy({ type: 'AWS::SQS::Queue', path: '*/A' }, queues('A', 'B'))).toEqual(['A']);
  });

  test.each([
    ['Checkout/A', ['A']],
    ['*/A*', ['A', 'A.B', 'AxB']],
    ['Checkout/A.B', ['A.B']],
    ['**B', ['A.B', 'AxB', 'B']],
    ['**/+(x)', ['+(x)']],
  ])('by the path %s', (path, ids) => {
    expect(meantBy({ path }, queues('A', 'A.B', 'AxB', 'B', '+(x)'))).toEqual(ids);
  });

  test('by tags, as CDK will put them: nearest last, removed ones not, by priority and resource type', () => {
    const tag = { key: 'tier', value: 'gold' };
    const grow = (stack: Stack) => {
      queues('Silver', 'Removed', 'Ranked')(stack);
      const raw = (id: string, Tags: unknown) =>
        new CfnResource(stack, id, { type: 'AWS::SQS::Queue', properties: { Tags } });
      raw('Listed', [{ Key: 'tier', Value: 'gold' }]);
      raw('Other', [{ Key: 'tier', Value: 'iron' }]);
      Tags.of(stack.node.findChild('Silver')).add('tier', 'silver');
      Tags.of(stack.node.findChild('Removed')).remove('tier');
      Tags.of(stack.node.findChild('Ranked')).add('tier', 'iron', { priority: 20 });
      Tags.of(stack.node.findChild('Ranked').node.defaultChild as CfnResource).add('tier', 'gold', { priority: 300 });
    };
    const under = (change: (stack: Stack) => void) => (stack: Stack) => {
      grow(stack);
      change(stack);
    };
    expect(meantBy({ tag }, grow)).toEqual(['Listed', 'Ranked']);
    const all = under((stack) => Tags.of(stack).add('tier', 'gold', { excludeResourceTypes: ['AWS::SNS::Topic'] }));
    expect(meantBy({ tag }, all)).toEqual(['Listed', 'Other', 'Ranked']);
    const none = under((stack) => Tags.of(stack).add('tier', 'gold', { includeResourceTypes: ['AWS::SNS::Topic'] }));
    expect(meantBy({ tag }, none)).toEqual(['Listed', 'Ranked']);
    expect(meantBy({ tag: { key: 'tier' } }, grow)).toEqual(['Listed', 'Other', 'Ranked', 'Silver']);
  });

  test('by tags that are written as an object', () => {
    const stack = newStack();
    new CfnResource(stack, 'Work', { type: 'AWS::SQS::Queue', properties: { Tags: { tier: 'gold' } } });
    const report = observe(stack).monitorScope(stack, { exclude: [{ tag: { key: 'tier', value: 'gold' } }] });
    expect(report.excluded).toHaveLength(1);
  });

  test('and tags agree with the template', () => {
    const stack = newStack();
    for (const id of ['A', 'B', 'C', 'D']) new Queue(stack, id);
    const at = (id: string) => Tags.of(stack.node.findChild(id));
    Tags.of(stack).add('team', 'x');
    at('A').remove('team');
    at('B').add('team', 'y');
    at('C').remove('team', { priority: 10 });
    at('D').add('team', 'z', { priority: 99 });
    const report = observe(stack).monitorScope(stack, { exclude: [{ tag: { key: 'team', value: 'x' } }] });
    const template = resources(Template.fromStack(stack), 'AWS::SQS::Queue');
    const tagged = Object.entries(template).filter(([, properties]) => properties?.Tags?.[0]?.Value === 'x');
    expect(report.excluded.map(({ path }) => path.at(-1))).toEqual(tagged.map(([id]) => id.at(0)));
    expect(tagged).toHaveLength(2);
  });

  test('later ones win, alarm by alarm, and tune wins over all', () => {
    const stack = newStack();
    const tuned = new Queue(stack, 'Tuned');
    new Queue(stack, 'Plain');
    const obs = observe(stack).tune(tuned, { OldestMessageAge: { threshold: 3 } });
    const match = { type: 'SQS queue' };
    obs.monitorScope(stack, {
      overrides: [
        { match, alarms: { OldestMessageAge: { threshold: 1, severity: 'high' } } },
        { match, alarms: { OldestMessageAge: { threshold: 2 } } },
      ],
    });
    const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    expect(alarms.map((alarm) => alarm.Threshold).sort()).toEqual([2, 3]);
    expect(obs.createdAlarms().map(({ severity }) => severity)).toEqual(['medium', 'medium']);
  });

  test('add alarms and switch them off', () => {
    const stack = newStack();
    new Queue(stack, 'Work');
    const obs = observe(stack);
    const alarms = {
      OldestMessageAge: { enabled: false },
      Backlog: { metric: 'visible', statistic: 'Maximum', threshold: 1_000 },
    } as const;
    obs.monitorScope(stack, { overrides: [{ match: { type: 'SQS queue' }, alarms }] });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1_000,
    });
    expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['Backlog']);
  });
});

describe('an override that changes nothing fails the synth', () => {
  const alarms = { OldestMessageAge: { threshold: 1 } };

  test.each<[string, MonitorScopeOptions, RegExp]>([
    [
      'as nothing matches',
      { overrides: [{ match: { type: 'AWS::SQS::Que' }, alarms }] },
      /AWS::SQS::Que.*no resource; did you mean the type 'AWS::SQS::Queue'\?/,
    ],
    [
      'as no match has the alarm',
      { overrides: [{ match: { path: '**' }, alarms: { OldestMesageAge: { threshold: 1 } } }] },
      /'OldestMesageAge', which none .* has\. Did you mean 'OldestMessageAge'\? Their alarms are/,
    ],
    [
      'as no match has the metric',
      { overrides: [{ match: { path: '**' }, alarms: { X: { metric: 'no', statistic: 'Sum', threshold: 1 } } }] },
      /changes 'X', which none/,
    ],
  ])('%s', (_, options, message) => {
    expect(problemOf(options, queues('Work'))).toThrow(message);
  });

  test('as all that it means was monitored before', () => {
    const before = (stack: Stack, obs: Observability) => void obs.monitor(new Queue(stack, 'Work'));
    const match = { type: 'SQS queue' };
    expect(problemOf({ overrides: [{ match, alarms }] }, before)).toThrow(
      /only what was monitored before; call 'tune'/,
    );
  });

  test('but not where one of several resources has the alarm', () => {
    const both = (stack: Stack) => {
      new Queue(stack, 'Work');
      newFunction(stack, 'Fn');
    };
    const overrides = [{ match: { path: '**' }, alarms: { ...alarms, Throttles: { enabled: false } } }];
    expect(problemOf({ overrides }, both)).not.toThrow();
  });
});

describe('mistakes are refused where they are made', () => {
  const bad = (options: unknown) => () => {
    const stack = newStack();
    new Queue(stack, 'Work');
    observe(stack).monitorScope(stack, options as MonitorScopeOptions);
  };
  const tuning = (change: unknown) => ({
    overrides: [{ match: { path: '**' }, alarms: { OldestMessageAge: change } }],
  });

  test.each<[unknown, RegExp]>([
    [{ exclud: [] }, /no option 'exclud'.*did you mean 'exclude'/],
    [{ exclude: {} }, /'exclude' must be a list/],
    [{ exclude: [{}] }, /is empty and would mean every resource/],
    [{ exclude: [{ typ: 'x' }] }, /did you mean 'type'/],
    [{ exclude: [{ path: 5 }] }, /'type' and 'path' are texts/],
    [{ exclude: [{ tag: 'x' }] }, /pass an object/],
    [{ exclude: [{ tag: { ky: 'x' } }] }, /did you mean 'key'/],
    [{ exclude: [{ where: 'x' }] }, /'where' a function/],
    [{ exclude: [null] }, /pass an object/],
    [null, /pass an object/],
    [{ overrides: [{ match: { path: '**' }, alarm: {} }] }, /did you mean 'alarms'/],
    [{ overrides: [{ match: { path: '**' } }] }, /pass an object such as/],
    [tuning({ treshold: 1 }), /did you mean 'threshold'/],
    [tuning(null), /pass an object such as \{ threshold: 5 \}, got null/],
    [tuning({ threshold: Number.NaN }), /'threshold' must be a finite number, got NaN/],
    [tuning({ threshold: Number.POSITIVE_INFINITY }), /got Infinity/],
    [tuning({ threshold: -1 }), /must be 0 or more, got -1/],
    [tuning({ threshold: Lazy.number({ produce: () => 1 }) }), /'threshold' must be known when the app is synthesized/],
    [tuning({ evaluationPeriods: 1.5 }), /'evaluationPeriods' must be an integer/],
    [tuning({ datapointsToAlarm: 9 }), /lower it or raise evaluationPeriods/],
    [tuning({ severity: 'hihg' }), /'severity' must be one of critical, high/],
    [tuning({ treatMissingData: 'bad' }), /'treatMissingData' must be one of/],
    [tuning({ metric: 'age', statistic: 'Sum', threshold: 1 }), /there is an alarm 'OldestMessageAge' already/],
  ])('%j', (options, message) => {
    expect(bad(options)).toThrow(message);
  });

  test.each<[object, RegExp]>([
    [{ metric: 'age', statistic: 'Summ', threshold: 1 }, /'Summ' is no statistic/],
    [{ metric: 'age', statistic: 'Sum' }, /has no 'threshold'/],
    [{ metric: 'age', statistic: 'Sum', threshold: 1, periodSeconds: 90 }, /multiple of 60/],
    [{ metric: 'age', statistic: 'Sum', threshold: 1, comparison: 'More' }, /'comparison' must be one of/],
    [{ metric: 'agee', statistic: 'Sum', threshold: 1 }, /no metric 'agee'; its metrics are visible/],
    [{ metric: 'age', statistic: 'Sum', threshold: 1, perod: 1 }, /no option 'perod'/],
  ])('an added alarm %j', (tuning, message) => {
    const stack = newStack();
    const queue = new Queue(stack, 'Work');
    const obs = observe(stack).tune(queue, { Slow: tuning as never });
    expect(() => obs.monitor(queue)).toThrow(message);
  });

  test('an alarm id with other letters', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Work');
    const obs = observe(stack).tune(queue, { 'a/b': { metric: 'age', statistic: 'Sum', threshold: 1 } });
    expect(() => obs.monitor(queue)).toThrow(/1 to 64 letters and digits/);
  });

  test('a tuning of a resource that monitorScope finds, too', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Work');
    const obs = observe(stack).tune(queue, { OldestAge: { threshold: 1 } });
    expect(() => obs.monitorScope(stack)).toThrow(/has no alarm 'OldestAge' to tune/);
  });

  test('a rule that fails says whose it is', () => {
    const where = () => {
      throw new Error('boom');
    };
    expect(bad({ exclude: [{ where }] })).toThrow("'where' of a selector failed for 'Checkout/Work': boom");
  });

  test('a tune after monitor, and one with a number of deploy time', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Work');
    const obs = observe(stack);
    const { valueAsNumber } = new CfnParameter(stack, 'P', { type: 'Number' });
    expect(() => obs.tune(queue, { OldestMessageAge: { threshold: valueAsNumber } })).toThrow(/got a token/);
    obs.monitor(queue);
    expect(() => obs.tune(queue, {})).toThrow(/call 'tune' before 'monitor'/);
  });

  test.each([-1, 1.5, Number.NaN, 201, '16', Lazy.number({ produce: () => 3 })])('shards: %p', (shards) => {
    expect(() => observe(newStack(), { shards })).toThrow(/'shards' must be a whole number from 0 to 200/);
  });
});

describe('properties are read as the template will have them', () => {
  const nearTimeout = (change: (fn: CfnFunction) => void): Properties => {
    const stack = newStack();
    const fn = newFunction(stack, 'Fn');
    change(fn.node.defaultChild as CfnFunction);
    observe(stack).monitor(fn);
    const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    return alarms.find((alarm) => alarm.AlarmName.includes('DurationNearTimeout'))?.Threshold;
  };

  test('with overrides and without what they delete', () => {
    const unset = nearTimeout(() => undefined);
    const long = nearTimeout((fn) => fn.addPropertyOverride('Timeout', 100));
    expect(long).toBeGreaterThan(unset);
    const changed = (fn: CfnFunction) => {
      fn.timeout = 100;
      fn.addPropertyDeletionOverride('Timeout');
    };
    expect(nearTimeout(changed)).toBe(unset);
  });

  test('a redrive policy that is deleted is none, in part or as a whole', () => {
    for (const path of ['RedrivePolicy', 'RedrivePolicy.deadLetterTargetArn']) {
      const stack = newStack();
      const dead = new Queue(stack, 'Dead');
      const queue = new Queue(stack, 'Work', { deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });
      (queue.node.defaultChild as CfnResource).addPropertyDeletionOverride(path);
      const obs = observe(stack);
      obs.monitorScope(stack);
      expect(obs.createdAlarms().map(({ id }) => id)).toEqual(['OldestMessageAge', 'OldestMessageAge']);
    }
  });
});
