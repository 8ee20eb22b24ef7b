import { AUTO_SCALING_GROUP_SIZE } from '../../../lib/core/catalog/auto-scaling-group';
import { BATCH_JOB_QUEUE } from '../../../lib/core/catalog/batch-job-queue';
import { BILLING } from '../../../lib/core/catalog/billing';
import { CODEBUILD_PROJECT } from '../../../lib/core/catalog/codebuild-project';
import { CODEPIPELINE_PIPELINE } from '../../../lib/core/catalog/codepipeline-pipeline';
import { EC2_BURSTABLE_INSTANCE } from '../../../lib/core/catalog/ec2-instance';
import { ECS_SERVICE } from '../../../lib/core/catalog/ecs';
import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { GLUE_JOB } from '../../../lib/core/catalog/glue-job';
import { KMS_KEY } from '../../../lib/core/catalog/kms-key';
import { locate } from '../../../lib/core/catalog/locate';
import { readProperties } from '../../../lib/core/catalog/properties';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { API_RATE_QUOTA, SERVICE_QUOTA } from '../../../lib/core/catalog/service-quota';
import { SES_ACCOUNT, SES_CONFIGURATION_SET } from '../../../lib/core/catalog/ses';
import { TRANSFER_SERVER } from '../../../lib/core/catalog/transfer-server';

const TOKEN = { Ref: 'Parameter' };

/** Alarm id to threshold, of a resource with these properties; `undefined` for an imported one. */
function thresholds<Facts>(entry: CatalogEntry<Facts>, properties: unknown): Record<string, number> {
  return thresholdsOf(entry, entry.resource?.facts?.(readProperties(properties)) as Facts);
}

function thresholdsOf<Facts>(entry: CatalogEntry<Facts>, facts: Facts): Record<string, number> {
  const sets = Object.keys(entry.resource?.dimensions ?? entry.sample.dimensions ?? {});
  const dimensions = Object.fromEntries(sets.map((set) => [set, { name: 'it' }]));
  const alarms = resolveAlarms(entry, { label: 'it', namespace: 'Sightline', facts, dimensions });
  return Object.fromEntries(alarms.map(({ id, threshold }) => [id, threshold]));
}

function taken<Facts>({ resource }: CatalogEntry<Facts>, properties: unknown): boolean | undefined {
  return resource?.when?.(readProperties(properties));
}

function located(entry: CatalogEntry, ref: string): unknown {
  return locate(entry, {
    type: entry.type,
    properties: {},
    account: '123456789012',
    region: 'eu-west-1',
    ref: () => ref,
    attribute: (name) => `att-${name}`,
    text: () => undefined,
    part: (text, separator, at) => text.split(separator)[at] ?? '',
    target: () => undefined,
  })[0]?.dimensions;
}

describe('ECS service', () => {
  test.each([
    ['wants tasks', { DesiredCount: 3 }, true],
    ['leaves it to the default of one', {}, true],
    ['wants none', { DesiredCount: 0 }, false],
    ['wants a number known at deploy time', { DesiredCount: TOKEN }, false],
    ['is a daemon', { SchedulingStrategy: 'DAEMON' }, false],
    ['is imported', undefined, false],
  ])('pages without a running task only where it is known to want one: %s', (_, properties, expected) => {
    expect('NoRunningTasks' in thresholds(ECS_SERVICE, properties)).toBe(expected);
  });

  test('takes the name of its cluster from its ARN', () => {
    expect(located(ECS_SERVICE, 'arn:aws:ecs:eu-west-1:123456789012:service/shop/web')).toEqual({
      default: { ClusterName: 'shop', ServiceName: 'att-Name' },
    });
  });
});

test('a Batch job queue is known by the name in its ARN', () => {
  expect(located(BATCH_JOB_QUEUE, 'arn:aws:batch:eu-west-1:123456789012:job-queue/night')).toEqual({
    default: { JobQueueName: 'night' },
  });
});

test.each([
  ['t2.micro', undefined, 10],
  ['t2.medium', undefined, 20],
  ['t3.nano', 'standard', 20],
  ['t3a.xlarge', 'standard', 40],
  ['t4g.2xlarge', 'standard', 80],
  ['t3.large', undefined, undefined],
  ['t2.large', 'unlimited', undefined],
  ['t3.large', TOKEN, undefined],
  ['m5.large', 'standard', undefined],
])('CPU credits of %s in mode %j run low below %j', (InstanceType, CPUCredits, threshold) => {
  const properties = { InstanceType, ...(CPUCredits !== undefined && { CreditSpecification: { CPUCredits } }) };
  expect(thresholds(EC2_BURSTABLE_INSTANCE, properties).LowCpuCredits).toBe(threshold);
});

test('CPU credits are those of burstable types only', () => {
  expect(
    ['t3.micro', 'm5.large', 't3', TOKEN].map((InstanceType) => taken(EC2_BURSTABLE_INSTANCE, { InstanceType })),
  ).toEqual([true, false, false, false]);
});

const ALL_METRICS = [{ Granularity: '1Minute' }];

test.each([
  [
    { MinSize: '3', MetricsCollection: ALL_METRICS },
    { NoInstances: 1, BelowMinSize: 3 },
  ],
  [{ MinSize: '1', MetricsCollection: ALL_METRICS }, { NoInstances: 1 }],
  [{ MinSize: '0', MetricsCollection: ALL_METRICS }, {}],
  [{ MinSize: TOKEN, MetricsCollection: ALL_METRICS }, {}],
  [{ MinSize: '3', MetricsCollection: [{ Metrics: ['GroupMaxSize'] }] }, {}],
  [
    { MinSize: '3', MetricsCollection: [{ Metrics: ['GroupInServiceInstances'] }] },
    { NoInstances: 1, BelowMinSize: 3 },
  ],
])('an Auto Scaling group with %j alarms at %j', (properties, expected) => {
  expect(thresholds(AUTO_SCALING_GROUP_SIZE, properties)).toEqual(expected);
  expect(taken(AUTO_SCALING_GROUP_SIZE, properties)).toBe(true);
});

test('an Auto Scaling group without metrics of its own has no alarm on its size', () => {
  expect(taken(AUTO_SCALING_GROUP_SIZE, { MinSize: '3' })).toBe(false);
});

test.each([
  [{ TimeoutInMinutes: 30 }, 1440],
  [{}, 2880],
  [{ TimeoutInMinutes: TOKEN }, undefined],
  [undefined, undefined],
])('a build of a project with %j is slow from %j s', (properties, threshold) => {
  expect(thresholds(CODEBUILD_PROJECT, properties).DurationNearTimeout).toBe(threshold);
});

test('only pipelines of type V2 publish metrics', () => {
  expect(
    [{ PipelineType: 'V2' }, { PipelineType: 'V1' }, {}].map((each) => taken(CODEPIPELINE_PIPELINE, each)),
  ).toEqual([true, false, false]);
});

test.each([
  [{ '--enable-metrics': 'true' }, '5.0', ['FailedTasks']],
  [{ '--enable-metrics': '' }, '5.0', ['FailedTasks']],
  [{ '--enable-metrics': 'False' }, '5.0', []],
  [{ '--enable-observability-metrics': 'true' }, '4.0', ['FailedRuns']],
  [{ '--enable-observability-metrics': 'true' }, '3.0', []],
  [{}, '5.0', []],
])('a Glue job with %j on Glue %s alarms on %j', (DefaultArguments, GlueVersion, ids) => {
  expect(Object.keys(thresholds(GLUE_JOB, { DefaultArguments, GlueVersion }))).toEqual(ids);
});

test('a Glue job that is imported has no alarms', () => {
  expect(thresholds(GLUE_JOB, undefined)).toEqual({});
});

test('quotas alarm at 80 % of the limit, and not without one', () => {
  expect(thresholdsOf(SERVICE_QUOTA, { limit: 1000 })).toEqual({ NearQuota: 800 });
  expect(thresholdsOf(API_RATE_QUOTA, { callsPerSecond: 50 })).toEqual({ NearRateQuota: 2400 });
  expect({ ...thresholdsOf(SERVICE_QUOTA, {}), ...thresholdsOf(API_RATE_QUOTA, {}) }).toEqual({});
});

test('billing alarms at the budget, and not without one', () => {
  expect(thresholdsOf(BILLING, { budgetUsd: 120 })).toEqual({ OverBudget: 120 });
  expect(thresholdsOf(BILLING, {})).toEqual({});
});

test('only keys with imported material expire', () => {
  expect([{ Origin: 'EXTERNAL' }, { Origin: 'AWS_KMS' }, {}].map((each) => taken(KMS_KEY, each))).toEqual([
    true,
    false,
    false,
  ]);
  expect(thresholds(KMS_KEY, {})).toEqual({ MaterialExpiresInAWeek: 604_800, MaterialExpiresInADay: 86_400 });
});

describe('SES', () => {
  test('tells of the rates at which Amazon reviews and pauses, as shares', () => {
    const resource = { label: 'Mail', namespace: 'Sightline', facts: {}, dimensions: { default: {} } };
    expect(resolveAlarms(SES_ACCOUNT, resource).map(({ threshold, role }) => [threshold, role])).toEqual([
      [0.05, 'ticket'],
      [0.001, 'ticket'],
      [0.1, 'page'],
      [0.005, 'page'],
    ]);
    expect(resolveAlarms(SES_ACCOUNT, resource)[1]?.summary).toBe(
      '0.1 % or more of the mail of Mail is reported as spam.',
    );
  });

  test('takes configuration sets that export their reputation', () => {
    const options = (ReputationMetricsEnabled: unknown) => ({ ReputationOptions: { ReputationMetricsEnabled } });
    expect(
      [options(true), options('true'), options(false), {}].map((each) => taken(SES_CONFIGURATION_SET, each)),
    ).toEqual([true, true, false, false]);
  });
});

test('a Transfer server alarms on workflows only where uploads start one', () => {
  expect(thresholds(TRANSFER_SERVER, { WorkflowDetails: { OnUpload: [{ WorkflowId: 'w-1' }] } })).toEqual({
    FailedWorkflows: 1,
  });
  expect(thresholds(TRANSFER_SERVER, {})).toEqual({});
  expect(thresholds(TRANSFER_SERVER, undefined)).toEqual({});
});
