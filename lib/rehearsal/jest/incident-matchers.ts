/** `toHaveOpenedIncident` and `toStayQuiet`: what came of the night as a whole. */
import { closest } from '../../core/closest';
import { parseSeverity, type Severity } from '../../core/incident/severity';
import { plain } from '../../view/escape';
import { countOf } from '../../view/format';
import type { RehearsalReport, ReportIncident } from '../../view/report/model';
import { alarmTimes, theAlarm } from './alarm-matchers';
import { alarmLines, moment, moments, sentLines, storyLine } from './evidence';
import { reportFrom } from './received';
import { checkOptions, checkTimes, type MatcherResult, resultOf } from './result';

/** Which incidents count, and how many there must be. */
export interface SoughtIncident {
  /** So many, no more and no fewer; a reopened incident is the same incident. @default - at least one */
  readonly times?: number;
  /** Only those of this service. @default - of any */
  readonly service?: string;
  /**
   * Only those whose worst severity in the story was this one: `critical`, `high`, `medium`, `low`, or an alias such as
   * `SEV1`. @default - of any
   */
  readonly severity?: Severity | (string & {});
}

export function toHaveOpenedIncident(received: unknown, sought: SoughtIncident = {}): MatcherResult {
  const matcher = 'toHaveOpenedIncident';
  checkOptions(matcher, sought, ['times', 'service', 'severity']);
  checkTimes(matcher, sought.times);
  const report = reportFrom(received, matcher);
  checkService(report, sought.service);
  const severity = severityOf(sought.severity);
  const opened = report.incidents.filter(
    (incident) =>
      (sought.service === undefined || incident.service === sought.service) &&
      (severity === undefined || worstOf(incident) === severity),
  );
  const told = `${countOf(opened.length, 'incident')} ${kindOf(sought)}${opened.length === 1 ? 'was' : 'were'} opened`;
  const { times } = sought;
  const right = times === undefined ? opened.length > 0 : opened.length === times;
  const expected = times === undefined ? 'at least 1' : times === 0 ? 'none' : String(times);
  return resultOf(
    { subject: 'report', matcher, args: [sought] },
    {
      ...(!right && { failure: `${told}, ${expected} expected` }),
      success: told,
      evidence: () => [storyLine(report), ...incidentLines(report), ...sentLines(report)],
    },
  );
}

export function toStayQuiet(received: unknown, words?: string): MatcherResult {
  const report = reportFrom(received, 'toStayQuiet');
  return words === undefined ? everythingQuiet(report) : alarmQuiet(report, words);
}

function alarmQuiet(report: RehearsalReport, words: string): MatcherResult {
  const alarm = theAlarm(report, words, 'toStayQuiet');
  const times = alarmTimes(alarm);
  return resultOf(
    { subject: 'report', matcher: 'toStayQuiet', args: [words] },
    {
      ...(times.length > 0 && { failure: `${alarm.label} went to ALARM at ${moments(report, times)}` }),
      success: `${alarm.label} never went to ALARM`,
      evidence: () => [storyLine(report), ...alarmLines(report, alarm)],
    },
  );
}

function everythingQuiet(report: RehearsalReport): MatcherResult {
  const fired = report.alarms.filter((alarm) => alarmTimes(alarm).length > 0);
  const noise = [
    ...(fired.length > 0 ? [`${countOf(fired.length, 'alarm')} fired`] : []),
    ...(report.incidents.length > 0 ? [`${countOf(report.incidents.length, 'incident')} opened`] : []),
    ...(report.notifications.length > 0 ? [`${countOf(report.notifications.length, 'message')} sent`] : []),
  ];
  return resultOf(
    { subject: 'report', matcher: 'toStayQuiet', args: [] },
    {
      ...(noise.length > 0 && { failure: noise.join(', ') }),
      success: 'no alarm fired, no incident was opened, nothing was sent',
      evidence: () => [
        storyLine(report),
        ...fired.flatMap((alarm) => alarmLines(report, alarm)),
        ...incidentLines(report),
        ...sentLines(report),
      ],
    },
  );
}

/** @throws for a service that nothing has: with `.not`, a misspelt one would always pass */
function checkService({ alarms, incidents }: RehearsalReport, service: string | undefined): void {
  if (service === undefined) return;
  const known = [...new Set([...alarms, ...incidents].map((owner) => owner.service))].filter(Boolean).sort();
  if (known.includes(service)) return;
  const meant = closest(service, known);
  const hint = meant ? `; did you mean '${meant}'?` : '.';
  throw new Error(
    `toHaveOpenedIncident(): no alarm is of the service '${service}'${hint} There are: ${known.join(', ') || '(none)'}`,
  );
}

function severityOf(text: string | undefined): Severity | undefined {
  const severity = text === undefined ? undefined : parseSeverity(text);
  if (text === undefined || severity !== undefined) return severity;
  throw new Error(
    `toHaveOpenedIncident(): '${text}' is no severity; there are critical, high, medium, low, and SEV1 to SEV4`,
  );
}

function kindOf({ service, severity }: SoughtIncident): string {
  const kind = [service === undefined ? '' : `of ${service}`, severity === undefined ? '' : `of severity ${severity}`];
  return kind
    .filter(Boolean)
    .map((word) => `${word} `)
    .join('');
}

function incidentLines(report: RehearsalReport): string[] {
  if (report.incidents.length === 0) return ['No incident was opened.'];
  const line = (incident: ReportIncident) => {
    const { openedMs, service, severity, worstSeverity, status, title } = incident;
    const atTheEnd = worstSeverity === undefined ? status : `${severity} and ${status}`;
    return `  ${moment(report, openedMs).padEnd(20)} ${service} ${worstOf(incident)}, ${atTheEnd} at the end: ${plain(title, 120)}`;
  };
  return ['Incidents:', ...report.incidents.map(line)];
}

function worstOf({ severity, worstSeverity }: ReportIncident): Severity {
  return worstSeverity ?? severity;
}
