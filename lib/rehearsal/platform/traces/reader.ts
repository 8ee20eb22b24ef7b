/** What the functions of a rehearsal sent to X-Ray, as X-Ray would have it. */

import type { Span } from '../../../core/slo/window';
import { annotationFilter } from '../../../core/trace/filter-expression';
import type { TraceReaderPort } from '../../../workflow/ports/traces';
import type { Members } from '../../telemetry';
import type { World } from '../../world';

export function rehearsedTraces({ recorder }: Pick<World, 'recorder'>): TraceReaderPort {
  const between = ({ startMs, endMs }: Span) =>
    recorder.telemetry.traceDocuments().filter((document) => {
      const beganMs = Number(document.start_time) * 1_000;
      return beganMs >= startMs && beganMs < endMs;
    });
  return {
    find: async (span, filter) => {
      const faults = new Map<string, boolean>();
      for (const document of between(span)) {
        const id = String(document.trace_id);
        if (filter !== undefined && filterOf(document) !== filter) continue;
        faults.set(id, faults.get(id) === true || document.fault === true);
      }
      return { heads: [...faults].map(([id, fault]) => ({ id, fault })), complete: true };
    },
    read: async (ids) => {
      const wanted = new Map(ids.map((id): [string, Members[]] => [id, []]));
      for (const document of recorder.telemetry.traceDocuments()) wanted.get(String(document.trace_id))?.push(document);
      return [...wanted].map(([id, documents]) => ({
        id,
        documents: withSegments(documents).map((one) => JSON.stringify(one)),
      }));
    },
    countRequests: async (span) => {
      const counts = new Map<string, number>();
      for (const { name } of segmentsOf(between(span))) counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
      return counts;
    },
  };
}

function annotationsOf({ annotations }: Members): Members {
  return Object(annotations) as Members;
}

/** The filter of its service. */
function filterOf(document: Members): string {
  const { service, environment } = annotationsOf(document);
  return annotationFilter({ service: String(service), environment: String(environment) });
}

/** Lambda sends the segment that the spans of an invocation belong to; the simulated one has nobody to send it. */
function withSegments(documents: readonly Members[]): Members[] {
  return [...segmentsOf(documents), ...documents];
}

function segmentsOf(documents: readonly Members[]): Members[] {
  const ids = new Set(documents.map(({ id }) => id));
  const invocations = documents.filter(({ parent_id, namespace }) => !ids.has(parent_id) && namespace === undefined);
  return invocations.map(({ parent_id, trace_id, start_time, end_time, fault, annotations }) => ({
    id: parent_id,
    trace_id,
    start_time,
    end_time,
    fault,
    name: annotationsOf({ annotations }).service,
    origin: 'AWS::Lambda::Function',
  }));
}
