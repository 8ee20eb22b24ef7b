import { duration } from '../format';
import { mergedSpans } from './chart-data';
import { type Html, html } from './html';
import { icon } from './icons';
import type { RehearsalReport } from './model';
import { statesOf } from './spans';
import { percent } from './time-axis';

/** The bar that moves through the rehearsal's time. The client shows it: without script it could do nothing. */
export function timeBar(report: RehearsalReport): Html {
  const seconds = (report.endMs - report.startMs) / 1000;
  return html`<aside class="time-bar" aria-label="Time" hidden>
<p class="link-note" role="status" hidden></p>
<div class="controls">
<div class="buttons"><button type="button" class="previous" aria-label="Previous event" title="Previous event  [">${icon('previous')}</button><button type="button" class="play" aria-label="Play" title="Play or pause  Space">${icon('play')}${icon('pause')}</button><button type="button" class="next" aria-label="Next event" title="Next event  ]">${icon('next')}</button></div>
<div class="track" id="time-bar" role="slider" tabindex="0" aria-label="Moment" aria-valuemin="0" aria-valuemax="${seconds}" aria-valuenow="0" aria-valuetext="the beginning"><svg class="track-map" aria-hidden="true" focusable="false">${map(report)}</svg><span class="thumb"></span></div>
<p class="readout"><a class="moment" href="#t=" title="Link to this moment"></a><span class="since"></span></p>
</div>
<div class="told"><p class="state-words" aria-live="polite"></p><div class="options"><label><span>Speed</span> <select class="speed">${speeds(report)}</select></label><button type="button" class="follow" aria-pressed="false" title="The story scrolls along">Follow</button>${keys()}</div></div>
</aside>
`;
}

/** Where the trouble was, in small: time in ALARM, open incidents below it, and the pages. */
function map(report: RehearsalReport): Html {
  const width = (fromMs: number, toMs: number) => {
    const x = percent(fromMs, report);
    return html`x="${x}%" width="${Math.round((percent(toMs, report) - x) * 1000) / 1000}%"`;
  };
  const alarms = mergedSpans(
    report.alarms.flatMap((alarm) => statesOf(alarm, report)).filter(({ state }) => state === 'ALARM'),
  );
  return html`<rect class="map-ground" x="0" width="100%" y="11" height="10" rx="5"/>${alarms.map(
    ([fromMs, toMs]) => html`<rect class="map-alarm" ${width(fromMs, toMs)} y="11" height="10"/>`,
  )}<rect class="map-past" x="0" width="0" y="11" height="10" rx="5"/>${report.notifications
    .slice(0, 500)
    .map(({ atMs, kind }) => {
      const x = `${percent(atMs, report)}%`;
      return html`<svg class="map-mark map-${kind}" x="${x}" y="1" overflow="visible"><path d="M-4 0h8l-4 6z"/></svg>`;
    })}`;
}

/** Virtual minutes a second. */
const SPEEDS = [1, 5, 15, 60, 360, 1440, 10_080];
/** A story is watched for about this long. */
const WATCHED_SECONDS = 30;

function speeds({ startMs, endMs }: RehearsalReport): Html[] {
  const seconds = (speed: number) => (endMs - startMs) / 60_000 / speed;
  const offered = SPEEDS.filter((speed, index) => index === 0 || (seconds(speed) >= 2 && seconds(speed) <= 900));
  const distance = (speed: number) => Math.abs(Math.log(seconds(speed) / WATCHED_SECONDS));
  const best = offered.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return offered.map(
    (speed) =>
      html`<option value="${speed}"${speed === best && html` selected`}>${duration(speed * 60_000)}/s</option>`,
  );
}

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['← →', 'one minute'],
  ['Shift ← →', 'ten minutes'],
  ['PageUp PageDown', 'one hour'],
  ['Home End', 'beginning, end'],
  ['[ ]', 'previous, next event'],
  ['Space', 'play or pause'],
  ['Esc', 'no moment: the whole story'],
];

function keys(): Html {
  return html`<details class="keys"><summary>Keys</summary><dl>${KEYS.map(
    ([key, does]) =>
      html`<div><dt>${key.split(' ').map((name) => html`<kbd>${name}</kbd>`)}</dt><dd>${does}</dd></div>`,
  )}<div><dt>Where</dt><dd>on the bar, or a chart in focus</dd></div></dl></details>`;
}
