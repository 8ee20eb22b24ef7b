import type { Template } from 'aws-cdk-lib/assertions';
import type { SignalSources } from '../../../lib';
import { ensureBundles, type Properties, resources } from '../template';
import { hubTemplate } from './hub-template';

beforeAll(ensureBundles);

function patterns(template: Template): Properties[] {
  const rules = Object.values(resources(template, 'AWS::Events::Rule'));
  return rules.filter((rule) => rule.EventPattern && !rule.EventBusName).map((rule) => rule.EventPattern);
}

const ALWAYS = [
  { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
  { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm Contributor State Change'] },
  {
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm Configuration Change'],
    detail: { operation: ['delete'] },
  },
  {
    source: ['aws.cloudformation'],
    'detail-type': ['CloudFormation Stack Status Change'],
    detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] } },
  },
  {
    source: ['aws.codedeploy'],
    'detail-type': ['CodeDeploy Deployment State-change Notification'],
    detail: { state: ['SUCCESS'] },
  },
  { source: ['aws.ssm'], 'detail-type': ['Calendar State Change'] },
];
const INSIGHTS = { source: ['aws.xray'], 'detail-type': ['AWS X-Ray Insight Update'] };
const HEALTH = {
  source: ['aws.health'],
  'detail-type': ['AWS Health Event'],
  detail: { eventTypeCategory: ['issue', 'investigation'] },
};
const FINDINGS = [
  {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        Severity: { Label: ['CRITICAL', 'HIGH'] },
        RecordState: ['ACTIVE'],
        Workflow: { Status: ['NEW'] },
        ProductName: [{ 'anything-but': ['GuardDuty'] }],
      },
    },
  },
  {
    source: ['aws.guardduty'],
    'detail-type': ['GuardDuty Finding'],
    detail: { severity: [{ numeric: ['>=', 7] }] },
  },
];

test.each<[SignalSources | undefined, Properties[]]>([
  [undefined, [...ALWAYS, INSIGHTS, HEALTH]],
  [{}, [...ALWAYS, INSIGHTS, HEALTH]],
  [{ insights: false }, [...ALWAYS, HEALTH]],
  [{ insights: false, health: false }, ALWAYS],
  [{ findings: true }, [...ALWAYS, INSIGHTS, HEALTH, ...FINDINGS]],
])('with the sources %j the default bus has these rules', (sources, expected) => {
  const template = hubTemplate({ sources });
  expect(patterns(template)).toEqual(expected);
  // Whatever has a rule may write to the queue, and nothing else; one rule is on the hub's own bus.
  const policies = Object.values(resources(template, 'AWS::SQS::QueuePolicy'));
  const allowed = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(isAllow);
  expect(allowed.map(({ Condition }) => Condition.ArnEquals['aws:SourceArn'].length)).toEqual([
    expected.length + 1,
    expected.length + 1,
  ]);
});

test.each([
  [{ findngs: true }, "sources: there is no option 'findngs'; did you mean 'findings'?"],
  [{ health: 'yes' }, "sources: 'health' must be true or false, got 'yes'"],
])('refuses the sources %j', (sources, message) => {
  expect(() => hubTemplate({ sources: sources as never })).toThrow(message);
});

function isAllow({ Effect }: Properties): boolean {
  return Effect === 'Allow';
}
