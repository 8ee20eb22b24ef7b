/** What a post-mortem says first: the incident in a table, and how it hurt. */
import { ownNumbersOf } from '../../core/incident/numbers';
import type { PostmortemContents } from '../../core/incident/postmortem-contents';
import { isOpen } from '../../core/incident/transitions';
import { countOf, duration } from '../format';
import { usedText } from '../slo/words';
import { table, text, texts } from './markdown';
import { isoSecond } from './time';

export function summarySection(contents: PostmortemContents): string {
  const { incident } = contents;
  const rows: (readonly [string, string] | undefined)[] = [
    ['Incident', text(incident.id)],
    ['Severity', incident.severity],
    ['Service', text(`${incident.service} ${incident.environment}`)],
    incident.team === undefined ? undefined : ['Team', text(incident.team)],
    ['Began', `${isoSecond(incident.openedMs)} UTC`],
    ['Ended', endOf(contents)],
    ['Time to detect', 'unknown: what is recorded begins with the first alarm, not with the fault'],
    ...numberRows(contents),
    ['Alarms', texts(incident.alarms)],
    ['Affected systems', incident.affected.length > 0 ? texts(incident.affected) : 'nobody named any'],
  ];
  return `## Summary\n\n${table(
    ['What', 'Value'],
    rows.filter((row) => row !== undefined),
  )}`;
}

function endOf({ incident: { status, resolvedMs, resolvedBy } }: PostmortemContents): string {
  if (isOpen(status) || resolvedMs === undefined) return 'not yet: this draft was made while it was open';
  const by = resolvedBy?.type === 'user' || resolvedBy?.type === 'runbook' ? text(resolvedBy.id, 80) : 'its alarms';
  return `${isoSecond(resolvedMs)} UTC, by ${by}`;
}

function numberRows(contents: PostmortemContents): (readonly [string, string])[] {
  const { acknowledgedAfterMs, resolvedAfterMs, rounds, pages, pagesDead } = ownNumbersOf(contents);
  const dead = pagesDead > 0 ? `, ${pagesDead} of them delivered by no channel` : '';
  return [
    ['Time to acknowledge', acknowledgedAfterMs === undefined ? 'nobody acknowledged' : lasted(acknowledgedAfterMs)],
    ['Time to resolve', resolvedAfterMs === undefined ? 'not yet' : lasted(resolvedAfterMs)],
    ['Rounds', rounds === 1 ? '1: it did not come back' : `${rounds}: it came back`],
    ['Pages', `${countOf(pages, 'page')}${dead}`],
  ];
}

function lasted(ms: number): string {
  return ms < 0 ? 'before it began: clocks differ' : duration(ms);
}

export function impactSection({ impact }: PostmortemContents): string {
  const told = 'found' in impact ? spentTable(impact.found) : `Not known: ${text(impact.unknown)}`;
  return `## Impact\n\n${told}\n\n_Who noticed what, how many of them, and for how long?_`;
}

function spentTable(found: Extract<PostmortemContents['impact'], { found: unknown }>['found']): string {
  if (found.length === 0) return 'No objective of the service was measured during the incident.';
  return table(
    ['Objective', 'Error budget spent', 'Bad events', 'How'],
    found
      .slice(0, 20)
      .map(({ slo, share, events, method }) => [
        text(slo),
        usedText(share),
        Math.ceil(events).toLocaleString('en-US'),
        method,
      ]),
  );
}
