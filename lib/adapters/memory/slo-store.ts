import type { OverallCompliance, SloMeasurement, SloState } from '../../core/slo/measurement';
import type { Span } from '../../core/slo/window';
import type { SloStore } from '../../workflow/ports';

/** Measurements in memory, for rehearsal and tests. Nothing expires. */
export class MemorySloStore implements SloStore {
  private readonly states = new Map<string, SloState>();
  private readonly measurements = new Map<string, Moments<SloMeasurement>>();
  private readonly overall = new Moments<OverallCompliance>();

  async readState(slo: string): Promise<SloState | undefined> {
    return copy(this.states.get(slo));
  }

  async writeState(state: SloState): Promise<'committed' | 'conflict'> {
    const before = this.states.get(state.slo)?.version ?? 0;
    if (state.version - 1 !== before) return 'conflict';
    this.states.set(state.slo, copy(state));
    return 'committed';
  }

  async writeMeasurements(measurements: readonly SloMeasurement[]): Promise<void> {
    for (const measurement of measurements) {
      const known = this.measurements.get(measurement.slo) ?? new Moments<SloMeasurement>();
      known.put(measurement);
      this.measurements.set(measurement.slo, known);
    }
  }

  async readMeasurements(slo: string, span: Span): Promise<SloMeasurement[]> {
    return this.measurements.get(slo)?.between(span) ?? [];
  }

  async readLatest(slos: readonly string[]): Promise<SloMeasurement[]> {
    return [...new Set(slos)].flatMap((slo) => this.measurements.get(slo)?.latest() ?? []);
  }

  async writeOverall(overall: OverallCompliance): Promise<void> {
    this.overall.put(overall);
  }

  async readOverall(span: Span): Promise<OverallCompliance[]> {
    return this.overall.between(span);
  }
}

/** One value a moment, in the order of time. They come in that order, too, but for few. */
class Moments<Value extends { readonly atMs: number }> {
  private readonly values: Value[] = [];

  put(value: Value): void {
    const index = this.firstFrom(value.atMs);
    this.values.splice(index, this.values[index]?.atMs === value.atMs ? 1 : 0, copy(value));
  }

  between({ startMs, endMs }: Span): Value[] {
    return this.values.slice(this.firstFrom(startMs), this.firstFrom(endMs)).map(copy);
  }

  latest(): Value[] {
    return this.values.slice(-1).map(copy);
  }

  private firstFrom(atMs: number): number {
    let [low, high] = [0, this.values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.values[middle] as Value).atMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** So that nobody outside holds what is stored. */
function copy<Value>(value: Value): Value {
  return structuredClone(value);
}
