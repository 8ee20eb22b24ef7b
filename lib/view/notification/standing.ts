/** How an incident stands, in sentences: where, since when, who is told, who took it, and how it ended. */
import type { Incident } from '../../core/incident/incident';
import { isPostmortemReminder } from '../../core/incident/postmortem';
import { updateOf } from '../../core/incident/status-updates';
import { plain } from '../escape';
import { calendarDate, clock, duration, sameDay } from '../format';
import type { NotificationContents } from './contents';
import { surroundingsOf } from './surroundings';

/** Further ones are counted. */
const MAX_TAKERS = 3;
const MAX_NAME = 80;
const MAX_UPDATE = 1_000;

export function standingOf(contents: NotificationContents): string[] {
  const { item } = contents;
  const over = item.kind === 'resolved' || isPostmortemReminder(item);
  const sentences = over ? endOf(contents) : openOf(contents);
  return sentences.filter((sentence) => sentence !== undefined);
}

/** `checkout prod`. */
export function placeOf({ incident }: Pick<NotificationContents, 'incident'>): string {
  return [line(incident.service, 100), line(incident.environment, 100)].filter(Boolean).join(' ') || 'unknown service';
}

/** A time of the day, with the date where the reader would take it for another day. */
export function moment(ms: number, readMs: number): string {
  return sameDay(ms, readMs) ? `${clock(ms)} UTC` : `${calendarDate(ms)}, ${clock(ms)} UTC`;
}

/** `Dana (backup)`; `undefined` where neither the person nor the level is known. */
export function forWhom({ onCallName, reason }: NotificationContents): string | undefined {
  const level = line(reason ?? '', MAX_NAME);
  if (onCallName === undefined) return level;
  return level ? `${personName(onCallName)} (${level})` : personName(onCallName);
}

/** `Dana at 09:15:00 UTC, Kim at 09:20:00 UTC`; `undefined` where nobody acknowledged. */
export function takers({ incident, item }: NotificationContents): string | undefined {
  const { acknowledgements } = incident;
  if (acknowledgements.length === 0) return undefined;
  const named = acknowledgements.slice(0, MAX_TAKERS);
  const more = acknowledgements.length - named.length;
  const names = named.map(({ by, atMs }) => `${personName(by)} at ${moment(atMs, item.dueMs)}`).join(', ');
  return more > 0 ? `${names} and ${more} more` : names;
}

/** One line; `undefined` where nothing is left of it. */
export function line(text: string, maxCodePoints: number): string | undefined {
  return plain(text, maxCodePoints).trim() || undefined;
}

function openOf(contents: NotificationContents): (string | undefined)[] {
  const { incident, item } = contents;
  const again = incident.generation > 1 ? `, round ${incident.generation}` : '';
  const told = forWhom(contents);
  return [
    said(contents),
    incident.resolvedMs === undefined
      ? undefined
      : `This message is late: resolved at ${moment(incident.resolvedMs, item.dueMs)}.`,
    `${placeOf(contents)}, since ${moment(incident.beganMs, item.dueMs)}${again}.`,
    ...(item.kind === 'page' || item.kind === 'notice' ? surroundingsOf(contents) : []),
    flapping(contents),
    taken(contents),
    item.kind === 'reminder' && incident.resolvedMs === undefined ? 'It is still open: how does it go?' : undefined,
    item.kind === 'update-due' && incident.resolvedMs === undefined
      ? 'A status update is due: say how it stands.'
      : undefined,
    told === undefined ? undefined : `For ${told}.`,
  ];
}

/** What somebody says of it, and who else hears that. */
function said({ item, timeline }: NotificationContents): string | undefined {
  const update = item.kind === 'update' ? updateOf(timeline, item) : undefined;
  if (!update) return undefined;
  const others = update.audience === undefined ? '' : ` to the ${update.audience}`;
  return `${personName(update.actor.id)}${others}: ${plain(update.text, MAX_UPDATE)}`;
}

function flapping({ incident, item }: NotificationContents): string | undefined {
  if (!incident.flapping) return undefined;
  if (item.kind === 'page') return 'It is flapping, and this time it has lasted.';
  return item.kind === 'notice' ? 'It is flapping: nobody is paged unless it lasts.' : undefined;
}

function taken(contents: NotificationContents): string | undefined {
  const { incident, item } = contents;
  const by = takers(contents);
  if (by !== undefined) {
    const { acksNeeded } = incident.plan;
    const have = incident.acknowledgements.length;
    return `Acknowledged by ${by}${have < acksNeeded ? `: ${have} of the ${acksNeeded} people it needs` : ''}.`;
  }
  if (incident.assignee !== undefined) return `Assigned to ${personName(incident.assignee)}.`;
  return item.kind === 'acknowledged' ? 'Somebody is on it.' : undefined;
}

function endOf(contents: NotificationContents): (string | undefined)[] {
  const { incident, item, timeline } = contents;
  const reopened = incident.resolvedMs === undefined || item.generation < incident.generation;
  const endMs = reopened ? timeline.findLast(({ kind }) => kind === 'resolved')?.atMs : incident.resolvedMs;
  const beganMs = reopened ? incident.openedMs : incident.beganMs;
  const after = endMs === undefined ? '' : `, ${duration(endMs - beganMs)} after it began`;
  return [
    reopened
      ? `This message is late: it was resolved${after}, and reopened since.`
      : `${howItEnded(incident)}${after}.`,
    `${placeOf(contents)}.`,
    reopened ? undefined : taken(contents),
    !reopened && isPostmortemReminder(item)
      ? 'Why it happened is not written down yet: write the post-mortem, and close the incident with its root cause.'
      : undefined,
  ];
}

function howItEnded({ resolvedBy }: Incident): string {
  if (resolvedBy?.type === 'user') return `Resolved by ${personName(resolvedBy.id)}`;
  if (resolvedBy?.type === 'runbook') return `Resolved by runbook ${personName(resolvedBy.id)}`;
  return 'All alarms of this incident are OK again';
}

/** Whose name was deleted, or is nothing that can be shown. */
function personName(name: string): string {
  return line(name, MAX_NAME) ?? 'somebody';
}
