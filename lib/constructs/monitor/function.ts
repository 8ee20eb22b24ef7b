import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { propertyAt } from '../../core/catalog/properties';
import { DEFAULT_NAMESPACE, DIMENSION_SETS, ENV, LOGGED_ERRORS } from '../../core/conventions';
import { plainText } from './plain-text';
import type { ServiceIdentity } from './service';
import { ConstructSource, templateResourceOf } from './source';

/**
 * Tells the middleware in a function which service it is, and counts the errors in its log. Where the function cannot
 * be changed from here, a synth warning says what to set by hand.
 */
export function connectFunction(fn: IConstruct, identity: ServiceIdentity): void {
  const variables = identityVariables(identity);
  if (!(fn instanceof LambdaFunction)) {
    askToSet(fn, variables);
    return;
  }
  const before = ownVariables(fn);
  for (const [name, value] of Object.entries(variables)) {
    // Lambda@Edge takes no variables: there a function does without, and CDK would fail the synth.
    if (!Object.hasOwn(before, name)) fn.addEnvironment(name, value, { removeInEdge: true });
    else warnIfOther(fn, name, before[name], value);
  }
  countLoggedErrors(fn, identity.namespace);
}

/** An L1's environment is the user's to write: what is there already is not asked for. */
function askToSet(fn: IConstruct, variables: Readonly<Record<string, string>>): void {
  const template = templateResourceOf(fn);
  const before = template ? propertyAt(new ConstructSource(template).properties, 'Environment.Variables') : undefined;
  const missing = Object.entries(variables).filter(([name]) => !Object.hasOwn(Object(before), name));
  if (missing.length === 0) return;
  const why = template
    ? 'is an L1 construct, whose environment and log are left alone'
    : 'is not defined in this app, so its environment and log stay as they are';
  Annotations.of(fn).addWarningV2(
    'sightline:setEnvironmentByHand',
    `The function '${fn.node.path}' ${why}. Set ${missing.map(([name, value]) => `${name}=${value}`).join(', ')} ` +
      `${template ? "in its 'environment'" : 'on it by hand'}, or its requests count for no service; its logged errors ` +
      'are not counted',
  );
}

function identityVariables({ service, environment, namespace, release }: ServiceIdentity): Record<string, string> {
  return {
    [ENV.service]: service,
    [ENV.environment]: environment,
    ...(namespace === DEFAULT_NAMESPACE ? {} : { [ENV.namespace]: namespace }),
    ...(release === undefined ? {} : { [ENV.release]: release }),
  };
}

function ownVariables(fn: LambdaFunction): Readonly<Record<string, unknown>> {
  const template = fn.node.defaultChild;
  if (!(template instanceof CfnFunction)) return {};
  return Stack.of(fn).resolve(template.environment)?.variables ?? {};
}

/** The user's value stays; but metrics of another service are out of sight of this service's alarms. */
function warnIfOther(fn: LambdaFunction, name: string, own: unknown, ours: string): void {
  if (own === ours || name === ENV.release) return;
  Annotations.of(fn).addWarningV2(
    `sightline:otherIdentity.${name}`,
    `${name} of '${fn.node.path}' is ${JSON.stringify(own)} already and stays so, but it is monitored as '${ours}': the ` +
      "alarms on the service's own metrics will not see this function",
  );
}

/** Log groups that have their filter, by stage: a stage is deployed on its own. */
const counted = new WeakMap<IConstruct, Set<string>>();

/**
 * One filter for each log group, also where functions of several services share it, or one of them knows it by an import of
 * its name: two would count each error twice. It counts the lines of all who write there, each for the service and
 * environment that the line names. Dimensions rule out a default value.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 */
function countLoggedErrors(fn: LambdaFunction, namespace: string): void {
  const logGroup = logGroupOf(fn);
  if (!takesMetricFilters(logGroup)) {
    Annotations.of(fn).addWarningV2(
      'sightline:logGroupWithoutMetrics',
      `The log group of '${fn.node.path}' is not of the class STANDARD, so CloudWatch makes no metrics of its lines: its ` +
        "logged errors are not counted, and the handler's own metrics are lost; use the class STANDARD",
    );
    return;
  }
  if (!isFirst(logGroup, namespace)) return;
  const id = namespace === DEFAULT_NAMESPACE ? LOGGED_ERRORS : `${LOGGED_ERRORS}-${namespace.replaceAll('/', '-')}`;
  new MetricFilter(logGroup, id, {
    logGroup,
    filterPattern: FilterPattern.literal('{ $.level = "ERROR" || $.level = "FATAL" }'),
    metricNamespace: namespace,
    metricName: LOGGED_ERRORS,
    metricValue: '1',
    dimensions: Object.fromEntries(DIMENSION_SETS.log[0].map((name) => [name, `$.${name}`])),
  });
}

/** Whether the log group has no filter of the namespace yet. Stacks without an environment are taken for one place. */
function isFirst(logGroup: ILogGroup, namespace: string): boolean {
  const stage = Stage.of(logGroup) ?? logGroup.node.root;
  const known = counted.get(stage) ?? new Set();
  counted.set(stage, known);
  const key = JSON.stringify([Stack.of(logGroup).environment, namespace, nameOf(logGroup)]);
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

/** The name in the account where it is written out, else the construct path. */
function nameOf(logGroup: ILogGroup): string {
  const template = logGroup.node.defaultChild;
  const name = template instanceof CfnLogGroup ? template.logGroupName : plainText(logGroup.logGroupName, logGroup);
  return name === undefined || Token.isUnresolved(name) ? `/${logGroup.node.path}` : name;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
function takesMetricFilters(logGroup: ILogGroup): boolean {
  const template = logGroup.node.defaultChild;
  if (!(template instanceof CfnLogGroup)) return true;
  return template.logGroupClass === undefined || template.logGroupClass === 'STANDARD';
}

/** Asking a function without a log group for it makes CDK add a custom resource: fine, but nobody should wonder why. */
function logGroupOf(fn: LambdaFunction): ILogGroup {
  const before = fn.node.tryFindChild('LogRetention');
  const { logGroup } = fn;
  if (!before && fn.node.tryFindChild('LogRetention')) {
    Annotations.of(fn).addWarningV2(
      'sightline:logGroupByCustomResource',
      `The function '${fn.node.path}' has no log group in the template, so CDK adds a custom resource that creates it ` +
        "with endless retention; pass 'logGroup' to the function, or set the context " +
        "'@aws-cdk/aws-lambda:useCdkManagedLogGroup'",
    );
  }
  return logGroup;
}
