/** What is known around the begin of an incident, and what it may have come from. */

/** What a series is to the service that is in trouble. */
export const SERIES_ROLES = ['symptom', 'traffic', 'dependency', 'resource', 'other'] as const;
export type SeriesRole = (typeof SERIES_ROLES)[number];

/** One metric over the weeks before the incident until shortly after its begin. */
export interface InsightSeries {
  /** For people: `Latency p99 of payments`. */
  readonly name: string;
  readonly role: SeriesRole;
  /** Epoch ms: the start of the first period. */
  readonly startMs: number;
  readonly periodMs: number;
  /** One a period; NaN where there is no datapoint. */
  readonly values: ArrayLike<number>;
}

export const CHANGE_KINDS = ['deploy', 'config'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Something that somebody did. */
export interface InsightChange {
  readonly kind: ChangeKind;
  /** One line: `Deploy of Shop succeeded`. */
  readonly what: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** A kind of error, by its fingerprint. */
export interface InsightError {
  readonly fingerprint: string;
  /** Its type and message, one line. */
  readonly what: string;
  /** When it was seen for the first time ever, epoch ms. */
  readonly firstMs: number;
  /** Errors an hour in the day before the incident, and since it began. */
  readonly perHourBefore: number;
  readonly perHourSince: number;
}

export interface InsightInput {
  /** Epoch ms: when the state began that the incident began with. */
  readonly beganMs: number;
  readonly series: readonly InsightSeries[];
  /** Of the day before and since. */
  readonly changes: readonly InsightChange[];
  /** @default - nothing is known of errors */
  readonly errors?: readonly InsightError[];
}

export type ReasonKind = Exclude<SeriesRole, 'symptom'> | ChangeKind | 'error';

/** `strong`: hardly by chance, and at the right time. None of them is a proof. */
export type Confidence = 'strong' | 'fair' | 'weak';

/** Something that changed about when the trouble began. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly subject: string;
  /** 0 to 1: for the order, not a probability. */
  readonly score: number;
  readonly confidence: Confidence;
  /** When it began, epoch ms. */
  readonly atMs: number;
  /** Why it is named, one sentence each. */
  readonly evidence: readonly string[];
}

export interface Insight {
  /** When the first symptom shows in the metrics; the begin of the incident where none does. Epoch ms. */
  readonly symptomMs: number;
  /** The most telling first. Empty: nothing changed that was looked at. */
  readonly reasons: readonly Reason[];
  /** What changed after the symptoms had begun: consequences, more likely than causes. In order of time. */
  readonly followed: readonly Reason[];
  /** Symptoms that show in the metrics, in words. */
  readonly symptoms: readonly string[];
  readonly looked: { readonly series: number; readonly changes: number; readonly errors: number };
  /** Names of series that are too short to be judged. */
  readonly tooShort: readonly string[];
}
