/** The example app, deployed by the real CDK to MiniStack, woken by one documented alarm event. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ALARM_TAG } from '../../lib/core/conventions';
import type { Incident } from '../../lib/core/incident/incident';
import type { TableItem } from '../../lib/core/incident/table';
import { incidentFromItem } from '../../lib/core/incident/table-item';
import { type Emulator, emulatorSkipped, startEmulator } from '../../scripts/emulators';
import { clientConfig } from './account';
import { alarmsTagged, type DeployedAlarm, putEvent, stateChangeOf } from './alarm-events';
import { Deployment } from './deployment';
import { eventually } from './eventually';
import { messagesIn, subscribeInbox, takeMessage } from './inbox';
import { NOT_ON_MINISTACK, type NotOnMiniStack } from './not-on-ministack';

const HUB = 'SightlineIncidents/Incidents';
const describeEmulated = emulatorSkipped('ministack') ? describe.skip : describe;

describeEmulated('the example on MiniStack', () => {
  let ministack: Emulator;
  let deployment: Deployment;
  let leftOut: Map<NotOnMiniStack, number>;
  let pages: DeployedAlarm[];
  let inbox: string;
  let sqs: SQSClient;
  let events: EventBridgeClient;
  let tables: DynamoDBDocumentClient;

  beforeAll(async () => {
    ministack = await startEmulator('ministack');
    deployment = new Deployment(ministack);
    leftOut = await deployment.synth();
    await deployment.bootstrap();
    await deployment.deploy();
    const config = clientConfig(ministack);
    // MiniStack's queue URLs name localhost, whatever the endpoint is called.
    sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
    events = new EventBridgeClient(config);
    tables = DynamoDBDocumentClient.from(new DynamoDBClient(config));
    pages = await alarmsTagged(new CloudWatchClient(config), ALARM_TAG.role, 'page');
    pages = pages.filter(({ tags }) => tags[ALARM_TAG.service] === 'checkout');
    inbox = await subscribeInbox(new SNSClient(config), sqs, await deployment.physicalId(`${HUB}/Responders/Resource`));
  });

  afterAll(async () => {
    deployment?.removeFiles();
    await ministack?.stop();
  });

  const page = (index: number): DeployedAlarm => {
    const alarm = pages[index];
    if (!alarm) throw new Error(`the example must have more than ${index} alarms that page, has ${pages.length}`);
    return alarm;
  };

  const incidents = async (): Promise<Incident[]> => {
    const TableName = await deployment.physicalId(`${HUB}/Table/Resource`);
    const { Items = [] } = await tables.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.filter(({ sk }) => sk === 'META').map((item) => incidentFromItem(item as TableItem));
  };

  const incidentWhere = (what: string, is: (incident: Incident) => boolean): Promise<Incident> =>
    eventually(`incident ${what}`, ministack, async () => (await incidents()).find(is));

  test('deploys whole but for what the list names', async () => {
    expect(await deployment.stacks()).toEqual(['CDKToolkit', 'Checkout', 'SightlineIncidents']);
    const notNeeded = NOT_ON_MINISTACK.filter((entry) => !leftOut.get(entry));
    expect(notNeeded).toEqual([]);
  });

  test('an alarm event on the bus ends as an incident in the table and a page on the topic', async () => {
    await putEvent(events, stateChangeOf(page(0), 'ALARM', Date.now()));

    const incident = await incidentWhere('in the table', () => true);
    expect(incident).toMatchObject({
      status: 'triggered',
      severity: page(0).tags[ALARM_TAG.severity],
      service: 'checkout',
      environment: 'prod',
      paged: true,
      alarms: [page(0).AlarmName],
    });
    const message = await eventually('message on the topic', ministack, () => takeMessage(sqs, inbox));
    const { Subject, Message, MessageAttributes } = JSON.parse(message.Body ?? '');
    expect(Subject).toContain('checkout');
    expect(Message).toContain(page(0).AlarmName);
    expect(MessageAttributes).toMatchObject({
      kind: { Value: 'page' },
      service: { Value: 'checkout' },
      environment: { Value: 'prod' },
    });
  });

  test('a message that is no JSON becomes a dead letter with its reason, and its neighbours are handled', async () => {
    const queue = await deployment.physicalId(`${HUB}/Signals/Queue/Resource`);
    const deadLetters = await deployment.physicalId(`${HUB}/Signals/DeadLetters/Resource`);
    const bodies = [
      JSON.stringify(stateChangeOf(page(1), 'ALARM', Date.now())),
      'this is no JSON',
      JSON.stringify(stateChangeOf(page(2), 'ALARM', Date.now())),
    ];
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));

    const letter = await eventually('dead letter', ministack, () => takeMessage(sqs, deadLetters));
    expect(letter.Body).toBe('this is no JSON');
    expect(letter.MessageAttributes?.reason?.StringValue).toMatch(/^the body is not JSON: /);
    const incident = await incidentWhere('with three alarms', ({ alarms }) => alarms.length === 3);
    expect([...incident.alarms].sort()).toEqual([0, 1, 2].map((index) => page(index).AlarmName).sort());
    await eventually('empty signal queue', ministack, async () =>
      (await messagesIn(sqs, queue)) === 0 ? true : undefined,
    );
    expect(await messagesIn(sqs, deadLetters)).toBe(0);
    expect(await incidents()).toHaveLength(1);
  });

  test('the return of all its alarms to OK resolves the incident and says so', async () => {
    for (const index of [0, 1, 2]) await putEvent(events, stateChangeOf(page(index), 'OK', Date.now()));

    const incident = await incidentWhere('that is resolved', ({ status }) => status === 'resolved');
    expect(incident).toMatchObject({ generation: 1, autoResolved: true });
    const message = await eventually('message of the resolve', ministack, () => takeMessage(sqs, inbox));
    expect(JSON.parse(message.Body ?? '').MessageAttributes.kind.Value).toBe('resolved');
  });

  test('cdk destroy leaves no stack but that of the bootstrap', async () => {
    await deployment.destroy();
    expect(await deployment.stacks()).toEqual(['CDKToolkit']);
  });
});
