import { type EmfObservation, readEmf } from '../../../lib/core/signal/emf';
import type { Document } from '../harness';

export interface ReadLine {
  readonly document: Document;
  /** Empty for a line that is no EMF document. */
  readonly observations: readonly EmfObservation[];
}

/** Lambda cuts a line of standard output here. */
const MAX_BYTES = 256 * 1_024;

/** Every line written, read as strictly as the specification allows; throws where one breaks a limit or is no JSON. */
export function readLines(writes: readonly string[]): ReadLine[] {
  return writes
    .join('')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (Buffer.byteLength(line) >= MAX_BYTES) throw new Error(`a line of ${Buffer.byteLength(line)} bytes`);
      const document: Document = JSON.parse(line);
      const reading = readEmf(document);
      if (reading.kind === 'invalid') throw new Error(`${reading.problems}\n${line.slice(0, 1_000)}`);
      return { document, observations: reading.kind === 'metrics' ? reading.observations : [] };
    });
}

/** The name of a series: of all that distinguishes it, and the invocation that wrote it. */
export function seriesName({ metric, unit, storageResolution }: EmfObservation, document: Document = {}): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([document.requestId, metric.namespace, metric.name, dimensions, unit, storageResolution]);
}

/** The values of each series, in the order of their size. */
export function valuesBySeries(lines: readonly ReadLine[]): Map<string, number[]> {
  const series = new Map<string, number[]>();
  for (const { document, observations } of lines) {
    for (const observation of observations) {
      const name = seriesName(observation, document);
      series.set(name, [...(series.get(name) ?? []), ...observation.values]);
    }
  }
  for (const values of series.values()) values.sort((a, b) => a - b);
  return series;
}

/** The user's metrics among what was written: the values of each metric by its dimensions, without the handler's own. */
export function userSeries(writes: readonly string[]): Record<string, number[]> {
  const series: Record<string, number[]> = {};
  for (const { document, observations } of readLines(writes)) {
    if ('Requests' in document) continue;
    for (const { metric, values } of observations) {
      const { service: _service, environment: _environment, ...labels } = metric.dimensions;
      const name = `${metric.name} ${JSON.stringify(labels)}`;
      series[name] = [...(series[name] ?? []), ...values];
    }
  }
  return series;
}
