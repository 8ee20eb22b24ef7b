import type { Span } from '../../core/slo/window';
import type { RawTrace } from '../../core/trace/report';
import type { TraceHead, TraceReaderPort } from '../ports/traces';

export interface Sampled {
  readonly found: number;
  readonly complete: boolean;
  /** Evenly spread, whatever became of them: what is counted is counted in these. */
  readonly sample: readonly RawTrace[];
  /** More that failed. */
  readonly failing: readonly RawTrace[];
}

/** Faults are rare in a sample, and what is asked for first. */
const MORE_FAULTS = 20;

export async function readSample(
  reader: TraceReaderPort,
  span: Span,
  most: number,
  { filter, moreFaults = MORE_FAULTS }: { readonly filter?: string; readonly moreFaults?: number } = {},
): Promise<Sampled> {
  const { heads, complete } = await reader.find(span, filter);
  const chosen = spread(heads, most);
  const known = new Set(chosen.map(({ id }) => id));
  const others = spread(
    heads.filter(({ id, fault }) => fault && !known.has(id)),
    moreFaults,
  );
  const read = await reader.read([...chosen, ...others].map(({ id }) => id));
  return {
    found: heads.length,
    complete,
    sample: read.filter(({ id }) => known.has(id)),
    failing: read.filter(({ id }) => !known.has(id)),
  };
}

/** At most so many, at equal distances. */
export function spread(heads: readonly TraceHead[], most: number): TraceHead[] {
  if (heads.length <= most) return [...heads];
  return Array.from({ length: most }, (_, index) => heads[Math.floor((index * heads.length) / most)] as TraceHead);
}
