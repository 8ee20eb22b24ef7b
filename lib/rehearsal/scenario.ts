/**
 * Reads `.scenario` files: one statement a line, words as people say them. The grammar is in
 * docs/reference/scenario.md; later versions only add words to it.
 */
import { duration } from '../view/format';
import { type Definition, readAlarmDefinition, readCompositeDefinition, readMuteDefinition } from './definitions';
import { type Expectation, latestOf, readExpectation } from './expectation';
import { readScene, type Scene } from './scene';
import { readSeries, type SeriesStatement } from './series-statement';
import { Words } from './words';

/** A scenario that was read: what happens when, and what must come of it. */
export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly startMs: number;
  /** Length of the story in milliseconds. */
  readonly durationMs: number;
  /** Alarms, composites and mute rules that the scenario brings along. */
  readonly definitions: readonly Definition[];
  readonly series: readonly SeriesStatement[];
  readonly traffic: readonly Traffic[];
  readonly scenes: readonly Scene[];
  readonly expectations: readonly Expectation[];
  /** Of `end`; without it the last one of the file that says something. */
  readonly endLine: number;
}

export interface Traffic {
  readonly line: number;
  readonly method: string;
  /** `{n}` in path and body stands for the request's number, from 1. */
  readonly path: string;
  readonly body?: string;
  readonly perMinute: number;
  readonly fromMs: number;
  readonly untilMs?: number;
}

/** A Monday morning: what "09:00" means when a scenario names no start. */
const DEFAULT_START = '2026-01-05T09:00:00Z';
/** A year and a day; longer is a typing error. */
const MAX_DURATION_MS = 366 * 86_400_000;

/**
 * Parses a scenario. Recordings that it names with `@` are read from beside it.
 * @throws an error naming file, line, what was found and what is allowed
 */
export function parseScenario(text: string, file: string): Scenario {
  const draft: Draft = {
    file,
    lastLine: 1,
    definitions: [],
    series: [],
    traffic: [],
    scenes: [],
    expectations: [],
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const words = new Words(trimmed, (problem) => new Error(`${file}:${line}: ${problem}\n  ${trimmed}`));
    words.oneOf(STATEMENTS)(draft, words, line);
    words.end();
    draft.lastLine = line;
  }
  return complete(draft, file);
}

interface Draft {
  readonly file: string;
  title?: string;
  startMs?: number;
  end?: { readonly line: number; readonly ms: number };
  lastLine: number;
  readonly definitions: Definition[];
  readonly series: SeriesStatement[];
  readonly traffic: Traffic[];
  readonly scenes: Scene[];
  readonly expectations: Expectation[];
}

type Reader = (draft: Draft, words: Words, line: number) => void;

const STATEMENTS: Readonly<Record<string, Reader>> = {
  scenario: (draft, words) => {
    words.once(draft.title);
    draft.title = words.rest('a title');
  },
  start: (draft, words) => {
    words.once(draft.startMs);
    draft.startMs = words.time();
  },
  end: (draft, words, line) => {
    words.once(draft.end);
    draft.end = { line, ms: words.duration() };
  },
  alarm: (draft, words, line) => define(draft, words, readAlarmDefinition(words, line)),
  composite: (draft, words, line) => define(draft, words, readCompositeDefinition(words, line)),
  mute: (draft, words, line) => define(draft, words, readMuteDefinition(words, line)),
  series: (draft, words, line) => {
    draft.series.push(readSeries(words, line, draft.file));
  },
  traffic: (draft, words, line) => {
    const method = words.next('a method such as GET').toUpperCase();
    const path = words.next('a path such as /orders');
    const perMinute = words.rate();
    const fromMs = words.accept('from') ? words.duration() : 0;
    const untilMs = words.accept('until') ? words.duration() : undefined;
    if (untilMs !== undefined && untilMs <= fromMs) words.refuse("'until' must be later than 'from'");
    const body = words.accept('with') ? words.json() : undefined;
    draft.traffic.push({ line, method, path, body, perMinute, fromMs, untilMs });
  },
  at: (draft, words, line) => {
    draft.scenes.push(readScene(words, line));
  },
  expect: (draft, words, line) => {
    draft.expectations.push(readExpectation(words, line));
  },
};

function define(draft: Draft, words: Words, definition: Definition): void {
  if (draft.definitions.some(({ name }) => name === definition.name))
    words.refuse(`the name '${definition.name}' is taken by a line above; give this one another`);
  draft.definitions.push(definition);
}

function complete(draft: Draft, file: string): Scenario {
  const { title, startMs = Date.parse(DEFAULT_START), end, definitions, series, traffic, expectations } = draft;
  if (title === undefined) throw new Error(`${file}:1: a scenario needs a title; begin with 'scenario <title>'`);
  const durationMs = end?.ms ?? usualEnd(draft);
  if (durationMs > MAX_DURATION_MS || durationMs < 60_000) {
    const place = end ? `${file}:${end.line}` : file;
    throw new Error(`${place}: a scenario lasts between 1m and 366d, this one ${duration(durationMs)}; change 'end'`);
  }
  const beginnings = traffic.map(({ line, fromMs }) => ({ line, atMs: fromMs }));
  for (const { line, atMs } of [...beginnings, ...draft.scenes]) {
    if (atMs >= durationMs)
      throw new Error(`${file}:${line}: this happens at or after the end of the story; move 'end'`);
  }
  for (const expectation of expectations) {
    const latestMs = latestOf(expectation);
    const exact = expectation.expect === 'state' || expectation.expect === 'transitions';
    if (latestMs > durationMs || (exact && latestMs === durationMs))
      throw new Error(
        `${file}:${expectation.line}: this reaches beyond the end of the story (${duration(durationMs)}); move 'end'`,
      );
  }
  const scenes = [...draft.scenes].sort((a, b) => a.atMs - b.atMs);
  const endLine = end?.line ?? draft.lastLine;
  return { file, title, startMs, durationMs, definitions, series, traffic, scenes, expectations, endLine };
}

/** Half an hour after the last scene, or a minute after the last series. */
function usualEnd({ scenes, series }: Draft): number {
  const lastScene =
    scenes.length > 0 || series.length === 0 ? Math.max(0, ...scenes.map(({ atMs }) => atMs)) + 30 * 60_000 : 0;
  // A minute more, so that the evaluation of the last datapoint is played.
  return Math.max(lastScene, ...series.map(({ fromMs, sequence }) => fromMs + sequence.lengthMs + 60_000));
}
