/** cdk-nag's AwsSolutions pack over every construct, and over the example. */
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import * as sightline from 'sightline';
import packageJson from '../../package.json';
import { watchedApp } from '../../scripts/docs/every-construct';
import { constructFindings, exampleApp, type NagFinding, nagFindings, nagTable } from '../../scripts/docs/nag';
import { ensureBundles } from '../constructs/template';

beforeAll(ensureBundles);

test('the app under test has every construct of the public face', () => {
  const made = watchedApp().app.node.findAll();
  const constructs = Object.entries(sightline).filter(([, value]) => isConstructClass(value));
  const missing = constructs.filter(([, type]) => !made.some((one) => one instanceof (type as never)));
  expect(constructs.length).toBeGreaterThanOrEqual(4);
  expect(missing.map(([name]) => name)).toEqual([]);
});

test('whatever Sightline makes follows the rules, or says why not', () => {
  const findings = constructFindings();
  expect(findings.length).toBeGreaterThan(10);
  expect(findings.filter(({ reason }) => !isReason(reason)).map(told)).toEqual([]);
});

test('so does the example', () => {
  const findings = nagFindings(exampleApp());
  expect(findings.length).toBeGreaterThan(10);
  expect(findings.filter(({ reason }) => !isReason(reason)).map(told)).toEqual([]);
  // The pack itself, as users run it, agrees.
  expect(new AwsSolutionsChecks().validateScope(exampleApp())).toEqual({ success: true, violations: [] });
});

test('every suppression is of a rule that would be broken without it', () => {
  for (const app of [synthesized(), exampleApp()]) {
    const found = new Set(nagFindings(app).map(({ rule }) => rule));
    expect(acknowledged(app).filter((rule) => !found.has(rule))).toEqual([]);
  }
});

test('a resource that breaks a rule is found, and its reason is told once it has one', () => {
  const stack = new Stack(new App(), 'Bad');
  const queue = new Queue(stack, 'Queue', { enforceSSL: true });
  new Topic(stack, 'Topic');
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'Lost messages do not matter.' });
  const findings = nagFindings(stack);
  expect(findings.map(({ rule, resource, reason }) => ({ rule, resource, reason }))).toEqual([
    { rule: 'AwsSolutions-SQS3', resource: 'Bad/Queue/Resource', reason: 'Lost messages do not matter.' },
    { rule: 'AwsSolutions-SNS3', resource: 'Bad/Topic/Resource', reason: undefined },
  ]);
  expect(nagTable(findings)).toContain('| `Bad/Topic` | **open** |');
});

test('users of the constructs need no cdk-nag', () => {
  const { dependencies, peerDependencies } = packageJson;
  expect(Object.keys({ ...dependencies, ...peerDependencies })).not.toContain('cdk-nag');
});

function isConstructClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Construct;
}

function synthesized(): App {
  const { app } = watchedApp();
  app.synth();
  return app;
}

function acknowledged(app: App): string[] {
  const metadata = app.node.findAll().flatMap(({ node }) => node.metadata);
  return metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data))
    .map((id) => id.replace(/^annotation::/i, ''))
    .filter((id) => id.startsWith('AwsSolutions-'));
}

/** A sentence. */
function isReason(reason: string | undefined): boolean {
  return reason !== undefined && reason.length >= 20 && reason.endsWith('.');
}

function told({ rule, resource, reason }: NagFinding): string {
  return `${rule} at ${resource}: ${reason ?? 'no reason'}`;
}
