import { plain, plainBlock } from '../escape';
import { countOf, offset } from '../format';
import { type Html, html } from './html';
import { type IconName, icon } from './icons';
import type { RehearsalReport, ReportNotification } from './model';
import { nothing, section, time } from './section';

const KINDS: Readonly<Record<ReportNotification['kind'], { readonly word: string; readonly icon: IconName }>> = {
  page: { word: 'Page', icon: 'page' },
  notice: { word: 'Notice', icon: 'notice' },
  resolved: { word: 'Resolved', icon: 'resolved' },
  fallback: { word: 'Fallback', icon: 'warning' },
  'alarm-action': { word: 'Alarm action', icon: 'alarm' },
};

/** What landed in people's pockets, as they would read it. */
export function notificationsSection(report: RehearsalReport): Html {
  const sent = [...report.notifications].sort((a, b) => a.atMs - b.atMs);
  return section(
    'notifications',
    'Notifications',
    sent.length > 0
      ? `${countOf(sent.length, 'message')}, worded as ${sent.length === 1 ? 'it' : 'they'} would arrive.`
      : undefined,
    sent.length === 0
      ? nothing('Nothing was sent.')
      : html`<div class="messages">${sent.map((message) => card(message, report.startMs))}</div>`,
  );
}

function card({ atMs, channel, kind, recipients, subject, body }: ReportNotification, startMs: number): Html {
  const { word, icon: name } = KINDS[kind];
  const to =
    recipients.length > 0 ? recipients.map((recipient) => plain(recipient, 120)).join(', ') : 'nobody is subscribed';
  return html`<article class="message message-${kind}">
<header><span class="mark">${icon(name)}</span><p><strong>${word}</strong><span>Channel ${plain(channel, 80)}</span></p><p class="when">${time(atMs, startMs)}<span>${offset(atMs - startMs)}</span></p></header>
<h3>${plain(subject, 200)}</h3>
<p class="to"><span>To</span> ${to}</p>
<pre tabindex="0" aria-label="Message text">${plainBlock(body, 8000)}</pre>
</article>
`;
}
