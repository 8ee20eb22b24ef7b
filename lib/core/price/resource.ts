/**
 * What the estimate reads: resources as CloudFormation properties, or as an L1 has them, with intrinsic functions left as
 * they are.
 */
import { memberOf, parseFlag, parseNumber } from '../catalog/properties';

export interface PricedResource {
  /** Such as `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly stackName: string;
  /** Construct path. */
  readonly path: string;
  /** @default - nothing can refer to it: which routes lead to a function is then unknown */
  readonly logicalId?: string;
  /** @default - none */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Of a nested stack: its template is not here, so nothing in it is among the resources. @default false */
  readonly isElsewhere?: boolean;
  /** Name of the condition it is made under. It is priced as if it were made. @default - none */
  readonly condition?: string;
}

export function property(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((found, name) => chosen(memberOf(found, name)), value);
}

/** Elements of a list; an intrinsic function that answers one is no list. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.map(chosen) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const number = parseNumber;

export function isTrue(value: unknown): boolean {
  return parseFlag(value) === true;
}

/** A text, or a stand-in that is the same for the same intrinsic function. */
export function name(value: unknown): string {
  return text(value) ?? JSON.stringify(value ?? '');
}

/**
 * A text that Fn::Join or Fn::Sub puts together, with `x` for what only CloudFormation knows: enough to read JSON, a
 * schedule or the beginning of a name.
 */
export function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = items(property(value, 'Fn::Join'));
  if (Array.isArray(parts)) return parts.map((part) => (typeof part === 'string' ? part : 'x')).join(joined(separator));
  const sub = property(value, 'Fn::Sub');
  const [template, variables] = Array.isArray(sub) ? sub : [sub];
  if (typeof template !== 'string') return 'x';
  return template.replace(/\$\{([^}]*)\}/g, (_, name: string) => joined(property(variables, name)));
}

/** What a text of JSON says; `undefined` where it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of Fn::If the first branch: the estimate cannot know the condition, and says so. */
function chosen(value: unknown): unknown {
  let found = value;
  while (typeof found === 'object' && found !== null && Object.hasOwn(found, 'Fn::If')) {
    const branches = (found as Readonly<Record<string, unknown>>)['Fn::If'];
    if (!Array.isArray(branches)) return undefined;
    found = branches[1];
  }
  return found;
}
