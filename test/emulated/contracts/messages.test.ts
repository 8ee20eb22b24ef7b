/** Topics, queues and buses over the wire. */
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, NotFoundException, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOptions } from '../../../lib/adapters/aws/client-options';
import { EventBridgeBus } from '../../../lib/adapters/aws/event-bridge-bus';
import { SqsPublishQueue } from '../../../lib/adapters/aws/publish-queue';
import { SnsTopic } from '../../../lib/adapters/aws/sns-topic';
import { SqsAnomalyQueue } from '../../../lib/adapters/aws/sqs-anomaly-queue';
import { SqsDeadLetter } from '../../../lib/adapters/aws/sqs-dead-letter';
import { SqsPoll } from '../../../lib/adapters/aws/sqs-poll';
import { SqsWake } from '../../../lib/adapters/aws/sqs-wake';
import { EVENT } from '../../../lib/core/conventions';
import { describeOnMoto } from '../moto';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy';

describeOnMoto('messages', 'eu-west-2', ({ config, endpoint }) => {
  let proxy: FaultyProxy;
  let sns: SNSClient;
  let sqs: SQSClient;
  let events: EventBridgeClient;
  let queues = 0;

  beforeAll(async () => {
    proxy = await startFaultyProxy(endpoint);
    const options = { ...config, ...clientOptions(), endpoint: proxy.endpoint };
    sns = new SNSClient(options);
    // moto's queue URLs name itself; past the proxy no fault would be met.
    sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
    events = new EventBridgeClient(options);
  });

  beforeEach(() => proxy.next());

  afterAll(async () => {
    for (const client of [sns, sqs, events]) client.destroy();
    await proxy.stop();
  });

  const createQueue = async (): Promise<{ readonly queueUrl: string; readonly arn: string }> => {
    queues += 1;
    const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${queues}` }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { queueUrl, arn: Attributes?.QueueArn ?? '' };
  };

  const receive = async (QueueUrl: string): Promise<Message[]> => {
    const all = { MessageAttributeNames: ['All'], MaxNumberOfMessages: 10 };
    return (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all }))).Messages ?? [];
  };

  const delayed = async (QueueUrl: string): Promise<number> => {
    const AttributeNames = ['ApproximateNumberOfMessagesDelayed' as const];
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
  };

  describe('a topic', () => {
    const message = {
      idempotencyKey: 'i-1/1/page',
      subject: 'Störung: checkout\nis down',
      body: 'Payments fail. \u{1F525}',
      attributes: { kind: 'page', service: 'checkout', team: '' },
    };

    const subscribed = async (
      FilterPolicy?: object,
    ): Promise<{ readonly topicArn: string; readonly queueUrl: string }> => {
      const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `topic-${queues}` }));
      const { queueUrl, arn } = await createQueue();
      const Attributes = FilterPolicy && { FilterPolicy: JSON.stringify(FilterPolicy) };
      await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: arn, Attributes }));
      return { topicArn, queueUrl };
    };

    test('takes a message with a subject in ASCII, and attributes but for empty ones', async () => {
      const { topicArn, queueUrl } = await subscribed();
      const id = await new SnsTopic({ client: sns }).publish(topicArn, message);
      const [received] = await receive(queueUrl);
      const { MessageId, Subject, Message: text, MessageAttributes } = JSON.parse(received?.Body ?? '');
      expect([MessageId, Subject, text]).toEqual([id, 'St?rung: checkout is down', message.body]);
      expect(MessageAttributes).toEqual({
        kind: { Type: 'String', Value: 'page' },
        service: { Type: 'String', Value: 'checkout' },
        idempotencyKey: { Type: 'String', Value: 'i-1/1/page' },
      });
    });

    test('takes a text that is too long, cut to the last byte that it allows', async () => {
      const { topicArn, queueUrl } = await subscribed();
      await new SnsTopic({ client: sns }).publish(topicArn, { ...message, body: '€'.repeat(100_000) });
      const [received] = await receive(queueUrl);
      const { Message: text } = JSON.parse(received?.Body ?? '');
      expect(text).toMatch(/^€+\.\.\.$/);
      expect(Buffer.byteLength(text)).toBeGreaterThan(262_000);
    });

    test('hands it to those whose filter it fits', async () => {
      const fits = await subscribed({ kind: ['page'] });
      const other = await subscribed({ kind: ['resolved'] });
      for (const { topicArn } of [fits, other]) await new SnsTopic({ client: sns }).publish(topicArn, message);
      expect([await receive(fits.queueUrl), await receive(other.queueUrl)].map(({ length }) => length)).toEqual([1, 0]);
    });

    test('that there is not is an error', async () => {
      const arn = 'arn:aws:sns:eu-west-2:123456789012:nobody';
      await expect(new SnsTopic({ client: sns }).publish(arn, message)).rejects.toThrow(NotFoundException);
    });
  });

  describe('queues', () => {
    const NOW = Date.UTC(2026, 0, 5);
    const timer = { kind: 'escalation', incidentId: 'i-1', generation: 1, level: 2 } as never;

    test('keep dead letters as they came, with their reasons', async () => {
      const { queueUrl } = await createQueue();
      const dead = new SqsDeadLetter({ client: sqs, queueUrl });
      await dead.send('no JSON \u{1F525}', `bad\u0000 ${'é'.repeat(2_000)}`);
      await dead.send('{}', '');
      const letters = await receive(queueUrl);
      expect(letters.map(({ Body }) => Body)).toEqual(['no JSON \u{1F525}', '{}']);
      const reasons = letters.map(({ MessageAttributes }) => MessageAttributes?.reason?.StringValue ?? '');
      expect(reasons[0]).toMatch(/^bad\uFFFD é+\.\.\.$/);
      expect(reasons[1]).toBe('no reason given');
    });

    test('carry texts of metrics whole', async () => {
      const { queueUrl } = await createQueue();
      const queue = new SqsPublishQueue({ client: sqs, queueUrl });
      const text = JSON.stringify({ n: Array.from({ length: 5_000 }, (_, index) => index / 7) });
      await queue.send(await queue.pack(text));
      const [message] = await receive(queueUrl);
      expect(await queue.unpack(message?.Body ?? '')).toBe(text);
    });

    test('hold looks at runs and jobs of detection', async () => {
      const { queueUrl } = await createQueue();
      await new SqsAnomalyQueue({ client: sqs, queueUrl }).send('{"pages":[1]}');
      await new SqsPoll({ client: sqs, queueUrl }).poll({ incidentId: 'i-1', generation: 2, runbook: 'r' }, 30);
      expect((await receive(queueUrl)).map(({ Body }) => Body)).toEqual(['{"pages":[1]}']);
      expect(await delayed(queueUrl)).toBe(1);
    });

    test('that there are not refuse what must not be lost; wake-ups are told of and made up for', async () => {
      const queueUrl = `${endpoint}/123456789012/nobody`;
      await expect(new SqsDeadLetter({ client: sqs, queueUrl }).send('a', 'b')).rejects.toThrow(QueueDoesNotExist);
      await expect(new SqsAnomalyQueue({ client: sqs, queueUrl }).send('a')).rejects.toThrow(QueueDoesNotExist);
      const warned: unknown[] = [];
      const log = { info: () => {}, warn: (...line: unknown[]) => void warned.push(line), error: () => {} };
      await new SqsWake({ client: sqs, queueUrl, log, now: () => NOW }).wake(timer, NOW + 60_000);
      expect(warned).toHaveLength(1);
    });

    test('get a dead letter again after two throttles', async () => {
      const { queueUrl } = await createQueue();
      proxy.next('throttle', 'throttle');
      await new SqsDeadLetter({ client: sqs, queueUrl }).send('a', 'b');
      expect(proxy.requests()).toBe(3);
      expect(await receive(queueUrl)).toHaveLength(1);
    });
  });

  describe('a bus', () => {
    test('hands an event to the rule that asks for it', async () => {
      const { queueUrl, arn } = await createQueue();
      await events.send(new CreateEventBusCommand({ Name: 'hub' }));
      const EventPattern = JSON.stringify({ source: [EVENT.source], 'detail-type': [EVENT.signal] });
      await events.send(new PutRuleCommand({ Name: 'Signals', EventBusName: 'hub', EventPattern }));
      const Targets = [{ Id: 'Queue', Arn: arn }];
      await events.send(new PutTargetsCommand({ Rule: 'Signals', EventBusName: 'hub', Targets }));

      const bus = new EventBridgeBus({ client: events, busName: 'hub' });
      await bus.publish(EVENT.incident, { not: 'asked for' });
      await bus.publish(EVENT.signal, { id: '1', text: '\u{1F525}' });
      const received = (await receive(queueUrl)).map(({ Body = '' }) => JSON.parse(Body));
      expect(received).toMatchObject([
        { source: 'sightline', 'detail-type': 'Sightline Signal', detail: { id: '1', text: '\u{1F525}' } },
      ]);
    });

    test('that throttles to the end is an error', async () => {
      proxy.next('throttle', 'throttle', 'throttle');
      const bus = new EventBridgeBus({ client: events, busName: 'default' });
      await expect(bus.publish(EVENT.signal, {})).rejects.toThrow('Rate exceeded');
      expect(proxy.requests()).toBe(3);
    });

    test('that there is not is an error', async () => {
      const bus = new EventBridgeBus({ client: events, busName: 'nobody' });
      await expect(bus.publish(EVENT.signal, {})).rejects.toThrow('nobody');
    });
  });
});
