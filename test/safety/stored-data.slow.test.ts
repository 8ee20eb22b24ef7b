/** Encryption at rest and on the way, who may use keys and queues, how long logs are kept, what stays. */
import { unwatchedApp, watchedApp } from '../../scripts/docs/every-construct';
import { ensureBundles, type Properties } from '../constructs/template';
import type { TemplateBody } from './statements';
import { templatesOf } from './templates';

interface Made {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy?: string;
}

let made: readonly Made[];
const ofType = (type: string) => made.filter((resource) => resource.type === type);
const logicalIds = (resources: readonly Made[]) => resources.map(({ id }) => id).sort();

beforeAll(() => {
  ensureBundles();
  const users = new Set(resourcesOf(templatesOf(unwatchedApp().app)).map(({ id }) => id));
  made = resourcesOf(templatesOf(watchedApp().app)).filter(({ id }) => !users.has(id));
});

test('keys rotate, and admit CloudWatch and EventBridge for this account only', () => {
  expect(ofType('AWS::KMS::Key')).toHaveLength(1);
  for (const { properties } of ofType('AWS::KMS::Key')) {
    expect(properties.EnableKeyRotation).toBe(true);
    const services = properties.KeyPolicy.Statement.filter(({ Principal }: Properties) => Principal.Service);
    expect(services.flatMap(({ Principal }: Properties) => Principal.Service)).toEqual(
      expect.arrayContaining(['cloudwatch.amazonaws.com', 'events.amazonaws.com']),
    );
    for (const { Action, Condition } of services) {
      expect(Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
      expect(Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
    }
  }
});

test('queues, topics, tables and buckets are encrypted', () => {
  expect(ofType('AWS::SQS::Queue').length).toBeGreaterThanOrEqual(5);
  for (const { properties } of ofType('AWS::SQS::Queue')) {
    expect(properties.KmsMasterKeyId ?? properties.SqsManagedSseEnabled).toBeTruthy();
  }
  expect(ofType('AWS::SNS::Topic')).toHaveLength(2);
  for (const { properties } of ofType('AWS::SNS::Topic')) {
    expect(properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('IncidentsKey'), 'Arn'] });
  }
  // Incidents, the measurements of two evaluations, errors, anomalies, and traces.
  expect(ofType('AWS::DynamoDB::Table')).toHaveLength(6);
  for (const { properties } of ofType('AWS::DynamoDB::Table')) {
    expect(properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  }
  for (const { properties } of ofType('AWS::S3::Bucket')) {
    expect(properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
    expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
  }
});

test.each([
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
  ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
])('every %s is reached over TLS only, and by nobody unnamed', (type, policyType, target) => {
  const policies = ofType(policyType);
  const closed = policies.filter(({ properties }) => properties.PolicyDocument.Statement.some(refusesPlainText));
  const targets = closed.flatMap(({ properties }) => properties[target]).map((ref) => ref.Ref);
  expect(targets.sort()).toEqual(logicalIds(ofType(type)));
  const allowed = policies.flatMap(({ properties }) => properties.PolicyDocument.Statement).filter(isAllow);
  expect(allowed.filter(({ Principal }) => /"\*"/.test(JSON.stringify(Principal)))).toEqual([]);
  // Services act for whoever configured them: each is bound to this account or to our rules.
  const services = allowed.filter(({ Principal }) => Principal.Service);
  expect(services.filter(({ Condition }) => !/aws:Source(Account|Arn)/.test(JSON.stringify(Condition ?? '')))).toEqual(
    [],
  );
});

test('services may invoke functions for one source or for this account only', () => {
  const permissions = ofType('AWS::Lambda::Permission').map(({ properties }) => properties);
  const bound = permissions.filter(({ SourceArn, SourceAccount }) => SourceArn ?? SourceAccount);
  expect(bound.length).toBeGreaterThan(0);
  for (const { Action } of bound) expect(Action).toBe('lambda:InvokeFunction');
  // Signed links are open to whoever has one, by their URL alone.
  const open = permissions.filter((permission) => !bound.includes(permission));
  const links = { 'Fn::GetAtt': [expect.stringContaining('RespondLinksFunction'), 'Arn'] };
  expect(open).toEqual([
    { Action: 'lambda:InvokeFunctionUrl', FunctionName: links, FunctionUrlAuthType: 'NONE', Principal: '*' },
    { Action: 'lambda:InvokeFunction', FunctionName: links, InvokedViaFunctionUrl: true, Principal: '*' },
  ]);
});

test('every function writes to a log group with an end', () => {
  const functions = ofType('AWS::Lambda::Function');
  const groups = ofType('AWS::Logs::LogGroup');
  expect(functions).toHaveLength(18);
  expect(functions.map(({ properties }) => properties.LoggingConfig.LogGroup.Ref).sort()).toEqual(logicalIds(groups));
  expect(groups.map(({ properties }) => properties.RetentionInDays)).toEqual(groups.map(() => expect.any(Number)));
});

test('what people would miss stays when the stack goes, and nothing else', () => {
  const kept = made.filter(({ deletionPolicy }) => deletionPolicy === 'Retain').map(({ type }) => type);
  expect(kept.sort()).toEqual([
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::Logs::LogGroup', // analyze-traces
    'AWS::Logs::LogGroup', // escalate
    'AWS::Logs::LogGroup', // evaluate-slos
    'AWS::Logs::LogGroup', // evaluate-slos
    'AWS::Logs::LogGroup', // handle-signal
    'AWS::Logs::LogGroup', // notify
    'AWS::Logs::LogGroup', // publish-incidents
    'AWS::Logs::LogGroup', // publish-metrics
    'AWS::Logs::LogGroup', // report-incidents
    'AWS::Logs::LogGroup', // respond: links
    'AWS::Logs::LogGroup', // respond: operators
    'AWS::Logs::LogGroup', // run-runbook
    'AWS::Logs::LogGroup', // track-errors
    'AWS::Logs::LogGroup', // write-postmortem
    'AWS::S3::Bucket',
  ]);
});

function refusesPlainText({ Effect, Principal, Condition }: Properties): boolean {
  const everybody = Principal?.AWS === '*' || Principal === '*';
  return Effect === 'Deny' && everybody && Condition?.Bool?.['aws:SecureTransport'] === 'false';
}

function isAllow({ Effect }: Properties): boolean {
  return Effect === 'Allow';
}

function resourcesOf(templates: Readonly<Record<string, TemplateBody>>): Made[] {
  return Object.values(templates).flatMap(({ Resources = {} }) =>
    Object.entries(Resources as Readonly<Record<string, Properties>>).map(([id, resource]) => ({
      id,
      type: resource.Type,
      properties: resource.Properties,
      deletionPolicy: resource.DeletionPolicy,
    })),
  );
}
