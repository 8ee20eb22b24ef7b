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

/**
 * CloudWatch's reason for a state in the few words a phone has room for: `3 of 5 datapoints >= 0.05 (0.25, 0.25,
 * 0.25)`, newest value first. A reason of another form is answered as it is.
 */
export function shortReason(reason: string): string {
  const match = CROSSED.exec(reason);
  if (!match) return reason;
  const [, telling, all, list = '', not, words = '', threshold = ''] = match;
  const values = list.split(', ').map((point) => number(point.split(' ')[0] ?? ''));
  const shown = values.length > MAX_VALUES ? [...values.slice(0, MAX_VALUES), '...'] : values;
  const condition = `${not ? 'not ' : ''}${SYMBOLS[words]} ${number(threshold)}`;
  return `${telling} of ${all} datapoints ${condition} (${shown.join(', ')})`;
}

/** Four significant digits, without the `.0` of whole numbers. */
function number(text: string): string {
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? text : String(Number(value.toPrecision(4)));
}
