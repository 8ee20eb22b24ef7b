import { plain } from '../escape';
import { countOf } from '../format';
import { type Html, html } from './html';
import { drawing } from './icons';
import type { RehearsalReport, ReportNotification } from './model';
import { momentWords, wholeSecond } from './moment';
import { MESSAGE_KINDS, sentInOrder } from './notifications';
import { percent } from './time-axis';

/** Channels, and messages of each, drawn at most. */
const MOST_CHANNELS = 20;
const MOST_MESSAGES = 200;

interface Sent {
  readonly message: ReportNotification;
  /** 1 for the first message of the report: its card is `#message-1`. */
  readonly number: number;
}

/** One lane for each channel: who got what when. A mark opens the message. */
export function messageLanes(report: RehearsalReport): Html | undefined {
  const sent = sentInOrder(report).map((message, index): Sent => ({ message, number: index + 1 }));
  if (sent.length === 0) return undefined;
  const channels = [...new Set(sent.map(({ message }) => message.channel))];
  const lanes = channels.slice(0, MOST_CHANNELS).map((channel) =>
    lane(
      channel,
      sent.filter(({ message }) => message.channel === channel),
      report,
    ),
  );
  return html`<h3 class="lanes-group">Notifications</h3>${lanes}${channels.length > MOST_CHANNELS && html`<p class="detail">${channels.length - MOST_CHANNELS} more channels are not drawn.</p>`}`;
}

function lane(channel: string, sent: readonly Sent[], report: RehearsalReport): Html {
  const recipients = [...new Set(sent.flatMap(({ message }) => message.recipients))];
  const to = recipients.length > 0 ? plain(recipients.join(', '), 160) : 'nobody is subscribed';
  return html`<div class="lane"><div class="lane-label"><p class="lane-name">${plain(channel, 100)}</p><p class="detail">${countOf(sent.length, 'message')} to ${to}</p></div>
<div class="lane-body"><svg class="ribbon ribbon-marks" role="group" aria-label="Messages to ${plain(channel, 100)}">${sent.slice(0, MOST_MESSAGES).map((entry, index) => mark(entry, index, report))}</svg></div></div>
`;
}

function mark({ message, number }: Sent, index: number, report: RehearsalReport): Html {
  const { word, icon } = MESSAGE_KINDS[message.kind];
  const when = momentWords(message.atMs, report);
  const subject = plain(message.subject, 200);
  return html`<a class="segment message-mark mark-${message.kind}" href="#message-${number}" tabindex="${index === 0 ? 0 : -1}" data-message="${number}" data-ms="${wholeSecond(message.atMs)}" aria-label="${`${word}\n${when}\n${subject}`}" data-state="message"><svg x="${percent(message.atMs, report)}%" y="50%" overflow="visible"><circle r="12"/><g class="icon" transform="translate(-7 -7) scale(.875)">${drawing(icon)}</g></svg></a>`;
}
