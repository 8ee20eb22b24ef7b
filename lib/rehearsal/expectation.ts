/** What a scenario expects, as `expect` statements tell it. */
import type { AlarmState } from '../core/incident/incident';
import type { ReportNotification } from '../view/report/model';
import type { Words } from './words';

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

/** What stands behind `expect`. */
export function readExpectation(words: Words, line: number): Expectation {
  const text = words.remaining();
  return { line, text, ...words.oneOf(EXPECTATIONS)(words) } as Expectation;
}

/** The latest time that an expectation speaks of. */
export function latestOf(expectation: Expectation): number {
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
  reminder: (words) => sent(words, 'reminder'),
  acknowledged: (words) => sent(words, 'acknowledged'),
  update: (words) => sent(words, 'update'),
  'update-due': (words) => sent(words, 'update-due'),
  resolved: (words) => sent(words, 'resolved'),
  maintenance: (words) => sent(words, 'maintenance'),
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
