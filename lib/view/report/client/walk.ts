import { lastAtOrBefore } from '../moment';
import type { Now } from './now';

interface Walk {
  readonly items: readonly { readonly element: HTMLElement; readonly atMs: number }[];
  /** Index of the current item; -1 before the first. */
  current: number;
}

/** Lists in order of time: marks the entry that is current at the moment, and those still to come. */
export function connectWalks(now: Now): void {
  const walks = [...document.querySelectorAll<HTMLElement>('.walk')].map(walkOf);
  const follow = document.querySelector<HTMLElement>('.follow');
  follow?.addEventListener('click', () => {
    const on = follow.getAttribute('aria-pressed') !== 'true';
    follow.setAttribute('aria-pressed', String(on));
    if (on) scrollToCurrent();
  });
  now.onChange((atMs) => {
    const moved = walks.filter((walk) => step(walk, atMs));
    const following = follow?.getAttribute('aria-pressed') === 'true';
    if (following && moved.some(({ items }) => items[0]?.element.closest('.story'))) scrollToCurrent();
  });
}

function walkOf(list: HTMLElement): Walk {
  const elements = [...list.querySelectorAll<HTMLElement>('[data-at]')];
  return { items: elements.map((element) => ({ element, atMs: Number(element.dataset.at) })), current: -1 };
}

/** True if the list has another current entry than before. */
function step(walk: Walk, atMs: number | undefined): boolean {
  const { items, current } = walk;
  const next = atMs === undefined ? -1 : lastAtOrBefore(items.length, (index) => items[index]?.atMs ?? 0, atMs);
  for (const [index, { element }] of items.entries()) {
    element.toggleAttribute('data-ahead', atMs !== undefined && index > next);
    if (index === next) element.setAttribute('aria-current', 'time');
    else if (index === current) element.removeAttribute('aria-current');
  }
  walk.current = next;
  return next !== current;
}

/** The story's current entry, wherever it is folded away. */
function scrollToCurrent(): void {
  const entry = document.querySelector('.story [aria-current="time"]');
  entry?.closest('details')?.setAttribute('open', '');
  entry?.scrollIntoView({ block: 'center' });
}
