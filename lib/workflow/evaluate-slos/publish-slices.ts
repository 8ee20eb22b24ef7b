import type { PublishedSlices, SloState } from '../../core/slo/measurement';
import type { SloStore } from '../ports';
import type { Opened } from './objective';
import { newState } from './outbox';
import type { Run } from './run';
import {
  OLDEST_DATAPOINT_MS,
  recentSlicesMs,
  type Slice,
  silenceSince,
  sliceDatapoints,
  type TimesliceSlo,
} from './slices';
import { floorTo, TICK_MS } from './ticks';

/**
 * Publishes the slices that are not published yet, each once, and of those of the last hour what late data have changed. A
 * count that is published twice counts twice, so the state says what is published before it is, and no longer where it was
 * refused: a run that dies in between leaves a gap of its slices, or a change that was not told.
 * @returns the state with them in it; `undefined`: another run was faster
 */
export async function publishSlices(
  { ports, nowMs, tally }: Run,
  { slo, definition, state, due }: Opened<TimesliceSlo>,
  slices: readonly Slice[],
): Promise<SloState | undefined> {
  const before = state ?? newState(slo, (due[0] as number) - TICK_MS);
  const known = new Known(before, definition.indicator.sliceSeconds);
  const datapoints = slices
    .filter((slice) => slice.endMs > nowMs - OLDEST_DATAPOINT_MS + TICK_MS && !known.isBeyondRecall(slice.endMs))
    .flatMap((slice) => sliceDatapoints(definition, slice, known.verdictOf(slice.endMs)));
  const slicesUntilMs = Math.max(before.slicesUntilMs ?? 0, due.at(-1) as number);
  const silenceSinceMs = silenceSince(state, nowMs);
  const after = {
    ...before,
    slicesUntilMs,
    ...(silenceSinceMs !== undefined && { silenceSinceMs }),
    slices: known.with(slices, slicesUntilMs),
  };
  if (datapoints.length === 0) return after;
  const claimed = { ...after, version: after.version + 1 };
  if ((await ports.store.writeState(claimed)) === 'conflict') {
    tally.current.push(slo);
    return undefined;
  }
  try {
    await ports.metrics.publish(datapoints);
  } catch (error) {
    await takeBack(ports.store, claimed, before);
    throw error;
  }
  return claimed;
}

async function takeBack(store: SloStore, claimed: SloState, before: SloState): Promise<void> {
  await store.writeState({ ...before, version: claimed.version + 1 });
}

const MARKS = { good: 'g', bad: 'b', ignore: '-' } as const;
/** It was published, and nobody remembers as what. */
const UNKNOWN = '?';

/** What the slices of the last hour were published as. Of slices of another length nothing is known. */
class Known {
  private readonly marks = new Map<number, string>();
  private readonly sliceMs: number;
  private readonly untilMs: number;

  constructor(
    { slices, slicesUntilMs = Number.NEGATIVE_INFINITY }: SloState,
    private readonly sliceSeconds: number,
  ) {
    this.sliceMs = sliceSeconds * 1_000;
    this.untilMs = slicesUntilMs;
    if (slices?.sliceSeconds !== sliceSeconds) return;
    const firstMs = floorTo(slicesUntilMs, this.sliceMs) - (slices.verdicts.length - 1) * this.sliceMs;
    [...slices.verdicts].forEach((mark, index) => void this.marks.set(firstMs + index * this.sliceMs, mark));
  }

  /** `undefined`: it was not published. */
  verdictOf(endMs: number): Slice['verdict'] | undefined {
    const mark = this.marks.get(endMs);
    return (['good', 'bad', 'ignore'] as const).find((verdict) => MARKS[verdict] === mark);
  }

  /** It was published, and its difference cannot be told. */
  isBeyondRecall(endMs: number): boolean {
    return endMs <= this.untilMs && this.verdictOf(endMs) === undefined;
  }

  /** A clock that went back judges older slices: the newer ones are remembered as they were. */
  with(slices: readonly Slice[], untilMs: number): PublishedSlices {
    const judged = new Map(slices.map(({ endMs, verdict }) => [endMs, MARKS[verdict]]));
    const lastMs = floorTo(untilMs, this.sliceMs);
    const length = Math.ceil(recentSlicesMs(this.sliceSeconds) / this.sliceMs);
    const verdicts = Array.from({ length }, (_, index) => {
      const endMs = lastMs - (length - 1 - index) * this.sliceMs;
      const mark = this.isBeyondRecall(endMs) ? undefined : (judged.get(endMs) ?? this.marks.get(endMs));
      return mark ?? UNKNOWN;
    });
    return { sliceSeconds: this.sliceSeconds, verdicts: verdicts.join('') };
  }
}
