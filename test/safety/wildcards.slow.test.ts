/** No statement says `*` where IAM knows resources. */
import { watchedApp } from '../../scripts/docs/every-construct';
import { exampleApp } from '../../scripts/docs/nag';
import { ensureBundles } from '../constructs/template';
import { identityStatements, type PolicyStatement, wildcardProblems } from './statements';
import { templatesOf } from './templates';
import { UNSCOPED_ACTIONS } from './unscoped-actions';

beforeAll(ensureBundles);

test.each([
  ['every construct', () => watchedApp().app],
  ['the example', exampleApp],
] as const)('the templates of %s have * for actions without resources only', (_, appOf) => {
  const templates = Object.entries(templatesOf(appOf()));
  const statements = templates.flatMap(([name, template]) => identityStatements(name, template));
  expect(statements.length).toBeGreaterThan(10);
  expect(statements.flatMap((statement) => wildcardProblems(statement, UNSCOPED_ACTIONS))).toEqual([]);
});

const problems = (statement: PolicyStatement) =>
  wildcardProblems(
    { place: 'Bad.template.json Role[0]', statement: { Effect: 'Allow', ...statement } },
    UNSCOPED_ACTIONS,
  );
const ec2Arn = (account: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:r:', account, ':*/*']],
});

test.each<[string, PolicyStatement, string]>([
  ['an action that has resources', { Action: 's3:GetObject', Resource: '*' }, "allows s3:GetObject on '*'"],
  [
    'one among good ones',
    { Action: ['xray:PutTraceSegments', 'sqs:SendMessage'], Resource: ['arn:aws:sqs:r:1:q', '*'] },
    "allows sqs:SendMessage on '*'",
  ],
  ['the whole of a service', { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:*:*' }, "'arn:aws:sqs:*:*:*'"],
  ['all ids of all types', { Action: 'ssm:GetParameter', Resource: ec2Arn('1') }, ':*/*'],
  ['every action', { Action: '*', Resource: 'arn:aws:sqs:r:1:q' }, "allows '*'"],
  ['every action of a service', { Action: ['logs:*'], Resource: 'arn:aws:logs:r:1:log-group:a' }, "allows 'logs:*'"],
  ['all actions but some', { NotAction: 'iam:*', Resource: 'arn:aws:sqs:r:1:q' }, 'has NotAction'],
  ['all resources but some', { Action: 'sqs:SendMessage', NotResource: 'arn:aws:sqs:r:1:q' }, 'has NotResource'],
  [
    'metrics of any namespace',
    { Action: 'cloudwatch:PutMetricData', Resource: '*' },
    'without StringEquals on cloudwatch:',
  ],
  ['the network of any account', { Action: 'ec2:CreateNetworkInterface', Resource: '*' }, 'beyond the account'],
  [
    'the network of all accounts',
    { Action: 'ec2:CreateNetworkInterface', Resource: ec2Arn('*') },
    'beyond the account',
  ],
  ['an action named as a member of all objects', { Action: 'constructor', Resource: '*' }, "allows constructor on '*'"],
])('%s is named', (_, statement, problem) => {
  expect(problems(statement)).toEqual([expect.stringContaining(`Bad.template.json Role[0]: `)]);
  expect(problems(statement)[0]).toContain(problem);
});

test.each<[string, PolicyStatement]>([
  ['an action without resources', { Action: 'xray:PutTraceSegments', Resource: '*' }],
  ['part of a service', { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:r:1:orders-*' }],
  ['items below a resource', { Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [{ Ref: 'Bucket' }, '/a/*']] } }],
  ['a refusal', { Effect: 'Deny', Action: '*', Resource: '*' }],
  ['the network of the account', { Action: 'ec2:CreateNetworkInterface', Resource: ec2Arn({ Ref: 'AWS::AccountId' }) }],
])('%s is fine', (_, statement) => {
  expect(problems(statement)).toEqual([]);
});

test('statements are found in policies, in roles, and one by one', () => {
  const Statement = { Effect: 'Allow', Action: 'a:b', Resource: '*' };
  const template = {
    Resources: {
      Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Statement: [Statement] } } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { Policies: [{ PolicyDocument: { Statement: [Statement, Statement] } }] },
      },
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement } } },
    },
  };
  expect(identityStatements('T', template).map(({ place }) => place)).toEqual([
    'T Policy[0]',
    'T Managed[0]',
    'T Role[0]',
    'T Role[1]',
  ]);
});
