/** `sightline thresholds suggest`: reads a history, asks for a threshold, tells it. */
import { suggestThreshold } from '../../core/anomaly/thresholds';
import type { MetricSource } from '../history/metric-source';
import { checkSeries, readSeries, SERIES_OPTIONS } from '../history/read';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { judgingOf } from './judging';
import { tellSuggestion } from './tell';

const HELP = `Usage: sightline thresholds suggest --csv FILE [options]
       sightline thresholds suggest --metric NAMESPACE/NAME [--dimensions A=B,...] [options]

The most sensitive round threshold that would have paged no more often than allowed, from
the history of a metric: a CSV file, or CloudWatch (permission cloudwatch:GetMetricData).
Stretches far beyond everything else are taken for outages: the threshold is to catch them.
Exit code 1 where the history is too short or never varies; it says so.

  --csv FILE        rows 'timestamp,value'; times are ISO (UTC or with an offset), or
                    epoch seconds or milliseconds
  --metric METRIC   such as AWS/Lambda/Duration
  --dimensions LIST such as FunctionName=checkout,Resource=checkout
  --days N          of CloudWatch, 7 to 455                                  (default: 14)
  --region REGION   of CloudWatch                                     (default: the SDK's)
  --statistic NAME  of the alarm, such as Average, Sum, p99             (default: Average)
  --period SECONDS  of the alarm  (default: as far apart as the rows are; 300 of --metric)
  --datapoints M/N  M of N periods must breach
                    (default: 3/5 up to a minute, 2/3 up to 15 minutes, else 1/1)
  --direction SIDE  the bad side, above or below                          (default: above)
  --pages-per-week N  at most, outages aside                                (default: 0.5)
  --exclude FROM/TO times that are not to count, such as an incident:
                    2026-01-05T09:00Z/2026-01-05T11:30Z; may be given again
  --current N       the threshold in use, to compare with
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  ...SERIES_OPTIONS,
  datapoints: { type: 'string' },
  direction: { type: 'string' },
  'pages-per-week': { type: 'string' },
  exclude: { type: 'string', multiple: true },
  current: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function suggestCommand(args: readonly string[], source: MetricSource, nowMs: number): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals[0] !== undefined)
    throw new UsageError(`'${positionals[0]}' is not an option; a file is given with --csv FILE`);
  checkSeries(values, 'history');
  const judging = judgingOf(values);
  const history = await readSeries(values, source, nowMs);
  const options = judging(history);
  const suggestion = suggestThreshold(history.points, options);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ history: history.told, options, suggestion }, undefined, 2)}\n`
      : tellSuggestion(suggestion, { options, told: history.told }),
  );
  return suggestion.status === 'suggested' ? 0 : 1;
}
