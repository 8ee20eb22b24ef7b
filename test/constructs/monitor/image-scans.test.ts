import { Match, Template } from 'aws-cdk-lib/assertions';
import { ImageScans, type ImageScansProps, IncidentResponse, Observability } from '../../../lib';
import { compileEventPattern } from '../../../lib/core/signal/event-pattern';
import { newStack, resources } from '../template';

function scansOf(props: Partial<ImageScansProps> = {}) {
  const stack = newStack();
  const incidents = IncidentResponse.fromHubName('sightline');
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  new ImageScans(stack, 'Scans', { observability, ...props });
  return Template.fromStack(stack);
}

function scan(repository: string, counts: Readonly<Record<string, number>>) {
  const detail = { 'scan-status': 'COMPLETE', 'repository-name': repository, 'finding-severity-counts': counts };
  return { source: 'aws.ecr', 'detail-type': 'ECR Image Scan', detail };
}

test('the rule matches scans with findings of the severities, and no others', () => {
  const [rule] = Object.values(resources(scansOf({ repositories: ['shop'] }), 'AWS::Events::Rule'));
  const { matches } = compileEventPattern(rule.EventPattern);
  expect(matches(scan('shop', { CRITICAL: 1, LOW: 9 }))).toBe(true);
  expect(matches(scan('shop', { HIGH: 2 }))).toBe(true);
  expect(matches(scan('shop', { CRITICAL: 0, MEDIUM: 3 }))).toBe(false);
  expect(matches(scan('shop', {}))).toBe(false);
  expect(matches(scan('other', { CRITICAL: 1 }))).toBe(false);
});

test('one severity alone makes a pattern that EventBridge takes', () => {
  const [rule] = Object.values(resources(scansOf({ severities: ['CRITICAL'] }), 'AWS::Events::Rule'));
  const { matches } = compileEventPattern(rule.EventPattern);
  expect([matches(scan('a', { CRITICAL: 1 })), matches(scan('a', { HIGH: 1 }))]).toEqual([true, false]);
});

test('the alarm watches what the rule matches', () => {
  scansOf().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Events',
    MetricName: 'MatchedEvents',
    Dimensions: [{ Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp('^ScansRule') } }],
    Threshold: 1,
  });
});

test.each([
  [{ severities: [] }, "'severities' is empty"],
  [{ repositories: [] }, "'repositories' is empty"],
  [{ severities: ['critical'] }, "did you mean 'CRITICAL'?"],
  [{ severitys: ['CRITICAL'] }, "there is no option 'severitys'; did you mean 'severities'?"],
])('refuses %j', (props, message) => {
  expect(() => scansOf(props as Partial<ImageScansProps>)).toThrow(message);
});
