/** Where an error is: the expression and an index into it. */
export interface ErrorPlace {
  readonly text: string;
  readonly position: number;
  /** The id of the query whose expression it is. */
  readonly queryId?: string | undefined;
}

/** A metric-math expression, or a set of queries, that CloudWatch refuses or that is not rehearsed. */
export class MetricMathError extends Error {
  /** Counted from 1; absent where the error is not at a place in an expression. */
  readonly line: number | undefined;
  readonly column: number | undefined;

  /**
   * @param what what is wrong and what was found
   * @param allowed what is allowed, or what to change
   * @param notRehearsed CloudWatch accepts it, but it reads things that a rehearsal does not have
   */
  constructor(
    readonly what: string,
    readonly allowed: string,
    readonly place?: ErrorPlace,
    readonly notRehearsed = false,
  ) {
    super(`${place ? describePlace(place) : ''}${what}; ${allowed}`);
    this.name = 'MetricMathError';
    this.line = place && lineOf(place);
    this.column = place && columnOf(place);
  }

  /** The same error, told as that of a query. */
  inQuery(queryId: string): MetricMathError {
    if (!this.place) return this;
    return new MetricMathError(this.what, this.allowed, { ...this.place, queryId }, this.notRehearsed);
  }
}

const MAX_SHOWN = 80;

function describePlace(place: ErrorPlace): string {
  const text = place.text.length > MAX_SHOWN ? `${place.text.slice(0, MAX_SHOWN - 3)}...` : place.text;
  const name = place.queryId === undefined ? `'${text}'` : `'${place.queryId}' (${text})`;
  return `Error in expression ${name} at line ${lineOf(place)}, column ${columnOf(place)}: `;
}

function lineOf({ text, position }: ErrorPlace): number {
  return text.slice(0, position).split('\n').length;
}

function columnOf({ text, position }: ErrorPlace): number {
  return position - text.lastIndexOf('\n', position - 1);
}
