import { clock, countOf } from '../format';
import { alarmLane } from './alarm-lane';
import type { ChartList } from './chart-data';
import { type Html, html } from './html';
import { incidentLanes } from './incident-lanes';
import { messageLanes } from './message-lanes';
import type { RehearsalReport, ReportAlarm } from './model';
import { muteLanes } from './mute-lanes';
import { hatching } from './ribbon';
import { nothing, section } from './section';
import { percent, TICK_STEPS_MS, tickLabel, timeTicks } from './time-axis';
import { isWindowAlarm } from './window-alarms';

/** Ticks of the common axis. */
const MOST_TICKS = 7;
/** Of more, a phone shows the time of every other one. */
const MOST_ON_PHONE = 5;
/** Charts in sight from the start: of the alarms that fired first. The others are a click away. */
const IN_SIGHT = 6;

/** Everything that has a when, on one axis: mute windows, the states of alarms, incidents and messages. */
export function timelineSection(report: RehearsalReport, charts: ChartList): Html {
  const places = report.alarms.map((alarm, index) => ({ alarm, index }));
  const left = places.filter(({ alarm }) => leftOk(alarm)).sort((a, b) => firstMove(a.alarm) - firstMove(b.alarm));
  const moved = left.filter(({ alarm }) => !isWindowAlarm(alarm));
  const windows = left.filter(({ alarm }) => isWindowAlarm(alarm));
  const quiet = places.filter(({ alarm }) => !leftOk(alarm));
  const lane = (inSight: number) => (place: (typeof places)[number], order: number) =>
    alarmLane(
      place.alarm,
      place.index,
      report,
      charts,
      order < inSight && firstMove(place.alarm) < Number.POSITIVE_INFINITY,
    );
  return section(
    'timeline',
    'Timeline',
    html`<span class="key"><i class="swatch swatch-ok"></i>OK</span> <span class="key"><i class="swatch swatch-alarm"></i>In alarm</span> <span class="key"><i class="swatch swatch-nodata"></i>Insufficient data</span> <span class="key"><i class="swatch swatch-held"></i>Actions muted or suppressed</span> <span class="key"><i class="swatch swatch-page"></i>Page</span>`,
    html`<div class="lanes">${hatching()}${axis(report)}
${muteLanes(report)}
<h3 class="lanes-group" id="alarms">Alarms</h3>
${moved.length > 0 ? moved.map(lane(IN_SIGHT)) : nothing(places.length > 0 ? 'No alarm left OK.' : 'The templates define no alarm to rehearse.')}
${windows.length > 0 && html`<details class="quiet"><summary>${countOf(windows.length, 'window alarm')} of burn-rate rules, which tell nobody</summary>${windows.map(lane(0))}</details>`}
${quiet.length > 0 && html`<details class="quiet"><summary>${countOf(quiet.length, 'alarm')} stayed quiet</summary>${quiet.map(lane(0))}</details>`}
${incidentLanes(report)}${messageLanes(report)}</div>`,
  );
}

/** Alarms begin without data by nature: only one that had data and lost it, or fired, has something to show. */
function leftOk({ states }: ReportAlarm): boolean {
  const firstOk = states.findIndex((entry) => entry.state === 'OK');
  return states.some(
    (entry, index) =>
      entry.state === 'ALARM' || (entry.state === 'INSUFFICIENT_DATA' && firstOk >= 0 && index > firstOk),
  );
}

function firstMove({ states }: ReportAlarm): number {
  return states.find((entry) => entry.state === 'ALARM')?.atMs ?? Number.POSITIVE_INFINITY;
}

function axis(report: RehearsalReport): Html {
  const ticks = timeTicks(report.startMs, report.endMs, MOST_TICKS);
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : (TICK_STEPS_MS[0] ?? 0);
  const labels = ticks.map((tick, index) => {
    const x = percent(tick, report);
    const anchor = x < 4 ? 'start' : x > 96 ? 'end' : 'middle';
    const spare = ticks.length > MOST_ON_PHONE && index % 2 === 1;
    return html`<text x="${x}%" y="15" text-anchor="${anchor}"${spare && html` class="spare"`}>${tickLabel(tick, step)}</text><line x1="${x}%" x2="${x}%" y1="21" y2="26"/>`;
  });
  return html`<div class="lane lanes-axis"><p class="lane-label detail">UTC</p><div class="lane-body"><svg class="ribbon-axis" role="img" aria-label="Time axis from ${clock(report.startMs)} to ${clock(report.endMs)}">${labels}</svg></div></div>`;
}
