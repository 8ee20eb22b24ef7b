import { readFileSync } from 'node:fs';
import { MAX_STEPS, type RunbookConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import { readFrontMatter } from '../../core/front-matter';
import { checkKeys, checkText, demand, shown } from '../check';
import { checkName } from '../names';
import { Automation } from './automation';
import { type MatchOptions, matcherOf, type OneOrMore } from './matcher';

/** Which incidents a runbook is for, and what it says or does. */
export interface RunbookOptions {
  /** Which incidents it is for; not by tags, which incidents do not keep. @default - all */
  readonly match?: Omit<MatchOptions, 'tags'>;
  /**
   * Whole names of alarms, with `*` for any characters, or ids of the catalog such as `FaultRate`: one of them must be in
   * the incident. @default - any
   */
  readonly alarms?: OneOrMore<string>;
  /** What to do first: at most three texts of 300 characters. Pages show them. @default - none */
  readonly steps?: readonly string[];
  /** Where all of it is written; pages link there: `https:`. @default - nowhere */
  readonly url?: string;
  /** What runs by itself. @default - people do all of it */
  readonly automation?: Automation;
}

/** A runbook for `IncidentResponse.addRunbook`. */
export class Runbook {
  /**
   * A Markdown file whose front matter has the options and the `name`; without `steps`, the first ordered list of the
   * text says them. `automation` has `kind` (`ssm`, `stepFunctions`, `lambda`), `target` (name of the document, or ARN),
   * and as the options of `Automation`: `parameters`, `destructive`, `timeoutMinutes`, `cooldownMinutes`,
   * `verifyMinutes`, `dryRun`.
   * @param more in place of what the front matter says
   * @throws where it cannot be read, with file and line
   */
  static fromMarkdown(path: string, more: Partial<RunbookOptions> = {}): Runbook {
    const inFile = <T>(read: () => T): T => {
      try {
        return read();
      } catch (error) {
        throw new Error(`${path}: ${(error as Error).message}`);
      }
    };
    const { values, body } = inFile(() => readFrontMatter(readFileSync(path, 'utf8')));
    return inFile(() => {
      const { name, automation, ...options } = values;
      demand('front matter', typeof name === 'string', `'name' must be a text, got ${shown(name)}`);
      const steps = firstSteps(body);
      const read = {
        ...(steps.length > 0 && { steps }),
        ...(options as RunbookOptions),
        ...(automation !== undefined && { automation: Automation.fromFields(automation) }),
        ...more,
      };
      return new Runbook(name as string, read);
    });
  }

  readonly config: RunbookConfig;
  readonly automation?: Automation;

  constructor(name: string, options: RunbookOptions) {
    const where = `runbook '${name}'`;
    checkName('name of the runbook', name);
    checkKeys(where, options, { match: true, alarms: true, steps: true, url: true, automation: true });
    const { match = {}, alarms, steps = [], url, automation } = options;
    demand(where, !('tags' in match), "'match' cannot ask for tags, which incidents do not keep; use 'alarms'");
    this.automation = automation;
    this.config = {
      schemaVersion: SCHEMA_VERSION,
      kind: 'runbook',
      name,
      match: matcherOf(`${where} match`, match),
      ...(alarms !== undefined && { alarms: alarmsOf(where, alarms) }),
      steps: stepsOf(where, steps),
      ...(url !== undefined && { url: urlOf(where, url) }),
      ...(automation && { automation: automation.config }),
    };
  }
}

/** Pages are read on phones. */
const MAX_STEP = 300;
const MAX_URL = 1_000;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;

function alarmsOf(where: string, alarms: OneOrMore<string>): readonly string[] {
  const list = Array.isArray(alarms) ? alarms : [alarms];
  demand(where, list.length > 0, "'alarms' must have at least one, got an empty list; leave it out for any");
  return list.map((alarm) => checkText(where, 'alarms', alarm, MAX_ALARM_NAME));
}

function stepsOf(where: string, steps: readonly string[]): readonly string[] {
  demand(where, Array.isArray(steps), `'steps' must be a list of texts, got ${shown(steps)}`);
  const count = `'steps' must be at most ${MAX_STEPS}, got ${steps.length}; 'url' leads to the rest`;
  demand(where, steps.length <= MAX_STEPS, count);
  return steps.map((step) => checkText(where, 'steps', step, MAX_STEP));
}

function urlOf(where: string, url: string): string {
  const isHttps = typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'https:';
  demand(where, isHttps, `'url' must begin with https://, got ${shown(url)}`);
  return checkText(where, 'url', url, MAX_URL);
}

/** The first items of the first ordered list; Markdown's marks of emphasis and code go. */
function firstSteps(body: string): string[] {
  const items =
    body
      .match(/(?:^|\n)1\. [^\n]+(?:\n[2-9]\. [^\n]+)*/)?.[0]
      .trim()
      .split('\n') ?? [];
  return items.slice(0, MAX_STEPS).map((item) =>
    item
      .replace(/^\d\. /, '')
      .replace(/\*\*|`/g, '')
      .slice(0, MAX_STEP),
  );
}
