import { type DeepLink, momentHash, readDeepLink } from '../deep-link';
import { type MomentData, momentWords } from '../moment';
import { openAlarm } from './lanes';
import type { Now } from './now';

/** The address follows the moment after this pause: browsers refuse a hundred changes in half a minute. */
const QUIET_MS = 350;

/** Keeps the address and the moment together: links lead to moments, and moving writes a link. */
export function connectLinks(data: MomentData, now: Now): void {
  let timer: number | undefined;
  let alarmHash: string | undefined;
  now.onChange((atMs) => {
    clearTimeout(timer);
    timer = setTimeout(() => writeHash(alarmHash ?? (atMs === undefined ? '' : momentHash(atMs))), QUIET_MS);
    alarmHash = undefined;
    note('');
  });
  document.addEventListener('click', (event) => {
    const link = plainClick(event) && momentLink(event.target);
    if (!link) return;
    event.preventDefault();
    const hash = link.getAttribute('href') ?? '';
    alarmHash = hash.startsWith('#alarm=') ? hash : undefined;
    follow(hash, data, now, false);
    writeHash(hash);
  });
  const read = () => follow(location.hash, data, now, true);
  addEventListener('hashchange', read);
  read();
}

function plainClick({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
}

function momentLink(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('a[href^="#t="], a[href^="#alarm="]') : null;
}

/** Goes where a hash points; `arriving` from outside also moves the focus. */
function follow(hash: string, data: MomentData, now: Now, arriving: boolean): void {
  const link = readDeepLink(hash);
  if (link.kind === 'malformed') {
    note(link.problem);
  } else if (link.kind === 'place') {
    const known = link.id === '' || document.getElementById(link.id) !== null;
    note(known ? '' : 'The link leads to a place this page does not have.');
  } else {
    const index = link.alarm === undefined ? -1 : data.alarms.findIndex(({ name }) => name === link.alarm);
    if (link.atMs !== undefined) now.set(link.atMs);
    if (index >= 0) openAlarm(index, arriving);
    note(problemOf(link, index, data));
  }
}

type MomentLink = Extract<DeepLink, { kind: 'moment' }>;

function problemOf(link: MomentLink, index: number, data: MomentData): string {
  if (link.alarm !== undefined && index < 0) {
    return `This rehearsal has no alarm named '${Array.from(link.alarm).slice(0, 80).join('')}'.`;
  }
  const { atMs } = link;
  if (atMs === undefined || (atMs >= data.startMs && atMs <= data.endMs)) return '';
  return `The link leads outside this rehearsal, which lasts from ${momentWords(data.startMs, data)} to ${momentWords(data.endMs, data)}. The nearest moment is shown.`;
}

function note(text: string): void {
  const element = document.querySelector<HTMLElement>('.link-note');
  if (!element) return;
  element.hidden = text === '';
  element.textContent = text;
}

function writeHash(hash: string): void {
  if (hash === location.hash) return;
  try {
    history.replaceState(null, '', hash === '' ? location.href.replace(/#.*$/, '') : hash);
  } catch {
    // A browser that counts changes of the address refuses; the next one comes through.
  }
}
