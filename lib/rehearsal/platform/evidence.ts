/** What the functions of a rehearsal sent to X-Ray, as a post-mortem would find it there. */
import type { ErrorEvidence, ServiceRef, TraceEvidence } from '../../core/incident/evidence';
import type { Span } from '../../core/slo/window';
import type { ErrorEvidencePort, TraceEvidencePort } from '../../workflow/ports';
import type { Members } from '../telemetry';
import type { World } from '../world';

const MOST_TRACES = 5;
const MOST_ERRORS = 10;

export function rehearsedEvidence({ recorder }: Pick<World, 'recorder'>): TraceEvidencePort & ErrorEvidencePort {
  const faults = (of: ServiceRef, span: Span) =>
    recorder.telemetry.traceDocuments().filter((document) => isFault(document, of, span));
  return {
    faults: async (of, span) => {
      const traces = new Map(faults(of, span).map((document) => [String(document.trace_id), whatOf(document)]));
      return [...traces].slice(0, MOST_TRACES).map(([id, what]): TraceEvidence => ({ id, url: '', what }));
    },
    top: async (of, span) => {
      const kinds = new Map<string, ErrorEvidence>();
      for (const document of faults(of, span)) {
        const { fingerprint } = membersOf(document.annotations);
        if (typeof fingerprint !== 'string') continue;
        const count = (kinds.get(fingerprint)?.count ?? 0) + 1;
        kinds.set(fingerprint, { fingerprint, what: whatOf(document), count });
      }
      return [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, MOST_ERRORS);
    },
  };
}

function isFault(document: Members, { service, environment }: ServiceRef, { startMs, endMs }: Span): boolean {
  const annotations = membersOf(document.annotations);
  const beganMs = Number(document.start_time) * 1_000;
  const isOfService = annotations.service === service && annotations.environment === environment;
  return document.fault === true && isOfService && beganMs >= startMs && beganMs < endMs;
}

/** `PaymentError: declined, in POST /orders`. */
function whatOf({ name, cause }: Members): string {
  const { exceptions } = membersOf(cause);
  const { type, message } = membersOf(Array.isArray(exceptions) ? exceptions[0] : undefined);
  const error = [type, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return `${error || 'a fault without an exception'}, in ${String(name)}`;
}

function membersOf(value: unknown): Members {
  return Object(value) as Members;
}
