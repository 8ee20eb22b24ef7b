/** The names and ARNs that resources would have once deployed, made up the same way in every rehearsal. */
import { partitionOf } from './partitions';

/** What naming needs to know of a resource. */
interface Named {
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

interface Naming {
  /** The property that holds the physical name, where the template gives one. */
  readonly nameProperty?: string;
  readonly arn: (name: string, place: Place) => string;
  /** What `Ref` answers; the name without it. */
  readonly ref?: (name: string, place: Place) => string;
}

const arnOf =
  (service: string, kind: string) =>
  (name: string, { account, region }: Place) =>
    `${arnStart(region)}:${service}:${region}:${account}:${kind}${name}`;

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: arnOf('lambda', 'function:') },
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', arn: arnOf('dynamodb', 'table/') },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', arn: arnOf('dynamodb', 'table/') },
  'AWS::SQS::Queue': { nameProperty: 'QueueName', arn: arnOf('sqs', ''), ref: queueUrl },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: arnOf('sns', ''), ref: arnOf('sns', '') },
  'AWS::Events::EventBus': { nameProperty: 'Name', arn: arnOf('events', 'event-bus/') },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: arnOf('events', 'rule/') },
  'AWS::ECS::Service': {
    nameProperty: 'ServiceName',
    arn: arnOf('ecs', 'service/cluster/'),
    ref: arnOf('ecs', 'service/cluster/'),
  },
  'AWS::Batch::JobQueue': {
    nameProperty: 'JobQueueName',
    arn: arnOf('batch', 'job-queue/'),
    ref: arnOf('batch', 'job-queue/'),
  },
  'AWS::Scheduler::Schedule': { nameProperty: 'Name', arn: arnOf('scheduler', 'schedule/default/') },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    arn: arnOf('states', 'stateMachine:'),
    ref: arnOf('states', 'stateMachine:'),
  },
  'AWS::Kinesis::Stream': { nameProperty: 'Name', arn: arnOf('kinesis', 'stream/') },
  'AWS::CloudWatch::CompositeAlarm': { nameProperty: 'AlarmName', arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::AlarmMuteRule': { nameProperty: 'Name', arn: arnOf('cloudwatch', 'alarm-mute-rule:') },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', arn: arnOf('cloudwatch', 'dashboard/') },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: arnOf('logs', 'log-group:') },
  'AWS::SSM::Parameter': { nameProperty: 'Name', arn: arnOf('ssm', 'parameter') },
  'AWS::KMS::Key': { arn: arnOf('kms', 'key/') },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    arn: (name, { account, region }) => `${arnStart(region)}:iam::${account}:role/${name}`,
  },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', arn: (name, { region }) => `${arnStart(region)}:s3:::${name}` },
  'AWS::ApiGatewayV2::Api': { arn: (name, { region }) => `${arnStart(region)}:apigateway:${region}::/apis/${name}` },
};

export function namePropertyOf(type: string): string | undefined {
  return NAMINGS[type]?.nameProperty;
}

export function arnFor(resource: Named, place: Place): string {
  const { type, name } = resource;
  if (QUALIFIED.has(type)) return qualifiedArn(resource, place);
  const naming = NAMINGS[type];
  if (naming) return naming.arn(name, place);
  const service = (type.split('::')[1] ?? 'unknown').toLowerCase();
  return arnOf(service, '')(name, place);
}

/** What `Ref` answers. */
export function refFor(resource: Named, place: Place): string {
  if (QUALIFIED.has(resource.type)) return qualifiedArn(resource, place);
  const { EventBusName: bus } = resource.type === 'AWS::Events::Rule' ? resource.properties : {};
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html (Ref)
  if (bus !== undefined && bus !== 'default') return `${String(bus).split('/').at(-1)}|${resource.name}`;
  return NAMINGS[resource.type]?.ref?.(resource.name, place) ?? resource.name;
}

/** Aliases and versions are known by their function's ARN and a qualifier. */
const QUALIFIED: ReadonlySet<string> = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version']);

function qualifiedArn({ properties }: Named, place: Place): string {
  const name = String(properties.FunctionName).split(':').at(-1) as string;
  return `${arnOf('lambda', 'function:')(name, place)}:${properties.Name ?? '1'}`;
}

/** The ARN of the function itself, of an ARN with an alias or version behind it; anything else as it is. */
export function withoutQualifier(identity: string): string {
  return identity.replace(/^(arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+):[^:]+$/, '$1');
}

/** Attributes of `Fn::GetAtt`: ARNs of every type, and the few others that our templates and common ones use. */
export function attributeFor(
  resource: Named & { readonly ref: string; readonly arn: string },
  attribute: string,
  place: Place,
): string | undefined {
  switch (attribute) {
    case 'StreamArn':
      return `${resource.arn}/stream/rehearsal`;
    case 'QueueName':
    case 'TopicName':
    case 'Name':
      return resource.name;
    case 'QueueUrl':
      return queueUrl(resource.name, place);
    case 'ApiId':
    case 'KeyId':
    case 'Id':
      return resource.ref;
    case 'ApiEndpoint':
      return `https://${resource.ref}.execute-api.${place.region}.${partitionOf(place.region).urlSuffix}`;
    case 'FunctionUrl':
      return `https://${resource.name.toLowerCase().replace(/[^a-z0-9]/g, '')}.lambda-url.${place.region}.on.aws/`;
    case 'LogGroupName':
      // What CDK's own custom resource, `Custom::LogRetention`, answers: the name it was given.
      return resource.properties.LogGroupName === undefined ? undefined : String(resource.properties.LogGroupName);
    case 'Value':
      return resource.type === 'AWS::SSM::Parameter' ? String(resource.properties.Value) : undefined;
    case 'Ref':
      return resource.ref;
    case 'Version':
      return '1';
    default:
      if (attribute.endsWith('Arn')) return resource.arn;
      // `LoadBalancerFullName`, `DBClusterIdentifier` and the like: what tells the resource apart as a dimension.
      return /(Name|Id|Identifier)$/.test(attribute) ? resource.name : undefined;
  }
}

export function queueUrl(name: string, { account, region }: Place): string {
  return `https://sqs.${region}.${partitionOf(region).urlSuffix}/${account}/${name}`;
}

function arnStart(region: string): string {
  return `arn:${partitionOf(region).name}`;
}
