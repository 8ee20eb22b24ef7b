import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A text without the detours of CDK: what is imported by name has a part of an ARN of that name as its name, and two of
 * one name would look like two. What it cannot make plain stays as it is.
 */
export function plainText(text: string, scope: IConstruct): string {
  if (!Token.isUnresolved(text)) return text;
  const [at, split] = argumentsOf(Stack.of(scope).resolve(text), 'Fn::Select');
  const [separator, joined] = argumentsOf(split, 'Fn::Split');
  const [glue, parts] = argumentsOf(joined, 'Fn::Join');
  if (glue !== '' || !Array.isArray(parts) || typeof separator !== 'string') return text;
  const known = parts.map((part) => (typeof part === 'string' ? part : isPseudoParameter(part) ? UNKNOWN : undefined));
  const selected = known.includes(undefined) ? undefined : known.join('').split(separator)[Number(at)];
  return selected === undefined || selected.includes(UNKNOWN) ? text : selected;
}

function argumentsOf(value: unknown, name: string): readonly unknown[] {
  const found = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return Array.isArray(found) ? found : [];
}

/** Partition, Region and account have none of the separators of ARNs in them. */
function isPseudoParameter(value: unknown): boolean {
  const name = (value as { readonly Ref?: unknown } | null)?.Ref;
  return typeof name === 'string' && name.startsWith('AWS::');
}

const UNKNOWN = '\u0000';
