import { plain, plainBlock } from '../escape';
import { countOf, offset } from '../format';
import { type Html, html } from './html';
import { type IconName, icon } from './icons';
import type { RehearsalReport, ReportNotification } from './model';
import { wholeSecond } from './moment';
import { moment, nothing, section } from './section';

/** Messages shown in full at most. */
const SHOWN = 200;

export const MESSAGE_KINDS: Readonly<
  Record<ReportNotification['kind'], { readonly word: string; readonly icon: IconName }>
> = {
  page: { word: 'Page', icon: 'page' },
  notice: { word: 'Notice', icon: 'notice' },
  reminder: { word: 'Reminder', icon: 'notice' },
  acknowledged: { word: 'Acknowledged', icon: 'remark' },
  update: { word: 'Update', icon: 'notice' },
  'update-due': { word: 'Update due', icon: 'notice' },
  resolved: { word: 'Resolved', icon: 'resolved' },
  maintenance: { word: 'Maintenance', icon: 'notice' },
  fallback: { word: 'Fallback', icon: 'warning' },
  'alarm-action': { word: 'Alarm action', icon: 'alarm' },
};

/** What landed in people's pockets, as they would read it. */
export function notificationsSection(report: RehearsalReport): Html {
  const sent = sentInOrder(report);
  return section(
    'notifications',
    'Notifications',
    sent.length > 0
      ? `${countOf(sent.length, 'message')}, worded as ${sent.length === 1 ? 'it' : 'they'} would arrive.`
      : undefined,
    sent.length === 0
      ? nothing('Nothing was sent.')
      : html`<div class="messages walk">${sent.slice(0, SHOWN).map((message, index) => card(message, index + 1, report.startMs))}</div>${sent.length > SHOWN && html`<p class="detail">${sent.length - SHOWN} more are not shown.</p>`}`,
  );
}

/** The earliest first; a message's place in this list is the number of its card. */
export function sentInOrder({ notifications }: RehearsalReport): ReportNotification[] {
  return [...notifications].sort((a, b) => a.atMs - b.atMs);
}

function card(message: ReportNotification, number: number, startMs: number): Html {
  const { atMs, channel, kind, recipients, subject, body } = message;
  const { word, icon: name } = MESSAGE_KINDS[kind];
  const to =
    recipients.length > 0 ? recipients.map((recipient) => plain(recipient, 120)).join(', ') : 'nobody is subscribed';
  return html`<article class="message message-${kind}" id="message-${number}" data-at="${wholeSecond(atMs)}" tabindex="-1">
<header><span class="mark">${icon(name)}</span><p><strong>${word}</strong><span>Channel ${plain(channel, 80)}</span></p><p class="when">${moment(atMs, startMs)}<span>${offset(atMs - startMs)}</span></p></header>
<h3>${plain(subject, 200)}</h3>
<p class="to"><span>To</span> ${to}</p>
<pre tabindex="0" aria-label="Message text">${plainBlock(body, 8000)}</pre>
</article>
`;
}
