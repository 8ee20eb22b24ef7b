/**
 * The words for stakeholders and customers, in one place for all channels: which service, how it is, since when, what
 * somebody says of it and when the next word comes. Nothing of an alarm is in them: no names, reasons or first steps.
 */
import type { Progress } from '../core/incident/audience';
import type { Incident } from '../core/incident/incident';
import { outboxKey } from '../core/incident/notification';
import type { Severity } from '../core/incident/severity';
import { nextUpdateMs, updateOf } from '../core/incident/status-updates';
import { isOpen } from '../core/incident/transitions';
import { plain, plainBlock } from './escape';
import { calendarDate, clock, duration, sameDay } from './format';
import { asciiSubject, type NotificationContents, type WordedMessage } from './notification';

export type NoticeStatus = Progress | 'resolved';

/** All texts are harmless and of bounded length; none is empty. */
export interface Notice {
  readonly status: NoticeStatus;
  /** One line. */
  readonly title: string;
  /** Several lines, if somebody wrote them. */
  readonly message: string;
  /** Since when, and when the next word comes. */
  readonly times: readonly string[];
  readonly startedMs: number;
  readonly updatedMs: number;
  /** Missing where it is over, or nobody promised one. */
  readonly nextUpdateMs?: number;
}

const MAX_NAME = 80;
const MAX_MESSAGE = 2_000;
/** For a service whose name must not be told. */
const NAMELESS = 'one of our services';

const WEIGHT: Readonly<Record<Severity, string>> = {
  critical: 'a major problem',
  high: 'a problem',
  medium: 'a minor problem',
  low: 'a minor problem',
};

export function noticeOf({ item, incident, timeline }: NotificationContents): Notice {
  const open = isOpen(incident.status);
  const status: NoticeStatus = open ? (incident.updates?.progress ?? 'investigating') : 'resolved';
  const said = item.kind === 'update' ? updateOf(timeline, item) : undefined;
  const service = publicName(incident);
  const updatedMs = said?.atMs ?? (open ? item.causedMs : (incident.resolvedMs ?? item.causedMs));
  const nextMs = nextUpdateMs(incident, updatedMs);
  return {
    status,
    title: open ? `${service}: ${WEIGHT[incident.severity].replace(/^a /, '')}, ${status}` : `${service}: resolved`,
    message: (said && publicText(said.text)) || howItIs(incident, service),
    times: [
      `Since ${moment(incident.beganMs)}${open ? '' : `, for ${duration((incident.resolvedMs ?? updatedMs) - incident.beganMs)}`}.`,
      ...(nextMs === undefined ? [] : [`Next update by ${moment(nextMs, updatedMs)}.`]),
    ],
    startedMs: incident.beganMs,
    updatedMs,
    ...(nextMs === undefined ? {} : { nextUpdateMs: nextMs }),
  };
}

/** As a mail or a text message, with what a subscription can be filtered by. */
export function wordNotice(contents: NotificationContents): WordedMessage {
  const { item, incident } = contents;
  const { title, message, times } = noticeOf(contents);
  return {
    idempotencyKey: outboxKey(item),
    subject: asciiSubject(title),
    body: [message, times.join('\n')].join('\n\n'),
    attributes: {
      kind: item.kind,
      severity: incident.severity,
      service: publicName(incident),
      incidentId: incident.id,
    },
  };
}

function howItIs({ status, severity, generation }: Incident, service: string): string {
  if (!isOpen(status)) return `The problem with ${service} is over.`;
  const again = generation > 1 ? ' It was over, and is back.' : '';
  return `We are looking into ${WEIGHT[severity]} with ${service}.${again}`;
}

/** An alarm that nobody gave a service is one of its own, by its name. */
function publicName({ service, alarms }: Incident): string {
  const name = plain(service, MAX_NAME).trim();
  return name === '' || alarms.includes(service) || publicText(name) !== name ? NAMELESS : name;
}

/** What somebody wrote for others, without what they may have pasted: names of resources and numbers of accounts. */
function publicText(text: string): string {
  return plainBlock(text, MAX_MESSAGE)
    .replace(/\barn:[^\s"'<>,;()]+/gi, '[internal]')
    .replace(/(?<![\p{L}\p{N}])\d{12}(?![\p{L}\p{N}])/gu, '[internal]')
    .trim();
}

/** With the date, unless it is the day of `besideMs`. */
function moment(ms: number, besideMs?: number): string {
  const time = `${clock(ms).slice(0, 5)} UTC`;
  return besideMs !== undefined && sameDay(ms, besideMs) ? time : `${calendarDate(ms)}, ${time}`;
}
