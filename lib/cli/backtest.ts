/** `sightline backtest`: the alarms of an app over the history of their metrics. */
import { type Assembly, REHEARSAL_ACCOUNT, REHEARSAL_REGION } from '../rehearsal/assembly';
import { Backtest } from '../rehearsal/backtest';
import { type PhysicalNames, parsePhysicalNames } from '../rehearsal/backtest/physical-names';
import { readTextFile } from '../rehearsal/text-file';
import { tellBacktest } from '../view/backtest';
import type { BacktestReport } from '../view/backtest/model';
import { readHistory } from './backtest/read-history';
import { readSeriesDirectory } from './backtest/series-directory';
import { chosenStacks } from './chosen-assembly';
import { parseOptions } from './options';
import { checkOutputFile, writeOutputFile } from './output-file';
import { painter } from './painter';
import { withProgress } from './show';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline backtest [--days N] [--region REGION] [--names FILE.json]... [options]
       sightline backtest --series DIR [--map FILE=METRIC[*SCALE]]... [options]

Evaluates the alarms of a synthesized app on the history of their metrics: how often
each would have paged, for how long, and what other thresholds would have done.
The history is read from CloudWatch (permission cloudwatch:GetMetricData), or from
recorded files, for which no account is needed.

  --assembly DIR    cloud assembly, the output of 'cdk synth'         (default: cdk.out);
                    may be given again
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --days N          how far back, 1 to 455; one-minute data is kept 15 days (default: 14)
  --region REGION   where the app is deployed     (default: the assembly's, else the SDK's)
  --names FILE      real names of resources that CloudFormation named: the output of
                    'aws cloudformation describe-stack-resources', or an object from
                    logical id or construct path to name; may be given again
  --cache DIR       where history is kept between runs     (default: .sightline/history)
  --series DIR      CSV files with rows 'timestamp,value', times in UTC or with an offset
  --map FILE=METRIC[*SCALE]
                    what a file is a recording of, such as
                    'slow.csv=AWS/Lambda/Duration:FunctionName=@PlaceOrder*1000'; may be
                    given again, and DIR may have a file 'sightline.map' of such lines
  --json FILE       the report for machines
  --help            this text
`;

const OPTIONS = {
  assembly: { type: 'string', multiple: true },
  stacks: { type: 'string', multiple: true },
  days: { type: 'string' },
  region: { type: 'string' },
  names: { type: 'string', multiple: true },
  cache: { type: 'string' },
  series: { type: 'string' },
  map: { type: 'string', multiple: true },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_DAYS = 14;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const KEPT_DAYS = 455;
const DEFAULT_CACHE = '.sightline/history';
/** Columns where the output is no terminal. */
const DEFAULT_WIDTH = 100;

export async function backtestCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals[0] !== undefined)
    throw new UsageError(`'${positionals[0]}' is not an option; recorded files are given with --series DIR`);
  checkCompanions(values);
  const days = daysOf(values.days);
  if (values.json !== undefined) checkOutputFile(values.json, '--json', '.json');
  const assembly = chosenStacks(values.assembly, values.stacks);
  const backtest = new Backtest(assembly);
  const { series } = values;
  const report =
    series === undefined
      ? await overCloudWatch(backtest, assembly, values, days)
      : await overSeries(backtest, series, values.map ?? []);
  show(report, values.json);
  return 0;
}

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

function checkCompanions(values: Values): void {
  const others = values.series === undefined ? (['map'] as const) : (['days', 'region', 'names', 'cache'] as const);
  const lone = others.find((name) => values[name] !== undefined);
  if (lone === undefined) return;
  throw new UsageError(
    lone === 'map'
      ? '--map says what recorded files are; add --series DIR'
      : `--${lone} is for CloudWatch, and --series reads files instead; leave one of them out`,
  );
}

function daysOf(text: string | undefined): number {
  const days = text === undefined ? DEFAULT_DAYS : Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= KEPT_DAYS) return days;
  throw new UsageError(
    `--days must be a whole number from 1 to ${KEPT_DAYS} (CloudWatch keeps nothing longer), got '${text}'`,
  );
}

async function overCloudWatch(
  backtest: Backtest,
  assembly: Assembly,
  { names: files = [], region, cache = DEFAULT_CACHE }: Values,
  days: number,
): Promise<BacktestReport> {
  const names: PhysicalNames = new Map(
    files.flatMap((file) => [...parsePhysicalNames(readTextFile(file, 'names'), file, backtest.templates)]),
  );
  const needs = backtest.needs(names);
  const wanted = { needs, days, cache, region: region ?? regionOf(assembly), nowMs: Date.now() };
  const read = await withProgress('Reading CloudWatch', (onProgress) => readHistory(wanted, onProgress));
  const told = `CloudWatch in ${read.region}, ${days === 1 ? 'the last day' : `the last ${days} days`}`;
  return withProgress('Backtesting', (onProgress) => backtest.overCloudWatch(read, names, told, onProgress));
}

/** Where the stacks are deployed, as far as the assembly knows; `undefined` leaves it to the SDK. */
function regionOf({ stacks }: Assembly): string | undefined {
  const known = stacks.filter(
    ({ environment }) => environment.account !== REHEARSAL_ACCOUNT || environment.region !== REHEARSAL_REGION,
  );
  const regions = [...new Set(known.map(({ environment }) => environment.region))];
  if (regions.length <= 1) return regions[0];
  throw new UsageError(`the stacks are deployed in ${regions.join(' and ')}; choose one with --region`);
}

async function overSeries(backtest: Backtest, directory: string, maps: readonly string[]): Promise<BacktestReport> {
  const { recorded, unwatched, remarks } = readSeriesDirectory(directory, maps, backtest);
  const told = `recorded files of ${directory}`;
  return withProgress('Backtesting', (onProgress) =>
    backtest.overRecordings(recorded, unwatched, { told, remarks, onProgress }),
  );
}

function show(report: BacktestReport, json: string | undefined): void {
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(tellBacktest(report, { paint: painter(process.stdout), width }));
  if (json === undefined) return;
  writeOutputFile(json, `${JSON.stringify(report, undefined, 2)}\n`, '--json');
  process.stdout.write(`\nJSON: ${json}\n`);
}
