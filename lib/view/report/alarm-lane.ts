import { plain } from '../escape';
import { countOf } from '../format';
import { alarmChart } from './alarm-chart';
import type { ChartList } from './chart-data';
import { chartFigure } from './chart-figure';
import { type Html, html } from './html';
import type { RehearsalReport, ReportAlarm, ReportState } from './model';
import { wholeSecond } from './moment';
import { ribbon } from './ribbon';
import { moment, nothing } from './section';

/** State changes and actions told one by one; of more, the first are told and the rest counted. */
const TOLD = 60;

/**
 * One alarm: its name and rule beside its ribbon, and its own chart. With `inSight` the chart stands below the ribbon,
 * else it is folded away with what the alarm decided and did.
 */
export function alarmLane(
  alarm: ReportAlarm,
  index: number,
  report: RehearsalReport,
  charts: ChartList,
  inSight: boolean,
): Html {
  const judged = evaluated(alarm, report, charts);
  return html`<div class="lane alarm" id="alarm-${index}" data-alarm="${index}"><div class="lane-label">${label(alarm)}</div><div class="lane-body">${ribbon(alarm, report)}${inSight && judged}</div></div>
<details class="alarm-more"><summary>${inSight ? '' : 'Chart and '}${countOf(alarm.states.length, 'state change')}<span class="unseen"> of ${plain(alarm.label, 100)}</span></summary><div class="lane"><div class="lane-label">${facts(alarm)}</div><div class="lane-body">${!inSight && judged}${changes(alarm, report)}${actions(alarm, report)}</div></div></details>
`;
}

function label({ label: name, severity, condition, rule, summary }: ReportAlarm): Html {
  // The rule of a composite stands beside its ribbon already.
  const said = rule === undefined ? condition : summary;
  return html`<p class="lane-name">${plain(name, 100)}${severity !== undefined && html` <span class="severity severity-${severity}">${severity}</span>`}</p>${said !== '' && html`<p class="detail">${plain(said, 200)}</p>`}<p class="state-at"></p>`;
}

const KINDS: Readonly<Record<NonNullable<ReportAlarm['kind']>, string>> = {
  metric: 'Metric alarm',
  math: 'Metric math alarm',
  band: 'Anomaly band alarm',
  composite: 'Composite alarm',
};

function facts({ summary, kind = 'metric', role, name }: ReportAlarm): Html {
  return html`${summary !== '' && html`<p>${plain(summary, 400)}</p>`}<p class="detail">${KINDS[kind]}${role !== undefined && `, role ${plain(role, 40)}`}</p><p class="detail"><code>${plain(name, 255)}</code></p>`;
}

function evaluated(alarm: ReportAlarm, report: RehearsalReport, charts: ChartList): Html {
  const rule =
    alarm.rule !== undefined &&
    html`<pre class="rule" tabindex="0" aria-label="Rule">${plain(alarm.rule, 10_240)}</pre>`;
  const chart = alarmChart(alarm, report);
  if (chart) return html`${rule}${chartFigure(chart, charts.add(chart), 'lane-chart')}`;
  if (rule) return html`${rule}`;
  return nothing('No datapoints of this alarm were recorded.');
}

function changes({ states, name }: ReportAlarm, report: RehearsalReport): Html {
  const rows = states.slice(0, TOLD).map(
    (entry) =>
      html`<li data-at="${wholeSecond(entry.atMs)}"><span class="when">${moment(entry.atMs, report.startMs, name)}</span><span class="state state-${entry.state}">${entry.state}</span><p>${plain(entry.reason, 400)}${heldBack(entry)}</p></li>
`,
  );
  return html`<ol class="changes walk" aria-label="State changes">${rows}</ol>${left(states.length)}`;
}

function heldBack({ heldBack: why }: ReportState): Html | undefined {
  return why === undefined ? undefined : html`<span class="held">Actions held back: ${plain(why, 200)}</span>`;
}

function actions({ actionsRun = [], name }: ReportAlarm, report: RehearsalReport): Html | undefined {
  if (actionsRun.length === 0) return undefined;
  const rows = actionsRun
    .slice(0, TOLD)
    .map(
      ({ atMs, state, target }) =>
        html`<li data-at="${wholeSecond(atMs)}"><span class="when">${moment(atMs, report.startMs, name)}</span><span class="state state-${state}">${state}</span><p>ran <code>${plain(target, 300)}</code></p></li>`,
    );
  return html`<h4>Actions</h4><ol class="changes walk" aria-label="Actions">${rows}</ol>${left(actionsRun.length)}`;
}

function left(count: number): Html | undefined {
  return count > TOLD
    ? html`<p class="detail">${(count - TOLD).toLocaleString('en-US')} more are not listed.</p>`
    : undefined;
}
