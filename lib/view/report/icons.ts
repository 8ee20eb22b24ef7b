import { type Html, html, trusted } from './html';
import type { StoryKind } from './model';

/** Line drawings on a 16 by 16 grid; they take the text's colour. */
const DRAWINGS = {
  traffic:
    '<path d="M2.5 5.5h9"/><path d="m8.9 2.9 2.6 2.6-2.6 2.6"/><path d="M13.5 10.5h-9"/><path d="m7.1 7.9-2.6 2.6 2.6 2.6"/>',
  scene: '<path d="M3.5 14V2.5"/><path d="M3.5 3h8.2l-2 2.9 2 2.9H3.5"/>',
  remark: '<path d="M3.5 14V2.5"/><path d="M3.5 3h8.2l-2 2.9 2 2.9H3.5"/>',
  alarm:
    '<path d="M8 1.9a4 4 0 0 0-4 4c0 3.6-1.6 4.7-1.6 5.6h11.2c0-.9-1.6-2-1.6-5.6a4 4 0 0 0-4-4Z"/><path d="M6.6 14h2.8"/>',
  recovery: '<path d="m2.8 8.7 3.3 3.3 7.1-7.6"/>',
  state: '<circle cx="8" cy="8" r="2.6"/>',
  incident: '<path d="M8 1.8 14.2 8 8 14.2 1.8 8Z"/><path d="M8 5.3v3.2"/><path d="M8 10.7v.05"/>',
  page: '<path d="M4.7 1.8h6.6a.9.9 0 0 1 .9.9v10.6a.9.9 0 0 1-.9.9H4.7a.9.9 0 0 1-.9-.9V2.7a.9.9 0 0 1 .9-.9Z"/><path d="M7 11.9h2"/>',
  notice:
    '<path d="M2.7 3.4h10.6a.9.9 0 0 1 .9.9v7.4a.9.9 0 0 1-.9.9H2.7a.9.9 0 0 1-.9-.9V4.3a.9.9 0 0 1 .9-.9Z"/><path d="m2.2 4.4 5.8 4.4 5.8-4.4"/>',
  resolved: '<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.7-4.2"/>',
  warning: '<path d="M8 2.2 14.6 13.6H1.4Z"/><path d="M8 6.6v3.2"/><path d="M8 11.7v.05"/>',
  cross: '<path d="m3.8 3.8 8.4 8.4"/><path d="m12.2 3.8-8.4 8.4"/>',
  mute: '<path d="M6.3 2.3A4 4 0 0 1 12 5.9c0 3.6 1.6 4.7 1.6 5.6H7.5"/><path d="M4 5.4v.5c0 3.6-1.6 4.7-1.6 5.6h1.8"/><path d="m2.2 1.8 11.6 12.4"/>',
  play: '<path d="M4.5 2.6v10.8L13 8Z"/>',
  pause: '<path d="M5 3v10"/><path d="M11 3v10"/>',
  previous: '<path d="M12.5 3.2v9.6L5.5 8Z"/><path d="M3.5 3v10"/>',
  next: '<path d="M3.5 3.2v9.6l7-4.8Z"/><path d="M12.5 3v10"/>',
} satisfies Readonly<Record<StoryKind | 'cross' | 'mute' | 'play' | 'pause' | 'previous' | 'next', string>>;

export type IconName = keyof typeof DRAWINGS;

/** A drawing beside text that says the same: hidden from screen readers. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${trusted(DRAWINGS[name])}</svg>`;
}

/** The same inside another drawing, on its own 16 by 16 grid. */
export function drawing(name: IconName): Html {
  return trusted(DRAWINGS[name]);
}
