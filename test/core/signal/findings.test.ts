import type { Signal } from '../../../lib/core/incident/incident';
import { readArrival } from '../../../lib/core/signal/arrival';
import { UnreadableEvent } from '../../../lib/core/signal/fields';
import { eventOf } from './recorded-events';

type Event = Record<string, unknown> & { detail: Record<string, unknown> };

const REGION = { account: '111122223333', region: 'eu-west-1' };

/** The signal of an event with some fields of its detail changed. */
function signalOf(name: string, changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Signal {
  const event = eventOf(name) as Event;
  const [arrival] = readArrival(JSON.stringify({ ...event, ...more, detail: { ...event.detail, ...changes } }));
  if (arrival?.kind !== 'signal') throw new Error(`no signal: ${JSON.stringify(arrival)}`);
  return arrival.signal;
}

describe('X-Ray insights', () => {
  const began = 1_772_442_300_000;

  test('are a page of the root cause from their begin', () => {
    const summary =
      'On March 2nd, 2026 at 9:05 AM (UTC) requests to checkout started failing. 12% of client requests failed; root cause payments.';
    const member = 'xray#8c2e1c3f-5a0f-4b0c-9d62-3c0d1e8a7b11';
    expect(signalOf('16')).toEqual({
      member,
      group: member,
      alarmName: 'X-Ray insight of payments',
      state: 'ALARM',
      timestampMs: began,
      reason: summary,
      summary,
      service: 'payments',
      environment: '',
      severity: 'high',
      role: 'page',
      account: '123456789012',
      region: 'us-east-1',
    });
  });

  test('repeat themselves while active', () => {
    const again = signalOf('16', { Summary: 'worse' }, { time: '2026-03-02T09:45:00Z' });
    expect(again).toMatchObject({ member: signalOf('16').member, state: 'ALARM', timestampMs: began });
  });

  test('are OK at their end, which is never their begin', () => {
    expect(signalOf('17')).toMatchObject({
      member: signalOf('16').member,
      state: 'OK',
      timestampMs: 1_772_445_660_000,
    });
    expect(signalOf('17', { EndTime: began / 1000 }).timestampMs).toBe(began + 1);
    expect(signalOf('17', { EndTime: null }).timestampMs).toBe(Date.UTC(2026, 2, 2, 10, 2, 11));
  });

  test.each([
    [{ Categories: ['FAULT', 'ERROR'] }, 'page', 'high'],
    [{ Categories: undefined, Category: 'FAULT' }, 'page', 'high'],
    [{ Categories: ['ERROR'] }, 'ticket', 'medium'],
    [{ Categories: 'none' }, 'ticket', 'medium'],
  ])('%j: a %s of severity %s', (changes, role, severity) => {
    expect(signalOf('16', changes)).toMatchObject({ role, severity });
  });

  test('without a root cause are of their group, else of X-Ray', () => {
    expect(signalOf('16', { RootCauseServiceId: null }).service).toBe('checkout-prod');
    expect(signalOf('16', { RootCauseServiceId: null, GroupName: 5 }).service).toBe('aws-xray');
  });

  test('need an id and a known state', () => {
    expect(() => signalOf('16', { InsightId: '' })).toThrow(
      new UnreadableEvent(`'detail.InsightId' must be a non-empty text, got ""`),
    );
    expect(() => signalOf('16', { State: 'OPEN' })).toThrow(
      new UnreadableEvent(`'detail.State' must be ACTIVE or CLOSED, got "OPEN"`),
    );
  });
});

describe('AWS Health events', () => {
  test('are a page of the service whose resources they touch', () => {
    const member =
      'health#arn:aws:health:eu-west-1::event/LAMBDA/AWS_LAMBDA_OPERATIONAL_ISSUE/AWS_LAMBDA_OPERATIONAL_ISSUE_EXAMPLE';
    expect(signalOf('18')).toEqual({
      ...REGION,
      member,
      group: member,
      alarmName: 'AWS_LAMBDA_OPERATIONAL_ISSUE',
      state: 'ALARM',
      timestampMs: Date.UTC(2026, 3, 8, 7, 2),
      reason: 'We are investigating increased error rates.',
      summary: 'AWS Health: LAMBDA: AWS_LAMBDA_OPERATIONAL_ISSUE',
      service: 'orders',
      environment: 'prod',
      severity: 'high',
      role: 'page',
    });
    expect(signalOf('18', { affectedEntities: [{ entityValue: 'x' }] })).toMatchObject({
      service: 'aws-health',
      environment: '',
    });
  });

  test('are OK at the end of the event', () => {
    expect(signalOf('19')).toMatchObject({ member: signalOf('18').member, state: 'OK' });
    expect(signalOf('19').timestampMs).toBe(Date.UTC(2026, 3, 8, 8, 10));
    expect(signalOf('19', { endTime: undefined }).timestampMs).toBe(Date.UTC(2026, 3, 8, 8, 14));
    expect(signalOf('19', { endTime: 'Wed, 08 Apr 2026 07:02:00 GMT' }).timestampMs).toBe(
      Date.UTC(2026, 3, 8, 7, 2) + 1,
    );
  });

  test('of the future count from when they are told, and end when they are told to', () => {
    const future = { startTime: 'Wed, 15 Apr 2026 07:00:00 GMT', statusCode: 'upcoming' };
    expect(signalOf('18', future).timestampMs).toBe(Date.UTC(2026, 3, 8, 7, 21));
    const cancelled = { ...future, statusCode: 'closed', endTime: 'Wed, 15 Apr 2026 09:00:00 GMT' };
    expect(signalOf('19', cancelled).timestampMs).toBe(Date.UTC(2026, 3, 8, 8, 15) + 1);
  });

  test.each([
    ['issue', 'page', 'high'],
    ['investigation', 'ticket', 'medium'],
    ['scheduledChange', 'ticket', 'low'],
    ['accountNotification', 'ticket', 'low'],
    ['__proto__', 'ticket', 'medium'],
    [undefined, 'ticket', 'medium'],
  ])('of the category %s: a %s of severity %s', (eventTypeCategory, role, severity) => {
    expect(signalOf('18', { eventTypeCategory })).toMatchObject({ role, severity });
  });
});

describe('GuardDuty findings', () => {
  const arn =
    'arn:aws:guardduty:eu-west-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0/finding/16afba5c5c43e07c9e3e5e2e544e95df';

  test('are a page at their last update', () => {
    expect(signalOf('30')).toEqual({
      ...REGION,
      member: `guardduty#${arn}`,
      group: `guardduty#${arn}`,
      alarmName: 'A Lambda function talks to a known malicious address.',
      state: 'ALARM',
      timestampMs: Date.UTC(2026, 3, 8, 11, 25, 0, 456),
      reason: 'The function orders talks to 198.51.100.7.',
      summary: 'A Lambda function talks to a known malicious address.',
      service: 'aws-guardduty',
      environment: '',
      severity: 'high',
      role: 'page',
    });
  });

  test.each([
    [9, 'page', 'critical'],
    [8.9, 'page', 'high'],
    [7, 'page', 'high'],
    [6.9, 'ticket', 'medium'],
    [4, 'ticket', 'medium'],
    [3.9, 'ticket', 'low'],
    ['8', 'ticket', 'medium'],
    [{ toString: 1 }, 'ticket', 'medium'],
  ])('of severity %j: a %s of severity %s', (severity, role, ours) => {
    expect(signalOf('30', { severity })).toMatchObject({ role, severity: ours });
  });

  test('belong to whom their instance is tagged with, and are over once archived', () => {
    const instanceDetails = { tags: [{ key: 'sightline:service', value: 'orders' }] };
    expect(signalOf('30', { resource: { instanceDetails } }).service).toBe('orders');
    expect(signalOf('30', { service: { archived: true } }).state).toBe('OK');
  });
});

describe('Security Hub findings', () => {
  const finding = (eventOf('31') as Event).detail.findings as [Record<string, unknown>];
  const found = (changes: Record<string, unknown>) => signalOf('31', { findings: [{ ...finding[0], ...changes }] });

  test('are a page of the service whose resource they are about, with the advice', () => {
    expect(signalOf('31')).toMatchObject({
      ...REGION,
      member: `securityhub#${finding[0].Id}`,
      state: 'ALARM',
      timestampMs: Date.UTC(2026, 3, 8, 12),
      service: 'orders',
      environment: 'prod',
      severity: 'critical',
      role: 'page',
      firstStep: 'See the documentation. https://docs.aws.amazon.com/console/securityhub/S3.2/remediation',
    });
    expect(found({ Resources: [], Remediation: {} })).toMatchObject({ service: 'aws-securityhub', environment: '' });
    expect(found({ Remediation: {} })).not.toHaveProperty('firstStep');
  });

  test.each([
    [{ RecordState: 'ARCHIVED' }, 'OK'],
    [{ Workflow: { Status: 'RESOLVED' } }, 'OK'],
    [{ Workflow: { Status: 'SUPPRESSED' } }, 'OK'],
    [{ Compliance: { Status: 'PASSED' } }, 'OK'],
    [{ Workflow: { Status: 'NOTIFIED' } }, 'ALARM'],
    [{ Workflow: null, Compliance: 5 }, 'ALARM'],
  ])('%j: %s', (changes, state) => {
    expect(found(changes).state).toBe(state);
  });

  test.each([
    ['CRITICAL', 'page', 'critical'],
    ['HIGH', 'page', 'high'],
    ['MEDIUM', 'ticket', 'medium'],
    ['LOW', 'ticket', 'low'],
    ['INFORMATIONAL', 'signal', 'low'],
    ['toString', 'ticket', 'medium'],
    [undefined, 'ticket', 'medium'],
  ])('of the label %s: a %s of severity %s', (Label, role, severity) => {
    expect(found({ Severity: { Label } })).toMatchObject({ role, severity });
  });

  test('of GuardDuty are those that GuardDuty tells of itself', () => {
    const { detail } = eventOf('30') as Event;
    const ProductArn = 'arn:aws:securityhub:eu-west-1::product/aws/guardduty';
    const told = found({ Id: detail.arn, ProductArn, Resources: [], UpdatedAt: detail.updatedAt });
    expect(told).toMatchObject({ member: signalOf('30').member, service: 'aws-guardduty' });
    expect(told.timestampMs).toBe(signalOf('30').timestampMs);
  });

  test('in one event are told of one by one; one without an id keeps none back', () => {
    const event = { ...eventOf('31'), detail: { findings: [finding[0], { ...finding[0], Id: null }] } };
    expect(readArrival(JSON.stringify(event))).toMatchObject([
      { kind: 'signal' },
      { kind: 'unreadable', why: "'detail.findings[].Id' must be a non-empty text, got null" },
    ]);
    expect(() => readArrival(JSON.stringify({ ...event, detail: {} }))).toThrow(
      new UnreadableEvent("'detail.findings' must be a list of findings, got none"),
    );
  });
});

describe('canaries', () => {
  test('that failed are a ticket until a run succeeds', () => {
    expect(signalOf('32')).toEqual({
      ...REGION,
      member: 'synthetics#111122223333/eu-west-1/orders-front',
      group: 'synthetics#111122223333/eu-west-1/orders-front',
      alarmName: 'canary orders-front',
      state: 'ALARM',
      timestampMs: 1_775_650_226_000,
      reason: 'Error: net::ERR_CONNECTION_REFUSED',
      summary: 'A run of the canary orders-front failed',
      service: 'aws-synthetics',
      environment: '',
      severity: 'medium',
      role: 'ticket',
    });
    const passed = { 'state-reason': 'null', 'canary-run-timeline': { completed: 1_775_650_526 } };
    expect(signalOf('32', passed, { 'detail-type': 'Synthetics Canary TestRun Successful' })).toMatchObject({
      member: signalOf('32').member,
      state: 'OK',
      timestampMs: 1_775_650_526_000,
      reason: '',
    });
  });

  test('that merely change state say nothing', () => {
    const event = { ...eventOf('32'), 'detail-type': 'Synthetics Canary Status Change' };
    expect(readArrival(JSON.stringify(event))).toMatchObject([{ kind: 'ignored' }]);
  });
});

test('hostile words are one line of limited length', () => {
  const hostile = `a\u0007\u202eb\r\n${'🔥'.repeat(40_000)}`;
  const { reason, summary } = signalOf('16', { Summary: hostile });
  expect(reason).toBe(summary);
  expect(reason).toBe(`a b ${'🔥'.repeat(509)}…`);
});
