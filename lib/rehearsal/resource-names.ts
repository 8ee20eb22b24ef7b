/** The names and ARNs that resources would have once deployed, made up the same way in every rehearsal. */

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
    `arn:aws:${service}:${region}:${account}:${kind}${name}`;

const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: arnOf('lambda', 'function:') },
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', arn: arnOf('dynamodb', 'table/') },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', arn: arnOf('dynamodb', 'table/') },
  'AWS::SQS::Queue': { nameProperty: 'QueueName', arn: arnOf('sqs', ''), ref: queueUrl },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: arnOf('sns', ''), ref: arnOf('sns', '') },
  'AWS::Events::EventBus': { nameProperty: 'Name', arn: arnOf('events', 'event-bus/') },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: arnOf('events', 'rule/') },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: arnOf('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', arn: arnOf('cloudwatch', 'dashboard/') },
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: arnOf('logs', 'log-group:') },
  'AWS::SSM::Parameter': { nameProperty: 'Name', arn: arnOf('ssm', 'parameter') },
  'AWS::KMS::Key': { arn: arnOf('kms', 'key/') },
  'AWS::IAM::Role': { nameProperty: 'RoleName', arn: (name, { account }) => `arn:aws:iam::${account}:role/${name}` },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::ApiGatewayV2::Api': { arn: (name, { region }) => `arn:aws:apigateway:${region}::/apis/${name}` },
};

export function namePropertyOf(type: string): string | undefined {
  return NAMINGS[type]?.nameProperty;
}

export function arnFor(type: string, name: string, place: Place): string {
  const naming = NAMINGS[type];
  if (naming) return naming.arn(name, place);
  const service = (type.split('::')[1] ?? 'unknown').toLowerCase();
  return `arn:aws:${service}:${place.region}:${place.account}:${name}`;
}

export function refFor(type: string, name: string, place: Place): string {
  return NAMINGS[type]?.ref?.(name, place) ?? name;
}

export function queueUrl(name: string, { account, region }: Place): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
