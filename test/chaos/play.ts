/**
 * One morning with a port broken from 9m to 19m: orders fail from 10m to 30m and nobody answers; a runbook runs, and the
 * weekly digest is due in between.
 */
import type { Rehearsal, RehearsalReport } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { type Break, breakPorts, brokenCalls } from './break-ports';
import type { Row } from './matrix';

export interface Seen extends Pick<Row, 'paged' | 'rings' | 'lost'> {
  /** How often the port was called while it was broken. */
  readonly calls: number;
  /** Service and status of what the alarm of the orders opened. */
  readonly incidents: readonly string[];
  /** Who was told what, each once: `page of @bob`. */
  readonly told: readonly string[];
}

const MINUTE_MS = 60_000;
const START = '2026-01-05T07:44:00Z';
const START_MS = Date.parse(START);
const STORY = `scenario A port breaks
start ${START}
series Shop/Failures 0x10 9x20 0x30
series Sightline/Requests:service=shop,environment=prod 1x60
series Sightline/Faults:service=shop,environment=prod 0x60
end 60m
`;
/** When they are paged if nothing is broken, from the start. */
const PAGED_MS = { pager: 671_000, '@alice': 672_000, '@bob': 972_000 } as const;
/** What there is in the end if nothing is broken: the begin of a line, and what it is called. */
const TRACES: readonly (readonly [line: string, name: string])[] = [
  ['Opened by ', 'the incident'],
  ['Evidence kept', 'its evidence'],
  ['Runbook restart runs', 'its runbook'],
  ['Nobody acknowledged: escalated', 'its escalation'],
  ['Resolved: ', 'its end'],
  ['Weekly digest', 'the digest'],
];

export async function playBroken(rehearsal: Rehearsal, broken?: Omit<Break, 'fromMs' | 'untilMs'>): Promise<Seen> {
  const span = { fromMs: START_MS + 9 * MINUTE_MS, untilMs: START_MS + 19 * MINUTE_MS };
  breakPorts(...(broken ? [{ ...broken, ...span }] : []));
  const report = await rehearsal.playScenario(parseScenario(STORY, 'broken.scenario'));
  const shop = report.incidents.filter(({ service }) => service === 'shop');
  const told = toldOf(report);
  return {
    calls: brokenCalls(),
    paged: {
      pager: pagedAt(report, 'pager'),
      alice: pagedAt(report, '@alice'),
      bob: pagedAt(report, '@bob'),
    },
    rings: ringing(report),
    lost: lostOf([...shop.flatMap(({ timeline }) => timeline), ...report.story].map(({ text }) => text)),
    incidents: shop.map(({ service, status }) => `${service} ${status}`),
    told,
  };
}

function pagedAt({ notifications }: RehearsalReport, channel: keyof typeof PAGED_MS): string {
  const page = notifications.find((each) => each.kind === 'page' && each.channel === channel);
  if (page) {
    const minutes = Math.round((page.atMs - START_MS - PAGED_MS[channel]) / MINUTE_MS);
    return minutes === 0 ? 'in time' : `${minutes} min`;
  }
  return notifications.some(({ kind }) => kind === 'fallback') ? 'fallback' : 'no more';
}

function toldOf({ notifications }: RehearsalReport): string[] {
  const told = notifications.filter(({ kind }) => kind !== 'alarm-action');
  return [...new Set(told.map(({ kind, channel }) => `${kind} of ${channel}`))].sort();
}

function ringing({ alarms }: RehearsalReport): string {
  const rang = alarms.filter(
    ({ name, states }) => !name.startsWith('shop-prod-own-') && states.some(({ state }) => state === 'ALARM'),
  );
  const names = rang.map(({ name }) => `\`${name.replace(/^sightline-watchdog-|-[0-9a-f]{8}$/g, '')}\``);
  return names.sort().join(', ');
}

function lostOf(lines: readonly string[]): string {
  const missing = TRACES.filter(([begin]) => !lines.some((line) => line.startsWith(begin)));
  return missing.map(([, name]) => name).join(', ');
}
