import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { EVENT_BUS } from '../../../lib/core/catalog/event-bus';
import { EVENT_PIPE } from '../../../lib/core/catalog/event-pipe';
import { EVENT_BUS_RULE, EVENT_RULE } from '../../../lib/core/catalog/event-rule';
import { SCHEDULE, SCHEDULE_GROUP } from '../../../lib/core/catalog/event-scheduler';
import { EXPRESS_STATE_MACHINE } from '../../../lib/core/catalog/express-state-machine';
import { LAMBDA_ALIAS, LAMBDA_VERSION } from '../../../lib/core/catalog/lambda-alias';
import { LAMBDA_INVOKE_CONFIG } from '../../../lib/core/catalog/lambda-async';
import { LAMBDA_CONCURRENCY } from '../../../lib/core/catalog/lambda-concurrency';
import { LAMBDA_FUNCTION } from '../../../lib/core/catalog/lambda-function';
import { LAMBDA_KAFKA_MAPPING } from '../../../lib/core/catalog/lambda-kafka-mapping';
import { LAMBDA_MAPPING_COUNTS } from '../../../lib/core/catalog/lambda-mapping-counts';
import { LAMBDA_STREAM_MAPPING } from '../../../lib/core/catalog/lambda-stream-mapping';
import { LAMBDA_URL } from '../../../lib/core/catalog/lambda-url';
import { SNS_SUBSCRIPTION, SNS_TOPIC } from '../../../lib/core/catalog/sns-topic';
import { STATE_MACHINE } from '../../../lib/core/catalog/state-machine';
import { STEP_FUNCTIONS_ACTIVITY } from '../../../lib/core/catalog/step-functions-activity';
import { STEP_FUNCTIONS_INTEGRATION, STEP_FUNCTIONS_LAMBDA_TASK } from '../../../lib/core/catalog/step-functions-task';
import { STEP_FUNCTIONS_TRANSITIONS } from '../../../lib/core/catalog/step-functions-transitions';
import { pages } from '../../../lib/core/incident/severity';
import { sampleAlarms, sampleDimensions } from './sample';

const ENTRIES = [
  LAMBDA_FUNCTION,
  LAMBDA_INVOKE_CONFIG,
  LAMBDA_ALIAS,
  LAMBDA_VERSION,
  LAMBDA_URL,
  LAMBDA_STREAM_MAPPING,
  LAMBDA_MAPPING_COUNTS,
  LAMBDA_KAFKA_MAPPING,
  LAMBDA_CONCURRENCY,
  EVENT_RULE,
  EVENT_BUS_RULE,
  EVENT_BUS,
  EVENT_PIPE,
  SCHEDULE_GROUP,
  SCHEDULE,
  SNS_TOPIC,
  SNS_SUBSCRIPTION,
  STATE_MACHINE,
  EXPRESS_STATE_MACHINE,
  STEP_FUNCTIONS_ACTIVITY,
  STEP_FUNCTIONS_INTEGRATION,
  STEP_FUNCTIONS_LAMBDA_TASK,
  STEP_FUNCTIONS_TRANSITIONS,
] as unknown as readonly CatalogEntry<never>[];

test('have titles of their own', () => {
  expect(new Set(ENTRIES.map(({ title }) => title)).size).toBe(ENTRIES.length);
});

describe.each(ENTRIES.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
  const drawn = entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right]);

  test('has every alarm in its sample, with a finite threshold', () => {
    const alarms = sampleAlarms(entry);
    expect(alarms.map(({ id }) => id)).toEqual(entry.alarms.map(({ id }) => id));
    for (const { threshold } of alarms) expect(threshold).toBeGreaterThan(0);
  });

  test('draws only metrics that it has, all of them, and every statistic that it alarms on', () => {
    expect(new Set(drawn.map(({ metric }) => metric))).toEqual(new Set(Object.keys(entry.metrics)));
    for (const { metric, statistic } of entry.alarms) {
      expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
    }
  });

  test('has alarms that detect within five minutes, page where it wakes people, and say why and what to do', () => {
    const ids = entry.alarms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const alarm of entry.alarms) {
      expect(alarm.id).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(alarm.datapointsToAlarm * alarm.periodSeconds).toBeLessThanOrEqual(300);
      expect(alarm.role).toBe(pages(alarm.severity) ? 'page' : 'ticket');
      expect(alarm.summary).toMatch(/^(?=.*\{resource\}).*\.$/);
      expect(alarm.reason.length).toBeGreaterThan(40);
      expect(alarm.runbook.length).toBeGreaterThan(0);
      expect(alarm.runbook.length).toBeLessThanOrEqual(3);
    }
  });
});

test.each([
  [LAMBDA_FUNCTION, { FunctionName: 'Ref' }],
  [LAMBDA_INVOKE_CONFIG, { FunctionName: 'charge' }],
  [LAMBDA_ALIAS, { FunctionName: 'charge', Resource: 'charge:live' }],
  [LAMBDA_VERSION, { FunctionName: 'charge', Resource: 'charge:GetAtt.Version' }],
  [LAMBDA_URL, { FunctionName: 'charge' }],
  [LAMBDA_STREAM_MAPPING, { FunctionName: 'project-orders' }],
  [LAMBDA_MAPPING_COUNTS, { EventSourceMappingUUID: 'Ref' }],
  [LAMBDA_KAFKA_MAPPING, { EventSourceMappingUUID: 'Ref' }],
  [LAMBDA_CONCURRENCY, {}],
  [EVENT_RULE, { RuleName: 'Ref' }],
  [EVENT_BUS, { EventBusName: 'Ref' }],
  [EVENT_PIPE, { PipeName: 'Ref' }],
  [SCHEDULE_GROUP, { ScheduleGroup: 'Ref' }],
  [SCHEDULE, { ScheduleGroup: 'default' }],
  [SNS_TOPIC, { TopicName: 'GetAtt.TopicName' }],
  [SNS_SUBSCRIPTION, { TopicName: 'orders' }],
  [STATE_MACHINE, { StateMachineArn: 'Ref' }],
  [STEP_FUNCTIONS_ACTIVITY, { ActivityArn: 'Ref' }],
] as unknown as readonly (readonly [CatalogEntry<never>, object])[])(
  '$title publishes on exactly the dimensions of the AWS page',
  (entry, dimensions) => {
    expect(sampleDimensions(entry).default).toEqual(dimensions);
  },
);

test('a rule of a custom bus reads both names off its Ref, bus|rule', () => {
  expect(sampleDimensions(EVENT_BUS_RULE, 'orders|to-billing').default).toEqual({
    EventBusName: 'orders',
    RuleName: 'to-billing',
  });
});

test('a subscription is watched along with its dead-letter queue', () => {
  expect(sampleDimensions(SNS_SUBSCRIPTION).deadLetter).toEqual({ QueueName: 'dead' });
});
