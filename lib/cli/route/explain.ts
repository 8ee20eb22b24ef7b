/** `sightline route explain`: which route an event or an alarm takes, and who is told. */
import { existsSync, statSync } from 'node:fs';
import { type Place, samePlace } from '../../rehearsal/hubs';
import { Templates } from '../../rehearsal/templates';
import { readTextFile } from '../../rehearsal/text-file';
import { plain } from '../../view/escape';
import { tellRoute } from '../../view/incidents/route';
import { explainRoute } from '../../view/incidents/route-explanation';
import { chosenStacks } from '../chosen-assembly';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { parseTime } from '../parse-time';
import { UsageError } from '../usage-error';
import { type ChosenHub, chosenHub } from './hub-config';
import { type ReadSignal, signalOfAlarm, signalsOfEvent } from './signals';

export const EXPLAIN_HELP = `Usage: sightline route explain EVENT.json|ALARM [options]

Which route of the hub an event or an alarm of a synthesized app takes and why, how its
incident is escalated, and who would be told at a time: on-call, quiet hours and maintenance
as they are then. Needs no account. Times are UTC.

  EVENT.json        file with what the hub receives: an event of EventBridge, a message of
                    SNS, or either as the body of a queue's record
  ALARM             name or construct path of an alarm of the app, or words of its name
  --app ASSEMBLY    cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); may be given again, such as that of the app that has
                    the hub
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --hub NAME        which hub, where the app has several
  --at TIME         such as 2026-12-24T03:00+01:00                          (default: now)
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  app: { type: 'string', multiple: true },
  stacks: { type: 'string', multiple: true },
  hub: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const WIDTH = 80;
const MAX_PROBLEM = 400;

export async function explainCommand(args: readonly string[], nowMs: number): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(EXPLAIN_HELP);
    return 0;
  }
  const given = onlyOne(positionals);
  const atMs = values.at === undefined ? nowMs : parseTime('--at', values.at);
  const templates = new Templates(chosenStacks(values.app, values.stacks));
  const { config, place } = chosenHub(templates, values.hub);
  for (const problem of config.problems ?? []) warn(`left out: ${problem}`);
  const read = readSignals(given, templates, { config, place }, atMs);
  const explained = read.map((one) =>
    'none' in one ? one : { adopted: one.adopted, ...explainRoute(config, one.signal, atMs) },
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ hub: config.hub.hub, atMs, signals: explained }, undefined, 2)}\n`);
    return 0;
  }
  const view = { paint: painter(process.stdout), width: process.stdout.columns ?? WIDTH, nowMs: atMs };
  const texts = explained.map((one) =>
    'none' in one
      ? `${plain(one.none, MAX_PROBLEM)}\n`
      : `${one.adopted ? 'Adopted by a rule of the hub.\n' : ''}${tellRoute(one, { ...view, routes: config.routes })}`,
  );
  process.stdout.write(texts.join('\n'));
  return 0;
}

function onlyOne([given, second]: readonly string[]): string {
  if (given === undefined) {
    throw new UsageError('what is to be explained? Give the file of an event (EVENT.json), or the name of an alarm');
  }
  if (second === undefined) return given;
  throw new UsageError(`one event or alarm at a time; '${second}' is a second one. Words of a name stand in quotes`);
}

function readSignals(
  given: string,
  templates: Templates,
  { config, place }: ChosenHub,
  atMs: number,
): readonly ReadSignal[] {
  const isFile = given.endsWith('.json') || (existsSync(given) && !statSync(given).isDirectory());
  if (isFile) return signalsOfEvent(readTextFile(given, 'event'), config);
  const { signal, from } = signalOfAlarm(given, templates, config, atMs);
  if (!samePlace(from, place)) {
    warn(`the hub is in ${wordPlace(place)} and hears of this alarm, in ${wordPlace(from)}, only what is forwarded`);
  }
  return [signal];
}

function wordPlace({ account, region }: Place): string {
  return `${account}/${region}`;
}

function warn(text: string): void {
  process.stderr.write(`sightline route: ${plain(text, MAX_PROBLEM)}\n`);
}
