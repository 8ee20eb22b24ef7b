import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { RespondOptions } from '../../../lib';
import { ensureBundles, newStack, type Properties, resources } from '../template';
import { configOf, hubTemplate, newHub, permissions, show, templateWith } from './hub-template';

let standard: Template;

beforeAll(() => {
  ensureBundles();
  standard = hubTemplate();
});

function endpoint(template: Template, name: 'links' | 'operators'): Properties {
  const functions = Object.values(resources(template, 'AWS::Lambda::Function'));
  return functions.find((fn) => fn.Environment.Variables.SIGHTLINE_ENDPOINT === name);
}

const BASE = (name: string) => ({
  'logs:CreateLogStream': [`Respond${name}Logs.Arn`],
  'logs:PutLogEvents': [`Respond${name}Logs.Arn`],
  'kms:Decrypt': ['Key.Arn'],
  'kms:GenerateDataKey': ['Key.Arn'],
  'ssm:GetParametersByPath': [expect.any(String), expect.stringMatching(/parameter\/sightline\/sightline\/\*$/)],
  'xray:PutTraceSegments': ['*'],
  'xray:PutTelemetryRecords': ['*'],
  'dynamodb:GetItem': ['Table.Arn'],
  'dynamodb:BatchGetItem': ['Table.Arn'],
  'dynamodb:PutItem': ['Table.Arn'],
  'dynamodb:DeleteItem': ['Table.Arn'],
  'sqs:SendMessage': ['EscalationsWakeUps.Arn'],
});

test('the function behind the links may do these and nothing else', () => {
  expect(permissions(standard, 'RespondLinks')).toEqual({
    ...BASE('Links'),
    'dynamodb:Query': ['Table.Arn'],
    'secretsmanager:GetSecretValue': ['RespondSigningKey'],
  });
});

test("the function behind the operators' API may do these and nothing else", () => {
  expect(permissions(standard, 'RespondOperators')).toEqual({
    ...BASE('Operators'),
    'dynamodb:Query': ['Table.Arn', 'Table.Arn/index/gsi1', 'Table.Arn/index/gsi2'],
  });
});

test('the links are open to all, a few at once; the API asks for AWS credentials', () => {
  const urls = Object.values(resources(standard, 'AWS::Lambda::Url'));
  expect(urls.map(({ AuthType, TargetFunctionArn }) => [AuthType, show(TargetFunctionArn)])).toEqual([
    ['NONE', 'RespondLinksFunction.Arn'],
    ['AWS_IAM', 'RespondOperatorsFunction.Arn'],
  ]);
  expect(endpoint(standard, 'links').ReservedConcurrentExecutions).toBe(5);
  expect(endpoint(standard, 'operators').ReservedConcurrentExecutions).toBeUndefined();
  const open = Object.values(resources(standard, 'AWS::Lambda::Permission')).filter(
    ({ Principal }) => Principal === '*',
  );
  expect(open.map(({ FunctionName }) => show(FunctionName))).toEqual([
    'RespondLinksFunction.Arn',
    'RespondLinksFunction.Arn',
  ]);
  // Only by the URL, never by the Invoke API.
  expect(
    open.map(({ FunctionUrlAuthType, InvokedViaFunctionUrl }) => FunctionUrlAuthType ?? InvokedViaFunctionUrl),
  ).toEqual(expect.arrayContaining(['NONE', true]));
});

test('each knows its endpoint, and the links the secret that signs them', () => {
  expect(show(endpoint(standard, 'links').Environment.Variables.SIGHTLINE_SIGNING_KEY_ARN)).toBe('RespondSigningKey');
  expect(endpoint(standard, 'links').Environment.Variables.SIGHTLINE_SLACK_SIGNING_ARN).toBeUndefined();
  expect(endpoint(standard, 'operators').Environment.Variables.SIGHTLINE_SIGNING_KEY_ARN).toBeUndefined();
  for (const name of ['links', 'operators'] as const) {
    const { Environment } = endpoint(standard, name);
    expect(show(Environment.Variables.SIGHTLINE_WAKE_QUEUE_URL)).toBe('EscalationsWakeUps');
    expect(Environment.Variables.SIGHTLINE_CONFIG_PATH).toBe('/sightline/sightline');
  }
});

test('the signing key is made by Secrets Manager and is in no template', () => {
  standard.hasResource('AWS::SecretsManager::Secret', {
    Properties: {
      GenerateSecretString: {
        SecretStringTemplate: '{"id":"k1"}',
        GenerateStringKey: 'secret',
        PasswordLength: 64,
        ExcludePunctuation: true,
      },
      SecretString: Match.absent(),
    },
  });
});

test('messages get links that lead to the function, and the address of the API is an output', () => {
  expect(configOf(standard).hub.respondUrl).toBe('RespondLinksFunctionFunctionUrl.FunctionUrl');
  expect(Object.values(standard.findOutputs('*')).map(({ Value }) => show(Value))).toEqual([
    'RespondOperatorsFunctionFunctionUrl.FunctionUrl',
    'Table',
  ]);
});

test('buttons of Slack need the signing secret of the app', () => {
  const stack = newStack('Hub');
  const slackSigningSecret = new Secret(stack, 'Slack');
  const template = hubTemplate({ respond: { slackSigningSecret } }, stack);
  expect(show(endpoint(template, 'links').Environment.Variables.SIGHTLINE_SLACK_SIGNING_ARN)).toMatch(/^Slack/);
  expect(permissions(template, 'RespondLinks')['secretsmanager:GetSecretValue']).toEqual([
    'RespondSigningKey',
    expect.stringMatching(/^Slack/),
  ]);
});

test('an account with a low limit reserves nothing', () => {
  const template = hubTemplate({ respond: { linkConcurrency: false } });
  expect(endpoint(template, 'links').ReservedConcurrentExecutions).toBeUndefined();
});

test('false makes none of it', () => {
  const template = hubTemplate({ respond: false });
  template.resourceCountIs('AWS::Lambda::Url', 0);
  template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  expect(configOf(template).hub.respondUrl).toBeUndefined();
  expect(permissions(template, 'Notify')['secretsmanager:GetSecretValue']).toBeUndefined();
  const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => AlarmName);
  expect(alarms).toHaveLength(30);
  expect(alarms.filter((name) => /Respond(?!ers)/.test(name))).toEqual([]);
});

test('operators may call the API once they are granted it', () => {
  const template = templateWith((hub) => {
    const operators = new ManagedPolicy(hub, 'OnCallPolicy');
    hub.grantOperate({ grantPrincipal: operators.grantPrincipal });
    expect(hub.operatorsUrl).toEqual(expect.any(String));
  });
  const granted = JSON.stringify(resources(template, 'AWS::IAM::ManagedPolicy'));
  expect(granted).toContain('lambda:InvokeFunctionUrl');
  expect(granted).toContain('RespondOperatorsFunction');
});

test('nobody can be granted an API that is not there', () => {
  const hub = newHub({ respond: false });
  expect(hub.operatorsUrl).toBeUndefined();
  expect(() => hub.grantOperate(new AccountRootPrincipal())).toThrow("has no operators' API ('respond' is false)");
});

test.each<[object, string]>([
  [{ linkConcurrency: 0 }, "'linkConcurrency' must be a whole number from 1 to 100, got 0; pass false to reserve none"],
  [{ concurrency: 5 }, "there is no option 'concurrency'"],
  [{ slackSigningSecret: 'abc' }, "'slackSigningSecret' must be a secret of Secrets Manager, got a string"],
])('refuses %j', (respond, message) => {
  expect(() => hubTemplate({ respond: respond as RespondOptions })).toThrow(message);
});
