import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IncidentResponse, Observability, type ObservabilityProps } from '../../../lib';
import { MuteWindow } from '../../../lib/constructs/alarm/mute-window';
import { Sli } from '../../../lib/constructs/slo/sli';
import { Slo } from '../../../lib/constructs/slo/slo';
import { SloEvaluation } from '../../../lib/constructs/slo/slo-evaluation';
import type { SloOptions } from '../../../lib/constructs/slo/slo-options';
import { readAlarmDescription } from '../../../lib/core/alarm/description';
import { bodyText } from '../dashboard/body-text';
import { newStack, type Properties, resources } from '../template';

const HUB = { incidents: IncidentResponse.fromHubName('sightline') };
const EVALUATION = SloEvaluation.fromEvaluationName('shared');

interface Made {
  readonly stack: Stack;
  readonly obs: Observability;
  readonly api: HttpApi;
}

function observe(props: Partial<ObservabilityProps> = HUB): Made {
  const stack = newStack();
  const obs = new Observability(stack, 'Observability', {
    ...{ service: 'shop', environment: 'prod', slos: EVALUATION },
    ...props,
  });
  return { stack, obs, api: new HttpApi(stack, 'Api') };
}

/** Alarms of one objective on the availability of an API. */
function alarmsOf(options: Partial<SloOptions> = {}, props: Partial<ObservabilityProps> = HUB) {
  const { stack, obs, api } = observe(props);
  const objective = obs.slo('Availability', Slo.availability(api, { objective: '99.9', ...options }));
  const template = Template.fromStack(stack);
  const metric = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
  const composites = Object.values(resources(template, 'AWS::CloudWatch::CompositeAlarm'));
  const ids = new Map(objective.alarms.map(({ name, id }) => [name, id]));
  const byId = new Map<string, Properties>(
    [...metric, ...composites].map((one) => [ids.get(one.AlarmName) ?? '', one]),
  );
  return { stack, obs, template, objective, byId };
}

function roleOf({ Tags }: Properties): string {
  return Tags.find(({ Key }: Properties) => Key === 'sightline:role').Value;
}

test('an objective has eight parts as evidence, a page, a ticket and an alarm on silence', () => {
  const { byId } = alarmsOf();
  const roles = [...byId].map(([id, alarm]) => [id, roleOf(alarm)]);
  expect(roles.filter(([, role]) => role === 'signal')).toHaveLength(8);
  expect(Object.fromEntries(roles)).toMatchObject({ Page: 'page', Ticket: 'ticket', NoTelemetry: 'ticket' });
  expect(roles).toHaveLength(11);
  expect(byId.get('page_fast_long')).toMatchObject({
    ...{ EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 0.0144, TreatMissingData: 'notBreaching' },
    ComparisonOperator: 'GreaterThanThreshold',
  });
  const periods = byId.get('page_fast_long').Metrics.flatMap(({ MetricStat }: Properties) => MetricStat?.Period ?? []);
  expect(periods).toEqual([3_600, 3_600]);
});

test('a composite is any rule with both of its windows, and is deployed after them', () => {
  const { byId, objective, template } = alarmsOf();
  const nameOf = (id: string) => objective.alarms.find((alarm) => alarm.id === id)?.name;
  const both = (rule: string) => `(ALARM("${nameOf(`${rule}_long`)}") AND ALARM("${nameOf(`${rule}_short`)}"))`;
  expect(byId.get('Page').AlarmRule).toBe(`${both('page_fast')} OR ${both('page_slow')}`);
  const found = template.findResources('AWS::CloudWatch::CompositeAlarm');
  for (const { DependsOn } of Object.values(found)) expect(DependsOn).toHaveLength(4);
  const single = alarmsOf({ rules: { skip: ['page_slow', 'ticket_fast', 'ticket_slow'] } });
  expect(single.byId.get('Page').AlarmRule).toMatch(/^ALARM\("[^"]+"\) AND ALARM\("[^"]+"\)$/);
  expect(single.byId.has('Ticket')).toBe(false);
  expect(single.objective.ticket).toBeUndefined();
});

test('with a hub nobody is told by the alarms, and the ticket is not suppressed, which the hub would take for held back', () => {
  const { byId } = alarmsOf();
  for (const alarm of byId.values()) {
    expect(alarm).not.toHaveProperty('AlarmActions');
    expect(alarm).not.toHaveProperty('ActionsSuppressor');
  }
});

test('without a hub page, ticket and silence tell people themselves, and the page holds the ticket back', () => {
  const stack = newStack();
  const topic = new Topic(stack, 'Topic');
  const obs = new Observability(stack, 'Observability', {
    ...{ service: 'shop', environment: 'prod', slos: EVALUATION, notify: topic },
  });
  const { page, ticket, alarms } = obs.slo('Api', Slo.availability(new HttpApi(stack, 'Api'), { objective: '99.9' }));
  const template = Template.fromStack(stack);
  const composites = Object.values(resources(template, 'AWS::CloudWatch::CompositeAlarm'));
  const named = (name = '') => composites.find(({ AlarmName }) => AlarmName === name);
  expect(named(ticket?.name)).toMatchObject({
    ...{ ActionsSuppressor: page?.name, ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 300 },
    AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
  });
  expect(named(page?.name)).not.toHaveProperty('ActionsSuppressor');
  const told = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).filter((alarm) => alarm.AlarmActions);
  expect(told.map(({ AlarmName }) => alarms.find(({ name }) => name === AlarmName)?.id)).toEqual(['NoTelemetry']);
  expect(named(page?.name)?.AlarmDescription['Fn::Join'][1].join('')).toContain('#dashboards/dashboard/');
});

test('descriptions explain thresholds, detection and what to do, within what CloudWatch takes', () => {
  const { byId } = alarmsOf({ runbook: 'https://wiki.example.com/api' });
  const text = byId.get('Page').AlarmDescription as string;
  expect(text).toContain(
    'Rule page_fast, 2 % of the 30-day budget in 1 h: bad share above 1.44 % (14.4 x 0.1 %) over 1 h and over 5 min.',
  );
  expect(text).toContain('Time to detect: 1 min at best.');
  expect(text).toContain('Runbook: https://wiki.example.com/api');
  expect(readAlarmDescription(text)).toMatchObject({
    service: 'shop',
    environment: 'prod',
    severity: 'high',
    role: 'page',
  });
  const long = 'x'.repeat(256);
  const many = Array.from({ length: 10 }, (_, index) => {
    return { id: `${'r'.repeat(30)}${index}`, severity: 'page', long: '1h', short: '5m', factor: '14/15' } as const;
  });
  for (const alarm of alarmsOf({ description: long, runbook: long, rules: many }).byId.values()) {
    expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
  }
});

test('who is told finds a first step where nobody wrote a runbook', () => {
  const { byId } = alarmsOf();
  for (const id of ['Page', 'Ticket', 'NoTelemetry']) expect(byId.get(id).AlarmDescription).toMatch(/^First: /m);
});

test('the first step on silence is one for who publishes the metric', () => {
  const stepOf = (source: (stack: Stack) => Slo) => {
    const { stack, obs } = observe();
    obs.slo('Silent', source(stack));
    const alarms = Object.values(resources(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    const { AlarmDescription } = alarms.find(({ AlarmName }) => AlarmName.includes('NoTelemetry')) as Properties;
    return /^First: (.*)$/m.exec(JSON.stringify(AlarmDescription).replaceAll('\\n', '\n'))?.[1];
  };
  const objective = '99';
  expect(stepOf(() => Slo.availability(Sli.handlers(), { objective }))).toContain('SIGHTLINE_METRICS=off');
  expect(stepOf(() => Slo.availability(Sli.dependency('bank'), { objective }))).toContain('SIGHTLINE_METRICS=off');
  expect(stepOf((stack) => Slo.availability(new HttpApi(stack, 'Other'), { objective }))).toMatch(
    /^Use the resource once/,
  );
  const count = (metricName: string) => new Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
  const own = Sli.events({ total: count('Requests'), bad: count('Faults') });
  expect(stepOf(() => Slo.quality(own, { objective }))).toMatch(/^See whether what publishes the metric still runs/);
});

test('silence waits as long as it takes to tell it from a quiet minute, at the first deploy, too', () => {
  const { byId } = alarmsOf({ noTelemetry: Duration.minutes(10) });
  expect(byId.get('NoTelemetry')).toMatchObject({
    ...{ Period: 60, EvaluationPeriods: 10, TreatMissingData: 'breaching', Statistic: 'SampleCount', Threshold: 1 },
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 10 },
  });
  expect(alarmsOf({ noTelemetry: false }).byId.has('NoTelemetry')).toBe(false);
});

test('the alarms are listed with those of resources, with the time a total outage takes', () => {
  const { obs, objective } = alarmsOf();
  expect(obs.createdAlarms()).toEqual(objective.alarms);
  expect(objective.page).toMatchObject({ id: 'Page', role: 'page', severity: 'high', timeToDetectSeconds: 60 });
  expect(objective.ticket?.timeToDetectSeconds).toBe(300);
  expect(objective.page?.name).toMatch(/^shop-prod-Availability-Page-[0-9a-f]{8}$/);
  expect(objective).toMatchObject({ service: 'shop', environment: 'prod', name: 'Availability' });
});

test('all alarms of an objective lie in one nested stack', () => {
  const { stack, obs, api } = observe({ ...HUB, shards: 3 });
  const { alarms } = obs.slo('Availability', Slo.availability(api, { objective: '99.9' }));
  Template.fromStack(stack);
  const shards = obs.node.findAll().filter((node) => node.node.id === '.slo--Availability');
  expect(shards).toHaveLength(1);
  expect(shards[0]?.node.path).toMatch(/Shard\d/);
  expect(shards[0]?.node.children).toHaveLength(alarms.length);
});

test('customizeAlarm has the last word on alarms on metrics', () => {
  const seen: string[] = [];
  alarmsOf({}, { ...HUB, customizeAlarm: (_, { id }) => seen.push(id) });
  expect(seen).toHaveLength(9);
  expect(seen).toContain('NoTelemetry');
});

describe('the evaluation', () => {
  const parameters = (template: Template) =>
    Object.values(resources(template, 'AWS::SSM::Parameter')).map(({ Name }) => Name);

  test('is told of the objective', () => {
    expect(parameters(alarmsOf().template)).toContain('/sightline-slos/shared/shop/prod/Availability');
  });

  test('is not there where slos is false, and what needs it is refused', () => {
    const { template } = alarmsOf({}, { ...HUB, slos: false });
    expect(parameters(template).filter((name) => name.includes('sightline-slos'))).toEqual([]);
    const { obs, api } = observe({ ...HUB, slos: false });
    const throughput = Slo.throughput(api, { objective: '99', atLeast: 1 });
    expect(() => obs.slo('Busy', throughput)).toThrow(/'Busy': an objective on timeslices needs the evaluation/);
    const window = MuteWindow.cron('0 2 * * SUN', { duration: Duration.hours(1) });
    const excluded = Slo.availability(api, { objective: '99.9', exclusions: [{ window, reason: 'Move' }] });
    expect(() => obs.slo('Moved', excluded)).toThrow(
      /'Moved': what 'exclusions' leave out of the budget needs the evaluation, and 'slos' is false/,
    );
    const published = Slo.availability(api, { objective: '99.9', longWindow: 'published' });
    expect(() => obs.slo('Api', published)).toThrow(/a published burn rate needs the evaluation/);
    const worst = Slo.worst([{ service: 'a', environment: 'prod', name: 'Api' }], { objective: '99' });
    expect(() => obs.slo('All', worst)).toThrow(/a combination of objectives needs the evaluation/);
    expect(() => observe({ ...HUB, slos: 'none' as unknown as false })).toThrow(
      /'slos' must be a SloEvaluation, or false/,
    );
  });

  test('a combination of objectives has no alarms', () => {
    const { stack, obs, api } = observe();
    const one = obs.slo('Api', Slo.availability(api, { objective: '99.9' }));
    const worst = obs.slo('Worst', Slo.worst([one]));
    expect(worst.alarms).toEqual([]);
    expect(parameters(Template.fromStack(stack))).toContain('/sightline-slos/shared/shop/prod/Worst');
  });
});

describe('what is refused', () => {
  test('an id twice, one that is no name, and what is no Slo', () => {
    const { obs, api } = observe();
    const slo = Slo.availability(api, { objective: '99.9' });
    obs.slo('Api', slo);
    expect(() => obs.slo('Api', slo)).toThrow(/there is an objective 'Api' already; give each its own name$/);
    expect(() => obs.slo('a/b', slo)).toThrow(/^'slo' of '.*': 'name' must be 1 to 64 letters/);
    expect(() => obs.slo('Other', {} as Slo)).toThrow(/pass an Slo such as Slo.availability/);
    expect(() => obs.slo('Other', undefined as unknown as Slo)).toThrow(/got undefined/);
  });

  test('an objective after synth has begun', () => {
    const { stack, obs, api } = observe();
    Template.fromStack(stack);
    expect(() => obs.slo('Late', Slo.availability(api, { objective: '99.9' }))).toThrow(/'slo' was called when/);
  });
});

describe('synth', () => {
  const infoOf = (stack: Stack) => {
    const [info] = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp("Objective 'Availability'"));
    return String(info?.entry.data);
  };

  test('lists the alarms with windows, thresholds and detection, and what they cost a month', () => {
    const { stack, objective } = alarmsOf();
    const text = infoOf(stack);
    expect(text).toContain("Objective 'Availability' of shop (prod): 99.9 % over 30d");
    for (const { name } of objective.alarms) expect(text).toContain(name);
    expect(text).toMatch(
      /About \$6\.60 a month: 11 alarms \$2\.70, 13 published metrics \$3\.90 \(list prices of us-east-1/,
    );
    expect(text).toMatch(/page_slow_long-\w+ +signal +last 6 h, every minute +0\.6 % bad \(6 x\) +3 min/);
    expect(text).toContain('With fewer than 70 events in 1 h a single bad one pages');
    expect(infoOf(alarmsOf({ minBad: 5 }).stack)).not.toContain('a single bad one pages');
    expect(infoOf(alarmsOf({}, { ...HUB, slos: false }).stack)).toContain('About $2.70 a month: 11 alarms $2.70 (');
  });

  test('warns of what will surprise', () => {
    const { stack } = alarmsOf({ objective: '99.99' });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sightline:sloLint'));
    expect(warnings.map(({ entry }) => String(entry.data))).toEqual([
      expect.stringContaining('whole budget of 30 days'),
    ]);
    const clean = Annotations.fromStack(alarmsOf().stack);
    expect(clean.findWarning('*', Match.stringLikeRegexp('sightline:sloLint'))).toEqual([]);
  });
});

test('dashboards show budget, burn rates and compliance, and of the alarms those that tell somebody', () => {
  const { template, objective } = alarmsOf();
  const [dashboard] = Object.values(resources(template, 'AWS::CloudWatch::Dashboard'));
  const body = bodyText(dashboard.DashboardBody);
  for (const name of ['ErrorBudgetRemaining', 'BurnRate', 'SloCompliance']) expect(body).toContain(`"${name}"`);
  const shown = (id: string) => body.includes(`:alarm:${objective.alarms.find((alarm) => alarm.id === id)?.name}`);
  expect([shown('Page'), shown('Ticket'), shown('NoTelemetry'), shown('page_fast_long')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const alone = Object.values(resources(alarmsOf({}, { ...HUB, slos: false }).template, 'AWS::CloudWatch::Dashboard'));
  expect(bodyText(alone[0].DashboardBody)).not.toContain('ErrorBudgetRemaining');
});
