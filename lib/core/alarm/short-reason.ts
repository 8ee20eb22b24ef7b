/** How many datapoints a shortened reason names. */
const MAX_VALUES = 5;
const CROSSED =
  /^Threshold Crossed: (\d+) out of the last (\d+) datapoints? \[(.*)\] (?:was|were) (not )?(greater than or equal to|greater than|less than or equal to|less than) the threshold \(([^)]*)\)/;
const SYMBOLS: Readonly<Record<string, string>> = {
  'greater than or equal to': '>=',
  'greater than': '>',
  'less than or equal to': '<=',
  'less than': '<',
};

const CHANGED = /^arn:[^:\s]+:cloudwatch:[^:\s]*:[^:\s]*:alarm:(.+) transitioned to (OK|ALARM|INSUFFICIENT_DATA) at /;

/**
 * CloudWatch's reason for a state in the few words a phone has room for: `3 of 5 datapoints >= 0.05 (0.25, 0.25,
 * 0.25)`, newest value first; of a composite `checkout-prod-Errors went to ALARM`. A reason of another form is answered as
 * it is.
 */
export function shortReason(reason: string): string {
  const [, child, state] = CHANGED.exec(reason) ?? [];
  if (child !== undefined) return `${child} went to ${state}`;
  const match = CROSSED.exec(reason);
  if (!match) return reason;
  const [, telling, all, list = '', not, words = '', threshold = ''] = match;
  const values = valuesOf(list).map(number);
  const shown = values.length > MAX_VALUES ? [...values.slice(0, MAX_VALUES), '...'] : values;
  const condition = `${not ? 'not ' : ''}${SYMBOLS[words]} ${number(threshold)}`;
  return `${telling} of ${all} datapoints ${condition} (${shown.join(', ')})`;
}

/** The numbers of a reason that tells of datapoints and a threshold, newest value first; `undefined` for others. */
export function crossedThreshold(
  reason: string,
): { readonly values: readonly number[]; readonly threshold: number } | undefined {
  const [, , , list, , , threshold] = CROSSED.exec(reason) ?? [];
  if (list === undefined) return undefined;
  return { values: valuesOf(list).map(Number), threshold: Number(threshold) };
}

/** Of `0.25 (05/01/26 09:12:00), 0.5 (05/01/26 09:11:00)`. */
function valuesOf(list: string): string[] {
  return list.split(', ').map((point) => point.split(' ')[0] ?? '');
}

/** Four significant digits, without the `.0` of whole numbers. */
function number(text: string): string {
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? text : String(Number(value.toPrecision(4)));
}
