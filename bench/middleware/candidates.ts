/** What a handler writes and sends. All candidates of one kind do the same work. */
export interface Work {
  /** Two metrics on one dimension set. */
  readonly metrics: boolean;
  /** One annotation on a trace document. */
  readonly annotation: boolean;
  /** One structured log line. */
  readonly log: boolean;
}

export interface Candidate {
  /** The file in `candidates/`, without extension. */
  readonly name: string;
  readonly title: string;
  readonly work: Work;
  /** Another file that is bundled on its own beside the first. @default - none */
  readonly companion?: string;
}

const NONE: Work = { metrics: false, annotation: false, log: false };
const METRICS: Work = { ...NONE, metrics: true };
const ALL: Work = { metrics: true, annotation: true, log: true };

/** Neighbours in this list are measured one after the other: those that are compared most stand together. */
export const CANDIDATES = [
  { name: 'bare', title: 'bare handler', work: NONE },
  { name: 'emf-floor', title: 'by hand: metrics', work: METRICS },
  { name: 'ours-metrics', title: 'sightline/middleware/metrics', work: METRICS },
  { name: 'full-floor', title: 'by hand: metrics, log, trace', work: ALL },
  { name: 'ours', title: 'sightline/middleware', work: ALL },
  { name: 'ours-everything', title: 'sightline/middleware, everything on', work: ALL },
  { name: 'powertools-middy', title: 'Powertools with middy', work: ALL },
  { name: 'powertools-manual', title: 'Powertools by hand', work: ALL },
  { name: 'emf-xray-pino', title: 'aws-embedded-metrics, X-Ray SDK, pino', work: ALL },
  { name: 'otel', title: 'OpenTelemetry over UDP, rest by hand', work: ALL, companion: 'otel-handler' },
] as const satisfies readonly Candidate[];

export type CandidateName = (typeof CANDIDATES)[number]['name'];
