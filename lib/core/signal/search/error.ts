/** A search expression that CloudWatch refuses or that is not rehearsed. */
export class SearchError extends Error {
  /** Counted from 1. */
  readonly column: number;

  /**
   * @param what what is wrong and what was found
   * @param allowed what is allowed, or what to change
   */
  constructor(
    readonly what: string,
    readonly allowed: string,
    place: { readonly text: string; readonly position: number },
  ) {
    super(`Error in search '${shortened(place.text)}' at column ${place.position + 1}: ${what}; ${allowed}`);
    this.name = 'SearchError';
    this.column = place.position + 1;
  }
}

const MAX_SHOWN = 80;

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 3)}...` : text;
}
