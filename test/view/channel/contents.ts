import fc from 'fast-check';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { NOTIFICATION_KINDS, type NotificationKind, type OutboxItem } from '../../../lib/core/incident/notification';
import { SEVERITIES } from '../../../lib/core/incident/severity';
import type { NotificationContents } from '../../../lib/view/notification';
import { anyCharacter } from '../../any-character';

export const T0 = Date.UTC(2026, 1, 3, 9, 12, 10);
export const ID = '01KGH4QVAGB4EX9D3V0Q4ZP2JM';

export function incidentOf(changes: Partial<Incident> = {}): Incident {
  return {
    schemaVersion: 2,
    id: ID,
    groupKey: '["checkout","prod"]',
    status: 'triggered',
    severity: 'high',
    service: 'checkout',
    environment: 'prod',
    title: 'ChargePayment fails 5 % of its invocations or more.',
    version: 2,
    generation: 1,
    paged: true,
    openedMs: T0,
    beganMs: T0,
    startedMs: T0,
    plan: { policy: 'default', levels: [{ name: 'on-call', afterMs: 0, targets: [] }], acksNeeded: 1 },
    level: 0,
    urgent: true,
    flapping: false,
    told: ['oncall'],
    acknowledgements: [],
    alarms: ['checkout-ChargePayment-Faults', 'checkout-PlaceOrder-Latency'],
    affected: [],
    ...changes,
  };
}

export function entryOf(kind: TimelineEntry['kind'], seconds: number, text: string): TimelineEntry {
  return {
    schemaVersion: 2,
    incidentId: ID,
    atMs: T0 + seconds * 1000,
    eventId: `${kind}-${seconds}`,
    kind,
    actor: { type: 'alarm', id: 'arn' },
    text,
  };
}

export function itemOf(kind: NotificationKind, changes: Partial<OutboxItem> = {}): OutboxItem {
  return {
    schemaVersion: 2,
    incidentId: ID,
    generation: 1,
    kind,
    level: 0,
    channel: 'oncall',
    status: 'pending',
    attempts: 1,
    dueMs: T0,
    leaseUntilMs: 0,
    causedMs: T0,
    ...changes,
  };
}

export const OPENED = entryOf(
  'opened',
  0,
  'Opened by checkout-ChargePayment-Faults: 3 of 5 datapoints >= 0.05 (1, 1, 0.97)',
);
export const JOINED = entryOf(
  'joined',
  60,
  'checkout-PlaceOrder-Latency joined: 3 of 3 datapoints > 2000 (2400, 2310, 2190)',
);
export const RESOLVED = [
  entryOf('cleared', 700, 'checkout-ChargePayment-Faults is OK: 3 of 5 datapoints not >= 0.05 (0, 0, 0)'),
  entryOf('resolved', 700, 'Resolved: all alarms of the incident are OK'),
];
export const OVER = { status: 'resolved', resolvedMs: T0 + 700_000 } as const;
export const DANA = { by: 'Dana', atMs: T0 + 150_000 };

/** With nothing but what there always is. */
export function contentsOf(kind: NotificationKind, changes: Partial<NotificationContents> = {}): NotificationContents {
  return {
    item: itemOf(kind),
    incident: incidentOf(kind === 'resolved' ? OVER : {}),
    timeline: kind === 'resolved' ? [OPENED, JOINED, ...RESOLVED] : [OPENED, JOINED],
    dashboardName: 'checkout-prod',
    region: 'eu-west-1',
    ...changes,
  };
}

/** With all there can be. */
export function fullContents(kind: NotificationKind, incident: Partial<Incident> = {}): NotificationContents {
  return contentsOf(kind, {
    incident: incidentOf({
      firstStep: 'Check the last deploy of ChargePayment.',
      ...(kind === 'resolved' ? OVER : {}),
      ...incident,
    }),
    acknowledgeUrl: 'https://respond.example.com/i/token?a=1&b=2',
    incidentUrl: 'https://respond.example.com/incidents/1',
    runbookUrl: 'https://wiki.example.com/runbook',
    onCallName: 'Dana',
    reason: 'backup',
  });
}

const hostileText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 400 }),
  fc.constantFrom(
    '',
    '<!channel> <!here|now> <https://evil.example|bank> <@U123> & &amp;',
    '@channel @here @Everyone',
    '[bank](https://evil.example) **bold** <script>alert(1)</script> <a href="x">',
    'a\r\nBcc: x@example.com',
    '\u202egnp.exe',
    '\ud83d',
    '\u0000\u001b[31mred',
    '\u2028',
    '__proto__',
    ' '.repeat(300),
    '<'.repeat(8_000),
    '😀'.repeat(4_000),
    '"\\'.repeat(4_000),
  ),
);
const moment = fc.integer({ min: 0, max: 4_102_444_800_000 });
const people = fc.array(fc.record({ by: hostileText, atMs: moment }), { maxLength: 30 });
const url = fc.oneof(
  hostileText,
  hostileText.map((text) => `https://example.com/${text}`),
);

/** Any incident in any message, with texts by people who wish us ill. */
export const hostileContents: fc.Arbitrary<NotificationContents> = fc
  .record({
    kind: fc.constantFrom(...NOTIFICATION_KINDS),
    severity: fc.constantFrom(...SEVERITIES),
    texts: fc.array(hostileText, { minLength: 12, maxLength: 12 }),
    urls: fc.array(url, { minLength: 3, maxLength: 3 }),
    acknowledgements: people,
    many: fc.array(hostileText, { maxLength: 60 }),
    flapping: fc.boolean(),
    resolvedMs: fc.option(moment, { nil: undefined }),
    beganMs: moment,
  })
  .map(({ kind, severity, texts, urls, acknowledgements, many, flapping, resolvedMs, beganMs }) => {
    const [title = '', service = '', environment = '', firstStep, team, assignee, onCallName, reason, dashboardName] =
      texts;
    return {
      ...contentsOf(kind),
      incident: incidentOf({
        severity,
        title,
        service,
        environment,
        firstStep,
        team,
        assignee,
        flapping,
        acknowledgements,
        beganMs,
        ...(resolvedMs === undefined ? {} : { status: 'resolved', resolvedMs }),
        alarms: many,
        affected: many,
      }),
      timeline: [OPENED, ...many.map((text, n) => entryOf(n === 0 ? 'reopened' : 'noted', n + 1, text))],
      onCallName,
      reason,
      dashboardName,
      acknowledgeUrl: urls[0],
      incidentUrl: urls[1],
      runbookUrl: urls[2],
    };
  });

/** Every text in a payload, names of members included. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
