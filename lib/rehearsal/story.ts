/**
 * Stories in code. A story is the text of a scenario, built statement by statement: its rules, errors and meaning are
 * those of scenario files, and `toString()` prints one.
 */
import { parseScenario } from './scenario';
import {
  alarmLine,
  type CompositeOptions,
  compositeLine,
  type MathAlarmOptions,
  type MetricAlarmOptions,
  type MuteOptions,
  muteLine,
} from './story/definitions';
import { Expectations } from './story/expectations';
import { type DurationText, duration, json, line, option, options, quoted, text, word } from './story/line';
import { Scenes } from './story/scenes';
import type { Series } from './story/series';

/** When requests come, and with which body. */
export interface TrafficOptions {
  /** @default - the start */
  readonly from?: DurationText;
  /** @default - the end */
  readonly until?: DurationText;
  /** The body: an object, or JSON as text. `{n}` in it stands for the request's number. @default - none */
  readonly with?: unknown;
}

/** A story that has a title and nothing else yet; every method answers a new story, so one can begin several. */
export function story(title: string): Story {
  return new Story([]).add(line('scenario', text(title, 'the title of a story')));
}

/** A scenario written in TypeScript: each call adds a line of the scenario language. */
export class Story {
  /** @internal */
  constructor(private readonly lines: readonly string[]) {}

  /** What must be true at the end. */
  get expect(): Expectations<Story> {
    return new Expectations((statement) => this.add(statement));
  }

  /** When the story begins: a UTC time such as `2026-01-05T09:00:00Z`, which is what it is without this. */
  start(time: string | Date): Story {
    const utc = time instanceof Date ? `${time.toISOString().slice(0, 19)}Z` : time;
    return this.once(line('start', word(utc, 'the start', 'a UTC time such as 2026-01-05T09:00:00Z')));
  }

  /** How long it lasts. Without it: half an hour after the last scene, or until the last series ends. */
  end(length: DurationText): Story {
    return this.once(line('end', duration(length, 'the end')));
  }

  /** Datapoints of a metric such as `AWS/Lambda/Errors:FunctionName=@PlaceOrder`; `@` names a resource. */
  series(metric: string, datapoints: Series): Story {
    return this.add(line('series', quoted(metric, 'the metric'), datapoints.toString()));
  }

  /** Requests to the HTTP API, evenly spaced: `traffic('GET', '/orders', '30/min')`. */
  traffic(method: string, path: string, rate: string, more: TrafficOptions = {}): Story {
    const { from, until, with: body } = options(more, "{ from: '10m' }");
    return this.add(
      line(
        'traffic',
        word(method, 'the method'),
        word(path, 'the path'),
        word(rate, 'the rate', 'a rate such as 30/min'),
        option('from', from === undefined ? from : duration(from, "'from'")),
        option('until', until === undefined ? until : duration(until, "'until'")),
        option('with', body === undefined ? undefined : json(body)),
      ),
    );
  }

  /** What happens at a time after the start. */
  at(time: DurationText): Scenes<Story> {
    return new Scenes(time, (statement) => this.add(statement));
  }

  /** An alarm of the story's own. */
  alarm(name: string, judged: MetricAlarmOptions | MathAlarmOptions): Story {
    return this.add(alarmLine(name, judged));
  }

  /** A composite alarm of the story's own. */
  composite(name: string, rule: string, more: CompositeOptions = {}): Story {
    return this.add(compositeLine(name, rule, more));
  }

  /** A mute rule of the story's own: `mute('Nights', 'cron(0 22 * * *)', { for: 'PT8H', alarms: ['Errors'] })`. */
  mute(name: string, schedule: string, rule: MuteOptions): Story {
    return this.add(muteLine(name, schedule, rule));
  }

  /** The scenario, as a file would have it. */
  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }

  /**
   * The story with one more statement. It is read at once, so that what is wrong with it fails where it is written.
   * @internal
   */
  add(statement: string): Story {
    const place = this.lines.length;
    const above = place === 0 ? [] : ['scenario story', ...Array<string>(place - 1).fill('')];
    const below = statement.startsWith('end ') ? [] : ['end 366d'];
    parseScenario([...above, statement, ...below].join('\n'), 'story');
    return new Story([...this.lines, statement]);
  }
  /** @throws where the story says it already: each statement is read by itself, so the reader cannot notice */
  private once(statement: string): Story {
    const [keyword] = statement.split(' ', 1);
    const before = this.lines.find((other) => other.startsWith(`${keyword} `));
    if (before === undefined) return this.add(statement);
    throw new Error(`a story has one ${keyword}, got '${before}' and '${statement}'; keep one of them`);
  }
}
