/** What happened, in order: the timeline, who was told, what was deployed. */
import type { Actor } from '../../core/incident/incident';
import type { OutboxItem } from '../../core/incident/notification';
import { deploysOf, earlierDeploysOf, type PostmortemContents } from '../../core/incident/postmortem-contents';
import { duration } from '../format';
import { fittingTable, text } from './markdown';
import { isoSecond } from './time';

/** Bytes of UTF-8: with everything else of a draft well below what is stored of it. */
const MAX_TIMELINE = 120_000;
const MAX_TOLD = 40_000;
const MAX_DEPLOYS = 10_000;

export function timelineSection({ timeline }: PostmortemContents): string {
  const rows = timeline.map((entry) => [isoSecond(entry.atMs), text(entry.text), actorText(entry.actor)]);
  return `## Timeline\n\nTimes are UTC.\n\n${fittingTable(['Time', 'What', 'Who'], rows, MAX_TIMELINE)}`;
}

function actorText({ type, id }: Actor): string {
  return type === 'user' ? text(id, 80) : type;
}

export function toldSection({ outbox, incident }: PostmortemContents): string {
  const rows = [...outbox]
    .sort((a, b) => a.dueMs - b.dueMs)
    .map((item) => [isoSecond(item.dueMs), text(item.channel, 80), whatOf(item, incident.generation), outcomeOf(item)]);
  const told =
    rows.length === 0
      ? 'Nobody was told.'
      : fittingTable(['Due', 'Channel or person', 'What', 'Outcome'], rows, MAX_TOLD);
  return `## Who was told\n\n${told}`;
}

function whatOf({ kind, level, generation }: OutboxItem, rounds: number): string {
  const round = rounds > 1 ? `, round ${generation}` : '';
  return kind === 'page' || kind === 'notice' ? `${kind}, level ${level + 1}${round}` : `${kind}${round}`;
}

function outcomeOf({ status, attempts, via, lastError }: OutboxItem): string {
  if (status === 'sent') return via === undefined ? 'sent' : `sent by ${text(via, 80)} in its place`;
  if (status === 'pending') return `not sent yet, ${attempts} tries`;
  return `not delivered: ${text(lastError ?? '', 120)}`;
}

export function deploysSection(contents: PostmortemContents): string {
  const rows = [
    ...earlierDeploysOf(contents).map(({ atMs, outcome, release }) => ({
      atMs,
      what: `Deploy ${outcome} (${release}), ${beforeIt(contents.incident.openedMs - atMs)}`,
    })),
    ...deploysOf(contents).map((entry) => ({ atMs: entry.atMs, what: entry.text })),
  ]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, what }) => [isoSecond(atMs), text(what)]);
  const none = contents.kept
    ? 'None was told of from a day before it began to its end.'
    : 'None is in the timeline from two hours before it began to its end; it has those that ended while it was open.';
  return `## Deploys\n\n${rows.length === 0 ? none : fittingTable(['Time', 'What'], rows, MAX_DEPLOYS)}`;
}

function beforeIt(ms: number): string {
  return ms > 0 ? `${duration(ms)} before it began` : 'while it was open';
}
