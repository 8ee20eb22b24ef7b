/** What others than the workflow know about an incident. */

/** One failing trace. */
export interface TraceEvidence {
  readonly id: string;
  /** Where it can be looked at. Shown as a link if it is an `https:` one. */
  readonly url: string;
  /** What failed in it, one line. */
  readonly what: string;
}

/** One kind of error. */
export interface ErrorEvidence {
  readonly fingerprint: string;
  /** Its type and message, one line. */
  readonly what: string;
  readonly count: number;
}

/** What was found, or why nobody knows. */
export type Evidence<T> = { readonly found: readonly T[] } | { readonly unknown: string };
