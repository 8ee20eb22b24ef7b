import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnFunction, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { labelOf } from '../monitor/resource';
import { shortHash } from '../names';

/** A log group with the functions that write to it. */
export interface WatchedLog {
  /** For people: that of the first function, else of the log group. */
  readonly label: string;
  /** For constructs: unique, and the same whatever else is watched. */
  readonly id: string;
  readonly logGroup: ILogGroup;
  /** Where the log group is defined in this app: what can be changed of it. */
  readonly template?: CfnLogGroup;
  readonly functions: readonly IFunction[];
}

/** The log groups of functions and those that are given, each once. A function without one is told at synth. */
export function watchedLogs(functions: readonly IFunction[], logGroups: readonly ILogGroup[]): WatchedLog[] {
  const found = new Map<ILogGroup, IFunction[]>();
  for (const fn of functions) {
    const logGroup = logGroupOf(fn);
    if (logGroup) found.set(logGroup, [...(found.get(logGroup) ?? []), fn]);
    else warnOfNone(fn);
  }
  for (const logGroup of logGroups) if (!found.has(logGroup)) found.set(logGroup, []);
  return [...found].map(([logGroup, writers]) => {
    const template = logGroup.node.defaultChild;
    const label = labelOf(writers[0] ?? logGroup);
    return {
      label,
      id: `${label}-${shortHash(logGroup.node.path)}`,
      logGroup,
      template: template instanceof CfnLogGroup ? template : undefined,
      functions: writers,
    };
  });
}

/** Without asking a function that has none: the CDK would make one by a custom resource. */
function logGroupOf(fn: IFunction): ILogGroup | undefined {
  if (!(fn instanceof LambdaFunction)) return undefined;
  const made = fn.node.tryFindChild('LogGroup') ?? fn.node.tryFindChild('LogRetention');
  return made || namesLogGroup(fn) ? fn.logGroup : undefined;
}

function namesLogGroup(fn: LambdaFunction): boolean {
  const template = fn.node.defaultChild;
  if (!(template instanceof CfnFunction)) return false;
  return Stack.of(fn).resolve(template.loggingConfig)?.logGroup !== undefined;
}

function warnOfNone(fn: IFunction): void {
  const why =
    fn instanceof LambdaFunction
      ? "has no log group in the template; pass 'logGroup' to it, or set the context " +
        "'@aws-cdk/aws-lambda:useCdkManagedLogGroup'"
      : "is not defined here as a Function, so its log group is not known; pass that as one of 'logGroups'";
  Annotations.of(fn).addWarningV2(
    'sightline:logNotManaged',
    `The log of the function '${fn.node.path}' is left as it is: it gets no retention, protection, indexes, queries, ` +
      `anomaly detector or subscription, as the function ${why}`,
  );
}
