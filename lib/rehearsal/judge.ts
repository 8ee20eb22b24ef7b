/** Judges a finished story against the scenario's expectations. */
import { plain } from '../view/escape';
import { clock } from '../view/format';
import type { ReportAlarm, ReportExpectation, ReportIncident, ReportNotification } from '../view/report/model';
import { alarmNamed } from './alarm-named';
import type { Expectation } from './expectation';
import { LATENCY } from './platform/latency';
import type { Scenario } from './scenario';

export interface Told {
  readonly alarms: readonly ReportAlarm[];
  readonly incidents: readonly ReportIncident[];
  readonly notifications: readonly ReportNotification[];
}

/**
 * One verdict for each expectation, and a last one, of the scenario's end, that nothing was sent which none of them mentions. A scenario
 * without expectations is only observed: no verdicts.
 */
export function judge(scenario: Scenario, told: Told): ReportExpectation[] {
  if (scenario.expectations.length === 0) return [];
  const verdicts = scenario.expectations.map((expectation) => ({
    line: expectation.line,
    text: `expect ${expectation.text}`,
    ...verdict(failureOf(scenario, expectation, told)),
  }));
  return [...verdicts, nothingElse(scenario, told)];
}

function verdict(failure: string | undefined): Pick<ReportExpectation, 'passed' | 'actual'> {
  return failure === undefined ? { passed: true } : { passed: false, actual: failure };
}

/** What happened instead; `undefined` where it came as expected. */
function failureOf(scenario: Scenario, expectation: Expectation, told: Told): string | undefined {
  switch (expectation.expect) {
    case 'alarm': {
      const alarm = alarmNamed(expectation.words, told.alarms);
      if (typeof alarm === 'string') return alarm;
      const fired = alarm.states.find(({ state }) => state === 'ALARM');
      if (!fired) return `${alarm.label} never went to ALARM`;
      const late = expectation.byMs !== undefined && fired.atMs - scenario.startMs > expectation.byMs;
      return late ? `${alarm.label} went to ALARM only at ${offset(scenario, fired.atMs)}` : undefined;
    }
    case 'quiet': {
      const alarm = alarmNamed(expectation.words, told.alarms);
      if (typeof alarm === 'string') return alarm;
      const fired = alarm.states.find(({ state }) => state === 'ALARM');
      return fired && `${alarm.label} went to ALARM at ${offset(scenario, fired.atMs)}`;
    }
    case 'state':
      return stateFailure(scenario, expectation, told.alarms);
    case 'transitions':
      return transitionsFailure(scenario, expectation, told.alarms);
    case 'incidents':
      return told.incidents.length === expectation.count ? undefined : `${told.incidents.length} incident(s) opened`;
    case 'sent':
      return sentFailure(scenario, expectation, told.notifications);
    case 'all OK': {
      const notOk = told.alarms.filter(({ states }) => states.at(-1)?.state === 'ALARM');
      return notOk.length === 0 ? undefined : lines(notOk.map(({ label }) => `${label} is still in ALARM`));
    }
  }
}

/** How long after the minute it looks back on an evaluation is; a change then belongs to that minute. */
const EVALUATION_MS = LATENCY.evaluation.ms;

function stateFailure(
  scenario: Scenario,
  { words, state, atMs }: Extract<Expectation, { expect: 'state' }>,
  alarms: readonly ReportAlarm[],
): string | undefined {
  const alarm = alarmNamed(words, alarms);
  if (typeof alarm === 'string') return alarm;
  const momentMs = scenario.startMs + atMs + EVALUATION_MS;
  const present = alarm.states.findLast((change) => change.atMs <= momentMs);
  return present?.state === state ? undefined : `${alarm.label} is ${present?.state ?? 'not there yet'} then`;
}

function transitionsFailure(
  scenario: Scenario,
  { words, transitions }: Extract<Expectation, { expect: 'transitions' }>,
  alarms: readonly ReportAlarm[],
): string | undefined {
  const alarm = alarmNamed(words, alarms);
  if (typeof alarm === 'string') return alarm;
  const actual = alarm.states.slice(1).map(({ state, atMs }) => ({ state, atMs: atMs - scenario.startMs }));
  const same =
    actual.length === transitions.length &&
    transitions.every(({ state, atMs }, index) => {
      const lateMs = (actual[index]?.atMs as number) - atMs;
      return actual[index]?.state === state && lateMs >= 0 && lateMs <= EVALUATION_MS;
    });
  if (same) return undefined;
  const listed = actual.map(
    ({ state, atMs }) =>
      `${state} ${span(atMs - (atMs % EVALUATION_MS === 0 && atMs >= EVALUATION_MS ? EVALUATION_MS : 0))}`,
  );
  return `${alarm.label} went ${listed.join(', ') || 'nowhere'}`;
}

type Sent = Extract<Expectation, { expect: 'sent' }>;

/** Alarm actions go to topics, whose names CDK makes up around the construct's id: a part of the name is enough. */
function isMeant({ kind, channel }: Sent, notification: ReportNotification): boolean {
  if (kind !== notification.kind) return false;
  return kind === 'alarm-action' ? notification.channel.includes(channel) : notification.channel === channel;
}

function sentFailure(
  scenario: Scenario,
  expected: Sent,
  notifications: readonly ReportNotification[],
): string | undefined {
  const sent = notifications.filter((notification) => isMeant(expected, notification));
  const times = sent.map(({ atMs }) => offset(scenario, atMs)).join(', ');
  if (sent.length !== expected.count) {
    const others = [...new Set(notifications.map(({ kind, channel }) => `${kind} ${channel}`))];
    const elsewhere = sent.length === 0 && others.length > 0 ? `; what was sent: ${others.join(', ')}` : '';
    return `${sent.length} sent${times && ` (${times})`}${elsewhere}`;
  }
  const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = expected;
  const outside = sent.filter(({ atMs }) => atMs - scenario.startMs < fromMs || atMs - scenario.startMs > toMs);
  return outside.length === 0 ? undefined : `sent at ${times}`;
}

function nothingElse(scenario: Scenario, { notifications }: Told): ReportExpectation {
  const mentioned = (notification: ReportNotification) =>
    scenario.expectations.some((expectation) => expectation.expect === 'sent' && isMeant(expectation, notification));
  // That a planned window begins or ends surprises nobody.
  const surprises = notifications.filter(
    (notification) => notification.kind !== 'maintenance' && !mentioned(notification),
  );
  const listed = surprises.map(
    ({ kind, channel, subject, atMs }) => `${kind} to ${channel} at ${offset(scenario, atMs)}: ${subject}`,
  );
  return {
    line: scenario.endLine,
    text: 'nothing else was sent',
    ...verdict(surprises.length === 0 ? undefined : lines(listed)),
  };
}

/** One thing a line: what others wrote in it cannot begin another one. */
function lines(things: readonly string[]): string {
  return things.map((thing) => plain(thing)).join('\n');
}

/** `10m30s (09:10:30)` */
function offset(scenario: Scenario, atMs: number): string {
  return `${span(atMs - scenario.startMs)} (${clock(atMs)})`;
}

/** `1d2h10m30s`, as durations are written in scenarios. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join('');
  return text || '0s';
}
