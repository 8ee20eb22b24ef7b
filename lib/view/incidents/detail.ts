/** One incident for the terminal: how it stands, and its timeline. */
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import { isOpen } from '../../core/incident/transitions';
import { indented, isoMinute } from '../backtest/lines';
import { clock, duration, sameDay } from '../format';
import { lengthOf, nameText, paintSeverity, placeOf, type ScreenOptions, timeText } from './words';

export interface ToldIncident {
  readonly incident: Incident;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

const LABEL = 14;
const KIND = 13;
const MAX_TITLE = 300;
const MAX_ALARMS = 10;
/** Of its timeline, the newest. */
const MAX_ENTRIES = 200;

export function tellIncident({ incident, timeline }: ToldIncident, options: ScreenOptions): string {
  const { paint, width } = options;
  const { severity, status, id, title } = incident;
  const facts = factsOf(incident, options).flatMap(([label, text]) => fact(label, text, width));
  return `${[
    ...indented(nameText(title, MAX_TITLE), 0, width).map((line) => paint('bold', line)),
    `${paintSeverity(paint, severity, `${severity}, ${status}`)}  ${placeOf(incident)}  ${paint('dim', nameText(id))}`,
    '',
    ...facts,
    '',
    ...timelineLines(timeline, options),
  ].join('\n')}\n`;
}

type Fact = readonly [label: string, text: string | undefined];

function factsOf(incident: Incident, { nowMs }: ScreenOptions): readonly Fact[] {
  const { beganMs, generation, resolvedMs, resolvedBy, firstStep, affected, alarms } = incident;
  const again = generation > 1 ? `, round ${generation}` : '';
  const over = resolvedMs !== undefined && !isOpen(incident.status);
  return [
    ['Since', `${timeText(beganMs)}, ${over ? 'lasted' : 'for'} ${lengthOf(incident, nowMs)}${again}`],
    ['Flapping', incident.flapping ? 'yes: it pages once it has lasted' : undefined],
    ['Acknowledged', takers(incident)],
    ['Assigned to', incident.assignee && nameText(incident.assignee)],
    ['Escalation', isOpen(incident.status) ? escalation(incident, nowMs) : undefined],
    ['Resolved', over ? `${timeText(resolvedMs)}${by(resolvedBy?.type === 'user' ? resolvedBy.id : '')}` : undefined],
    ['Resolution', incident.resolution],
    ['Root cause', incident.rootCause],
    ['First step', firstStep],
    ['Affected', affected.map((name) => nameText(name)).join(', ')],
    ['Alarms', alarmsText(alarms)],
  ];
}

function fact(label: string, text: string | undefined, width: number): string[] {
  if (!text) return [];
  return indented(text, LABEL, width).map((line, index) =>
    index === 0 ? label.padEnd(LABEL) + line.trimStart() : line,
  );
}

function takers({ acknowledgements, plan, status }: Incident): string | undefined {
  const names = acknowledgements.map(({ by, atMs }) => `${nameText(by)} at ${timeText(atMs)}`).join(', ');
  if (!isOpen(status)) return names || undefined;
  const missing = plan.acksNeeded - acknowledgements.length;
  if (names === '') return 'by nobody yet';
  return missing > 0 ? `${names}; ${missing} more needed` : names;
}

function escalation({ plan, level, startedMs, status }: Incident, nowMs: number): string {
  const policy = plan.policy === '' ? 'no policy' : `policy ${nameText(plan.policy)}`;
  const told = `told level ${level + 1} of ${plan.levels.length} (${nameText(plan.levels[level]?.name ?? '')})`;
  const next = status === 'triggered' ? plan.levels[level + 1] : undefined;
  const then = next ? `, ${nameText(next.name)} ${inTime(startedMs + next.afterMs, nowMs)}` : '';
  const due =
    status === 'triggered' && plan.ackDueMs !== undefined
      ? `; to be acknowledged by ${timeText(plan.ackDueMs)}${plan.ackDueMs < nowMs ? ', which is over' : ''}`
      : '';
  return `${policy}, ${told}${then}${due}`;
}

function inTime(ms: number, nowMs: number): string {
  return ms > nowMs ? `in ${duration(ms - nowMs)}` : 'next';
}

function by(name: string): string {
  return name === '' ? '' : ` by ${nameText(name)}`;
}

function alarmsText(alarms: readonly string[]): string {
  const more = alarms.length - MAX_ALARMS;
  const names = alarms.slice(0, MAX_ALARMS).map((name) => nameText(name));
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function timelineLines(timeline: readonly TimelineEntry[], options: ScreenOptions): string[] {
  const { paint } = options;
  const [first, last] = [timeline[0], timeline.at(-1)];
  if (!first || !last) return [paint('dim', 'Nothing is in its timeline yet.')];
  const time = sameDay(first.atMs, last.atMs) ? clock : isoMinute;
  const left = timeline.length - MAX_ENTRIES;
  return [
    paint('bold', `Timeline, ${time === clock ? `${isoMinute(first.atMs).slice(0, 10)}, ` : ''}UTC`),
    ...(left > 0 ? [paint('dim', `  (${left} older ones not shown; --json has all)`)] : []),
    ...timeline.slice(-MAX_ENTRIES).flatMap((entry) => entryLines(entry, time(entry.atMs), options)),
  ];
}

function entryLines(
  { kind, actor, text, audience }: TimelineEntry,
  time: string,
  { paint, width }: ScreenOptions,
): string[] {
  const who =
    actor.type === 'user' && kind !== 'deployed' && !text.includes(actor.id)
      ? `${nameText(actor.id)}${audience ? ` to the ${audience}` : ''}: `
      : '';
  const head = `  ${paint('dim', time)}  ${nameText(kind, KIND).padEnd(KIND)} `;
  const [line = '', ...others] = indented(who + text, time.length + KIND + 5, width);
  return [head + line.trimStart(), ...others];
}
