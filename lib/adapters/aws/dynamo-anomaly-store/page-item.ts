/** Pages of states as items of a table, and back. */
import { readPageState } from '../../../core/anomaly/watch/read-state';
import type { PageState, SeriesState } from '../../../core/anomaly/watch/state';

export type Item = Readonly<Record<string, unknown>>;

/** Of an item of 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_PAGE_BYTES = 390_000;
/** Names and numbers of a state, beside its key, its detector and its episode. */
const STATE_BYTES = 200;

/**
 * Episodes are stored as JSON texts: their values may be any number that a metric has, while the document client writes
 * none beyond 2^53, and DynamoDB keeps none beyond 1E126 nor nearer to 0 than 1E-130.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function pageItem({ page, atMs, series }: PageState): Item {
  const entries = Object.entries(series).map(([key, { episode, ...state }]) => [
    key,
    { ...state, ...(episode && { episode: JSON.stringify(episode) }) },
  ]);
  return { page, atMs, series: Object.fromEntries(entries) };
}

/** @throws where it is none that can be used */
export function pageFromItem(where: string, item: Item): PageState {
  const { series } = item;
  const isMap = typeof series === 'object' && series !== null;
  const entries = isMap && Object.entries(series as Readonly<Record<string, Item>>).map(withEpisode);
  return readPageState(where, entries ? { ...item, series: Object.fromEntries(entries) } : item);
}

function withEpisode([key, state]: [string, Item]): [string, Item] {
  return [key, typeof state?.episode === 'string' ? { ...state, episode: JSON.parse(state.episode) } : state];
}

/** As much of a page as an item holds: the largest states are left out. Of pure noise one has 10 KB, of most series 3. */
export function fittingPage(page: PageState): PageState {
  const sizes = Object.entries(page.series).map(([key, state]) => ({ key, state, bytes: bytesOf(key, state) }));
  let bytes = sizes.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes <= MAX_PAGE_BYTES) return page;
  const kept = sizes.sort((a, b) => a.bytes - b.bytes);
  while (bytes > MAX_PAGE_BYTES) bytes -= kept.pop()?.bytes ?? bytes;
  return { ...page, series: Object.fromEntries(kept.map(({ key, state }) => [key, state])) };
}

function bytesOf(key: string, { detector, episode }: SeriesState): number {
  const words = key + (episode ? JSON.stringify(episode) : '');
  return new TextEncoder().encode(words).length + detector.length + STATE_BYTES;
}
