/** Which messages an SNS subscription accepts. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html */
import { compileEventPattern, EventPatternError } from './event-pattern';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** A message attribute as SNS knows it; the value of `String.Array` is JSON. */
export interface MessageAttribute {
  /** `String`, `String.Array`, `Number` or `Binary`; a custom label may follow, as in `Number.float`. */
  readonly type: string;
  readonly value: string;
}

export interface FilteredMessage {
  readonly body: string;
  /** @default - no attributes */
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface SubscriptionFilter {
  accepts(message: FilteredMessage): boolean;
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/**
 * Compiles a filter policy (the parsed JSON): exact values, `prefix`, `suffix`, `equals-ignore-case`, `anything-but`,
 * `wildcard`, `cidr`, `numeric`, `exists` and `$or`. Throws where SNS would refuse the policy, saying where and why.
 *
 * ```ts
 * const critical = compileSubscriptionFilter({ severity: ['critical', 'high'] });
 * critical.accepts({ body: '', attributes: { severity: { type: 'String', value: 'high' } } }); // true
 * ```
 *
 * The empty policy accepts everything. Attributes of type `Binary` and arrays that are not JSON are ignored. A body that is no JSON object is not accepted,
 * and neither is a message without any attribute, whatever the policy on attributes says.
 */
export function compileSubscriptionFilter(
  policy: unknown,
  scope: FilterPolicyScope = 'MessageAttributes',
): SubscriptionFilter {
  if (isEmpty(policy)) return { accepts: () => true };
  checkLimits(policy, scope);
  const pattern = compile(policy);
  if (scope === 'MessageBody') {
    return {
      accepts: ({ body }) => {
        const value = parseJson(body);
        return typeof value === 'object' && value !== null && !Array.isArray(value) && pattern.matches(value);
      },
    };
  }
  return {
    accepts: ({ attributes = {} }) => {
      const fields = Object.entries(attributes).flatMap(([name, attribute]) => readAttribute(name, attribute));
      return fields.length > 0 && pattern.matches(Object.fromEntries(fields));
    },
  };
}

/** The operators are those of EventBridge patterns, array and number rules included. */
function compile(policy: unknown): ReturnType<typeof compileEventPattern> {
  try {
    return compileEventPattern(policy);
  } catch (error) {
    if (!(error instanceof EventPatternError)) throw error;
    throw new Error(error.message.replace(/^Event pattern/, 'Filter policy'));
  }
}

function readAttribute(name: string, { type, value }: MessageAttribute): (readonly [string, unknown])[] {
  if (type === 'String' || (type.startsWith('String.') && type !== 'String.Array')) return [[name, value]];
  if (type === 'Number' || type.startsWith('Number.')) return [[name, Number(value)]];
  const items = type === 'String.Array' ? parseJson(value) : undefined;
  return Array.isArray(items) ? [[name, items]] : [];
}

interface PolicyKey {
  readonly depth: number;
  readonly values: number;
}

function checkLimits(policy: unknown, scope: FilterPolicyScope): void {
  const keys = keysOf(policy, 1);
  if (scope === 'MessageAttributes' && keys.some(({ depth }) => depth > 1)) {
    throw new Error(
      "Filter policy on attributes has nested keys; set FilterPolicyScope to 'MessageBody' or flatten it",
    );
  }
  if (keys.length > MAX_KEYS) {
    throw new Error(`Filter policy has ${keys.length} keys; SNS takes ${MAX_KEYS} at most`);
  }
  const combinations = keys.reduce((product, { depth, values }) => product * depth * values, 1);
  if (combinations > MAX_COMBINATIONS) {
    throw new Error(
      `Filter policy has ${combinations} combinations (values of each key times its depth, multiplied); SNS takes ` +
        `${MAX_COMBINATIONS} at most`,
    );
  }
}

/** Keys with a list of values; the branches of `$or` stand side by side at its own depth. */
function keysOf(policy: unknown, depth: number): PolicyKey[] {
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return [];
  return Object.entries(policy).flatMap(([key, value]) => {
    if (key === '$or' && Array.isArray(value)) return value.flatMap((branch) => keysOf(branch, depth));
    return Array.isArray(value) ? [{ depth, values: value.length }] : keysOf(value, depth + 1);
  });
}

/** Setting `{}` is how a policy is taken away. */
function isEmpty(policy: unknown): boolean {
  return typeof policy === 'object' && policy !== null && !Array.isArray(policy) && Object.keys(policy).length === 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
