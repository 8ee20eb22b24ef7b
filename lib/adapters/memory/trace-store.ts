import type { TraceReport } from '../../core/trace/report';
import type { TraceState } from '../../core/trace/state';
import type { TraceStore } from '../../workflow/ports/traces';

/** Reports of an analysis in memory, for rehearsal and tests. Nothing expires. */
export class MemoryTraceStore implements TraceStore {
  private state?: TraceState;
  private readonly reports = new Map<number, TraceReport>();

  async readState(): Promise<TraceState | undefined> {
    return structuredClone(this.state);
  }

  async writeState(state: TraceState): Promise<'committed' | 'conflict'> {
    if (state.version - 1 !== (this.state?.version ?? 0)) return 'conflict';
    this.state = structuredClone(state);
    return 'committed';
  }

  async writeReport(report: TraceReport): Promise<void> {
    this.reports.set(report.atMs, structuredClone(report));
  }

  async readLatest(): Promise<TraceReport | undefined> {
    return this.all().at(-1);
  }

  /** Oldest first. */
  all(): TraceReport[] {
    return [...this.reports.values()].sort((a, b) => a.atMs - b.atMs).map((report) => structuredClone(report));
  }
}
