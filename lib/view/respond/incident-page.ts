/** The page behind a link: what is broken, since when, what to do first, and one button. */
import type { Actor, Incident, TimelineEntry } from '../../core/incident/incident';
import type { LinkAction } from '../../core/incident/token';
import { isOpen } from '../../core/incident/transitions';
import { plain } from '../escape';
import { calendarDate, clock, countOf, duration, sameDay } from '../format';
import { type Html, html } from '../report/html';
import { document } from './document';

/** What just became of the press on the button; the page says it first. */
export type Verdict =
  | { readonly kind: 'done' | 'already' | 'used' | 'open too long' }
  | { readonly kind: 'refused'; readonly why: string };

export interface IncidentPage {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly nowMs: number;
  /** Whose link it is. */
  readonly responder: string;
  readonly action: LinkAction;
  /** For the form. @default - there is nothing to press any more */
  readonly nonce?: string;
  /** @default - nothing was pressed yet */
  readonly verdict?: Verdict;
}

/** A phone screen full; the message has the rest. */
const TIMELINE_LINES = 6;

export function incidentPage(page: IncidentPage): string {
  const { incident, nowMs } = page;
  const since = `Since ${moment(incident.beganMs, nowMs)}`;
  const lasted = isOpen(incident.status) ? `, for ${duration(nowMs - incident.beganMs)}` : '';
  const round = incident.generation > 1 ? `, round ${incident.generation}` : '';
  const body = html`${noticeOf(page)}
<p class="where"><span class="badge ${incident.severity}">${incident.severity}</span>
<span class="muted">${plain(`${incident.service} ${incident.environment}`, 120)}</span></p>
<h1>${plain(incident.title, 300)}</h1>
<p class="muted">${since}${lasted}${round}</p>
${firstStep(incident.firstStep)}
${form(page)}
${story(page)}`;
  return document(plain(`${incident.severity.toUpperCase()} ${incident.title}`, 100), body);
}

function noticeOf(page: IncidentPage): readonly Html[] {
  const { incident, nowMs, verdict } = page;
  const said = verdict && verdictWords(verdict, page);
  const over = isOpen(incident.status) ? undefined : endOf(incident, nowMs);
  return [...(said ? [notice(said.good, said.text)] : []), ...(over ? [notice(true, over)] : acknowledgements(page))];
}

function verdictWords(verdict: Verdict, { incident, action, responder }: IncidentPage) {
  const name = plain(responder, 80);
  switch (verdict.kind) {
    case 'done':
      return action === 'acknowledge' ? { good: true, text: `Done. You have it now, ${name}.` } : undefined;
    case 'already':
      return {
        good: true,
        text: `It was ${isOpen(incident.status) ? 'acknowledged' : 'over'} already; nothing was changed.`,
      };
    case 'used':
      return { good: true, text: 'This link was used already; nothing more was changed.' };
    case 'open too long':
      return { good: false, text: 'Nothing was changed: the page was open for too long. Press the button again.' };
    case 'refused':
      return { good: false, text: `Nothing was changed: ${plain(verdict.why, 300)}.` };
  }
}

function acknowledgements({ incident, nowMs }: IncidentPage): Html[] {
  const taken = incident.acknowledgements.map(({ by, atMs }) =>
    notice(true, `Acknowledged by ${plain(by, 80)} at ${moment(atMs, nowMs)}`),
  );
  const missing = incident.plan.acksNeeded - taken.length;
  const waits = taken.length > 0 && incident.status === 'triggered' && missing > 0;
  return waits
    ? [...taken, notice(false, `${countOf(missing, 'more person', 'more people')} must acknowledge`)]
    : taken;
}

function endOf({ status, resolvedMs, resolvedBy, closedMs }: Incident, nowMs: number): string {
  const resolved = resolvedMs === undefined ? 'Resolved' : `Resolved at ${moment(resolvedMs, nowMs)}`;
  const closed = status === 'closed' && closedMs !== undefined ? `, closed at ${moment(closedMs, nowMs)}` : '';
  return `${resolved}${resolvedBy ? ` by ${actorWords(resolvedBy)}` : ''}${closed}`;
}

function actorWords({ type, id }: Actor): string {
  return plain(type === 'user' ? id : `${type} ${id}`, 120);
}

function notice(good: boolean, text: string): Html {
  return html`<p class="notice ${good ? 'good' : 'warn'}" role="status">${text}</p>\n`;
}

function firstStep(text: string | undefined): Html | false {
  if (text === undefined || text === '') return false;
  const shown = plain(text, 600);
  const href = linkTarget(shown);
  const words = href === undefined ? shown : html`<a href="${href}" rel="noopener noreferrer">${href}</a>`;
  return html`<p class="first"><b>First</b>${words}</p>`;
}

/** A text that is one https address as a whole. Shown as it is called, so that no words can hide where it leads. */
function linkTarget(text: string): string | undefined {
  if (!/^https:\/\/\S+$/.test(text) || !URL.canParse(text)) return undefined;
  const { username, password, href } = new URL(text);
  return username === '' && password === '' ? href : undefined;
}

const BUTTONS: Readonly<Record<LinkAction, string>> = { acknowledge: 'Acknowledge', resolve: 'Resolve' };

/** The button's own value tells a press from a form that a program sent: only a press sends it along. */
function form({ nonce, action, incident, responder }: IncidentPage): Html | false {
  if (nonce === undefined) return false;
  const more = action === 'acknowledge' && incident.acknowledgements.length > 0 ? ' as well' : '';
  return html`<form method="post">
<input type="hidden" name="nonce" value="${nonce}">
<button type="submit" name="confirm" value="${action}">${BUTTONS[action]}${more}</button>
<p class="muted">as ${plain(responder, 80)}</p>
</form>`;
}

function story({ timeline, nowMs }: IncidentPage): Html | false {
  if (timeline.length === 0) return false;
  const lines = timeline
    .slice(-TIMELINE_LINES)
    .map(({ atMs, text }) => html`<li>${timeOf(atMs, nowMs)} ${plain(text, 300)}</li>\n`);
  return html`<h2>What happened</h2>\n<ol>\n${lines}</ol>\n<p class="muted">All times are UTC.</p>`;
}

function timeOf(ms: number, nowMs: number): Html {
  const day = sameDay(ms, nowMs) ? '' : `${calendarDate(ms)} `;
  return html`<time datetime="${new Date(ms).toISOString()}">${day}${clock(ms)}</time>`;
}

function moment(ms: number, nowMs: number): string {
  return `${clock(ms)} UTC${sameDay(ms, nowMs) ? '' : ` on ${calendarDate(ms)}`}`;
}
