import { createHash } from 'node:crypto';
import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** A service and an environment share alarm names, parameter names and descriptions with other text. */
const MAX_NAME_LENGTH = 64;

/**
 * Refuses a name that would not fit wherever it goes: alarm names, dimension values, SSM parameter names, tags.
 * @param property for the message, such as `service`
 */
export function checkName(property: string, name: string, maxLength = MAX_NAME_LENGTH): void {
  if (Token.isUnresolved(name)) {
    throw new Error(
      `'${property}' must be known when the app is synthesized, got a token; pass a plain text such as 'checkout'`,
    );
  }
  if (typeof name !== 'string' || name.length > maxLength || !NAME.test(name)) {
    throw new Error(
      `'${property}' must be 1 to ${maxLength} letters, digits, '.', '_' or '-', beginning with a letter or digit, ` +
        `got ${JSON.stringify(name)}`,
    );
  }
}

/**
 * Refuses what CloudWatch refuses as a namespace of custom metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export function checkNamespace(namespace: string): void {
  const known = !Token.isUnresolved(namespace);
  if (known && /^[A-Za-z0-9._/#-]{1,255}$/.test(namespace) && !namespace.startsWith('AWS/')) return;
  throw new Error(
    "'namespace' must be 1 to 255 letters, digits, '.', '_', '-', '/' or '#', not beginning with 'AWS/', got " +
      (known ? JSON.stringify(namespace) : 'a token'),
  );
}

/** Eight hex digits that stand for the parts, in their order. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME_LENGTH = 255;

/** `<owner>-<resource id>-<alarm id>-<hash>`: the resource id gives way where the name would get too long. */
export function alarmName(owner: string, resourceId: string, alarmId: string, hash: string): string {
  const room = MAX_ALARM_NAME_LENGTH - owner.length - alarmId.length - hash.length - 3;
  const shown = resourceId.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, room);
  return `${owner}-${shown}-${alarmId}-${hash}`;
}

/** `<service>-<environment>-<hash>`, in the letters that dashboard names may have. */
export function dashboardName(service: string, environment: string, hash: string): string {
  return `${service}-${environment}-${hash}`.replace(/[^A-Za-z0-9_-]/g, '-');
}

/**
 * The account and Region that a construct is deployed to, as a key. Where they are not both known, all stacks of its stage
 * that say the same are taken for one place; stages are deployed apart.
 */
export function deployPlace(scope: IConstruct): string {
  const { environment } = Stack.of(scope);
  return knowsPlace(scope) ? environment : `${environment} ${Stage.of(scope)?.node.path ?? ''}`;
}

/** Whether both account and Region are known at synth. */
export function knowsPlace(scope: IConstruct): boolean {
  const { account, region } = Stack.of(scope);
  return !Token.isUnresolved(account) && !Token.isUnresolved(region);
}

/** A nested stack gets its name only at deploy time and is deployed with its parent, so the outermost one counts. */
export function outermostStackName(scope: Construct): string {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  if (Token.isUnresolved(stack.stackName)) {
    throw new Error(`The stack of '${scope.node.path}' needs a plain 'stackName', got a token`);
  }
  return stack.stackName;
}
