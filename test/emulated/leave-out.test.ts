import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveOut } from './leave-out';

let assembly: string;
beforeEach(() => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(assembly, { recursive: true }));

const write = (resources: unknown) =>
  writeFileSync(join(assembly, 'A.template.json'), JSON.stringify({ Resources: resources }));
const read = () => JSON.parse(readFileSync(join(assembly, 'A.template.json'), 'utf8')).Resources;

test('leaves out every resource of a listed type, and the dependencies on it', () => {
  write({
    Filter: { Type: 'AWS::Logs::MetricFilter' },
    Other: { Type: 'AWS::SQS::Queue', DependsOn: ['Filter', 'Third'] },
    Third: { Type: 'AWS::SQS::Queue', DependsOn: 'Filter' },
  });
  const entry = { type: 'AWS::Logs::MetricFilter', reason: 'not known' };
  expect(leaveOut(assembly, [entry]).get(entry)).toBe(1);
  expect(read()).toEqual({
    Other: { Type: 'AWS::SQS::Queue', DependsOn: ['Third'] },
    Third: { Type: 'AWS::SQS::Queue', DependsOn: [] },
  });
});

test('leaves out a listed property and keeps the resource', () => {
  write({
    One: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [1], Threshold: 2 } },
    Two: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 3 } },
    Other: { Type: 'AWS::CloudWatch::Dashboard', Properties: { Metrics: [4] } },
  });
  const entry = { type: 'AWS::CloudWatch::Alarm', property: 'Metrics', reason: 'refused' };
  expect(leaveOut(assembly, [entry]).get(entry)).toBe(1);
  expect(read()).toEqual({
    One: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 2 } },
    Two: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 3 } },
    Other: { Type: 'AWS::CloudWatch::Dashboard', Properties: { Metrics: [4] } },
  });
});

test('leaves out the resources of a type that have a property, and keeps its others', () => {
  write({
    One: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [1] } },
    Two: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Orders' }, DependsOn: ['One'] },
    Three: { Type: 'AWS::CloudWatch::Alarm' },
    Other: { Type: 'AWS::CloudWatch::Dashboard', Properties: { Metrics: [4] } },
  });
  const entry = { type: 'AWS::CloudWatch::Alarm', withProperty: 'Metrics', reason: 'refused' };
  expect(leaveOut(assembly, [entry]).get(entry)).toBe(1);
  expect(read()).toEqual({
    Two: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Orders' }, DependsOn: [] },
    Three: { Type: 'AWS::CloudWatch::Alarm' },
    Other: { Type: 'AWS::CloudWatch::Dashboard', Properties: { Metrics: [4] } },
  });
});

test('counts nothing for an entry that the assembly does not need', () => {
  write({ One: { Type: 'AWS::SQS::Queue' } });
  const entry = { type: 'AWS::Logs::MetricFilter', reason: 'not known' };
  expect(leaveOut(assembly, [entry]).get(entry)).toBe(0);
});

test.each([
  ['Ref', { Ref: 'Gone' }],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Gone', 'Arn'] }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder
  ['Fn::Sub', { 'Fn::Sub': 'arn:${Gone.Arn}' }],
])('refuses to leave out what another resource refers to by %s', (_, reference) => {
  write({
    Gone: { Type: 'AWS::Logs::MetricFilter' },
    Other: { Type: 'AWS::SQS::Queue', Properties: { QueueName: reference } },
  });
  expect(() => leaveOut(assembly, [{ type: 'AWS::Logs::MetricFilter', reason: 'not known' }])).toThrow(
    "A.template.json: 'Gone' cannot be left out, other resources refer to it",
  );
});
