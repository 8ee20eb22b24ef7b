/** `sightline forecast`: how a series went, how it goes on, and when it is full. */
import {
  CAPACITY_DIRECTIONS,
  type CapacityDirection,
  type CapacityForecast,
  type CapacityOptions,
  forecastCapacity,
} from '../core/anomaly/forecast/capacity';
import { forecastSeasonal } from '../core/anomaly/forecast/seasonal';
import { trendReport } from '../core/anomaly/forecast/trend-report';
import { type ShownForecast, tellForecast } from '../view/forecast';
import { awsMetricSource, type MetricSource } from './history/metric-source';
import { checkSeries, type HistoryRead, readSeries, SERIES_OPTIONS } from './history/read';
import { numberOf } from './history/values';
import { parseOptions } from './options';
import { painter } from './painter';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline forecast --csv FILE [options]
       sightline forecast --metric NAMESPACE/NAME [--dimensions A=B,...] [options]

How a series went and goes on: its trend, changes of its level, the next day with an
interval, and with --capacity when it is full, such as a disk, a table, a quota or a budget.
From a CSV file, or CloudWatch (permission cloudwatch:GetMetricData).
Exit code 1 where it is full within --within days, or full now.

  --csv FILE        rows 'timestamp,value'; times are ISO (UTC or with an offset), or
                    epoch seconds or milliseconds; the last row is the present
  --metric METRIC   such as AWS/EBS/VolumeIdleTime
  --dimensions LIST such as VolumeId=vol-0123
  --days N          of CloudWatch, 7 to 455                                  (default: 28)
  --region REGION   of CloudWatch                                     (default: the SDK's)
  --statistic NAME  such as Average, Maximum, p99                       (default: Average)
  --period SECONDS  of CloudWatch                                           (default: 300)
  --capacity N      the value that must not be reached
  --direction SIDE  whether it fills up to the capacity or empties down to it: fills,
                    empties                                               (default: fills)
  --within DAYS     exit code 1 where it is there within so many days
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  ...SERIES_OPTIONS,
  capacity: { type: 'string' },
  direction: { type: 'string' },
  within: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];
type Wanted = Pick<CapacityOptions, 'capacity' | 'direction'> & { readonly withinDays?: number };

/** Two weeks tell no month: as far as a capacity is looked back. */
const DEFAULT_DAYS = '28';
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST_STEPS = 10_000;

/** @param source where metrics are read. @default - CloudWatch in the account of the SDK's environment */
export async function forecastCommand(
  args: readonly string[],
  source: MetricSource = awsMetricSource(),
  nowMs = Date.now(),
): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals[0] !== undefined)
    throw new UsageError(`'${positionals[0]}' is not an option; a file is given with --csv FILE`);
  const wanted = wantedOf(values);
  checkSeries(values, 'series', ['statistic', 'period']);
  const history = await readSeries({ ...values, days: values.days ?? DEFAULT_DAYS }, source, nowMs);
  const presentMs = values.csv === undefined ? nowMs : (history.points.at(-1)?.[0] ?? nowMs);
  const shown = forecastOf(history, presentMs, wanted);
  process.stdout.write(
    values.json ? `${JSON.stringify(shown, undefined, 2)}\n` : tellForecast(shown, painter(process.stdout)),
  );
  return isThereWithin(shown.capacity?.forecast, wanted?.withinDays) ? 1 : 0;
}

function forecastOf({ points, told, spacingMs }: HistoryRead, nowMs: number, wanted: Wanted | undefined) {
  const stepMs = Math.max(spacingMs, MINUTE_MS);
  const horizon = Math.min(MOST_STEPS, Math.max(1, Math.round(DAY_MS / stepMs)));
  const shown: ShownForecast = {
    ...{ told, nowMs, trend: trendReport(points, { nowMs }) },
    next: forecastSeasonal(points, { nowMs, horizon, stepMs }),
  };
  if (wanted === undefined) return shown;
  const { capacity, direction = 'fills' } = wanted;
  const options = { capacity, direction, nowMs };
  return { ...shown, capacity: { options, forecast: forecastCapacity(points, options) } };
}

function isThereWithin(forecast: CapacityForecast | undefined, withinDays = 0): boolean {
  if (forecast?.status === 'reached') return true;
  return forecast?.status === 'approaching' && forecast.daysLeft <= withinDays;
}

function wantedOf({ capacity, direction, within }: Values): Wanted | undefined {
  if (capacity === undefined) {
    const lone = direction !== undefined ? '--direction' : within !== undefined ? '--within' : undefined;
    if (lone !== undefined) throw new UsageError(`${lone} is about a capacity; say which with --capacity N`);
    return undefined;
  }
  return {
    capacity: numberOf('--capacity', capacity),
    ...(direction !== undefined && { direction: directionOf(direction) }),
    ...(within !== undefined && { withinDays: daysOf(within) }),
  };
}

function directionOf(text: string): CapacityDirection {
  const found = CAPACITY_DIRECTIONS.find((one) => one === text);
  if (found) return found;
  throw new UsageError(`--direction must be ${CAPACITY_DIRECTIONS.join(' or ')}, got '${text}'`);
}

function daysOf(text: string): number {
  const days = numberOf('--within', text);
  if (days > 0 && days <= 365) return days;
  throw new UsageError(
    `--within must be days, above 0 and at most 365 (nothing is forecast for longer), got '${text}'`,
  );
}
