/** What is collected about an incident. */
import type { ErrorEvidence, ServiceRef, TraceEvidence } from '../../core/incident/evidence';
import type { Span } from '../../core/slo/window';

/** Failing traces of a service. Throws where they cannot be read. */
export interface TraceEvidencePort {
  /** The most telling few, first ones first. */
  faults(of: ServiceRef, span: Span): Promise<readonly TraceEvidence[]>;
}

/** Errors of a service. Throws where they cannot be read. */
export interface ErrorEvidencePort {
  /** The most frequent few, first ones first. */
  top(of: ServiceRef, span: Span): Promise<readonly ErrorEvidence[]>;
}
