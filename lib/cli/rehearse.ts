/** `sightline rehearse`: plays scenarios or a recording, prints the story, writes the page. */
import { resolve } from 'node:path';
import { type Rehearsal, type RehearsalOptions, rehearse } from '../rehearsal/rehearsal';
import { checkTextFile } from '../rehearsal/text-file';
import { tellClosing } from '../view/closing';
import { type JunitEntry, renderJunit } from '../view/junit';
import type { RehearsalReport } from '../view/report/model';
import { assemblyPlaces } from './chosen-assembly';
import { compareRehearsals } from './compare';
import { loadBindings } from './load-bindings';
import { parseOptions } from './options';
import { checkOutputFile, writeOutputFile } from './output-file';
import { painter } from './painter';
import { type ProjectDefaults, projectDefaults } from './project-defaults';
import { scenarioFiles } from './scenario-files';
import { numbered, showRehearsal, withProgress } from './show';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline rehearse [SCENARIO...] [options]
       sightline rehearse --replay FILE.csv --metric METRIC [--scale N] [options]
       sightline rehearse [SCENARIO...] --against DIR [--markdown FILE] [options]

Plays scenario files, or a recorded series, against the alarms and workflows of a
synthesized app. Nothing is deployed, nothing leaves this machine.

  SCENARIO          a file, a directory (all .scenario files below), or a pattern
                    such as 'scenarios/**/*.scenario'
  --assembly DIR    cloud assembly, the output of 'cdk synth'         (default: cdk.out);
                    may be given again, such as that of the app that has the hub
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --alone           no assembly: only the alarms that the scenarios define
  --bindings FILE   module that gives the functions their code
  --replay FILE     CSV with rows 'timestamp,value', times in UTC or with an offset
  --metric METRIC   what it is a recording of, such as
                    'AWS/Lambda/Duration:FunctionName=@PlaceOrder'
  --scale N         multiplies every recorded value                   (default: 1)
  --out FILE        the page with charts and story                    (default: out/rehearsal.html)
  --junit FILE      the verdicts of all scenarios as JUnit XML
  --against DIR     another cloud assembly, such as main's: which alarms changed, and
                    how each would have behaved; it takes the place of the first --assembly
  --markdown FILE   the comparison as Markdown, for a comment on a pull request
  --extra-datapoints N  looked at beyond the evaluation periods      (default: 2)
  --help            this text

Scenarios, bindings and assembly default to the "sightline" section of package.json.
`;

const OPTIONS = {
  assembly: { type: 'string', multiple: true },
  stacks: { type: 'string', multiple: true },
  alone: { type: 'boolean' },
  bindings: { type: 'string' },
  replay: { type: 'string' },
  metric: { type: 'string' },
  scale: { type: 'string' },
  out: { type: 'string' },
  junit: { type: 'string' },
  'extra-datapoints': { type: 'string' },
  against: { type: 'string' },
  markdown: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_OUT = 'out/rehearsal.html';

export async function rehearseCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const defaults = projectDefaults();
  const out = values.out ?? DEFAULT_OUT;
  const recording = recordingOf(values, positionals);
  const scenarios = recording ? [] : scenariosOf(positionals, defaults);
  checkOutputs(out, values);
  const assemblies = assemblyPlaces(values.assembly);
  const rehearsal = values.alone ? alone(values) : await ofAssemblies(assemblies, values, defaults);
  const { against } = values;
  // The app compared with may lack what bindings and patterns of this one name: new functions and stacks, mostly.
  const other =
    against === undefined
      ? undefined
      : await ofAssemblies([against, ...assemblies.slice(1)], values, defaults, OF_ANOTHER_VERSION);
  const played = recording ? await replay(rehearsal, recording, out) : await play(rehearsal, scenarios, out);
  finish(played, values.junit);
  if (other) await compareRehearsals({ own: rehearsal, other, played, recording }, values);
  return played.some(({ report }) => report.verdict === 'failed') ? 1 : 0;
}

const OF_ANOTHER_VERSION: RehearsalOptions = { skipUnknownBindings: true, skipUnknownStacks: true };

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

function alone(values: Values): Rehearsal {
  const { assembly, stacks, bindings, replay, against } = values;
  const given = Object.entries({ assembly, stacks, bindings, replay, against }).find(
    ([, value]) => value !== undefined,
  );
  if (given)
    throw new UsageError(
      `--alone plays without an app, so --${given[0]} has nothing to go with; leave one of them out`,
    );
  return rehearse(undefined, optionsOf(values));
}

function optionsOf({ 'extra-datapoints': extra, stacks }: Values): RehearsalOptions {
  if (extra === undefined) return { stacks };
  if (!/^\d{1,3}$/.test(extra))
    throw new UsageError(`--extra-datapoints must be a whole number from 0 to 999, got '${extra}'`);
  return { stacks, extraDatapoints: Number(extra) };
}

async function ofAssemblies(
  assemblies: readonly string[],
  values: Values,
  defaults: ProjectDefaults,
  options: RehearsalOptions = {},
): Promise<Rehearsal> {
  const bindingsFile = values.bindings ?? defaults.bindings;
  const bindings = bindingsFile === undefined ? undefined : await loadBindings(bindingsFile);
  return rehearse(assemblies, { ...options, ...optionsOf(values), bindings });
}

interface GivenRecording {
  readonly file: string;
  readonly metric: string;
  readonly scale: number;
}

/** What `--replay` and its companions ask for; `undefined` where scenarios are played. */
function recordingOf(values: Values, positionals: readonly string[]): GivenRecording | undefined {
  const { replay: file, metric, scale = '1' } = values;
  if (file === undefined) {
    const lone = (['metric', 'scale'] as const).filter((name) => values[name] !== undefined);
    if (lone.length === 0) return undefined;
    const named = lone.map((name) => `--${name}`).join(' and ');
    throw new UsageError(`${named} ${lone.length === 1 ? 'is' : 'are'} for a recording; add --replay FILE.csv`);
  }
  if (positionals.length > 0)
    throw new UsageError('--replay plays a recording instead of scenarios; leave the scenarios out');
  if (metric === undefined) throw new UsageError('--replay needs --metric: what the numbers in the file are');
  const factor = Number(scale);
  if (!Number.isFinite(factor) || factor === 0)
    throw new UsageError(`--scale must be a number other than 0, got '${scale}'`);
  checkTextFile(file, 'recording');
  return { file, metric, scale: factor };
}

function scenariosOf(positionals: readonly string[], defaults: ProjectDefaults): readonly string[] {
  const given = positionals.length > 0 ? positionals : (defaults.scenarios ?? []);
  if (given.length === 0)
    throw new UsageError('no scenario to play; name a .scenario file, or list some under "sightline" in package.json');
  return scenarioFiles(given);
}

function checkOutputs(out: string, { junit, against, markdown }: Values): void {
  if (markdown !== undefined && against === undefined)
    throw new UsageError('--markdown is for a comparison; add --against DIR');
  const outputs = [
    { option: '--out', file: out, extension: '.html' },
    { option: '--junit', file: junit, extension: '.xml' },
    { option: '--markdown', file: markdown, extension: '.md' },
  ];
  const taken = new Map<string, { readonly option: string; readonly file: string }>();
  for (const { option, file, extension } of outputs) {
    if (file === undefined) continue;
    checkOutputFile(file, option, extension);
    const twin = taken.get(resolve(file));
    if (twin)
      throw new UsageError(`${option} and ${twin.option} are the same file '${twin.file}'; give them different names`);
    taken.set(resolve(file), { option, file });
  }
}

async function replay(rehearsal: Rehearsal, recording: GivenRecording, out: string): Promise<JunitEntry[]> {
  const { file, metric, scale } = recording;
  const played = await timed(file, (onProgress) => rehearsal.replay(file, { metric, scale, onProgress }));
  showRehearsal(played.report, out);
  return [played];
}

async function play(rehearsal: Rehearsal, scenarios: readonly string[], out: string): Promise<JunitEntry[]> {
  const played: JunitEntry[] = [];
  for (const [index, file] of scenarios.entries()) {
    const entry = await timed(file, (onProgress) => rehearsal.play(file, { onProgress }));
    showRehearsal(entry.report, scenarios.length === 1 ? out : numbered(out, index + 1));
    played.push(entry);
  }
  return played;
}

async function timed(
  file: string,
  work: (onProgress: (share: number) => void) => Promise<RehearsalReport>,
): Promise<JunitEntry> {
  const startedMs = performance.now();
  const report = await withProgress('Rehearsing', work);
  return { file, report, wallSeconds: (performance.now() - startedMs) / 1000 };
}

function finish(played: readonly JunitEntry[], junit: string | undefined): void {
  if (junit !== undefined) {
    writeOutputFile(junit, renderJunit(played), '--junit');
    process.stdout.write(`JUnit: ${junit}\n`);
  }
  if (played.length > 1) process.stdout.write(`\n${tellClosing(played, painter(process.stdout))}`);
}
