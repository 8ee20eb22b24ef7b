/** `sightline rehearse`: plays scenarios or a recording, prints the story, writes the page. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../package-root';
import type { RehearsalBindings } from '../rehearsal/bindings';
import { type Rehearsal, rehearse } from '../rehearsal/rehearsal';
import type { RehearsalReport } from '../view/report/model';
import { renderReport } from '../view/report/page';
import { tellStory } from '../view/timeline';
import { painter } from './painter';
import { progressBar } from './progress-bar';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline rehearse [SCENARIO...] [options]
       sightline rehearse --replay FILE.csv --metric METRIC [--scale N] [options]

Plays scenario files, or a recorded series, against the alarms and workflows of a
synthesized app. Nothing is deployed, nothing leaves this machine.

  --assembly DIR    cloud assembly, the output of 'cdk synth'         (default: cdk.out)
  --bindings FILE   module that gives the functions their code
  --replay FILE     CSV with rows 'timestamp,value', times in UTC
  --metric METRIC   what it is a recording of, such as
                    'AWS/Lambda/Duration:FunctionName=@PlaceOrder'
  --scale N         multiplies every recorded value                   (default: 1)
  --out FILE        the page with charts and story                    (default: out/rehearsal.html)
  --help            this text

Scenarios, bindings and assembly default to the "sightline" section of package.json.
`;

const OPTIONS = {
  assembly: { type: 'string' },
  bindings: { type: 'string' },
  replay: { type: 'string' },
  metric: { type: 'string' },
  scale: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_OUT = 'out/rehearsal.html';

export async function rehearseCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const defaults = projectDefaults();
  const bindingsFile = values.bindings ?? defaults.bindings;
  const bindings = bindingsFile === undefined ? undefined : await loadBindings(bindingsFile);
  const rehearsal = rehearse(values.assembly ?? defaults.assembly ?? 'cdk.out', { bindings });
  const out = values.out ?? DEFAULT_OUT;
  if (values.replay !== undefined) return show(await replay(rehearsal, values, positionals), out);
  const scenarios = positionals.length > 0 ? positionals : (defaults.scenarios ?? []);
  if (scenarios.length === 0) {
    throw new UsageError('no scenario to play; name a .scenario file, or list some under "sightline" in package.json');
  }
  let code = 0;
  for (const [index, file] of scenarios.entries()) {
    const report = await withProgress((onProgress) => rehearsal.play(file, { onProgress }));
    code = Math.max(code, show(report, scenarios.length === 1 ? out : numbered(out, index + 1)));
  }
  return code;
}

type Values = ReturnType<typeof readArguments>['values'];

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function replay(rehearsal: Rehearsal, values: Values, positionals: readonly string[]): Promise<RehearsalReport> {
  const { replay: file = '', metric } = values;
  if (positionals.length > 0)
    throw new UsageError('--replay plays a recording instead of scenarios; leave the scenarios out');
  if (metric === undefined) throw new UsageError('--replay needs --metric: what the numbers in the file are');
  const scale = values.scale === undefined ? 1 : Number(values.scale);
  if (!Number.isFinite(scale) || scale === 0)
    throw new UsageError(`--scale must be a number other than 0, got '${values.scale}'`);
  return withProgress((onProgress) => rehearsal.replay(file, { metric, scale, onProgress }));
}

/** Prints the story and writes the page; 1 where an expectation failed. */
function show(report: RehearsalReport, out: string): number {
  const root = packageRoot();
  const asset = (name: string) => readFileSync(join(root, 'dist', 'report', name), 'utf8');
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, renderReport(report, { script: asset('client.js'), style: asset('style.css') }));
  const width = process.stdout.columns ?? 120;
  process.stdout.write(`${tellStory(report, { paint: painter(process.stdout), width })}Page: ${out}\n`);
  return report.verdict === 'failed' ? 1 : 0;
}

async function withProgress<T>(work: (onProgress: (share: number) => void) => Promise<T>): Promise<T> {
  const bar = progressBar(process.stderr);
  try {
    return await work(bar.update);
  } finally {
    bar.clear();
  }
}

interface ProjectDefaults {
  readonly assembly?: string;
  readonly bindings?: string;
  readonly scenarios?: readonly string[];
}

/** The "sightline" section of the package.json in the current directory. */
function projectDefaults(): ProjectDefaults {
  if (!existsSync('package.json')) return {};
  const section = readPackage().sightline;
  return typeof section === 'object' && section !== null ? section : {};
}

function readPackage(): { readonly sightline?: unknown } {
  try {
    return JSON.parse(readFileSync('package.json', 'utf8')) ?? {};
  } catch (error) {
    throw new Error(`cannot read package.json: ${(error as Error).message}`);
  }
}

async function loadBindings(file: string): Promise<RehearsalBindings> {
  if (!existsSync(file)) throw new Error(`there is no bindings file '${file}'`);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const typescript =
      extname(file) === '.ts' && (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION';
    if (!typescript) throw new Error(`cannot load the bindings '${file}': ${(error as Error).message}`);
    throw new Error(
      `this Node.js cannot load TypeScript ('${file}'); run 'npx tsx node_modules/.bin/sightline rehearse ...'`,
    );
  }
  const bindings = defaultExport(loaded);
  if (typeof (bindings as Partial<RehearsalBindings> | undefined)?.functions === 'function')
    return bindings as RehearsalBindings;
  throw new Error(`'${file}' must export defineRehearsal({ functions: ... }) as its default`);
}

/** A CommonJS module seen from an ES import has its default one level deeper. */
function defaultExport(loaded: unknown): unknown {
  const outer = (loaded as { default?: unknown }).default;
  return (outer as { default?: unknown } | undefined)?.default ?? outer;
}

/** `out/rehearsal.html` as `out/rehearsal-2.html`. */
function numbered(file: string, number: number): string {
  const extension = extname(file);
  return `${file.slice(0, file.length - extension.length)}-${number}${extension}`;
}
