import { AMPLIFY_APP } from '../../../lib/core/catalog/amplify-app';
import { APP_RUNNER_SERVICE } from '../../../lib/core/catalog/app-runner-service';
import { AUTO_SCALING_GROUP, AUTO_SCALING_GROUP_SIZE } from '../../../lib/core/catalog/auto-scaling-group';
import { BACKUP_VAULT } from '../../../lib/core/catalog/backup-vault';
import { BATCH_JOB_QUEUE } from '../../../lib/core/catalog/batch-job-queue';
import { BEDROCK_GUARDRAIL, BEDROCK_MODEL } from '../../../lib/core/catalog/bedrock';
import { BILLING } from '../../../lib/core/catalog/billing';
import { CODEBUILD_PROJECT } from '../../../lib/core/catalog/codebuild-project';
import { CODEPIPELINE_PIPELINE } from '../../../lib/core/catalog/codepipeline-pipeline';
import { EC2_BURSTABLE_INSTANCE, EC2_INSTANCE } from '../../../lib/core/catalog/ec2-instance';
import { ECR_REPOSITORY } from '../../../lib/core/catalog/ecr-repository';
import { ECS_CLUSTER, ECS_SERVICE } from '../../../lib/core/catalog/ecs';
import { EKS_CLUSTER } from '../../../lib/core/catalog/eks-cluster';
import { type CatalogEntry, timeToDetectSeconds } from '../../../lib/core/catalog/entry';
import { FLUENT_BIT } from '../../../lib/core/catalog/fluent-bit';
import { GLUE_JOB } from '../../../lib/core/catalog/glue-job';
import { INCIDENT_RESPONSE } from '../../../lib/core/catalog/incident-response';
import { KMS_KEY } from '../../../lib/core/catalog/kms-key';
import { NAT_GATEWAY } from '../../../lib/core/catalog/nat-gateway';
import { readProperties } from '../../../lib/core/catalog/properties';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { SERVICE_HANDLER } from '../../../lib/core/catalog/service-handler';
import { API_RATE_QUOTA, SERVICE_QUOTA } from '../../../lib/core/catalog/service-quota';
import { SES_ACCOUNT, SES_CONFIGURATION_SET } from '../../../lib/core/catalog/ses';
import { TRANSFER_SERVER } from '../../../lib/core/catalog/transfer-server';
import { VPN_CONNECTION } from '../../../lib/core/catalog/vpn-connection';
import { HEALTH_CHECKS } from '../../../lib/core/health/alarms';
import { SLO_EVALUATION } from '../../../lib/core/slo/alarms';

const ENTRIES: readonly CatalogEntry[] = [
  AMPLIFY_APP,
  API_RATE_QUOTA,
  APP_RUNNER_SERVICE,
  AUTO_SCALING_GROUP,
  AUTO_SCALING_GROUP_SIZE,
  BACKUP_VAULT,
  BATCH_JOB_QUEUE,
  BEDROCK_GUARDRAIL,
  BEDROCK_MODEL,
  BILLING,
  CODEBUILD_PROJECT,
  CODEPIPELINE_PIPELINE,
  EC2_BURSTABLE_INSTANCE,
  EC2_INSTANCE,
  ECR_REPOSITORY,
  ECS_CLUSTER,
  ECS_SERVICE,
  EKS_CLUSTER,
  FLUENT_BIT,
  GLUE_JOB,
  HEALTH_CHECKS,
  SLO_EVALUATION,
  INCIDENT_RESPONSE,
  KMS_KEY,
  NAT_GATEWAY,
  SERVICE_HANDLER,
  SERVICE_QUOTA,
  SES_ACCOUNT,
  SES_CONFIGURATION_SET,
  TRANSFER_SERVER,
  VPN_CONNECTION,
];

/** Charges come every six hours. */
/** What is published every five minutes, and what a single missing value says nothing of. */
const SLOW: readonly CatalogEntry[] = [BILLING, SLO_EVALUATION];

test('has titles that differ', () => {
  expect(new Set(ENTRIES.map(({ title }) => title)).size).toBe(ENTRIES.length);
});

test('has alarm ids that differ among entries about the same resource', () => {
  const names = ENTRIES.flatMap(({ type, alarms }) => alarms.map(({ id }) => `${type} ${id}`));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(ENTRIES.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
  const drawn = entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right]);

  test('draws only metrics that it has, and every one of them', () => {
    const wanted = entry === INCIDENT_RESPONSE ? [] : Object.keys(entry.metrics);
    expect([...new Set(drawn.map(({ metric }) => metric))].sort()).toEqual([...wanted].sort());
  });

  test('alarms on what is drawn', () => {
    for (const { metric, statistic } of entry.alarms) {
      expect(entry.metrics).toHaveProperty(metric);
      if (entry !== INCIDENT_RESPONSE) expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
    }
  });

  test('detects within five minutes, or three periods of a slower metric, and tells what, why and what to do', () => {
    for (const alarm of entry.alarms) {
      const limit = alarm.periodSeconds < 300 ? 300 : 3 * alarm.periodSeconds;
      if (!SLOW.includes(entry)) expect(timeToDetectSeconds(alarm)).toBeLessThanOrEqual(limit);
      expect(alarm.periodSeconds * alarm.evaluationPeriods).toBeLessThanOrEqual(86_400);
      expect(alarm.summary).toMatch(/^\S.*\{resource\}.*\.$|^\{resource\}.*\.$/);
      expect(alarm.reason).toMatch(/^\S.{40,}\.$/);
      expect(alarm.runbook.length).toBeGreaterThan(0);
      for (const sentence of alarm.runbook) expect(sentence).toMatch(/^[A-Z].*[.?]$/);
    }
  });

  test('has a sample with every alarm', () => {
    const resource = {
      label: 'it',
      namespace: 'Sightline',
      facts: factsOf(entry),
      dimensions: dimensionsOf(entry),
    };
    expect(resolveAlarms(entry, resource).map(({ id }) => id)).toEqual(entry.alarms.map(({ id }) => id));
  });
});

function factsOf(entry: CatalogEntry): unknown {
  const { resource, sample } = entry;
  if (!resource) return sample.facts;
  const properties = readProperties(sample.properties);
  expect(resource.when?.(properties) ?? true).toBe(true);
  return resource.facts?.(properties);
}

function dimensionsOf({ resource, sample }: CatalogEntry): Record<string, Record<string, string>> {
  if (!resource) return { ...sample.dimensions } as Record<string, Record<string, string>>;
  return Object.fromEntries(Object.keys(resource.dimensions).map((set) => [set, { name: 'it' }]));
}
