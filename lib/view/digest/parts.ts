/** The paragraphs of a digest. Texts of others are made plain and short. */
import type { EscalationViolation } from '../../core/incident/escalation-audit';
import type { Incident } from '../../core/incident/incident';
import type { Durations, IncidentNumbers, Share } from '../../core/incident/numbers';
import { pagesByPerson } from '../../core/incident/numbers/gauges';
import { isOpen } from '../../core/incident/transitions';
import { type TimeZone, toLocal } from '../../core/time-zone';
import { plain } from '../escape';
import { calendarDate, countOf, duration } from '../format';

/** Lines of one list: a mail that nobody reads to its end tells nothing. */
const MOST = 10;
const MAX_TITLE = 80;
const MAX_NAME = 60;

export function list(title: string, lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined;
  const more = lines.length - MOST;
  const shown = lines.slice(0, MOST).map((line) => `- ${line}`);
  return [`${title}:`, ...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

export function figures(numbers: IncidentNumbers): string {
  const sum = (count: keyof Omit<IncidentNumbers['days'][number], 'dayMs'>) =>
    numbers.days.reduce((all, day) => all + day[count], 0);
  const [opened, reopened, resolved] = [sum('incidentsOpened'), sum('incidentsReopened'), sum('incidentsResolved')];
  const [raised, cleared] = [sum('alertsRaised'), sum('alertsCleared')];
  if (opened + reopened + resolved + raised + cleared === 0) return 'Nothing happened.';
  return [
    `${countOf(opened, 'incident')} opened, ${reopened} reopened, ${resolved} resolved`,
    `${countOf(raised, 'alert')} raised, ${cleared} cleared`,
    ...timesOf('Acknowledged', numbers.timeToAcknowledge),
    ...timesOf('Resolved', numbers.timeToResolve),
    ...timesOf('  by people', numbers.timeToResolveByPeople),
    ...timesOf('  by alarms', numbers.timeToResolveByAlarms),
    ...shareLine('Ended and nobody had looked', numbers.noise),
    ...shareLine('Came back', numbers.reopened),
  ].join('\n');
}

function timesOf(what: string, { count, medianMs, p90Ms, skewed }: Durations): string[] {
  if (medianMs === undefined || p90Ms === undefined) return [];
  const note = skewed > 0 ? `; clocks differ in ${skewed}` : '';
  const times =
    count === 1 ? `after ${duration(medianMs)}` : `after ${duration(medianMs)} (median), 9 in 10 in ${duration(p90Ms)}`;
  return [`${what} ${times}${note}`];
}

function shareLine(what: string, { count, of }: Share): string[] {
  return of === 0 ? [] : [`${what}: ${count} of ${of}`];
}

export function incidentLine(incident: Incident, zone: TimeZone): string {
  const { severity, service, environment, title, openedMs, resolvedMs, status } = incident;
  const lasted =
    isOpen(status) || resolvedMs === undefined
      ? `since ${calendarDate(toLocal(zone, openedMs))}`
      : duration(resolvedMs - openedMs);
  const place = `${plain(service, MAX_NAME)} ${plain(environment, MAX_NAME)}`;
  return `${severity.toUpperCase()} ${place}: ${plain(title, MAX_TITLE)} (${lasted})`;
}

/** Most paged first. */
export function pagesOf({ pages }: IncidentNumbers): string | undefined {
  const lines = [...pagesByPerson(pages)]
    .sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1))
    .map(([person, count]) => `${plain(person, MAX_NAME)}: ${count}`);
  return list('Pages a person', lines);
}

/** Alarms with at least one false positive. */
export function falseAlarms({ falsePositives }: IncidentNumbers): string | undefined {
  const lines = falsePositives
    .filter(({ count }) => count > 0)
    .map(({ alarm, count, of }) => `${plain(alarm, MAX_NAME)}: ${count} of ${of}`);
  return list('Rang for nothing', lines);
}

export function audit(violations: readonly EscalationViolation[]): string {
  const lines = violations.map(
    ({ incidentId, levelName, problem }) => `${plain(incidentId, MAX_NAME)}: ${plain(levelName, MAX_NAME)} ${problem}`,
  );
  return list('Escalations that did not run', lines) ?? 'Every escalation ran.';
}
