import { closest } from '../closest';
import { COMPARISONS, type Comparison } from './threshold';

export interface LearnedThresholdOptions {
  /** How often the alarm may have gone to ALARM in a week of that history. */
  readonly alarmsPerWeek: number;
  readonly comparison: Comparison;
}

/** What is read of one alarm of the report. */
interface Backtested {
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  readonly weeks: number;
  readonly tried: readonly { readonly threshold: number; readonly alarmCount: number }[];
  readonly note: string;
}

const WEEK_MS = 7 * 86_400_000;

/**
 * The threshold that a backtest speaks for: of those it tried, the most sensitive one that would have gone to ALARM no
 * more often than allowed.
 * @param report the report of `sightline backtest --json`, parsed
 * @param alarm name or label of an alarm in it
 * @throws saying what is missing in the report, or which thresholds were tried and how often each went to ALARM
 */
export function learnThreshold(report: unknown, alarm: string, options: LearnedThresholdOptions): number {
  const { alarmsPerWeek, comparison } = options;
  const found = findAlarm(alarmsOf(report), alarm);
  if (found.kind === 'band' || found.kind === 'composite') {
    throw new Error(
      `'${found.name}' is ${found.kind === 'band' ? 'an anomaly band' : 'a composite alarm'} and has no threshold; ` +
        'name an alarm with one',
    );
  }
  if (found.tried.length === 0) throw new Error(`no threshold of '${found.name}' was tried: ${found.note}`);
  const fitting = found.tried.filter(({ alarmCount }) => alarmCount / found.weeks <= alarmsPerWeek);
  const upper = COMPARISONS[comparison].symbol.startsWith('>');
  const thresholds = fitting.map(({ threshold }) => threshold);
  if (thresholds.length > 0) return upper ? Math.min(...thresholds) : Math.max(...thresholds);
  const tried = found.tried.map(({ threshold, alarmCount }) => `${threshold}: ${alarmCount} times`).join(', ');
  throw new Error(
    `every threshold tried for '${found.name}' goes to ALARM more often than ${alarmsPerWeek} times a week (in ` +
      `${found.weeks.toFixed(1)} weeks, ${tried}); allow more, or look at what the metric does`,
  );
}

function alarmsOf(report: unknown): Backtested[] {
  const alarms = field(report, 'alarms');
  if (field(report, 'schemaVersion') === 1 && Array.isArray(alarms)) return alarms.map(readAlarm);
  throw new Error("it is not a report of 'sightline backtest --json'; write one with that command");
}

function readAlarm(alarm: unknown): Backtested {
  const sensitivity = field(alarm, 'sensitivity');
  const tried = (Array.isArray(sensitivity) ? sensitivity : []).flatMap((one) => {
    const [threshold, alarmCount] = [field(one, 'threshold'), field(one, 'alarmCount')];
    return isNumber(threshold) && isNumber(alarmCount) ? [{ threshold, alarmCount }] : [];
  });
  const [startMs, endMs] = [Number(field(alarm, 'startMs')), Number(field(alarm, 'endMs'))];
  return {
    name: String(field(alarm, 'name')),
    label: String(field(alarm, 'label')),
    kind: String(field(alarm, 'kind')),
    weeks: (endMs - startMs) / WEEK_MS,
    tried: endMs > startMs ? tried : [],
    note: String(field(alarm, 'sensitivityNote') ?? 'it has no history'),
  };
}

/** By name; by label where that fits one alarm only. */
function findAlarm(alarms: readonly Backtested[], wanted: string): Backtested {
  const byName = alarms.find(({ name }) => name === wanted);
  const byLabel = alarms.filter(({ label }) => label === wanted);
  const found = byName ?? (byLabel.length === 1 ? byLabel[0] : undefined);
  if (found) return found;
  if (byLabel.length > 1) {
    throw new Error(`'${wanted}' is ${byLabel.map(({ name }) => name).join(' and ')} in it; give the whole name`);
  }
  const labels = alarms.map(({ label }) => label);
  const meant = closest(wanted, [...alarms.map(({ name }) => name), ...labels]);
  const hint = meant === undefined ? `its alarms are ${labels.join(', ') || 'none'}` : `did you mean '${meant}'?`;
  throw new Error(`there is no alarm '${wanted}' in it; ${hint}`);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
