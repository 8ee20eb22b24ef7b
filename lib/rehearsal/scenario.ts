/**
 * Reads `.scenario` files: one statement a line, words as people say them. The grammar is in
 * docs/reference/scenario.md; later versions only add words to it.
 */
import { duration } from '../view/format';
import type { ReportNotification } from '../view/report/model';
import { Words } from './words';

export interface Scenario {
  readonly file: string;
  readonly title: string;
  readonly startMs: number;
  /** Length of the story in milliseconds. */
  readonly durationMs: number;
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

/** Something that happens at a time after the start. */
export type Scene = { readonly line: number; readonly atMs: number; readonly text: string } & (
  | { readonly action: 'fail'; readonly dependency: string; readonly share: number }
  | { readonly action: 'slow'; readonly dependency: string; readonly latencyMs: number }
  | { readonly action: 'recover'; readonly dependency: string }
  | { readonly action: 'redrive'; readonly queue: string }
  | { readonly action: 'deploy'; readonly stack: string }
  | { readonly action: 'say' }
);

/** What must be true at the end. Times are after the start. */
export type Expectation = { readonly line: number; readonly text: string } & (
  | { readonly expect: 'alarm'; readonly words: readonly string[]; readonly byMs?: number }
  | { readonly expect: 'quiet'; readonly words: readonly string[] }
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
/** A month in one-minute steps; longer stories are better told as several. */
const MAX_DURATION_MS = 31 * 86_400_000;

/**
 * Parses a scenario.
 * @throws an error naming file, line, what was found and what is allowed
 */
export function parseScenario(text: string, file: string): Scenario {
  const draft: Draft = {
    title: undefined,
    startMs: undefined,
    endMs: undefined,
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
  title?: string;
  startMs?: number;
  endMs?: number;
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
  end: (draft, words) => {
    words.once(draft.endMs);
    draft.endMs = words.duration();
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
  say: (words) => {
    words.rest('a text');
    return { action: 'say' };
  },
};

const EXPECTATIONS: Readonly<Record<string, (words: Words) => object>> = {
  alarm: (words) => {
    const named = words.until('by', "words of the alarm's name");
    return { expect: 'alarm', words: named, byMs: words.accept('by') ? words.duration() : undefined };
  },
  quiet: (words) => ({ expect: 'quiet', words: words.until(undefined, "words of the alarm's name") }),
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
  if (draft.title === undefined) throw new Error(`${file}: a scenario needs a title; begin with 'scenario <title>'`);
  const { title, startMs = Date.parse(DEFAULT_START), traffic, expectations } = draft;
  const lastMs = Math.max(0, ...draft.scenes.map(({ atMs }) => atMs));
  const durationMs = draft.endMs ?? lastMs + 30 * 60_000;
  if (durationMs > MAX_DURATION_MS || durationMs < 60_000) {
    throw new Error(`${file}: a scenario lasts between 1m and 31d, this one ${duration(durationMs)}; change 'end'`);
  }
  const beginnings = traffic.map(({ line, fromMs }) => ({ line, atMs: fromMs }));
  for (const { line, atMs } of [...beginnings, ...draft.scenes]) {
    if (atMs >= durationMs)
      throw new Error(`${file}:${line}: this happens at or after the end of the story; move 'end'`);
  }
  const scenes = [...draft.scenes].sort((a, b) => a.atMs - b.atMs);
  return { file, title, startMs, durationMs, traffic, scenes, expectations };
}
