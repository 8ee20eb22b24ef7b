/** What can become of an event. */
export type Action =
  /** An incident is open that was not. */
  | 'open'
  | 'resolve-if-open'
  /** The incident stays open, and its timeline says so. */
  | 'annotate-only'
  /** Held back: no incident, nobody is told. */
  | 'record'
  /** No incident, nobody is told. */
  | 'ignore'
  /** A change of a calendar; no incident, nobody is told. */
  | 'maintenance'
  /** Set aside with the reason; no incident, nobody is told. */
  | 'DLQ';

/** What did become of it; `again`: it failed and would be delivered again, `twice`: played again, it told people again. */
export type Outcome = Action | 'again' | 'twice';

/** What counts as expected. What is set aside tells nobody either: it is kept for people to look at. */
export const ACCEPTED: Readonly<Record<Action, readonly Outcome[]>> = {
  open: ['open'],
  'resolve-if-open': ['resolve-if-open'],
  'annotate-only': ['annotate-only'],
  record: ['record'],
  ignore: ['ignore', 'DLQ'],
  maintenance: ['maintenance'],
  DLQ: ['DLQ'],
};

const WORDS: readonly (readonly [RegExp, Action])[] = [
  [/^(re)?open\b|^page\b/i, 'open'],
  [/^resolve\b/i, 'resolve-if-open'],
  [/^annotate\b/i, 'annotate-only'],
  [/^record\b/i, 'record'],
  [/^ignore\b/i, 'ignore'],
  [/^maintenance\b/i, 'maintenance'],
  [/^(dlq|dead.letter)\b/i, 'DLQ'],
];

/** The action that a manifest's words begin with: what follows the first `;`, `,` or `(` explains it. `undefined`: none. */
export function expectedAction(words: string): Action | undefined {
  const [first = ''] = words.trim().split(/[;,(]/);
  return WORDS.find(([word]) => word.test(first))?.[1];
}
