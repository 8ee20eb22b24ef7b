/** What of a template is Sightline's own, and which alarms watch it. */
import { CfnResource, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FUNCTION_METADATA } from '../../lib/core/conventions';
import type { Properties } from '../constructs/template';

export interface Found {
  readonly id: string;
  readonly path: string;
  readonly properties: Properties;
  /** Of a function: its name in `lambdas/`. */
  readonly workflow?: string;
}

export interface OwnResources {
  readonly functions: readonly Found[];
  readonly queues: readonly Found[];
  readonly tables: readonly Found[];
  readonly topics: readonly Found[];
  readonly rules: readonly Found[];
  readonly mappings: readonly Found[];
  readonly alarms: readonly Found[];
}

/** @param made tells by its path whether Sightline made a resource */
export function ownResources(stack: Stack, made: (path: string) => boolean): OwnResources {
  const all = Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, Properties>);
  const paths = new Map(
    stack.node.findAll().flatMap((one) => (CfnResource.isCfnResource(one) ? [[idOf(one), one.node.path]] : [])),
  );
  const ofType = (type: string): Found[] =>
    all
      .filter(([, resource]) => resource.Type === type)
      .map(([id, { Properties: properties = {}, Metadata = {} }]) => ({
        ...{ id, properties, path: paths.get(id) ?? id },
        workflow: Metadata[FUNCTION_METADATA],
      }))
      .filter(({ path }) => made(path));
  return {
    functions: ofType('AWS::Lambda::Function').filter(({ workflow }) => workflow !== undefined),
    queues: ofType('AWS::SQS::Queue'),
    tables: [...ofType('AWS::DynamoDB::Table'), ...ofType('AWS::DynamoDB::GlobalTable')],
    topics: ofType('AWS::SNS::Topic'),
    rules: ofType('AWS::Events::Rule'),
    mappings: ofType('AWS::Lambda::EventSourceMapping'),
    alarms: ofType('AWS::CloudWatch::Alarm'),
  };
}

function idOf(resource: CfnResource): string {
  return resource.stack.resolve(resource.logicalId);
}

/** What is wrong, a sentence each; empty where every resource of Sightline's own is watched. */
export function unwatched(own: OwnResources): string[] {
  return [
    ...own.functions.flatMap((one) => functionProblems(own, one)),
    ...own.queues.flatMap((one) => queueProblems(own, one)),
    ...own.tables.flatMap((one) => tableProblems(own, one)),
    ...own.topics
      .filter(({ id }) => !hasAlarm(own, 'NumberOfNotificationsFailed', id))
      .map(({ path }) => `nobody hears when the topic ${path} does not deliver`),
    ...own.rules.flatMap((one) => ruleProblems(own, one)),
  ];
}

/** It fails, or it does not run: each must be heard of. A silence of what it publishes is either. */
function functionProblems(own: OwnResources, { id, path, workflow }: Found): string[] {
  const named = `the function ${workflow} (${path})`;
  const silence = hasSilence(own, path);
  const fails = silence || hasAlarm(own, 'Errors', id);
  const idles =
    silence ||
    hasAlarm(own, 'Throttles', id) ||
    hasAlarm(own, 'IteratorAge', id) ||
    hasAlarm(own, 'Invocations', id) ||
    feedsOf(own, id).some((queue) => hasAlarm(own, 'ApproximateAgeOfOldestMessage', queue.id)) ||
    deadLettersOf(own, id).some((queue) => hasAlarm(own, 'ApproximateNumberOfMessagesVisible', queue.id));
  return [
    ...(fails ? [] : [`nobody hears when ${named} fails`]),
    ...(idles ? [] : [`nobody hears when ${named} is throttled or does not run`]),
  ];
}

function queueProblems(own: OwnResources, { id, path, properties }: Found): string[] {
  if (isDeadLetters(own, id)) {
    return hasAlarm(own, 'ApproximateNumberOfMessagesVisible', id)
      ? []
      : [`nobody hears of dead letters in the queue ${path}`];
  }
  return [
    ...(properties.RedrivePolicy ? [] : [`the queue ${path} has no dead-letter queue`]),
    ...(hasAlarm(own, 'ApproximateAgeOfOldestMessage', id) || hasSilence(own, path)
      ? []
      : [`nobody hears when messages wait in the queue ${path}`]),
  ];
}

/**
 * By itself; or, where nobody waits for a stream of it, because each function that stands beside it is heard of when it
 * fails.
 */
function tableProblems(own: OwnResources, { id, path, properties }: Found): string[] {
  const users = own.functions.filter((one) => parentOf(one.path).startsWith(parentOf(path)));
  const heard = users.length > 0 && users.every((one) => hasSilence(own, one.path) || hasAlarm(own, 'Errors', one.id));
  const isWaitedFor = properties.StreamSpecification !== undefined;
  return (heard && !isWaitedFor) || hasAlarm(own, 'WriteThrottleEvents', id)
    ? []
    : [`nobody hears when the table ${path} throttles`];
}

/** What a rule cannot deliver lies in a queue; what a schedule does not start, a silence tells. */
function ruleProblems(own: OwnResources, { path, properties }: Found): string[] {
  const targets: Properties[] = properties.Targets ?? [];
  const isKept = (target: Properties) => JSON.stringify(target.DeadLetterConfig ?? '') !== '""';
  const runs = (target: Properties) => own.functions.find(({ id }) => JSON.stringify(target.Arn).includes(id));
  return targets
    .filter((target) => {
      const started = runs(target);
      if (isKept(target) || !started) return false;
      return properties.ScheduleExpression
        ? !hasSilence(own, started.path) && !hasAlarm(own, 'Invocations', started.id) && !isHeartbeat(target)
        : !isMadeUpFor(path);
    })
    .map((target) => `nobody hears when the rule ${path} does not reach ${show(target)}`);
}

/** Heartbeats have a silence of their own, one for each pager; `escalate` tells again of maintenance; deploys are hints. */
function isHeartbeat({ Input }: Properties): boolean {
  return JSON.stringify(Input ?? '').includes('heartbeat');
}

function isMadeUpFor(path: string): boolean {
  return /\/(MaintenanceNotices|Deploys)\//.test(path);
}

function show({ Arn }: Properties): string {
  return JSON.stringify(Arn);
}

function hasAlarm({ alarms }: OwnResources, metric: string, id: string): boolean {
  return alarms.some(
    ({ properties: { MetricName, Dimensions = [] } }) =>
      MetricName === metric && (Dimensions as Properties[]).some(({ Value }) => names(Value, id)),
  );
}

/** An alarm of the same construct to which silence is a fault. */
function hasSilence({ alarms }: OwnResources, path: string): boolean {
  const construct = `${parentOf(path)}/`;
  return alarms.some(
    ({ path: alarm, properties: { TreatMissingData, ComparisonOperator } }) =>
      TreatMissingData === 'breaching' &&
      ComparisonOperator === 'LessThanThreshold' &&
      alarm.startsWith(construct) &&
      !alarm.slice(construct.length).includes('/'),
  );
}

/** Queues that a mapping reads for the function. */
function feedsOf({ mappings, queues }: OwnResources, id: string): Found[] {
  return mappings
    .filter(({ properties }) => names(properties.FunctionName, id))
    .flatMap(({ properties }) => queues.filter((queue) => names(properties.EventSourceArn, queue.id)));
}

/** Queues that keep what the function was invoked with in vain. */
function deadLettersOf({ functions, mappings, queues }: OwnResources, id: string): Found[] {
  const kept = [
    functions.find((one) => one.id === id)?.properties.DeadLetterConfig,
    ...mappings
      .filter(({ properties }) => names(properties.FunctionName, id))
      .map(({ properties }) => properties.DestinationConfig),
  ];
  return queues.filter((queue) => kept.some((config) => names(config, queue.id)));
}

function isDeadLetters(own: OwnResources, id: string): boolean {
  const { queues, functions, mappings, rules } = own;
  return [
    ...queues.map(({ properties }) => properties.RedrivePolicy),
    ...functions.map(({ properties }) => properties.DeadLetterConfig),
    ...mappings.map(({ properties }) => properties.DestinationConfig),
    ...rules.flatMap(({ properties }) => (properties.Targets ?? []).map((one: Properties) => one.DeadLetterConfig)),
  ].some((config) => names(config, id));
}

/** Whether an intrinsic refers to a resource. */
function names(value: unknown, id: string): boolean {
  return JSON.stringify(value ?? '').includes(`"${id}"`);
}

/** Path of the construct that a resource is a part of: without the resource itself and its own construct. */
function parentOf(path: string): string {
  const parts = path.replace(/\/(Resource|Function\/Resource)$/, '').split('/');
  return parts.slice(0, -1).join('/');
}
