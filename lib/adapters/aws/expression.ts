import type { ItemKey } from '../../core/incident/table';
import { INCIDENT_TABLE } from '../../core/incident/table';
import type { Comparison, ConditionalUpdate, WriteCondition } from '../../core/incident/table-write';

/** The part of a Put that carries its condition. */
export interface PutExpression {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/** An Update without its table. */
export interface UpdateExpression extends PutExpression {
  readonly Key: { pk: string; sk: string };
  readonly UpdateExpression: string;
}

/**
 * A write condition in DynamoDB's words; `any` needs none. An expired item that DynamoDB has yet to delete counts as
 * absent.
 */
export function putExpression(condition: WriteCondition, nowMs: number): Partial<PutExpression> {
  if (condition === 'any') return {};
  const words = new Words();
  const alternatives =
    condition === 'absent'
      ? [absent(words, nowMs)]
      : 'absentOr' in condition
        ? [absent(words, nowMs), compared(condition.absentOr, words)]
        : [compared(condition, words)];
  return { ConditionExpression: alternatives.join(' OR '), ...words.attributes() };
}

function absent(words: Words, nowMs: number): string {
  return (
    `attribute_not_exists(${words.name(INCIDENT_TABLE.partitionKey)}) OR ` +
    `${words.name(INCIDENT_TABLE.ttlAttribute)} <= ${words.value(nowMs / 1000)}`
  );
}

export function updateExpression(update: ConditionalUpdate): UpdateExpression {
  const words = new Words();
  const sets = Object.entries(update.set).map(([name, value]) => `${words.name(name)} = ${words.value(value)}`);
  const adds = Object.entries(update.add).map(([name, value]) => `${words.name(name)} ${words.value(value)}`);
  const removes = update.remove.map((name) => words.name(name));
  const clauses = [clause('SET', sets), clause('ADD', adds), clause('REMOVE', removes)];
  return {
    Key: keyOf(update.key),
    UpdateExpression: clauses.filter((text) => text !== '').join(' '),
    ConditionExpression: compared(update.condition, words),
    ...words.attributes(),
  };
}

function compared(comparisons: readonly Comparison[], words: Words): string {
  return comparisons
    .map(({ attribute, is, value }) => `${words.name(attribute)} ${is} ${words.value(value)}`)
    .join(' AND ');
}

function clause(verb: string, parts: readonly string[]): string {
  return parts.length === 0 ? '' : `${verb} ${parts.join(', ')}`;
}

function keyOf({ pk, sk }: ItemKey): { pk: string; sk: string } {
  return { pk, sk };
}

/** Placeholders for names and values: `ttl`, `count`, `status` and more are reserved words of DynamoDB. */
class Words {
  private readonly names: Record<string, string> = {};
  private readonly values: Record<string, unknown> = {};

  name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  value(value: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  attributes() {
    return { ExpressionAttributeNames: this.names, ExpressionAttributeValues: this.values };
  }
}
