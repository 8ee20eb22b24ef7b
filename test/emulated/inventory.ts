/** What exists on MiniStack, service by service: to see what a destroyed app leaves behind. */
import type { Emulator } from '../../scripts/emulators';
import { REGION } from './account';
import { texts } from './cloud-formation';

/** How a service is asked for all it has. */
type Question =
  /** JSON, by the name of an operation. */
  | { readonly target: string; readonly list: string; readonly id: string; readonly only?: string }
  /** A form, answered by XML. */
  | { readonly action: string; readonly version: string; readonly element: string }
  /** A path, answered by JSON. */
  | { readonly path: string; readonly list: string; readonly id: string }
  /** A path, answered by XML. */
  | { readonly path: string; readonly element: string };

/** By resource type of CloudFormation, and the service as requests are signed for it. Ids are those of CloudFormation. */
const QUESTIONS: Readonly<Record<string, readonly [service: string, question: Question]>> = {
  'AWS::ApiGatewayV2::Api': ['apigateway', { path: '/v2/apis', list: 'items', id: 'apiId' }],
  'AWS::CloudWatch::Alarm': ['monitoring', { action: 'DescribeAlarms', version: '2010-08-01', element: 'AlarmName' }],
  'AWS::CloudWatch::Dashboard': [
    'monitoring',
    { action: 'ListDashboards', version: '2010-08-01', element: 'DashboardName' },
  ],
  'AWS::DynamoDB::Table': ['dynamodb', { target: 'DynamoDB_20120810.ListTables', list: 'TableNames', id: '' }],
  'AWS::Events::EventBus': ['events', { target: 'AWSEvents.ListEventBuses', list: 'EventBuses', id: 'Name' }],
  'AWS::Events::Rule': ['events', { target: 'AWSEvents.ListRules', list: 'Rules', id: 'Name' }],
  'AWS::IAM::Role': ['iam', { action: 'ListRoles', version: '2010-05-08', element: 'RoleName' }],
  'AWS::KMS::Key': ['kms', { target: 'TrentService.ListKeys', list: 'Keys', id: 'KeyId' }],
  'AWS::Lambda::EventSourceMapping': [
    'lambda',
    { path: '/2015-03-31/event-source-mappings/', list: 'EventSourceMappings', id: 'UUID' },
  ],
  'AWS::Lambda::Function': ['lambda', { path: '/2015-03-31/functions/', list: 'Functions', id: 'FunctionName' }],
  // A line that a function logs while its stack goes makes its log group anew, here as on AWS: one that keeps all forever.
  'AWS::Logs::LogGroup': [
    'logs',
    { target: 'Logs_20140328.DescribeLogGroups', list: 'logGroups', id: 'logGroupName', only: 'retentionInDays' },
  ],
  'AWS::S3::Bucket': ['s3', { path: '/', element: 'Name' }],
  'AWS::SNS::Subscription': ['sns', { action: 'ListSubscriptions', version: '2010-03-31', element: 'SubscriptionArn' }],
  'AWS::SNS::Topic': ['sns', { action: 'ListTopics', version: '2010-03-31', element: 'TopicArn' }],
  'AWS::SQS::Queue': ['sqs', { target: 'AmazonSQS.ListQueues', list: 'QueueUrls', id: '' }],
  'AWS::SSM::Parameter': ['ssm', { target: 'AmazonSSM.DescribeParameters', list: 'Parameters', id: 'Name' }],
  'AWS::Scheduler::Schedule': ['scheduler', { path: '/schedules', list: 'Schedules', id: 'Name' }],
  'AWS::SecretsManager::Secret': [
    'secretsmanager',
    { target: 'secretsmanager.ListSecrets', list: 'SecretList', id: 'ARN' },
  ],
};

/** Types of resources that `inventory` finds. */
export const LISTED_TYPES: ReadonlySet<string> = new Set(Object.keys(QUESTIONS));

/** Everything of these types, each as `<type> <physical id>`. */
export async function inventory(emulator: Emulator): Promise<Set<string>> {
  const all = await Promise.all(
    Object.entries(QUESTIONS).map(async ([type, [service, question]]) => {
      const ids = await ask(emulator, service, question);
      return ids.map((id) => `${type} ${id}`);
    }),
  );
  return new Set(all.flat());
}

async function ask({ endpoint }: Emulator, service: string, question: Question): Promise<string[]> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request`;
  const response = await fetch('path' in question ? `${endpoint}${question.path}` : endpoint, {
    signal: AbortSignal.timeout(30_000),
    ...('path' in question
      ? { headers: { authorization } }
      : { method: 'POST', headers: { authorization, ...headersOf(question) }, body: bodyOf(question) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`MiniStack's ${service} answered ${response.status}: ${answer.slice(0, 300)}`);
  return 'element' in question ? texts(answer, question.element) : idsOf(answer, question);
}

function headersOf(question: Exclude<Question, { path: string }>): Record<string, string> {
  if (!('target' in question)) return {};
  return { 'x-amz-target': question.target, 'content-type': 'application/x-amz-json-1.1' };
}

function bodyOf(question: Exclude<Question, { path: string }>): string | URLSearchParams {
  if ('target' in question) return question.target.startsWith('AmazonSSM') ? '{"MaxResults":50}' : '{}';
  const { action, version } = question;
  return new URLSearchParams({ Action: action, Version: version });
}

interface JsonList {
  readonly list: string;
  readonly id: string;
  readonly only?: string;
}

function idsOf(answer: string, { list, id, only }: JsonList): string[] {
  const found = (JSON.parse(answer)[list] ?? []) as (string | Readonly<Record<string, unknown>>)[];
  return found
    .filter((one) => only === undefined || (typeof one === 'object' && one[only] !== undefined))
    .map((one) => (typeof one === 'string' ? one : String(one[id])));
}
