/** How often thresholds page, and the choice among them. */
import type { ThresholdSettings } from '../../alarm/threshold';
import { type Episode, episodesOf, type History } from './replay';

const WEEK_MS = 7 * 86_400_000;
const SHORTEST_HALF_MS = WEEK_MS / 2;

/** What a threshold would have come to. */
export interface Paging {
  readonly threshold: number;
  /** Times to ALARM, those in outages included. */
  readonly pages: number;
  readonly pagesPerWeek: number;
  /** Of the pages, those in an outage: they were worth it. */
  readonly outagePages: number;
}

export interface Trial {
  readonly settings: ThresholdSettings;
  /** The most sensitive first. */
  readonly candidates: readonly number[];
  readonly outages: readonly Episode[];
  /** Pages a week. */
  readonly budget: number;
}

/** From the least sensitive on, as long as it does not page too often; the least sensitive itself where it does. */
export function choose(history: History, trial: Trial): number {
  const fits = (threshold: number) => falsePagesPerWeek(history, threshold, trial) <= trial.budget;
  const tooMuch = trial.candidates.findLastIndex((candidate) => !fits(candidate));
  return (trial.candidates[tooMuch + 1] ?? trial.candidates.at(-1)) as number;
}

export function pagingOf(history: History, threshold: number, { settings, outages }: Trial): Paging {
  const episodes = episodesOf(history, { ...settings, threshold });
  const outagePages = episodes.filter((episode) => overlaps(episode, outages)).length;
  return { threshold, pages: episodes.length, pagesPerWeek: episodes.length / weeksOf(history), outagePages };
}

function falsePagesPerWeek(history: History, threshold: number, trial: Trial): number {
  const { pages, outagePages } = pagingOf(history, threshold, trial);
  return (pages - outagePages) / weeksOf(history);
}

/**
 * Each half of the history judged by what the other half suggests.
 * @returns pages a week outside outages; `undefined` where a half is shorter than half a week
 */
export function heldOutPages(history: History, trial: Trial): number | undefined {
  const middle = history.values.length >> 1;
  const halves = [part(history, trial, 0, middle), part(history, trial, middle, history.values.length)] as const;
  if (halves.some((half) => weeksOf(half.history) * WEEK_MS < SHORTEST_HALF_MS)) return undefined;
  const [a, b] = halves;
  const falsePages = (judged: typeof a, by: typeof a) =>
    falsePagesPerWeek(judged.history, choose(by.history, by.trial), judged.trial) * weeksOf(judged.history);
  return (falsePages(a, b) + falsePages(b, a)) / weeksOf(history);
}

function part({ startMs, periodMs, values, excluded }: History, trial: Trial, from: number, to: number) {
  const history = {
    startMs: startMs + from * periodMs,
    periodMs,
    values: values.subarray(from, to),
    excluded: excluded.subarray(from, to),
  };
  const outages = trial.outages.map(({ first, end }) => ({ first: first - from, end: end - from }));
  return { history, trial: { ...trial, outages } };
}

/** Time without data counts, excluded time does not. */
export function weeksOf({ excluded, periodMs }: History): number {
  return (excluded.filter((one) => one === 0).length * periodMs) / WEEK_MS;
}

/** An alarm goes off some periods into an outage, and lasts some longer. */
function overlaps(episode: Episode, outages: readonly Episode[]): boolean {
  return outages.some(({ first, end }) => episode.first < end && episode.end > first);
}
