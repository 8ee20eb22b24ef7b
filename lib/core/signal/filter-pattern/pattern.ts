/** A compiled CloudWatch Logs filter pattern. */
export interface FilterPattern {
  readonly text: string;
  /** `terms` (unstructured, a `%regex%` and the empty pattern too), `json` or `delimited`. */
  readonly kind: 'terms' | 'json' | 'delimited';
  /** Names a space-delimited pattern declares, without `$`; empty for the other kinds. */
  readonly fieldNames: readonly string[];
  /** `undefined`: the message does not match. */
  match(message: string): FilterMatch | undefined;
}

/** What a matching message offers to a metric transformation. */
export interface FilterMatch {
  /**
   * The fields of a space-delimited message as TestMetricFilter answers them: `$name` for named fields, `$3` for the
   * others. Empty for the other kinds.
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
   */
  readonly fields: Readonly<Record<string, string>>;
  /**
   * The text of one value: `$.selector` of a JSON message, `$name` or `$3` (any field by its place, from 1) of a
   * space-delimited one. `undefined`: absent, null, an object or array, or not a reference of this kind of pattern.
   */
  value(reference: string): string | undefined;
}

/** A match that has nothing to extract. */
export const BARE_MATCH: FilterMatch = { fields: {}, value: () => undefined };

/** A text that is not a filter pattern. */
export class FilterPatternError extends Error {
  /** Where it goes wrong, counted from 1. */
  readonly column: number;

  constructor(pattern: string, position: number, what: string, allowed: string) {
    super(`Filter pattern '${shorten(pattern)}' is not valid at column ${position + 1}: ${what}; ${allowed}`);
    this.name = 'FilterPatternError';
    this.column = position + 1;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
