/** What must be true at the end: a scenario's `expect`, one method each. */
import type { AlarmState } from '../../core/incident/incident';
import { type DurationText, duration, line, number, option, options, text, word } from './line';

/** How many messages are expected, and when. */
export interface SentOptions {
  /** So many, all in all. */
  readonly times: number;
  /** All of them within this time of `of`. @default - whenever */
  readonly within?: DurationText;
  /** After the start; needed with `within`. */
  readonly of?: DurationText;
}

/** Each method adds one expectation and answers the story. */
export class Expectations<S> {
  /** @internal */
  constructor(private readonly add: (statement: string) => S) {}

  /** The alarm went to ALARM, for the first time no later than `by`. */
  alarm(words: string, when: { readonly by?: DurationText } = {}): S {
    const { by } = options(when, "{ by: '10m' }");
    return this.expectation('alarm', named(words), option('by', by === undefined ? by : duration(by, "'by'")));
  }

  /** The alarm never went to ALARM. */
  quiet(words: string): S {
    return this.expectation('quiet', named(words));
  }

  /** The alarm is in this state at a time after the start. */
  state(words: string, state: AlarmState, when: { readonly at: DurationText }): S {
    const { at } = options(when, "{ at: '10m' }");
    return this.expectation('state', named(words), state, `at ${duration(at, "'at'")}`);
  }

  /** All changes of the alarm's state in order, each with its time after the start; none where there are none. */
  transitions(words: string, ...changes: readonly (readonly [state: AlarmState, at: DurationText])[]): S {
    const told = changes.map(([state, at]) => `${state} ${duration(at, 'the time of a change')}`);
    return this.expectation('transitions', named(words), ...(told.length > 0 ? told : ['none']));
  }

  /** So many incidents were opened. */
  incidents(count: number): S {
    return this.expectation('incidents', number(count, 'the number of incidents'));
  }

  page(channel: string, sent: SentOptions): S {
    return this.sent('page', channel, sent);
  }

  notice(channel: string, sent: SentOptions): S {
    return this.sent('notice', channel, sent);
  }

  /** Status updates that people tell. */
  update(channel: string, sent: SentOptions): S {
    return this.sent('update', channel, sent);
  }

  resolved(channel: string, sent: SentOptions): S {
    return this.sent('resolved', channel, sent);
  }

  fallback(channel: string, sent: SentOptions): S {
    return this.sent('fallback', channel, sent);
  }

  /** Messages that alarms send to a topic themselves; a part of the topic's name is enough. */
  action(topic: string, sent: SentOptions): S {
    return this.sent('action', topic, sent);
  }

  /** At the end no alarm is in ALARM. */
  allAlarmsOk(): S {
    return this.expectation('all alarms OK');
  }

  private sent(kind: string, channel: string, given: SentOptions): S {
    const { times, within, of } = options(given, '{ times: 1 }');
    if ((within === undefined) !== (of === undefined))
      throw new Error("'within' and 'of' belong together; give both, such as { within: '5m', of: '10m' }, or neither");
    const window =
      within === undefined ? undefined : `within ${duration(within, "'within'")} of ${duration(of ?? '', "'of'")}`;
    return this.expectation(kind, word(channel, 'a channel'), number(times, "'times'"), window);
  }

  private expectation(...parts: readonly (string | undefined)[]): S {
    return this.add(line('expect', ...parts));
  }
}

function named(words: string): string {
  return text(words, "words of an alarm's name");
}
