import { duration, offset } from '../../format';
import { momentHash } from '../deep-link';
import { type MomentData, momentWords, nextEvent, stateWords } from '../moment';
import { percent } from '../time-axis';
import { connectKeys } from './keys';
import type { Now } from './now';
import { Player } from './player';

const AT_REST = 'Drag the bar or press play to walk through the rehearsal. Every chart, alarm and message follows.';
/** A pointer this close to an event, in CSS pixels, means the event. */
const SNAP_PIXELS = 5;

/** Shows the bar and makes it work. Gives back the player, which other parts start too. */
export function connectTimeBar(data: MomentData, now: Now): Player | undefined {
  const bar = document.querySelector<HTMLElement>('.time-bar');
  if (!bar) return undefined;
  const part = <T extends Element = HTMLElement>(selector: string) => bar.querySelector(selector) as T;
  const [track, words, play] = [part('.track'), part('.state-words'), part('.play')];
  const player = new Player(
    now,
    () => Number(part<HTMLSelectElement>('.speed').value),
    (playing) => {
      play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
      play.toggleAttribute('data-playing', playing);
      // Twenty sentences a second are not for the ear.
      words.setAttribute('aria-live', playing ? 'off' : 'polite');
    },
  );
  play.addEventListener('click', () => player.toggle());
  part('.previous').addEventListener('click', () => now.set(nextEvent(data, now.atMs ?? data.startMs, -1)));
  part('.next').addEventListener('click', () => now.set(nextEvent(data, now.atMs ?? data.startMs - 1, 1)));
  connectKeys(track, now, data, () => player.toggle());
  connectPointer(track, data, now);
  const show = () => showMoment(bar, data, now.atMs);
  now.onChange(show);
  show();
  bar.hidden = false;
  return player;
}

function showMoment(bar: HTMLElement, data: MomentData, atMs: number | undefined): void {
  const share = `${percent(atMs ?? data.startMs, data)}%`;
  const set = (selector: string, text: string) => {
    const element = bar.querySelector(selector);
    if (element && element.textContent !== text) element.textContent = text;
  };
  (bar.querySelector('.thumb') as HTMLElement).style.left = share;
  bar.querySelector('.map-past')?.setAttribute('width', share);
  const shownMs = atMs ?? data.startMs;
  const track = bar.querySelector('.track');
  track?.setAttribute('aria-valuenow', String((shownMs - data.startMs) / 1000));
  const since = `${duration(shownMs - data.startMs)} after the beginning`;
  track?.setAttribute(
    'aria-valuetext',
    atMs === undefined ? 'no moment chosen' : `${momentWords(atMs, data)}, ${since}`,
  );
  bar.querySelector('.readout a')?.setAttribute('href', momentHash(shownMs));
  set('.readout a', momentWords(shownMs, data));
  set('.since', offset(shownMs - data.startMs));
  set('.state-words', atMs === undefined ? AT_REST : stateWords(data, atMs));
}

function connectPointer(track: HTMLElement, data: MomentData, now: Now): void {
  const follow = (event: PointerEvent) => {
    const { left, width } = track.getBoundingClientRect();
    const msPerPixel = (data.endMs - data.startMs) / Math.max(1, width);
    now.set(snapped(data.startMs + (event.clientX - left) * msPerPixel, data, SNAP_PIXELS * msPerPixel));
  };
  track.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    track.setPointerCapture(event.pointerId);
    follow(event);
  });
  track.addEventListener('pointermove', (event) => {
    if (track.hasPointerCapture(event.pointerId)) follow(event);
  });
}

function snapped(atMs: number, { eventsMs }: MomentData, withinMs: number): number {
  const nearest = eventsMs.reduce<number | undefined>(
    (best, ms) => (best === undefined || Math.abs(ms - atMs) < Math.abs(best - atMs) ? ms : best),
    undefined,
  );
  if (nearest !== undefined && Math.abs(nearest - atMs) <= withinMs) return nearest;
  return Math.round(atMs / 1000) * 1000;
}
