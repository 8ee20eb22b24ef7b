/**
 * The detector on every labelled CSV below a folder, scored by the rules of the Numenta Anomaly Benchmark with the
 * thresholds that are fixed in the code. Beside them: what thresholds fitted to these very series would score (it
 * flatters), and what thresholds fitted to other parts of them score (cross-fitted). False alarms are counted on the real
 * series, outside labelled windows, after the probation.
 *
 *   tsx bench/anomaly.ts --data DIR [--json] [--baseline] [--quick]
 *
 * With `--json` the last line is one JSON object; `--quick` measures the cost in one round.
 */
import { parseArgs } from 'node:util';
import { THRESHOLDS } from '../lib/core/anomaly';
import { type Corpus, readCorpus } from './anomaly/corpus';
import { type Cost, measureCost } from './anomaly/cost';
import { type Judged, judge, PRESETS } from './anomaly/judge';
import { PROFILES, type ProfileName } from './anomaly/nab-score';
import {
  alarmsPerWeek,
  baselineResult,
  byCategory,
  detectorResult,
  medianStateBytes,
  pointFpPercent,
  type Result,
} from './anomaly/results';
import { ThresholdSweep } from './anomaly/thresholds';
import { table } from './measure';

const ROUNDS = 5;
const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

try {
  main();
} catch (error) {
  process.stderr.write(`bench:anomaly: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function main(): void {
  const { values: options } = parseArgs({
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      baseline: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  if (options.data === undefined) throw new Error('say where the labelled series are: --data DIR');
  const corpus = readCorpus(options.data);
  const judged = corpus.series.map(judge);
  const cost = measureCost(corpus.series, options.quick ? 1 : ROUNDS);
  const all = detectorResult('all', judged);
  const baselines = options.baseline ? [3, 4, 6].map((sensitivity) => baselineResult(sensitivity, judged)) : [];
  process.stdout.write(
    [remarks(corpus), categoryTable(judged, all, baselines), thresholdTable(judged, all), costLine(judged, cost)].join(
      '\n',
    ),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(summary(all, judged, cost))}\n`);
}

function summary({ scores, tally, falseAlarms }: Result, judged: readonly Judged[], cost: Cost) {
  return {
    standard: rounded(scores.standard, 2),
    lowFP: rounded(scores.lowFP, 2),
    lowFN: rounded(scores.lowFN, 2),
    alarmsPerWeekPerSeries: rounded(alarmsPerWeek(falseAlarms), 3),
    pointFpPercent: rounded(pointFpPercent(falseAlarms), 4),
    windowsHit: tally.hits,
    windows: tally.windows,
    microsecondsPerPoint: rounded(cost.microseconds, 3),
    overMeanStd: rounded(cost.ratio, 1),
    stateBytes: medianStateBytes(judged),
  };
}

function remarks({ remarks }: Corpus): string {
  return remarks.map((remark) => `note: ${remark}\n`).join('');
}

function categoryTable(judged: readonly Judged[], all: Result, baselines: readonly Result[]): string {
  const categories = [...byCategory(judged)].map(([category, part]) => detectorResult(category, part));
  const rows = [...categories, all, ...baselines].map((result) => [
    result.name,
    String(result.series),
    ...PROFILE_NAMES.map((profile) => score(result.scores[profile])),
    `${result.tally.hits} of ${result.tally.windows}`,
    String(result.tally.falsePoints),
    alarmsPerWeek(result.falseAlarms).toFixed(2),
    `${pointFpPercent(result.falseAlarms).toFixed(3)} %`,
  ]);
  const head = ['', 'series', ...PROFILE_NAMES, 'windows hit', 'false', 'alarms a week', 'points false'];
  return table(head, rows);
}

function thresholdTable(judged: readonly Judged[], all: Result): string {
  const sweep = new ThresholdSweep(judged);
  const halves = [0, 1].map((half) => judged.filter((_, index) => index % 2 === half));
  const rows = PROFILE_NAMES.map((profile) => {
    const best = sweep.best(judged, profile);
    const [even = Number.NaN, odd = Number.NaN] = sweep.crossFitted(halves, profile);
    return [
      profile,
      `${score(all.scores[profile])} @ ${THRESHOLDS[PRESETS[profile]]}`,
      `${score(best.score)} @ ${best.threshold}`,
      score(even),
      score(odd),
      score(sweep.crossFittedTogether([...byCategory(judged).values()], profile)),
    ];
  });
  return table(
    [
      'profile',
      'fixed threshold',
      'fitted to these series',
      'odd -> even',
      'even -> odd',
      'each category by the others',
    ],
    rows,
  );
}

function costLine(judged: readonly Judged[], cost: Cost): string {
  const { microseconds, meanStdMicroseconds, ratio } = cost;
  return (
    `${microseconds.toFixed(2)} us a point, ${ratio.toFixed(1)} times a running mean and deviation ` +
    `(${meanStdMicroseconds.toFixed(3)} us); state ${medianStateBytes(judged)} bytes in the median\n`
  );
}

function score(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(1);
}

function rounded(value: number, decimals: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(decimals)) : null;
}
