import { ENV, FUNCTION_METADATA } from '../conventions';
import type { Links } from './links';
import { joined, name, type PricedResource, property, text } from './resource';

/** A Lambda function as the middleware in it sees itself. */
export interface ServiceFunction {
  readonly resource: PricedResource;
  /** `checkout (prod)`; `undefined` where the template tells no service. */
  readonly service?: string;
  /** The middleware's metrics are not switched off. */
  readonly publishes: boolean;
  /** The workflow of a function of Sightline's own, such as `notify`. */
  readonly workflow?: string;
  /** Active tracing: X-Ray records what it does. */
  readonly traced: boolean;
  /** What invokes it, as far as the template tells. */
  readonly triggers: readonly PricedResource[];
}

/** Where a resource that invokes functions names them. */
const TRIGGERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::ApiGatewayV2::Route', ['Target']],
  ['AWS::ApiGateway::Method', ['Integration']],
  ['AWS::Lambda::EventSourceMapping', ['FunctionName']],
  ['AWS::Lambda::Url', ['TargetFunctionArn']],
  ['AWS::Events::Rule', ['Targets']],
  ['AWS::Scheduler::Schedule', ['Target']],
  ['AWS::Pipes::Pipe', ['Target']],
  ['AWS::SNS::Subscription', ['Endpoint']],
  ['AWS::Logs::SubscriptionFilter', ['DestinationArn']],
  ['AWS::S3::Bucket', ['NotificationConfiguration']],
  ['Custom::S3BucketNotifications', ['NotificationConfiguration']],
  ['AWS::StepFunctions::StateMachine', ['DefinitionString', 'Definition', 'DefinitionSubstitutions']],
  ['AWS::AppSync::DataSource', ['LambdaConfig']],
  ['AWS::Cognito::UserPool', ['LambdaConfig']],
]);
/** What may stand between a trigger and its function. */
const BETWEEN: ReadonlyMap<string, string> = new Map([
  ['AWS::ApiGatewayV2::Integration', 'IntegrationUri'],
  ['AWS::Lambda::Alias', 'FunctionName'],
  ['AWS::Lambda::Version', 'FunctionName'],
]);
const MOST_BETWEEN = 3;

/** `checkout (prod)`, `checkout` where the environment is not told; `undefined` without a service. */
export function serviceLabel(service: unknown, environment: unknown): string | undefined {
  if (service === undefined || service === '') return undefined;
  return environment === undefined ? name(service) : `${name(service)} (${name(environment)})`;
}

export function serviceFunctions(resources: readonly PricedResource[], links: Links): ServiceFunction[] {
  const triggers = triggersByFunction(resources, links);
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => {
      const variable = (key: string) => property(resource.properties, 'Environment', 'Variables', key);
      return {
        resource,
        service: serviceLabel(variable(ENV.service), variable(ENV.environment)),
        publishes: variable(ENV.metricsSwitch) !== 'off',
        workflow: text(property(resource.metadata, FUNCTION_METADATA)),
        traced: property(resource.properties, 'TracingConfig', 'Mode') === 'Active',
        triggers: triggers.get(resource) ?? [],
      };
    });
}

/** The expression of a trigger that runs by the clock. */
export function scheduleOf({ type, properties }: PricedResource): string | undefined {
  if (type !== 'AWS::Events::Rule' && type !== 'AWS::Scheduler::Schedule') return undefined;
  const expression = property(properties, 'ScheduleExpression');
  return expression === undefined ? undefined : joined(expression);
}

function triggersByFunction(resources: readonly PricedResource[], links: Links) {
  const triggers = new Map<PricedResource, PricedResource[]>();
  for (const resource of resources) {
    for (const invoked of invokedBy(resource, links)) {
      const known = triggers.get(invoked);
      if (known) known.push(resource);
      else triggers.set(invoked, [resource]);
    }
  }
  return triggers;
}

function invokedBy(trigger: PricedResource, links: Links): readonly PricedResource[] {
  const places = TRIGGERS.get(trigger.type);
  // The browser's preflight request is answered by API Gateway itself.
  if (!places || property(trigger.properties, 'HttpMethod') === 'OPTIONS') return [];
  let found = places.flatMap((place) => links(property(trigger.properties, place), trigger.stackName));
  for (let step = 0; step < MOST_BETWEEN; step++) found = found.flatMap((resource) => behind(resource, links));
  return [...new Set(found.filter(({ type }) => type === 'AWS::Lambda::Function'))];
}

function behind(resource: PricedResource, links: Links): readonly PricedResource[] {
  const place = BETWEEN.get(resource.type);
  return place === undefined ? [resource] : links(property(resource.properties, place), resource.stackName);
}
