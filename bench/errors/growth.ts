/** How the time to read a log event grows with its length: texts that are slow for careless patterns, and plain ones. */

import { type LogEvent, readLogEvent } from '../../lib/core/error/log-event';
import { messagePattern } from '../../lib/core/error/message-pattern';

export interface Growth {
  readonly text: string;
  /** Of the shorter one. */
  readonly ms: number;
  /** Time for twice the length over twice the time: 1 is linear. */
  readonly growth: number;
}

const MEGABYTE = 1_000_000;
/** Shorter than this the clock and the collector of garbage are what is measured. */
const LEAST_MS = 10;

/** Texts of a length. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  words: (length) => 'order 4711 of a@b.de failed '.repeat(length / 28),
  'one letter': (length) => 'a'.repeat(length),
  'one digit': (length) => '1'.repeat(length),
  'digits and dashes': (length) => '1-'.repeat(length / 2),
  'at signs': (length) => 'a@'.repeat(length / 2),
  'slashes of a url': (length) => `https://${'a/'.repeat(length / 2)}`,
  'opened quotes': (length) => `="'`.repeat(length / 3),
  'opened brackets': (length) => '[{"'.repeat(length / 3),
  'empty lines': (length) => '\n'.repeat(length),
  'lines that begin a frame': (length) => '\n    at '.repeat(length / 8),
  frames: (length) => '\n    at pay (/var/task/pay.js:1:1)'.repeat(length / 34),
  'blanks of a frame': (length) => `\n    at ${' '.repeat(length)}`,
  CJK: (length) => '注文 '.repeat(length / 3),
};
/** Where they stand in a log event. */
const PLACES: Readonly<Record<string, (text: string) => string>> = {
  'as the message of JSON': (text) =>
    JSON.stringify({ level: 'ERROR', error: { name: 'Error', message: text, stack: 'x' } }),
  'as the stack of JSON': (text) =>
    JSON.stringify({ level: 'ERROR', error: { name: 'Error', message: 'x', stack: text } }),
  'as a text': (text) => `2026-11-21T00:00:00.000Z\tr\tERROR\t${text}`,
};

export function measureGrowth(runs: number): Growth[] {
  const found: Growth[] = [];
  for (const [name, textOf] of Object.entries(TEXTS)) {
    for (const [place, eventOf] of Object.entries(PLACES)) {
      const [one, two] = [1, 2].map((times) => event(eventOf(textOf(times * MEGABYTE)))) as [LogEvent, LogEvent];
      found.push(
        growthOf(
          `${name}, ${place}`,
          runs,
          () => readLogEvent(one),
          () => readLogEvent(two),
        ),
      );
    }
  }
  return found;
}

/** The part of it that is Node's: what the memory of this machine does to twice the length. */
export function measureParse(runs: number): Growth {
  const [one, two] = [1, 2].map((times) => JSON.stringify({ text: 'a'.repeat(times * MEGABYTE) })) as [string, string];
  return growthOf(
    'JSON.parse alone',
    runs,
    () => JSON.parse(one),
    () => JSON.parse(two),
  );
}

/** What a message is masked by where nobody thinks of long ones. */
const NAIVE: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '<email>'],
  [/https?:\/\/\S+/g, '<url>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\b[0-9a-f]{8,}\b/gi, '<hex>'],
  [/"[^"]*"|'[^']*'/g, '<text>'],
  [/\d+(\.\d+)?/g, '<number>'],
];

/** The same of a chain of patterns over one letter; of a tenth of the length, since a megabyte takes minutes. */
export function measureNaive(): Growth {
  const [one, two] = [1, 2].map((times) => 'a'.repeat(times * 20_000)) as [string, string];
  const mask = (text: string) => NAIVE.reduce((masked, [pattern, name]) => masked.replace(pattern, name), text);
  return growthOf(
    '20 kB of one letter, a chain of patterns',
    1,
    () => mask(one),
    () => mask(two),
  );
}

export function measurePattern(): Growth {
  const [one, two] = [1, 2].map((times) => 'a'.repeat(times * 20_000)) as [string, string];
  return growthOf(
    '20 kB of one letter, messagePattern',
    50,
    () => messagePattern(one),
    () => messagePattern(two),
  );
}

function growthOf(text: string, runs: number, one: () => unknown, two: () => unknown): Growth {
  const times = Math.max(1, Math.ceil(LEAST_MS / timed(2, one)));
  // The fastest of several, by turns: whatever else the machine does only adds.
  let [short, long] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < runs; run += 1) {
    short = Math.min(short, timed(times, one));
    long = Math.min(long, timed(times, two));
  }
  return { text, ms: short, growth: long / (2 * short) };
}

function timed(times: number, work: () => unknown): number {
  const start = process.hrtime.bigint();
  for (let time = 0; time < times; time += 1) work();
  return Number(process.hrtime.bigint() - start) / 1e6 / times;
}

function event(message: string): LogEvent {
  return {
    id: '1',
    atMs: 0,
    message,
    logGroup: '/aws/lambda/charge',
    logStream: 'a',
    service: 'shop',
    environment: 'prod',
  };
}
