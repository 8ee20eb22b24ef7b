/** How objectives stand now, as lines of a terminal. */
import type { SloMeasurement } from '../../core/slo/measurement';
import { hanging, isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import { countOf, duration } from '../format';
import type { Paint } from '../timeline';
import {
  bar,
  budgetLeftText,
  burnText,
  eventsText,
  minutesLeft,
  paintStatus,
  percentText,
  shareText,
  sliText,
  statusWord,
} from './words';

/** One objective; its times as text, so that machines read them like people. */
export interface SloStanding {
  readonly slo: string;
  /** Percent, as it was written. */
  readonly objective: string;
  /** Missing of composites. */
  readonly window?: string;
  readonly tier: number;
  /** Missing: it was never measured. */
  readonly measurement?: SloMeasurement;
  /** Whether the measurement is so old that nobody knows how it stands now. */
  readonly stale: boolean;
}

export interface StatusViewOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly nowMs: number;
}

const NAME = 40;
const MOST_HEALTHY = 40;
const ORDER = ['violated', 'at_risk', 'compliant', 'no_data'];

export function tellStatus(standings: readonly SloStanding[], options: StatusViewOptions): string {
  const sorted = [...standings].sort(byUrgency);
  const healthy = sorted.filter(isHealthy);
  const hidden = new Set(healthy.slice(MOST_HEALTHY));
  const lines = sorted.filter((one) => !hidden.has(one)).flatMap((one) => standingLines(one, options));
  const more = hidden.size > 0 ? [`${hidden.size} more are compliant or have no data; --json lists them.`] : [];
  return `${[...lines, ...more, ...(lines.length > 0 ? [''] : []), closing(standings, options.paint)].join('\n')}\n`;
}

/** Whether nobody has to look at it. */
function isHealthy({ measurement, stale }: SloStanding): boolean {
  return measurement !== undefined && !stale && measurement.status !== 'violated' && measurement.status !== 'at_risk';
}

function byUrgency(a: SloStanding, b: SloStanding): number {
  const rank = ({ measurement, stale }: SloStanding) =>
    measurement === undefined
      ? 1.6
      : ORDER.indexOf(measurement.status) - (stale && measurement.status !== 'violated' ? 0.5 : 0);
  const left = ({ measurement }: SloStanding) => measurement?.budgetRemaining ?? 0;
  return rank(a) - rank(b) || left(a) - left(b) || (a.slo < b.slo ? -1 : 1);
}

function standingLines(one: SloStanding, { paint, width, nowMs }: StatusViewOptions): string[] {
  const { measurement } = one;
  const status = measurement?.status;
  const name = plain(one.slo, NAME).padEnd(NAME);
  const word = paintStatus(paint, status, statusWord(status).padEnd(12));
  const goal = `${one.objective} %${one.window === undefined ? '' : ` in ${one.window}`}`;
  if (!measurement) return [`${word} ${name} ${plain(goal, 40)}`];
  const left =
    measurement.status === 'no_data'
      ? ''
      : `  ${bar(measurement.budgetRemaining)} ${budgetLeftText(measurement.budgetRemaining)}`;
  const details = [budget(measurement), pace(measurement), ...warnings(measurement)].filter(Boolean).join('; ');
  return [
    `${word} ${name} ${sliText(measurement.sli)} of ${plain(goal, 40)}${left}`,
    ...(details === '' ? [] : hanging(details, 13, width).map((line) => paint('dim', line))),
    ...(one.stale
      ? [
          paint(
            'red',
            `             measured ${duration(nowMs - measurement.atMs)} ago, at ${isoMinute(measurement.atMs)} UTC; is the evaluation running?`,
          ),
        ]
      : []),
  ];
}

function budget({ status, budgetRemainingEvents, budgetRemainingMinutes, total }: SloMeasurement): string {
  if (status === 'no_data') return '';
  const events = `${eventsText(budgetRemainingEvents)} bad events of ${eventsText(total)} left`;
  return `${events}, or ${minutesLeft(budgetRemainingMinutes)} of a total outage`;
}

function pace({ burnRates, hoursToExhaustion, projection, status }: SloMeasurement): string {
  if (status === 'no_data' && burnRates['1h'] === undefined) return '';
  const exhausted = hoursToExhaustion === undefined ? '' : `, gone in ${duration(hoursToExhaustion * 3_600_000)}`;
  const end = projection === undefined ? '' : `; ${shareText(projection.budgetRemaining)} at the end of the window`;
  return `burns ${burnText(burnRates['1h'])} (1 h), ${burnText(burnRates['6h'])} (6 h)${exhausted}${end}`;
}

function warnings({ firing, violations24h }: SloMeasurement): string[] {
  return [
    ...(violations24h > 0 ? [`${countOf(violations24h, 'violation')} in 24 h`] : []),
    ...(firing.length > 0 ? [`firing: ${plain(firing.join(', '), 100)}`] : []),
  ];
}

function closing(standings: readonly SloStanding[], paint: Paint): string {
  const of = (status: string) => standings.filter(({ measurement }) => measurement?.status === status).length;
  const [violated, atRisk, compliant, noData] = ORDER.map(of) as [number, number, number, number];
  const withData = violated + atRisk + compliant;
  const stale = standings.filter((one) => one.stale).length;
  const never = standings.length - withData - noData;
  const share = withData === 0 ? '' : ` (${percentText((withData - violated) / withData)})`;
  const told = [
    withData === 0
      ? 'No objective has data'
      : `${withData - violated} of ${withData} objectives with data hold${share}`,
    ...(atRisk > 0 ? [`${atRisk} at risk`] : []),
    ...(violated > 0 ? [`${violated} violated`] : []),
    ...(noData > 0 ? [`${noData} without data`] : []),
    ...(never > 0 ? [`${never} not measured`] : []),
    ...(stale > 0 ? [`${stale} measured too long ago`] : []),
  ];
  return paint(violated + stale + never > 0 ? 'red' : 'green', told.join('; '));
}
