import { type TraceSummary, XRayClient } from '@aws-sdk/client-xray';
import { cloudWatchConsole } from '../../core/console';
import type { ErrorEvidence, ServiceRef, TraceEvidence } from '../../core/incident/evidence';
import type { Span } from '../../core/slo/window';
import { annotationFilter } from '../../core/trace/filter-expression';
import type { ErrorEvidencePort, TraceEvidencePort } from '../../workflow/ports';
import { clientOptions } from './client-options';
import type { BackoffOptions } from './metric-history/backoff';
import { causeOf, fingerprintOf, whatOf } from './xray-evidence/cause';
import { findSummaries } from './xray-traces/find-summaries';

export interface XrayEvidenceOptions extends BackoffOptions {
  /** For links to the console. */
  readonly region: string;
  /** @default - a client with `clientOptions()` */
  readonly client?: XRayClient;
}

/**
 * X-Ray charges for each trace that it looks through, those of other services too; how it began is told by the first ones.
 * https://aws.amazon.com/xray/pricing/
 */
const MAX_SPAN_MS = 30 * 60_000;
const BOUNDS = { maxPages: 5, maxSummaries: 500 } as const;
/** Of one call, with the SDK's own retries inside: whoever writes a post-mortem does without rather than wait. */
const MAX_TRIES = 2;
const MOST_TRACES = 5;
const MOST_ERRORS = 10;

/**
 * What X-Ray recorded of a service's failures. Its spans are known by the annotations of the middleware; what is not
 * sampled is not counted.
 */
export class XrayEvidence implements TraceEvidencePort, ErrorEvidencePort {
  private readonly client: XRayClient;
  private readonly region: string;
  private readonly backoff: BackoffOptions;
  /** Both ports ask for the same, at the same time. */
  private last?: { readonly filter: string; readonly span: Span; readonly found: Promise<TraceSummary[]> };

  constructor(options: XrayEvidenceOptions) {
    this.client = options.client ?? new XRayClient(clientOptions());
    this.region = options.region;
    this.backoff = { maxTries: MAX_TRIES, ...options };
  }

  /** One of each cause first, since twenty of one kind tell no more than one. */
  async faults(of: ServiceRef, span: Span): Promise<readonly TraceEvidence[]> {
    const seen = new Set<string>();
    const [telling, repeats]: [TraceSummary[], TraceSummary[]] = [[], []];
    for (const summary of await this.summaries(of, span)) {
      const kind = fingerprintOf(summary) ?? whatOf(summary);
      (seen.has(kind) ? repeats : telling).push(summary);
      seen.add(kind);
    }
    return [...telling, ...repeats].slice(0, MOST_TRACES).map((summary) => {
      const { Id: id = '' } = summary;
      return { id, url: this.urlOf(id), what: whatOf(summary) };
    });
  }

  /** Counted in traces. */
  async top(of: ServiceRef, span: Span): Promise<readonly ErrorEvidence[]> {
    const kinds = new Map<string, ErrorEvidence>();
    for (const summary of await this.summaries(of, span)) {
      const fingerprint = fingerprintOf(summary);
      if (fingerprint === undefined) continue;
      const known = kinds.get(fingerprint);
      const what = known?.what ?? causeOf(summary) ?? whatOf(summary);
      kinds.set(fingerprint, { fingerprint, what, count: (known?.count ?? 0) + 1 });
    }
    return [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, MOST_ERRORS);
  }

  /** Failing ones, oldest first. */
  private summaries({ service, environment }: ServiceRef, { startMs, endMs }: Span): Promise<TraceSummary[]> {
    const filter = `${annotationFilter({ service, environment })} AND fault`;
    const span = { startMs, endMs: Math.min(endMs, startMs + MAX_SPAN_MS) };
    const { last } = this;
    if (last?.filter === filter && last.span.startMs === span.startMs && last.span.endMs === span.endMs) {
      return last.found;
    }
    const found = this.read(filter, span);
    this.last = { filter, span, found };
    // A failure is told to whoever waits for it, and not remembered.
    found.catch(() => {
      if (this.last?.found === found) this.last = undefined;
    });
    return found;
  }

  private async read(filter: string, span: Span): Promise<TraceSummary[]> {
    const found = await findSummaries(this.client, span, filter, BOUNDS, this.backoff);
    return found.summaries;
  }

  private urlOf(id: string): string {
    return `${cloudWatchConsole(this.region)}#xray:traces/${encodeURIComponent(id)}`;
  }
}
