import type { PageState } from '../../core/anomaly/watch/state';
import type { DetectAnomaliesPorts } from './run';

/** Between two checkpoints of a page: what a cold start reads again of each series, six hours of five minutes. */
const TICKS_A_CHECKPOINT = 72;

interface Kept {
  readonly state: PageState;
  /** Time of the newest checkpoint. Missing: there is none. */
  readonly savedMs?: number;
}

/** The pages that this execution environment has judged: about 3 KB a series. */
export class PageMemory {
  private readonly pages = new Map<number, Kept>();

  constructor(private readonly ports: Pick<DetectAnomaliesPorts, 'store' | 'cadenceMs'>) {}

  /** As of their newest judgement here, or of their checkpoints; those without either begin empty. */
  async open(pages: readonly number[], atMs: number): Promise<ReadonlyMap<number, PageState>> {
    const missing = pages.filter((page) => !this.isFresh(this.pages.get(page), atMs));
    const stored = new Map((await this.ports.store.readPages(missing)).map((state) => [state.page, state]));
    for (const page of missing) {
      const state = stored.get(page);
      this.pages.set(page, state ? { state, savedMs: state.atMs } : { state: { page, atMs: 0, series: {} } });
    }
    return new Map(pages.map((page) => [page, (this.pages.get(page) as Kept).state]));
  }

  /**
   * Keeps what a page has become, and writes a checkpoint where one is due. Pages take turns.
   * @param catchesUp it has series that are behind: what they have got through is not to be read once more
   */
  async keep(state: PageState, catchesUp: boolean): Promise<void> {
    const { page, atMs } = state;
    const { savedMs } = this.pages.get(page) as Kept;
    this.pages.set(page, { state, ...(savedMs !== undefined && { savedMs }) });
    const isDue = savedMs === undefined || this.turnOf(page, atMs) > this.turnOf(page, savedMs);
    if (!isDue && !(catchesUp && savedMs < atMs)) return;
    // After a conflict there is a newer one.
    await this.ports.store.writePage(state);
    this.pages.set(page, { state, savedMs: atMs });
  }

  /** An environment that has not seen a page for long begins at the checkpoint of another. */
  private isFresh(kept: Kept | undefined, atMs: number): boolean {
    return kept !== undefined && atMs - kept.state.atMs < TICKS_A_CHECKPOINT * this.ports.cadenceMs;
  }

  private turnOf(page: number, atMs: number): number {
    return Math.floor((Math.floor(atMs / this.ports.cadenceMs) + page) / TICKS_A_CHECKPOINT);
  }
}
