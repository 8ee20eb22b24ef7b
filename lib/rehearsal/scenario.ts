/**
 * Reads `.scenario` files: one statement a line, words as people say them. The grammar is in
 * docs/reference/scenario.md; later versions only add words to it.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AlarmState } from '../core/incident/incident';
import { duration } from '../view/format';
import type { ReportNotification } from '../view/report/model';
import { type Definition, readAlarmDefinition, readCompositeDefinition, readMuteDefinition } from './definitions';
import { parseSequence, type Sequence } from './sequence';
import { Words } from './words';

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

/** Datapoints of one metric. */
export interface SeriesStatement {
  readonly line: number;
  /** As the command line takes it: `App/Errors:Service=checkout`, `@` for a resource of the templates. */
  readonly metric: string;
  /** When the first datapoint begins, after the start; before it where negative. */
  readonly fromMs: number;
  readonly everyMs: number;
  readonly sequence: Sequence;
}

/** Something that happens at a time after the start. */
export type Scene = { readonly line: number; readonly atMs: number; readonly text: string } & (
  | { readonly action: 'fail'; readonly dependency: string; readonly share: number }
  | { readonly action: 'slow'; readonly dependency: string; readonly latencyMs: number }
  | { readonly action: 'recover'; readonly dependency: string }
  | { readonly action: 'redrive'; readonly queue: string }
  | { readonly action: 'deploy'; readonly stack: string }
  | { readonly action: 'crash'; readonly function: string; readonly share: number }
  | { readonly action: 'heal'; readonly function: string }
  | { readonly action: 'clock'; readonly function: string; readonly skewMs: number }
  | { readonly action: 'mute'; readonly words: readonly string[]; readonly lengthMs: number }
  | { readonly action: 'say' }
);

/** What must be true at the end. Times are after the start. */
export type Expectation = { readonly line: number; readonly text: string } & (
  | { readonly expect: 'alarm'; readonly words: readonly string[]; readonly byMs?: number }
  | { readonly expect: 'quiet'; readonly words: readonly string[] }
  | { readonly expect: 'state'; readonly words: readonly string[]; readonly state: AlarmState; readonly atMs: number }
  | {
      readonly expect: 'transitions';
      readonly words: readonly string[];
      readonly transitions: readonly { readonly state: AlarmState; readonly atMs: number }[];
    }
  | { readonly expect: 'incidents'; readonly count: number }
  | {
      readonly expect: 'sent';
      readonly kind: ReportNotification['kind'];
      readonly channel: string;
      readonly count: number;
      readonly fromMs?: number;
      readonly toMs?: number;
    }
  | { readonly expect: 'all OK' }
);

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
  }
  return complete(draft, file);
}

interface Draft {
  readonly file: string;
  title?: string;
  startMs?: number;
  end?: { readonly line: number; readonly ms: number };
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
    draft.series.push(readSeries(draft, words, line));
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
    const atMs = words.duration();
    const text = words.remaining();
    draft.scenes.push({ line, atMs, text, ...words.oneOf(ACTIONS)(words) } as Scene);
  },
  expect: (draft, words, line) => {
    const text = words.remaining();
    draft.expectations.push({ line, text, ...words.oneOf(EXPECTATIONS)(words) } as Expectation);
  },
};

function define(draft: Draft, words: Words, definition: Definition): void {
  if (draft.definitions.some(({ name }) => name === definition.name))
    words.refuse(`the name '${definition.name}' is taken by a line above; give this one another`);
  draft.definitions.push(definition);
}

/** `series METRIC [every 1m] [from 0m] [scale 1] [seed 1] SEQUENCE` */
function readSeries({ file }: Draft, words: Words, line: number): SeriesStatement {
  const metric = words.text('a metric such as App/Errors:Service=checkout');
  const options = { everyMs: 60_000, fromMs: 0, scale: 1, seed: 1 };
  for (;;) {
    if (words.accept('every')) options.everyMs = words.duration();
    else if (words.accept('from')) options.fromMs = words.signedDuration();
    else if (words.accept('scale')) options.scale = words.number('a number');
    else if (words.accept('seed')) options.seed = words.count();
    else break;
  }
  if (options.everyMs === 0) words.refuse("'every' must be longer than 0s");
  const readFile = (name: string) => readBeside(file, name);
  const text = words.rest("a sequence such as '0x10 5x10'");
  try {
    const sequence = parseSequence(text, { ...options, readFile });
    return { line, metric, fromMs: options.fromMs, everyMs: options.everyMs, sequence };
  } catch (error) {
    return words.refuse((error as Error).message);
  }
}

function readBeside(file: string, name: string): string {
  try {
    return readFileSync(resolve(dirname(file), name), 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read the recording '${name}' beside the scenario: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}

const ACTIONS: Readonly<Record<string, (words: Words) => object>> = {
  fail: (words) => {
    const dependency = words.next('the name of a dependency');
    return { action: 'fail', dependency, share: words.accept('for') ? words.percent() : 1 };
  },
  slow: (words) => {
    const dependency = words.next('the name of a dependency');
    words.expect('to');
    return { action: 'slow', dependency, latencyMs: words.duration() };
  },
  recover: (words) => ({ action: 'recover', dependency: words.next('the name of a dependency') }),
  redrive: (words) => ({ action: 'redrive', queue: words.next('the id of a dead-letter queue') }),
  deploy: (words) => ({ action: 'deploy', stack: words.next('the name of a stack') }),
  crash: (words) => ({
    action: 'crash',
    function: words.next('the id of a function'),
    share: words.accept('for') ? words.percent() : 1,
  }),
  heal: (words) => ({ action: 'heal', function: words.next('the id of a function') }),
  clock: (words) => {
    const id = words.next('the id of a function');
    const skewMs = words.oneOf({ ahead: 1, behind: -1, right: 0 });
    return { action: 'clock', function: id, skewMs: skewMs === 0 ? 0 : skewMs * words.duration() };
  },
  mute: (words) => {
    const named = words.until('for', "words of the alarm's name");
    words.expect('for');
    return { action: 'mute', words: named, lengthMs: words.duration() };
  },
  say: (words) => {
    words.rest('a text');
    return { action: 'say' };
  },
};

const STATES = { OK: 'OK', ALARM: 'ALARM', INSUFFICIENT_DATA: 'INSUFFICIENT_DATA' } as const;
const ALARM_STATES: readonly string[] = Object.keys(STATES);

const EXPECTATIONS: Readonly<Record<string, (words: Words) => object>> = {
  alarm: (words) => {
    const named = words.until('by', "words of the alarm's name");
    return { expect: 'alarm', words: named, byMs: words.accept('by') ? words.duration() : undefined };
  },
  quiet: (words) => ({ expect: 'quiet', words: words.until(undefined, "words of the alarm's name") }),
  state: (words) => {
    const named = words.until(ALARM_STATES, "words of the alarm's name");
    const state = words.oneOf(STATES);
    words.expect('at');
    return { expect: 'state', words: named, state, atMs: words.duration() };
  },
  transitions: (words) => {
    const named = words.until([...ALARM_STATES, 'none'], "words of the alarm's name");
    if (words.accept('none')) return { expect: 'transitions', words: named, transitions: [] };
    const transitions: { state: AlarmState; atMs: number }[] = [];
    do transitions.push({ state: words.oneOf(STATES), atMs: words.duration() });
    while (words.remaining() !== '');
    return { expect: 'transitions', words: named, transitions };
  },
  incidents: (words) => ({ expect: 'incidents', count: words.count() }),
  page: (words) => sent(words, 'page'),
  notice: (words) => sent(words, 'notice'),
  resolved: (words) => sent(words, 'resolved'),
  fallback: (words) => sent(words, 'fallback'),
  action: (words) => sent(words, 'alarm-action'),
  all: (words) => {
    words.expect('alarms');
    words.expect('OK');
    return { expect: 'all OK' };
  },
};

function sent(words: Words, kind: ReportNotification['kind']): object {
  const channel = words.next('the name of a channel, such as oncall');
  const count = words.count();
  if (!words.accept('within')) return { expect: 'sent', kind, channel, count };
  const lengthMs = words.duration();
  words.expect('of');
  const fromMs = words.duration();
  return { expect: 'sent', kind, channel, count, fromMs, toMs: fromMs + lengthMs };
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
    if (latestOf(expectation) > durationMs)
      throw new Error(
        `${file}:${expectation.line}: this reaches beyond the end of the story (${duration(durationMs)}); move 'end'`,
      );
  }
  const scenes = [...draft.scenes].sort((a, b) => a.atMs - b.atMs);
  return { file, title, startMs, durationMs, definitions, series, traffic, scenes, expectations };
}

/** Half an hour after the last scene, or a minute after the last series. */
function usualEnd({ scenes, series }: Draft): number {
  const lastScene =
    scenes.length > 0 || series.length === 0 ? Math.max(0, ...scenes.map(({ atMs }) => atMs)) + 30 * 60_000 : 0;
  // A minute more, so that the evaluation of the last datapoint is played.
  return Math.max(lastScene, ...series.map(({ fromMs, sequence }) => fromMs + sequence.lengthMs + 60_000));
}

/** The latest time that an expectation speaks of. */
function latestOf(expectation: Expectation): number {
  switch (expectation.expect) {
    case 'alarm':
      return expectation.byMs ?? 0;
    case 'state':
      return expectation.atMs;
    case 'transitions':
      return Math.max(0, ...expectation.transitions.map(({ atMs }) => atMs));
    case 'sent':
      return expectation.toMs ?? 0;
    default:
      return 0;
  }
}
