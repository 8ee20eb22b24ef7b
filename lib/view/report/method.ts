import { plain } from '../escape';
import { type Html, html } from './html';
import { withLinks } from './markdown';
import type { RehearsalReport } from './model';
import { section } from './section';

/** What the result rests on: the rules of the simulation, and how much was simulated. */
export function methodSections({ assumptions, counts }: RehearsalReport): Html[] {
  const parts: Html[] = [];
  if (assumptions.length > 0) {
    const rows = assumptions.map(
      ({ what, value, source }) =>
        html`<tr><th scope="row">${plain(what, 200)}</th><td>${plain(value, 200)}</td><td class="detail">${withLinks(plain(source, 400))}</td></tr>`,
    );
    parts.push(
      section(
        'method',
        'How it was simulated',
        'The rules and latencies of the platform as this run assumed them.',
        html`<table><thead><tr><th scope="col">What</th><th scope="col">Assumed</th><th scope="col">Source</th></tr></thead><tbody>${rows}</tbody></table>`,
      ),
    );
  }
  const numbers = Object.entries(counts).map(
    ([name, count]) => html`<div><dt>${plain(name, 60)}</dt><dd>${count.toLocaleString('en-US')}</dd></div>`,
  );
  if (numbers.length > 0)
    parts.push(section('counts', 'In numbers', undefined, html`<dl class="counts">${numbers}</dl>`));
  return parts;
}
