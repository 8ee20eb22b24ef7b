import { App, CfnParameter, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Distribution, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { IncidentResponse, type Monitorable, Observability, type ObservabilityProps } from '../../lib';
import { readAlarmDescription } from '../../lib/core/alarm/description';
import { parseConfig } from '../../lib/core/config';
import { readDashboardBody } from '../../lib/core/dashboard/read';
import { bodyText } from './dashboard/body-text';
import { newApp, newFunction, newStack, type Properties, resources } from './template';

const HUB = IncidentResponse.fromHubName('sightline');
const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

function observe(scope: Construct, props: Partial<ObservabilityProps> = {}): Observability {
  return new Observability(scope, 'Observability', {
    service: 'checkout',
    environment: 'prod',
    incidents: HUB,
    ...props,
  });
}

function queueWithDeadLetters(scope: Construct, id: string): Queue {
  return new Queue(scope, id, { deadLetterQueue: { queue: new Queue(scope, `${id}Dead`), maxReceiveCount: 3 } });
}

/** Whose lines are counted. */
function filtersOf(stacks: readonly Stack[]): unknown[] {
  const filters = stacks.flatMap((stack) =>
    Object.values(resources(Template.fromStack(stack), 'AWS::Logs::MetricFilter')),
  );
  return filters.map(({ LogGroupName }) => LogGroupName);
}

function idsOf(obs: Observability): string[] {
  return obs.createdAlarms().map(({ resource, id }) => `${resource.split('/').at(-1)} ${id}`);
}

/** Dashboard body with intrinsics as readable text. */
function bodyOf(template: Template) {
  const [dashboard] = Object.values(resources(template, 'AWS::CloudWatch::Dashboard'));
  return readDashboardBody(bodyText(dashboard.DashboardBody));
}

describe('alarms', () => {
  test('are there by default for each kind of resource, and known before synth', () => {
    const stack = newStack();
    const obs = observe(stack).monitor(
      newFunction(stack, 'Charge'),
      new HttpApi(stack, 'Api'),
      new Table(stack, 'Orders', KEY),
      new TableV2(stack, 'Carts', KEY),
      queueWithDeadLetters(stack, 'Work'),
    );
    expect(idsOf(obs)).toEqual([
      'Observability FaultRate',
      'Observability LoggedErrors',
      'Observability Timeouts',
      'Charge FaultRate',
      'Charge Throttles',
      'Charge DurationNearTimeout',
      'Api ServerErrors',
      'Api Latency',
      'Orders ReadThrottles',
      'Orders WriteThrottles',
      'Carts ReadThrottles',
      'Carts WriteThrottles',
      'Work OldestMessageAge',
      'Work DeadLetters',
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', obs.createdAlarms().length);
  });

  test('are plain metric alarms with tags that are propagated, and no actions where a hub listens', () => {
    const stack = newStack();
    observe(stack).monitor(newFunction(stack, 'Charge', { timeout: Duration.seconds(10) }));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('^checkout-prod-Charge-FaultRate-[0-9a-f]{8}$'),
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^Charge') } }],
      Statistic: 'Average',
      Threshold: 0.05,
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
      Metrics: Match.absent(),
      AlarmActions: Match.absent(),
      ActionConfiguration: { AlarmTagsPropagation: { Enabled: true } },
      Tags: [
        { Key: 'sightline:environment', Value: 'prod' },
        { Key: 'sightline:role', Value: 'page' },
        { Key: 'sightline:service', Value: 'checkout' },
        { Key: 'sightline:severity', Value: 'high' },
      ],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('DurationNearTimeout'),
      ExtendedStatistic: 'p99',
      Statistic: Match.absent(),
      Threshold: 8000,
      Period: 300,
    });
  });

  test('say in their description what their tags say', () => {
    const stack = newStack();
    observe(stack).monitor(newFunction(stack, 'Charge'));
    for (const alarm of Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'))) {
      const tags = Object.fromEntries(alarm.Tags.map((tag: Properties) => [tag.Key, tag.Value]));
      expect(readAlarmDescription(alarm.AlarmDescription)).toEqual({
        summary: expect.stringMatching(/^(Charge|checkout) /),
        service: tags['sightline:service'],
        environment: tags['sightline:environment'],
        severity: tags['sightline:severity'],
        role: tags['sightline:role'],
      });
    }
  });

  test('of the service watch exactly the dimensions that the middleware publishes', () => {
    const stack = newStack();
    observe(stack, { namespace: 'Acme' }).monitor(newFunction(stack, 'A'), newFunction(stack, 'B'));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('^checkout-prod-service-FaultRate-'),
      Namespace: 'Acme',
      MetricName: 'Faults',
      Dimensions: [
        { Name: 'service', Value: 'checkout' },
        { Name: 'environment', Value: 'prod' },
      ],
    });
    expect(
      Object.values(resources(template, 'AWS::CloudWatch::Alarm')).filter((alarm) => alarm.Namespace === 'Acme'),
    ).toHaveLength(3);
  });

  test('tell a topic of ALARM and OK where there is one instead of a hub', () => {
    const stack = newStack();
    const notify = new Topic(stack, 'Topic');
    observe(stack, { incidents: undefined, notify }).monitor(new HttpApi(stack, 'Api'));
    const topic = [{ Ref: Match.stringLikeRegexp('^Topic') }];
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: topic,
      OKActions: topic,
    });
  });

  test('of a dead-letter queue are made once, and it cannot be monitored a second time', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Dead');
    const deadLetterQueue = { queue, maxReceiveCount: 3 };
    const obs = observe(stack).monitor(
      new Queue(stack, 'A', { deadLetterQueue }),
      new Queue(stack, 'B', { deadLetterQueue }),
    );
    expect(idsOf(obs)).toEqual(['A OldestMessageAge', 'A DeadLetters', 'B OldestMessageAge']);
    expect(() => obs.monitor(queue)).toThrow(
      "'Checkout/Dead' already; pass each resource once, and a queue without its",
    );
    const other = new Observability(stack, 'Other', { service: 'other', environment: 'prod', incidents: HUB });
    expect(() => other.monitor(queue, new Queue(stack, 'C', { deadLetterQueue }))).toThrow("'Checkout/Dead' already");
  });
});

describe('alarm names', () => {
  function build(scope: Construct, stackId: string, ...functions: string[]): Observability {
    const stack = new Stack(scope, stackId);
    return observe(stack).monitor(...functions.map((id) => newFunction(stack, id)));
  }

  test('are unique over stages and stacks, and stay the same from synth to synth', () => {
    const names = () => {
      const app = newApp();
      return ['Beta', 'Prod'].flatMap((id) => {
        const stage = new Stage(app, id);
        return [build(stage, 'One', 'Charge'), build(stage, 'Two', 'Charge')].flatMap((obs) =>
          obs.createdAlarms().map(({ name }) => name),
        );
      });
    };
    const first = names();
    expect(new Set(first).size).toBe(24);
    expect(names()).toEqual(first);
  });

  test('and logical ids do not move when a function is added', () => {
    const alarms = (...functions: string[]) => {
      const obs = build(newApp(), 'One', ...functions);
      const all = resources(Template.fromStack(Stack.of(obs)), 'AWS::CloudWatch::Alarm');
      return Object.fromEntries(Object.entries(all).map(([id, alarm]) => [id, alarm.AlarmName]));
    };
    expect(alarms('New', 'Charge')).toMatchObject(alarms('Charge'));
  });

  test('tell resources of the same id apart, even one that is called like our own parts', () => {
    const stack = newStack();
    const [a, b] = [new Stack(stack, 'A'), new Stack(stack, 'B')];
    const fns = [a, b].map((parent) => newFunction(parent, 'Handler'));
    const others = ['Dashboard', 'Service', 'Config', 'Alarms'].map((id) => newFunction(stack, id));
    const obs = observe(stack).monitor(...fns, ...others);
    expect(new Set(obs.createdAlarms().map(({ name }) => name)).size).toBe(obs.createdAlarms().length);
  });

  test('fit into 255 characters', () => {
    const stack = newStack();
    const obs = observe(stack, { service: 's'.repeat(64), environment: 'e'.repeat(64) });
    obs.monitor(newFunction(stack, `${'x'.repeat(200)} &`, { functionName: 'short' }));
    for (const { name } of obs.createdAlarms()) expect(name).toMatch(/^[A-Za-z0-9._-]{1,255}$/);
  });
});

describe('functions', () => {
  test('learn which service they are', () => {
    const stack = newStack();
    observe(stack, { namespace: 'Acme', release: '1.2.3' }).monitor(newFunction(stack, 'Charge'));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          SIGHTLINE_SERVICE: 'checkout',
          SIGHTLINE_ENVIRONMENT: 'prod',
          SIGHTLINE_NAMESPACE: 'Acme',
          SIGHTLINE_RELEASE: '1.2.3',
        },
      },
    });
  });

  test('keep what the user set, with a warning where it is another service', () => {
    const stack = newStack();
    const environment = { SIGHTLINE_SERVICE: 'billing', SIGHTLINE_RELEASE: 'mine' };
    observe(stack, { release: '1' }).monitor(newFunction(stack, 'Charge', { environment }));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ...environment, SIGHTLINE_ENVIRONMENT: 'prod' } },
    });
    Annotations.fromStack(stack).hasWarning(
      '/Checkout/Charge',
      Match.stringLikeRegexp('SIGHTLINE_SERVICE.*"billing" already'),
    );
  });

  test('have their ERROR lines counted on the dimensions of the line', () => {
    const stack = newStack();
    observe(stack).monitor(newFunction(stack, 'Charge'));
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.level = "ERROR" || $.level = "FATAL" }',
      MetricTransformations: [
        {
          MetricNamespace: 'Sightline',
          MetricName: 'LoggedErrors',
          MetricValue: '1',
          DefaultValue: Match.absent(),
          Dimensions: [
            { Key: 'service', Value: '$.service' },
            { Key: 'environment', Value: '$.environment' },
          ],
        },
      ],
    });
  });

  test('that share a log group share the filter: two would count an error twice', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Logs');
    const [a, b, c] = ['A', 'B', 'C'].map((id) => newFunction(stack, id, { logGroup })) as [
      LambdaFunction,
      LambdaFunction,
      LambdaFunction,
    ];
    observe(stack).monitor(a, b);
    new Observability(stack, 'Other', { service: 'other', environment: 'prod', incidents: HUB }).monitor(c);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::MetricFilter', 1);
  });

  test('that share a log group by its name share the filter, whoever imports it', () => {
    const app = newApp();
    const stacks = ['Logs', 'Shop', 'Search'].map((id) => new Stack(app, id)) as [Stack, Stack, Stack];
    const [own, shop, search] = stacks;
    const logGroup = new LogGroup(own, 'Group', { logGroupName: '/shared' });
    const byName = LogGroup.fromLogGroupName(shop, 'Group', '/shared');
    const byArn = LogGroup.fromLogGroupArn(search, 'Group', 'arn:aws:logs:eu-west-1:111111111111:log-group:/shared:*');
    const other = LogGroup.fromLogGroupName(search, 'Other', '/other');
    const fns = [logGroup, byName, byArn, other].map((one, index) =>
      newFunction(search, `F${index}`, { logGroup: one }),
    );
    observe(search).monitor(...fns);
    expect(filtersOf(stacks)).toEqual([{ Ref: expect.stringMatching('^Group') }, '/other']);
  });

  test('that share a log group by its name in two stages have a filter in each', () => {
    const app = newApp();
    const stacks = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Shop'));
    for (const stack of stacks) {
      const logGroup = LogGroup.fromLogGroupName(stack, 'Group', '/shared');
      observe(stack).monitor(newFunction(stack, 'Fn', { logGroup }));
    }
    expect(filtersOf(stacks)).toEqual(['/shared', '/shared']);
  });

  test('at the edge get no variables, which Lambda@Edge does not take', () => {
    const stack = newStack('Checkout', { env: { account: '111111111111', region: 'us-east-1' } });
    const fn = newFunction(stack, 'Charge');
    observe(stack).monitor(fn);
    new Distribution(stack, 'Site', {
      defaultBehavior: {
        origin: new HttpOrigin('example.com'),
        edgeLambdas: [{ functionVersion: fn.currentVersion, eventType: LambdaEdgeEventType.VIEWER_REQUEST }],
      },
    });
    const [made] = Object.values(resources(Template.fromStack(stack), 'AWS::Lambda::Function'));
    expect(made.Environment).toBeUndefined();
  });

  test('without a log group in the template get one from CDK, with a warning', () => {
    const stack = new Stack(new App({ context: { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false } }), 'Checkout');
    observe(stack).monitor(newFunction(stack, 'Charge'));
    Annotations.fromStack(stack).hasWarning(
      '/Checkout/Charge',
      Match.stringLikeRegexp("pass 'logGroup' to the function"),
    );
  });

  test('that are imported are alarmed on, and a warning says what to set by hand', () => {
    const stack = newStack();
    const obs = observe(stack).monitor(LambdaFunction.fromFunctionName(stack, 'Imported', 'charge'));
    expect(idsOf(obs).slice(3)).toEqual(['Imported FaultRate', 'Imported Throttles']);
    Annotations.fromStack(stack).hasWarning(
      '/Checkout/Imported',
      Match.stringLikeRegexp('SIGHTLINE_SERVICE=checkout, SIGHTLINE_ENVIRONMENT=prod on it by hand'),
    );
  });
});

describe('tuning', () => {
  test('changes single alarms of a resource and of the service', () => {
    const stack = newStack();
    const charge = newFunction(stack, 'Charge');
    const obs = observe(stack);
    obs.tune(charge, { FaultRate: { threshold: 0.01, evaluationPeriods: 3 }, Throttles: { enabled: false } });
    obs.tune(obs, { LoggedErrors: { severity: 'high' } });
    obs.monitor(charge);
    expect(idsOf(obs)).not.toContain('Charge Throttles');
    expect(obs.createdAlarms().find(({ id }) => id === 'LoggedErrors')).toMatchObject({
      severity: 'high',
      role: 'page',
    });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('Charge-FaultRate'),
      AlarmDescription: Match.stringLikeRegexp('^Charge fails 1 % '),
      Threshold: 0.01,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
    });
  });

  test('comes before monitoring', () => {
    const stack = newStack();
    const charge = newFunction(stack, 'Charge');
    const obs = observe(stack).monitor(charge);
    expect(() => obs.tune(charge, {})).toThrow("'Checkout/Charge' exist already; call 'tune' before 'monitor'");
    expect(() => obs.tune(obs, {})).toThrow("call 'tune' before 'monitor'");
  });

  test('fails the synth for a resource that is never monitored, and for an alarm that does not exist', () => {
    const stack = newStack();
    const [charge, refund] = [newFunction(stack, 'Charge'), newFunction(stack, 'Refund')];
    const obs = observe(stack).tune(charge, {}).tune(refund, { Faults: {} });
    expect(() => obs.monitor(refund)).toThrow("'Refund' (Lambda function) has no alarm 'Faults' to tune");
    expect(() => Template.fromStack(stack)).toThrow(
      "'tune' was called for 'Checkout/Charge', which Observability never monitored",
    );
  });
});

describe('mistakes', () => {
  test('an unknown resource is named, with what to do', () => {
    const stack = newStack();
    const monitor = (resource: unknown) => () => observe(newStack()).monitor(resource as Monitorable);
    expect(monitor(new ManagedPolicy(stack, 'Policy'))).toThrow(
      /got 'Checkout\/Policy' \(AWS::IAM::ManagedPolicy\), which is none of the \d+ types of the catalog/,
    );
    expect(monitor('orders')).toThrow("takes constructs of the CDK and Targets, got 'orders'");
    expect(monitor([])).toThrow('got a list; pass its resources one by one');
  });

  test('a resource is monitored once', () => {
    const stack = newStack();
    const api = new HttpApi(stack, 'Api');
    expect(() => observe(stack).monitor(api, api)).toThrow(
      "Observability 'Checkout/Observability' monitors 'Checkout/Api' already",
    );
  });

  test('incidents and notify exclude each other', () => {
    const stack = newStack();
    expect(() => observe(stack, { notify: new Topic(stack, 'Topic') })).toThrow("got both 'incidents' and 'notify'");
  });

  test('neither of them is a warning', () => {
    const stack = newStack();
    observe(stack, { incidents: undefined });
    Annotations.fromStack(stack).hasWarning(
      '/Checkout/Observability',
      Match.stringLikeRegexp('sightline:alarmsWithoutActions'),
    );
  });

  test.each(['', 'a b', '-a', 'a/b', 'café', 'x'.repeat(65), 'a\n'])(
    '%j is no name of a service or an environment',
    (name) => {
      expect(() => observe(newStack(), { service: name })).toThrow("'service' must be 1 to 64 letters");
      expect(() => observe(newStack(), { environment: name })).toThrow("'environment' must be 1 to 64 letters");
    },
  );

  test('a token is no name, nor a namespace', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'P').valueAsString;
    expect(() => observe(newStack(), { service: token })).toThrow(
      "'service' must be known when the app is synthesized, got a token",
    );
    expect(() => observe(newStack(), { namespace: token })).toThrow('got a token');
    expect(() => observe(newStack(), { namespace: 'AWS/Mine' })).toThrow("not beginning with 'AWS/'");
  });
});

describe('the dashboard', () => {
  test('shows the states of all alarms, and graphs with thresholds for each resource', () => {
    const stack = newStack();
    const obs = observe(stack, { service: 'check.out', release: '1.2.3' });
    obs.monitor(newFunction(stack, 'Charge'), queueWithDeadLetters(stack, 'Work'));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: Match.stringLikeRegexp('^check-out-prod-[0-9a-f]{8}$'),
    });
    const { widgets, notRead } = bodyOf(template);
    expect(notRead).toEqual([]);
    expect(widgets[0]).toMatchObject({ type: 'text', markdown: '# check.out · prod\nRelease 1.2.3' });
    expect(widgets[1]).toMatchObject({ type: 'alarm', alarmArns: { length: obs.createdAlarms().length } });
    expect(widgets.filter(({ type }) => type === 'metric').map((widget) => 'title' in widget && widget.title)).toEqual([
      'Requests',
      'Faults',
      'Latency',
      'Logged errors',
      'Invocations',
      'Errors',
      'Duration',
      'Asynchronous events',
      'Messages',
      'Age of oldest message',
      'Dead letters',
    ]);
    expect(widgets.find((widget) => widget.type === 'metric' && widget.title === 'Dead letters')).toMatchObject({
      annotations: [{ label: 'DeadLetters', value: 1 }],
    });
  });
});

describe('the configuration of a service', () => {
  test('lies below the path of its hub, with the name of the outermost stack', () => {
    const stack = newStack();
    const obs = observe(new NestedStack(stack, 'Nested'));
    const nested = Template.fromStack(Stack.of(obs));
    const [parameter] = Object.values(resources(nested, 'AWS::SSM::Parameter'));
    expect(parameter.Name).toBe('/sightline/sightline/service/checkout/prod');
    const hub = {
      schemaVersion: 1,
      kind: 'hub',
      hub: 'sightline',
      channels: [],
      fallbackTopicArn: 'arn',
      reopenWindowSeconds: 1,
    };
    const documents = [
      { name: 'hub', text: JSON.stringify(hub) },
      { name: 'service', text: parameter.Value },
    ];
    expect(parseConfig(documents).services).toEqual([
      {
        schemaVersion: 1,
        kind: 'service',
        service: 'checkout',
        environment: 'prod',
        stackName: 'Checkout',
        dashboardName: obs.dashboardName,
      },
    ]);
  });

  test('is not written without a hub', () => {
    const stack = newStack();
    observe(stack, { incidents: undefined });
    Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 0);
  });
});
