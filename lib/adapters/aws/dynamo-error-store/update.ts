/** Updates of a tracked error, as DynamoDB's expressions. */
import { oldestKept, STEPS } from '../../../core/error/counts';
import { countAttribute, countAttributes, type Item, judgedAttributes } from '../../../core/error/item';
import { BATCHES_KEPT, ERROR_TABLE, listsOf } from '../../../core/error/table';
import type { ErrorTally } from '../../../core/error/tally';
import type { TrackedError } from '../../../core/error/tracked-error';

interface Update {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/**
 * Adds a batch to an error that is there, unless it was added. The list that remembers it grows by one; of the other one
 * two go at the end, because an expression may not name one list twice.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function countUpdate({ batch, count, counts, lastMs }: ErrorTally, expiresAt: number): Update {
  const { own, other } = listsOf(batch);
  const sums = Object.entries({ count, ...countAttributes(counts) });
  return {
    UpdateExpression:
      'SET lastMs = :last, #ttl = :ttl, #own = list_append(:batches, #own) ' +
      `ADD ${sums.map((_, index) => `#c${index} :c${index}`).join(', ')} ` +
      `REMOVE #other[${BATCHES_KEPT}], #other[${BATCHES_KEPT + 1}]`,
    ConditionExpression: 'attribute_exists(pk) AND NOT contains(#own, :batch)',
    ExpressionAttributeNames: {
      '#ttl': ERROR_TABLE.ttlAttribute,
      '#own': own,
      '#other': other,
      ...Object.fromEntries(sums.map(([name], index) => [`#c${index}`, name])),
    },
    ExpressionAttributeValues: {
      ':last': lastMs,
      ':ttl': expiresAt,
      ':batch': batch,
      ':batches': [batch],
      ...Object.fromEntries(sums.map(([, sum], index) => [`:c${index}`, sum])),
    },
  };
}

/** What was judged, without minutes, hours and days that are no longer kept. */
export function reviseUpdate(error: TrackedError, nowMs: number): Update {
  const attributes = Object.entries(judgedAttributes(error) as Item);
  const set = attributes.filter(([, value]) => value !== undefined);
  const gone = attributes.filter(([, value]) => value === undefined).map(([name]) => name);
  const over = STEPS.flatMap((step) =>
    Object.keys(error.counts[step])
      .map(Number)
      .filter((key) => key < oldestKept(step, nowMs))
      .map((key) => countAttribute(step, key)),
  );
  const remove = [...gone, ...over];
  return {
    UpdateExpression:
      `SET ${set.map((_, index) => `#s${index} = :s${index}`).join(', ')}` +
      (remove.length > 0 ? ` REMOVE ${remove.map((_, index) => `#r${index}`).join(', ')}` : ''),
    ConditionExpression: 'version = :before',
    ExpressionAttributeNames: Object.fromEntries([
      ...set.map(([name], index) => [`#s${index}`, name]),
      ...remove.map((name, index) => [`#r${index}`, name]),
    ]),
    ExpressionAttributeValues: {
      ':before': error.version - 1,
      ...Object.fromEntries(set.map(([, value], index) => [`:s${index}`, value])),
    },
  };
}
