import { isDeepStrictEqual } from 'node:util';
import { type EmfObservation, readEmf } from '../../lib/core/signal/emf';
import { type CaseKind, type Cells, INVALID, isCells, listCell, UNDOCUMENTED } from './case-kind';

/** A document in the embedded metric format: valid or not, and the metrics it makes. */
export const emf: CaseKind = {
  name: 'EMF document',
  cells: ['doc', 'schemaValid', 'specValid', 'expectMetrics'],
  fits: (vector) => 'doc' in vector && ('specValid' in vector || 'schemaValid' in vector),
  subject: ({ why }) => (typeof why === 'string' ? why : ''),
  assertionOf(vector) {
    const valid = isValid(vector);
    if (valid === undefined) return UNDOCUMENTED;
    if (!valid) return { expected: INVALID, actual: () => metricsOf(vector) };
    const expected = Array.isArray(vector.expectMetrics) ? listCell(vector, 'expectMetrics') : undefined;
    return {
      expected: expected ?? 'valid',
      actual: () => metricsOf(vector),
      holds: (actual) => Array.isArray(actual) && (expected === undefined || fitOneToOne(expected, actual)),
    };
  },
};

/** The specification is stricter than its JSON schema: a document that the schema takes may still be invalid. */
function isValid({ specValid, schemaValid, expectMetrics }: Cells): boolean | undefined {
  if (typeof specValid === 'boolean') return specValid;
  if (schemaValid === false) return false;
  return Array.isArray(expectMetrics) ? true : undefined;
}

/** A refusal's problems are part of the answer only where the document should be valid: they say what to look at. */
function metricsOf(vector: Cells): unknown {
  const { doc, specValid } = vector;
  const reading = readEmf(typeof doc === 'string' ? doc : JSON.stringify(doc));
  if (reading.kind === 'metrics') return reading.observations.map(toMetric);
  const problems = reading.kind === 'invalid' ? reading.problems : ['not an EMF document'];
  return specValid === true ? { [INVALID]: problems } : INVALID;
}

function toMetric({ metric, values, unit, storageResolution, timestampMs }: EmfObservation): Cells {
  const { namespace, name, dimensions } = metric;
  return { namespace, name, dims: dimensions, values, unit, storageResolution, timestamp: timestampMs };
}

/** Each expected metric, which may name some of the cells only, has an observed one of its own; no others are left. */
function fitOneToOne(expected: readonly unknown[], observed: readonly unknown[]): boolean {
  const takenBy = new Map<number, number>();
  const place = (index: number, tried: Set<number>): boolean =>
    observed.some((metric, at) => {
      if (tried.has(at) || !fitsMetric(expected[index], metric)) return false;
      tried.add(at);
      const holder = takenBy.get(at);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(at, index);
      return true;
    });
  return expected.length === observed.length && expected.every((_, index) => place(index, new Set()));
}

function fitsMetric(expected: unknown, observed: unknown): boolean {
  if (!isCells(expected) || !isCells(observed)) return false;
  return Object.entries(expected).every(([name, value]) => isDeepStrictEqual(observed[name], value));
}
