/** Notices that maintenance begins and ends: for the channels that people read, never for pagers. */
import type { Matcher, ProviderKind } from '../core/config/types';
import type { HeldInMaintenance, MaintenanceEvent } from '../core/incident/maintenance-event';
import type { WordedRequest } from './channel/worded-request';
import { type DigestMessage, digestMail, digestRequest } from './digest/word-digest';
import { plain } from './escape';
import { calendarDate, clock, countOf, duration, sameDay } from './format';
import type { WordedMessage } from './notification';

const MAX_NAME = 100;
const MAX_VALUES = 5;
const MAX_ALARMS = 5;

/** In the words of a topic: plain text, or what Amazon Q Developer takes. */
export function wordMaintenance(format: 'text' | 'chat', event: MaintenanceEvent): WordedMessage {
  const { eventId, change } = event;
  const attributes = { kind: 'maintenance', change };
  return { idempotencyKey: eventId, attributes, ...digestMail(format, messageOf(event)) };
}

/** As the request to a provider. */
export function maintenanceRequest(kind: ProviderKind, event: MaintenanceEvent): WordedRequest {
  const message = messageOf(event);
  return { operation: 'say', body: digestRequest(kind, message) ?? { text: message.text } };
}

/** What happened, an empty line, and what that means. */
export function maintenanceText(event: MaintenanceEvent): string {
  return [headlineOf(event), linesOf(event).join('\n')].join('\n\n');
}

function messageOf(event: MaintenanceEvent): DigestMessage {
  const { eventId: id, startMs: from, endMs: to } = event;
  return { id, report: 'daily', from, to, text: maintenanceText(event) };
}

function headlineOf({ maintenance, change, startMs, endMs, held }: MaintenanceEvent): string {
  const name = `Maintenance '${plain(maintenance, MAX_NAME)}'`;
  if (change === 'began') return `${name} began, until ${moment(endMs, startMs)}`;
  const firing = held && held.firing > 0 ? `: ${countOf(held.firing, 'alarm')} still in ALARM` : '';
  return `${name} ended${firing}`;
}

function linesOf(event: MaintenanceEvent): string[] {
  const { startMs, endMs, held, unless, lastStartMs } = event;
  if (event.change === 'began') {
    return [
      `Until then alarms of ${scopeOf(event.match)} page nobody. What still fires at the end pages then.`,
      ...(unless ? [`Incidents of severity ${unless} or above page all the same.`] : []),
    ];
  }
  return [
    `It began at ${moment(startMs, endMs)} and lasted ${duration(endMs - startMs)}.`,
    ...heldLines(held),
    ...(lastStartMs === undefined
      ? []
      : [`No window of it begins after ${moment(lastStartMs, endMs)}. If it is still needed, plan it anew.`]),
  ];
}

function heldLines(held: HeldInMaintenance | undefined): string[] {
  if (!held) return [];
  if (held.count === 0) return ['It held nothing back.'];
  const over = held.count - held.firing;
  const shown = held.alarms.slice(0, MAX_ALARMS);
  const more = held.count - shown.length;
  return [
    `It held back ${countOf(held.count, 'alarm')}: ${over} recovered, ${held.firing} still in ALARM` +
      `${held.firing > 0 ? ', which count from now on' : ''}.`,
    ...shown.map(({ alarm, service, environment, firing }) => {
      const place = [service, environment].map((part) => plain(part, MAX_NAME).trim()).filter(Boolean);
      return `${firing ? 'In ALARM' : 'Recovered'}: ${plain(alarm, MAX_NAME)} (${place.join(' ') || 'no service'})`;
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** `service checkout or payments, environment prod`. */
function scopeOf({ tags = {}, ...parts }: Matcher): string {
  const tagged = Object.entries(tags).map(([tag, values]) => [`tag ${plain(tag, MAX_NAME)}`, values] as const);
  const said = [...Object.entries(parts), ...tagged].map(([name, values = []]) => {
    const shown = values.slice(0, MAX_VALUES).map((value) => plain(value, MAX_NAME));
    const more = values.length - shown.length;
    return `${name} ${[...shown, ...(more > 0 ? [`${more} more`] : [])].join(' or ')}`;
  });
  return said.join(', ') || 'everything';
}

/** A time of the day, with the date where it is on another day than the other time. */
function moment(ms: number, otherMs: number): string {
  const time = `${clock(ms).slice(0, 5)} UTC`;
  return sameDay(ms, otherMs) ? time : `${calendarDate(ms)}, ${time}`;
}
