import { type MomentData, nextEvent } from '../moment';
import type { Now } from './now';

const MINUTE = 60_000;

/** The keys of the time bar on an element that has the focus; others stay the browser's. */
export function connectKeys(element: HTMLElement, now: Now, data: MomentData, togglePlay: () => void): void {
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== element) return;
    const act = actionOf(event, now, data, togglePlay);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf(event: KeyboardEvent, now: Now, data: MomentData, togglePlay: () => void): (() => void) | undefined {
  const step = event.shiftKey ? 10 * MINUTE : MINUTE;
  switch (event.key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return () => now.move(step);
    case 'ArrowLeft':
    case 'ArrowDown':
      return () => now.move(-step);
    case 'PageUp':
      return () => now.move(60 * MINUTE);
    case 'PageDown':
      return () => now.move(-60 * MINUTE);
    case 'Home':
      return () => now.set(data.startMs);
    case 'End':
      return () => now.set(data.endMs);
    case '[':
      return () => now.set(nextEvent(data, now.atMs ?? data.startMs, -1));
    case ']':
      return () => now.set(nextEvent(data, now.atMs ?? data.startMs - 1, 1));
    case ' ':
      return togglePlay;
    case 'Escape':
      return () => now.set(undefined);
    default:
      return undefined;
  }
}
