import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import {
  alarm,
  arn,
  closeWorlds,
  type GivenResource,
  type GivenResources,
  lambda,
  MINUTE_MS,
  openPlatform,
  queue,
  ref,
  START_MS,
} from '../support';

afterEach(closeWorlds);

const VARIABLES = {
  SIGHTLINE_HUB: 'main',
  SIGHTLINE_TABLE: ref('Incidents'),
  SIGHTLINE_BUS: 'incidents',
  SIGHTLINE_CONFIG_PATH: '/sightline/main',
  SIGHTLINE_DEAD_LETTER_URL: ref('DeadLetters'),
};

function workflow(name: string): GivenResource {
  return {
    ...lambda({ Timeout: 30, Environment: { Variables: VARIABLES } }),
    Metadata: { 'sightline:function': name },
  };
}

function rule(properties: Readonly<Record<string, unknown>>, target: string): GivenResource {
  return { Type: 'AWS::Events::Rule', Properties: { ...properties, Targets: [{ Id: 'T', Arn: arn(target) }] } };
}

function parameter(name: string, document: object): GivenResource {
  return {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: `/sightline/main/${name}`, Value: JSON.stringify(document) },
  };
}

const OUTBOX = { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'OUT#' }] } } } };

/** A hub as IncidentResponse renders it, without what rehearsal does not look at. */
const HUB: GivenResources = {
  Incidents: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'incidents' } },
  DeadLetters: queue(),
  Signals: queue({
    VisibilityTimeout: 180,
    RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 5 },
  }),
  HandleSignal: workflow('handle-signal'),
  Notify: workflow('notify'),
  Poll: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: arn('Signals'),
      FunctionName: ref('HandleSignal'),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
  Stream: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Incidents', 'StreamArn'] },
      FunctionName: ref('Notify'),
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(OUTBOX) }] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 3,
      DestinationConfig: { OnFailure: { Destination: arn('DeadNotifications') } },
    },
  },
  DeadNotifications: queue(),
  Alarms: rule({ EventPattern: { source: ['aws.cloudwatch'] } }, 'Signals'),
  Deploys: rule({ EventPattern: { source: ['aws.cloudformation'] } }, 'Signals'),
  Sweep: rule({ ScheduleExpression: 'rate(1 minute)' }, 'Notify'),
  Told: queue(),
  Listen: rule({ EventPattern: { source: ['sightline'] }, EventBusName: 'incidents' }, 'Told'),
  Oncall: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'oncall', Subscription: [{ Endpoint: 'a@example.com' }] },
  },
  HubDocument: parameter('hub', {
    schemaVersion: 1,
    kind: 'hub',
    hub: 'main',
    channels: [{ name: 'oncall', topicArn: 'arn:aws:sns:us-east-1:123456789012:oncall' }],
    fallbackTopicArn: 'arn:aws:sns:us-east-1:123456789012:fallback',
    reopenWindowSeconds: 900,
  }),
  ServiceDocument: parameter('services/checkout', {
    schemaVersion: 1,
    kind: 'service',
    service: 'checkout',
    environment: 'prod',
    stackName: 'Shop',
    dashboardName: 'checkout-prod',
  }),
  Failures: alarm({
    AlarmDescription: 'Orders fail.',
    Tags: Object.entries({ service: 'checkout', environment: 'prod', severity: 'high', role: 'page' }).map(
      ([key, Value]) => ({
        Key: `sightline:${key}`,
        Value,
      }),
    ),
  }),
};

function open(resources: GivenResources = HUB, functions: Parameters<typeof openPlatform>[1] = {}) {
  const opened = openPlatform(resources, functions);
  const { platform, world } = opened;
  platform.start(START_MS);
  return {
    ...opened,
    /** Orders fail in minute 2 only: ALARM at 3:10, OK at 6:10. */
    failOnce: () =>
      world.metrics.put({ namespace: 'Shop', name: 'Failures', dimensions: {} }, 1, START_MS + 2 * MINUTE_MS),
    runUntil: (minute: number) => world.clock.runUntil(START_MS + minute * MINUTE_MS),
    received: (id: string) => platform.queues.find(id).receive(100),
    sent: () =>
      world.recorder.notifications.map(({ kind, channel, atMs }) => [kind, channel, (atMs - START_MS) / 1_000]),
    workflowMetric: (name: string) => world.sum({ namespace: 'Sightline', name, dimensions: { hub: 'main' } }),
  };
}

test('the attributes of a notification are there for filter policies', async () => {
  const only = (kind: string, Endpoint: string): GivenResource => ({
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:oncall',
      Protocol: 'email',
      Endpoint,
      FilterPolicy: { kind: [kind] },
    },
  });
  const { failOnce, runUntil, world } = open({
    ...HUB,
    Pager: only('page', 'pager@x'),
    Log: only('resolved', 'log@x'),
  });
  failOnce();
  await runUntil(8);
  const recipients = world.recorder.notifications.map((notification) => [
    notification.kind,
    notification.recipients[0],
  ]);
  expect(recipients).toEqual([
    ['page', 'pager@x'],
    ['resolved', 'log@x'],
  ]);
});

test('an alarm becomes an incident, a page through the stream, and a notice when it is over', async () => {
  const { failOnce, runUntil, sent, world, platform, workflowMetric } = open();
  failOnce();
  await runUntil(8);
  const [page, resolved] = sent();
  expect([page?.slice(0, 2), resolved?.slice(0, 2), sent().length]).toEqual([
    ['page', 'oncall'],
    ['resolved', 'oncall'],
    2,
  ]);
  // Event, queue, two cold starts, the workflow, the stream and the topic: within three seconds of the alarm.
  expect(page?.[2]).toBeGreaterThan(190);
  expect(page?.[2]).toBeLessThan(193);
  expect(resolved?.[2]).toBeLessThan(373);
  expect(world.recorder.notifications[0]).toMatchObject({
    recipients: ['a@example.com'],
    subject: expect.stringContaining('checkout'),
  });
  const [store] = platform.hub.incidentStores();
  expect(await Promise.all([store?.listOpen(), store?.listByService('checkout', 5)])).toMatchObject([
    [],
    [{ service: 'checkout', environment: 'prod', status: 'resolved', severity: 'high', generation: 1 }],
  ]);
  expect(['SignalsRaised', 'IncidentsOpened', 'IncidentsResolved'].map(workflowMetric)).toEqual([1, 1, 1]);
  expect(world.failures).toEqual([]);
});

test('a poison record goes to the dead letters with its reason, its neighbours are handled', async () => {
  const { failOnce, runUntil, sent, received, platform, world } = open();
  failOnce();
  // In one batch with the alarm's own event, half a second after 3:10.
  world.clock.at(START_MS + 190_500, () => {
    platform.queues.find('Signals').send('not JSON');
    platform.queues.find('Signals').send('{"source":"elsewhere"}');
  });
  await runUntil(5);
  expect(received('DeadLetters').map(({ body, attributes }) => [body, attributes.reason])).toEqual([
    ['not JSON', expect.stringMatching(/^the body is not JSON: /)],
    [
      '{"source":"elsewhere"}',
      expect.stringContaining("events of the type 'elsewhere / undefined' are not known here"),
    ],
  ]);
  expect(received('Signals')).toEqual([]);
  expect(sent().map(([kind]) => kind)).toEqual(['page']);
});

describe('when the stream fails', () => {
  /** Makes the first invocations of notify by the stream fail before they do anything. */
  function failStream(platform: ReturnType<typeof open>['platform'], times: number) {
    const invoke = platform.functions.invoke.bind(platform.functions);
    const refused: number[] = [];
    jest.spyOn(platform.functions, 'invoke').mockImplementation(async (resource, event) => {
      const byStream = resource.logicalId === 'Notify' && 'Records' in (event as object);
      if (!byStream || refused.length >= times) return invoke(resource, event);
      refused.push(Date.now() - START_MS);
      return { ok: false, error: new Error('crashed'), durationMs: 0 };
    });
    return refused;
  }
  afterEach(() => jest.restoreAllMocks());

  test('it tries again', async () => {
    const { failOnce, runUntil, sent, platform } = open();
    const refused = failStream(platform, 2);
    failOnce();
    await runUntil(4);
    expect(refused).toHaveLength(2);
    expect(sent()).toEqual([['page', 'oncall', expect.any(Number)]]);
    expect(sent()[0]?.[2]).toBeLessThan(200);
  });

  test('the sweeper sends what was left behind, once', async () => {
    const { failOnce, runUntil, sent, platform } = open();
    const refused = failStream(platform, 1_000);
    failOnce();
    await runUntil(5.9);
    // The first try and three more; then the mapping's queue hears of it.
    expect(refused).toHaveLength(4);
    expect(platform.queues.find('DeadNotifications').hasVisible()).toBe(true);
    expect(sent()).toEqual([['page', 'oncall', expect.any(Number)]]);
    // The sweep after the next full minute.
    expect(sent()[0]?.[2]).toBeGreaterThan(240);
    expect(sent()[0]?.[2]).toBeLessThan(243);
  });
});

test('records that the filter does not want reach nobody', async () => {
  const nothing = { ...OUTBOX, eventName: ['REMOVE'] };
  const filtered: GivenResource = {
    ...(HUB.Stream as GivenResource),
    Properties: { ...HUB.Stream?.Properties, FilterCriteria: { Filters: [{ Pattern: JSON.stringify(nothing) }] } },
  };
  const { Sweep: _sweep, ...unswept } = HUB;
  const { failOnce, runUntil, sent, workflowMetric } = open({ ...unswept, Stream: filtered });
  failOnce();
  await runUntil(8);
  expect(workflowMetric('IncidentsOpened')).toBe(1);
  expect(sent()).toEqual([]);
});

test('a deploy of the service is told to the bus and to the open incident', async () => {
  const { failOnce, runUntil, received, platform, world } = open();
  failOnce();
  await runUntil(4);
  platform.bus.put('default', {
    id: 'deploy-1',
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    time: new Date(world.clock.now()).toISOString(),
    detail: {
      'stack-id': 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/rehearsal',
      'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' },
    },
  });
  await runUntil(5);
  expect(received('Told').map(({ body }) => JSON.parse(body))).toMatchObject([
    { source: 'sightline', 'detail-type': 'Sightline Deploy', detail: { service: 'checkout', environment: 'prod' } },
  ]);
  const [store] = platform.hub.incidentStores();
  const [incident] = (await store?.listOpen()) ?? [];
  const timeline = await store?.readTimeline(String(incident?.id));
  expect(timeline?.map(({ kind }) => kind)).toContain('deployed');
});

test('a workflow that this version does not know is named', () => {
  const { world } = open({ ...HUB, Later: workflow('read-minds') });
  expect(world.notRehearsed.get('Shop/Later')).toBe("workflow 'read-minds'");
});

test('the stream of a table that is no incident table is named', () => {
  const { world } = open({
    Orders: { Type: 'AWS::DynamoDB::Table' },
    Project: lambda(),
    Stream: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { 'Fn::GetAtt': ['Orders', 'StreamArn'] }, FunctionName: ref('Project') },
    },
  });
  expect(world.notRehearsed.get('Shop/Stream')).toBe('DynamoDB stream of a table that is not an incident table');
});

test('bindings may put their own code in the place of a workflow', async () => {
  const seen: string[] = [];
  const { failOnce, runUntil } = open(HUB, {
    HandleSignal:
      () =>
      async (event: SQSEvent): Promise<SQSBatchResponse> => {
        seen.push(...event.Records.map(({ body }) => JSON.parse(body).detail.state.value));
        return { batchItemFailures: [] };
      },
  });
  failOnce();
  await runUntil(8);
  expect(seen).toEqual(['OK', 'ALARM', 'OK']);
});
