import { calendarDate, clock, sameDay } from '../format';
import { momentHash } from './deep-link';
import { type Html, type HtmlPart, html } from './html';

/** A part of the page under its own heading; `lead` is the sentence below it. */
export function section(id: string, title: string, lead: HtmlPart, content: HtmlPart): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<header class="section-head"><h2 id="${id}-title">${title}</h2>${lead ? html`<p>${lead}</p>` : ''}</header>
${content}
</section>
`;
}

/** A time of day; with the date where `besideMs` is on another day. */
export function time(ms: number, besideMs: number = ms): Html {
  const date = sameDay(ms, besideMs) ? '' : `${calendarDate(ms)} `;
  return html`<time datetime="${new Date(ms).toISOString()}">${date}${clock(ms)}</time>`;
}

/** The same as a link to that moment: what a reader copies to show it to somebody else. */
export function moment(ms: number, besideMs: number = ms, alarm?: string): Html {
  return html`<a class="moment" href="${momentHash(ms, alarm)}" title="Show this moment">${time(ms, besideMs)}</a>`;
}

/** What to say where a part has nothing to show. */
export function nothing(text: string): Html {
  return html`<p class="nothing">${text}</p>`;
}
