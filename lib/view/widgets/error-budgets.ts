import type { SloStatus } from '../../core/slo/measurement';
import { plain } from '../escape';
import { duration } from '../format';
import { type Html, html } from '../report/html';
import type { SloStanding } from '../slo/status';
import { budgetLeftText, burnText, minutesLeft, sliText, statusWord } from '../slo/words';
import { burnDown } from './burn-down';
import { drawWidget, emptyState, rowsThatFit, timeText, type WidgetFrame } from './frame';

export interface BudgetStanding extends SloStanding {
  /** Share of the budget that was left, oldest first; NaN without data. @default - not known */
  readonly left?: readonly number[];
  /** How far back that goes, in words: `30d`. */
  readonly over?: string;
}

export interface ErrorBudgetsWidget {
  /** @default - they could not be read */
  readonly standings?: readonly BudgetStanding[];
  readonly problems: readonly string[];
  /** No evaluation was given to the construct. */
  readonly unset: boolean;
}

const ROW = 86;
const ABOVE = 40;
const NAME = 60;
const CHART = { share: 0.36, most: 280, least: 120, height: 64 } as const;

export function errorBudgetsWidget({ standings, problems, unset }: ErrorBudgetsWidget, frame: WidgetFrame): string {
  if (unset) {
    const how = "Pass 'evaluation' (a SloEvaluation) to CustomWidgets.";
    return drawWidget(frame, { problems, body: emptyState('No objectives are known here.', how) });
  }
  if (!standings) {
    return drawWidget(frame, { problems, body: emptyState('Nobody knows how objectives stand.', LATER) });
  }
  if (standings.length === 0) {
    const how = "Define one: observability.slo('Availability', Slo.availability(api, { objective: '99.9' }))";
    return drawWidget(frame, { problems, body: emptyState('There is no objective.', how) });
  }
  const sorted = [...standings].sort(leastLeftFirst);
  const shown = sorted.slice(0, rowsThatFit(frame, ROW, ABOVE, 1));
  const more = sorted.length - shown.length;
  const body = html`<ul>${shown.map((one) => item(one, frame))}</ul>
<p class="quiet">${asOf(shown, frame)}${more > 0 && html`${more} more with more budget left: <code>sightline slo status</code>`}</p>`;
  return drawWidget(frame, { problems, body });
}

/** The ones that a widget draws charts of, so that only their history is read. */
export function drawnFirst(standings: readonly BudgetStanding[], frame: WidgetFrame): BudgetStanding[] {
  return [...standings].sort(leastLeftFirst).slice(0, rowsThatFit(frame, ROW, ABOVE, 1));
}

const LATER = 'Refresh the dashboard, or ask: sightline slo status';

/** What was never measured comes before what is well: nobody knows how it is. */
function leastLeftFirst(a: SloStanding, b: SloStanding): number {
  const left = ({ measurement }: SloStanding) => {
    if (!measurement) return 0.5;
    return measurement.status === 'no_data' ? 2 : measurement.budgetRemaining;
  };
  return left(a) - left(b) || (a.slo < b.slo ? -1 : 1);
}

/** What is open beside it may have begun since. Rows that are older still say so themselves. */
function asOf(shown: readonly BudgetStanding[], frame: WidgetFrame): string {
  const times = shown.flatMap(({ measurement, stale }) => (measurement && !stale ? [measurement.atMs] : []));
  return times.length > 0 ? `As of ${timeText(Math.min(...times), frame)}. ` : '';
}

function item(one: BudgetStanding, frame: WidgetFrame): Html {
  const { measurement, left = [] } = one;
  const chart = left.some(Number.isFinite) && measurement !== undefined;
  const width = Math.min(CHART.most, Math.max(CHART.least, Math.round(frame.width * CHART.share)));
  const name = plain(one.slo, NAME);
  const budget = measurement === undefined ? 'not measured' : budgetLeftText(measurement.budgetRemaining);
  const label = `Error budget of ${name} over ${one.over ?? 'its window'}, now ${budget}`;
  return html`<li class="row"><div><span class="badge ${toneOf(measurement?.status)}">${statusWord(measurement?.status)}</span> <b>${name}</b><br>
<span class="quiet">${details(one, frame)}</span></div>${chart && burnDown({ left, width, height: CHART.height, label })}</li>
`;
}

function details({ measurement, objective, window, stale }: BudgetStanding, { nowMs }: WidgetFrame): Html {
  const goal = plain(`${objective} %${window === undefined ? '' : ` in ${window}`}`, 40);
  if (!measurement) return html`${goal}; never measured`;
  const { sli, budgetRemaining, budgetRemainingMinutes, burnRates, hoursToExhaustion, status } = measurement;
  if (status === 'no_data') return html`${goal}; no requests, no data`;
  const outage = budgetRemaining < 0 ? '' : `, ${minutesLeft(budgetRemainingMinutes)} of an outage`;
  const gone = hoursToExhaustion === undefined ? '' : `, gone in ${duration(hoursToExhaustion * 3_600_000)}`;
  return html`${sliText(sli)} of ${goal}; <span class="${budgetRemaining <= 0 ? 'of-bad' : ''}">${budgetLeftText(budgetRemaining)}</span>${outage}; burns ${burnText(burnRates['1h'])}${gone}${stale && html`<br><span class="of-bad">measured ${duration(nowMs - measurement.atMs)} ago: is the evaluation running?</span>`}`;
}

const TONES: Readonly<Record<SloStatus, string>> = {
  violated: 'bad',
  at_risk: 'warn',
  compliant: 'good',
  no_data: 'unknown',
};

function toneOf(status: SloStatus | undefined): string {
  return status === undefined ? 'unknown' : TONES[status];
}
