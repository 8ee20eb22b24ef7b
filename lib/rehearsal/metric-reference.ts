import { closest } from '../core/closest';
import type { MetricId } from '../core/signal/metric';
import { namesOf, type Templates } from './templates';

/** The resources whose name is the value of a CloudWatch dimension; of any other dimension, all resources may be. */
const TYPES_OF_DIMENSION: Readonly<Record<string, readonly string[]>> = {
  FunctionName: ['AWS::Lambda::Function'],
  QueueName: ['AWS::SQS::Queue'],
  TableName: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  TopicName: ['AWS::SNS::Topic'],
  ApiId: ['AWS::ApiGatewayV2::Api'],
  ApiName: ['AWS::ApiGateway::RestApi'],
  EventBusName: ['AWS::Events::EventBus'],
  RuleName: ['AWS::Events::Rule'],
  LogGroupName: ['AWS::Logs::LogGroup'],
  BucketName: ['AWS::S3::Bucket'],
};

/**
 * Reads a metric as the command line gives it: `AWS/Lambda/Duration:FunctionName=@PlaceOrder,Other=value`. A value with
 * `@` in front is a logical id or construct path of the templates and stands for that resource's
 * name, or its ARN where the dimension is one.
 * @throws saying what belongs there
 */
export function parseMetricReference(text: string, templates: Templates): MetricId {
  const match = /^([^:]+)\/([^/:]+)(?::(.+))?$/.exec(text);
  if (!match) {
    throw new Error(
      `'${text}' is not a metric; write <namespace>/<name>:<dimension>=<value>, such as ` +
        "'AWS/Lambda/Duration:FunctionName=@PlaceOrder'",
    );
  }
  const [, namespace = '', name = '', list] = match;
  const dimensions: Record<string, string> = {};
  for (const pair of list?.split(',') ?? []) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new Error(`'${pair}' in '${text}' is not a dimension; write <dimension>=<value>`);
    const dimension = pair.slice(0, equals);
    if (Object.hasOwn(dimensions, dimension))
      throw new Error(`the dimension ${dimension} stands twice in '${text}'; keep one of them`);
    const value = pair.slice(equals + 1);
    dimensions[dimension] = value.startsWith('@') ? nameOf(value, dimension, templates) : value;
  }
  return { namespace, name, dimensions };
}

function nameOf(reference: string, dimension: string, templates: Templates): string {
  const types = Object.hasOwn(TYPES_OF_DIMENSION, dimension) ? (TYPES_OF_DIMENSION[dimension] ?? []) : [];
  try {
    const { name, arn } = templates.find(reference, ...types);
    // `StateMachineArn` and its like: the service publishes under the ARN.
    return dimension.endsWith('Arn') ? arn : name;
  } catch (error) {
    const meant = closestReference(reference.slice(1), templates, types);
    if (meant === undefined) throw error;
    const kind = types.join(' or ') || 'resource';
    throw new Error(`there is no ${kind} '${reference}' for ${dimension}; did you mean '@${meant}'?`);
  }
}

/** A resource by the last part of its path, its path or its logical id, whichever is closest; none where one fits. */
function closestReference(wanted: string, templates: Templates, types: readonly string[]): string | undefined {
  const candidates = types.length > 0 ? templates.ofType(...types) : templates.resources;
  const names = namesOf(candidates);
  return names.includes(wanted) ? undefined : closest(wanted, names);
}
