import { changeAt, type MomentAlarm, type MomentData, momentWords, STATE_CODES } from '../moment';
import { percent } from '../time-axis';
import type { Now } from './now';

/** The line of the current moment through all lanes, and each alarm's state at it. */
export function connectLanes(data: MomentData, now: Now): void {
  const panel = document.querySelector<HTMLElement>('.lanes');
  const lanes = [...document.querySelectorAll<HTMLElement>('.lane.alarm')].flatMap((lane) => {
    const [alarm, words] = [data.alarms[Number(lane.dataset.alarm)], lane.querySelector<HTMLElement>('.state-at')];
    return alarm && words ? [{ alarm, words }] : [];
  });
  now.onChange((atMs) => {
    panel?.toggleAttribute('data-now', atMs !== undefined);
    panel?.style.setProperty('--now', String(percent(atMs ?? 0, data) / 100));
    for (const { alarm, words } of lanes) showState(words, alarm, data, atMs);
  });
}

function showState(element: HTMLElement, alarm: MomentAlarm, data: MomentData, atMs: number | undefined): void {
  const words = atMs === undefined ? '' : wordsAt(alarm, data, atMs);
  if (element.textContent === words) return;
  element.textContent = words;
  element.dataset.state = words.split(' ', 1)[0];
}

function wordsAt(alarm: MomentAlarm, data: MomentData, atMs: number): string {
  const change = changeAt(alarm, atMs);
  if (!change) return 'no state yet';
  const [sinceMs, code, held] = change;
  return `${STATE_CODES[code]} since ${momentWords(sinceMs, data)}${held ? ', actions held back' : ''}`;
}

/** Opens an alarm's own part, and the fold the alarm is in; with `focus` also goes to its chart. */
export function openAlarm(index: number, focus: boolean): void {
  const lane = document.getElementById(`alarm-${index}`);
  const more = lane?.nextElementSibling;
  if (!lane || !(more instanceof HTMLDetailsElement)) return;
  lane.closest<HTMLDetailsElement>('details.quiet')?.setAttribute('open', '');
  more.open = true;
  if (!focus) return;
  const chart = lane.querySelector<HTMLElement>('.plot') ?? more.querySelector<HTMLElement>('.plot, summary');
  lane.scrollIntoView({ block: 'start', behavior: 'instant' });
  chart?.focus({ preventScroll: true });
}
