import { CfnResource, Token } from 'aws-cdk-lib';
import { HttpApi, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type ITable, type ITableV2, TableBase, TableBaseV2 } from 'aws-cdk-lib/aws-dynamodb';
import { CfnFunction, FunctionBase, type IFunction, QualifiedFunctionBase } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, type IQueue, Queue, QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { DYNAMODB_TABLE } from '../../core/catalog/dynamodb-table';
import type { CatalogEntry } from '../../core/catalog/entry';
import { HTTP_API } from '../../core/catalog/http-api';
import { LAMBDA_FUNCTION } from '../../core/catalog/lambda-function';
import {
  type AlarmTuning,
  type CatalogResource,
  type ResolvedAlarm,
  type ResolvedGraph,
  resolveAlarms,
  resolveGraphs,
} from '../../core/catalog/resolve';
import { SQS_QUEUE } from '../../core/catalog/sqs-queue';

/** What `Observability.monitor` takes: L2 constructs of these types, imported ones too. */
export type Monitorable = IFunction | IHttpApi | ITable | ITableV2 | IQueue;

/** A resource as its catalog entry sees it. */
export interface MonitoredResource {
  /** For headings: `Lambda function`. */
  readonly title: string;
  readonly label: string;
  /** Dead-letter queues that are watched along with it. */
  readonly deadLetters: readonly IConstruct[];
  readonly graphs: readonly ResolvedGraph[];
  alarms(tuning: Readonly<Record<string, AlarmTuning>>): ResolvedAlarm[];
}

/**
 * Finds the catalog entry of a construct and the facts its alarms need. Throws where there is none.
 * @param paired dead-letter queues that are watched already: one that several queues share gets one alarm
 */
export function toMonitoredResource(
  resource: IConstruct,
  namespace: string,
  paired: ReadonlySet<IConstruct>,
): MonitoredResource {
  if (!Construct.isConstruct(resource)) throw unknown(resource);
  const label = labelOf(resource);
  if (resource instanceof FunctionBase && !(resource instanceof QualifiedFunctionBase)) {
    const dimensions = { default: { FunctionName: resource.functionName } };
    return monitoredAs(LAMBDA_FUNCTION, { label, namespace, dimensions, facts: { timeoutMs: timeoutMs(resource) } });
  }
  if (isHttpApi(resource)) {
    return monitoredAs(HTTP_API, { label, namespace, dimensions: { default: { ApiId: resource.apiId } }, facts: {} });
  }
  if (resource instanceof TableBase || resource instanceof TableBaseV2) {
    const dimensions = { default: { TableName: resource.tableName } };
    return monitoredAs(DYNAMODB_TABLE, { label, namespace, dimensions, facts: {} });
  }
  if (resource instanceof QueueBase) {
    const deadLetters = resource instanceof Queue ? resource.deadLetterQueue?.queue : undefined;
    const own = deadLetters && !paired.has(deadLetters) ? deadLetters : undefined;
    const dimensions = {
      default: { QueueName: resource.queueName },
      ...(own ? { deadLetter: { QueueName: own.queueName } } : {}),
    };
    return monitoredAs(SQS_QUEUE, { label, namespace, dimensions, facts: queueFacts(resource) }, own ? [own] : []);
  }
  throw unknown(resource);
}

function unknown(resource: IConstruct): Error {
  return new Error(
    `Observability.monitor got ${describeType(resource)}; it knows Lambda functions (the function itself, no alias ` +
      'or version), API Gateway v2 HTTP APIs, DynamoDB tables (Table, TableV2) and SQS queues, as L2 constructs',
  );
}

/** A resource of a catalog entry's type. */
export function monitoredAs<Facts>(
  entry: CatalogEntry<Facts>,
  resource: CatalogResource<Facts>,
  deadLetters: readonly IConstruct[] = [],
): MonitoredResource {
  return {
    title: entry.title,
    label: resource.label,
    deadLetters,
    graphs: resolveGraphs(entry, resource),
    alarms: (tuning) => resolveAlarms(entry, resource, tuning),
  };
}

/** The construct id; the parent's where the id is one of CDK's fillers. */
export function labelOf(resource: IConstruct): string {
  const { id, scope } = resource.node;
  return scope?.node.id && (id === 'Resource' || id === 'Default') ? scope.node.id : id;
}

/** Lambda's own default where the function sets none; unknown for imported functions. */
function timeoutMs(resource: FunctionBase): number | undefined {
  const template = resource.node.defaultChild;
  if (!(template instanceof CfnFunction)) return undefined;
  const seconds = template.timeout ?? 3;
  return Token.isUnresolved(seconds) ? undefined : seconds * 1000;
}

/** SQS's own defaults where the queue sets none, or is imported. */
function queueFacts(resource: QueueBase) {
  const template = resource.node.defaultChild;
  const own = template instanceof CfnQueue ? template : undefined;
  return {
    visibilityTimeoutSeconds: plainNumber(own?.visibilityTimeout, 30),
    retentionSeconds: plainNumber(own?.messageRetentionPeriod, 345_600),
  };
}

function plainNumber(value: number | undefined, otherwise: number): number {
  return value === undefined || Token.isUnresolved(value) ? otherwise : value;
}

/** Imported HTTP APIs have no public class; they share the mark with `HttpApi`. */
function isHttpApi(resource: IConstruct): resource is IHttpApi {
  return resource instanceof HttpApi || ('isHttpApi' in resource && resource.isHttpApi === true && 'apiId' in resource);
}

/** By CloudFormation type where it has one: class names of the CDK are not what its users write. */
function describeType(resource: IConstruct): string {
  if (!Construct.isConstruct(resource)) return `${typeof resource} that is no construct`;
  const template = CfnResource.isCfnResource(resource) ? resource : resource.node.defaultChild;
  const type = template && CfnResource.isCfnResource(template) ? template.cfnResourceType : resource.constructor.name;
  return `'${resource.node.path}' (${type})`;
}
