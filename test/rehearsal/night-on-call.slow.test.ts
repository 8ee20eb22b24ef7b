/** Nights of a team with people on call, an escalation and two pagers, as their own tests would play them. */
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AlarmCondition, Channel, IncidentResponse, Observability } from '../../lib';
import { type Rehearsal, type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { ensureBundles, newStack } from '../constructs/template';

jest.setTimeout(60_000);

/** When the alarm fires, in each of the nights. */
const ALARM = '6m10s';

let rehearsal: Rehearsal;
beforeAll(() => {
  ensureBundles();
  rehearsal = rehearse(shop());
});

/** Alice is on call, then bob after 5 minutes, carol after 10. From two to three on 6 January nothing pages. */
function shop() {
  const stack = newStack('Shop');
  const key = Secret.fromSecretCompleteArn(
    stack,
    'Key',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf',
  );
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [
      Channel.email('oncall@example.com'),
      Channel.pagerDuty('pager', { routingKey: key, failover: 'desk' }),
      Channel.jiraServiceManagement('desk', { apiKey: key }),
    ],
  });
  const [alice, bob, carol, dan] = ['alice', 'bob', 'carol', 'dan'].map((name) =>
    incidents.addPerson(name, { email: `${name}@example.com` }),
  ) as [never, never, never, never];
  const primary = incidents.addSchedule('primary', {
    timeZone: 'UTC',
    layers: [{ people: [alice], startsAt: '2026-01-05T00:00' }],
  });
  incidents.addEscalation('default', { onCall: [primary, 'pager'], backup: bob, lead: carol, manager: dan });
  incidents.addMaintenance('release', {
    match: { service: ['shop'] },
    startsAt: '2026-01-06T02:00',
    timeZone: 'UTC',
    duration: Duration.hours(1),
  });
  const shop = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  const failures = new Metric({
    namespace: 'Shop',
    metricName: 'Failures',
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  shop.addAlarm(
    'Failures',
    AlarmCondition.threshold({
      metric: failures,
      comparison: 'GreaterThanThreshold',
      threshold: 5,
      evaluationPeriods: 1,
    }),
    {
      severity: 'high',
      summary: 'Orders fail.',
    },
  );
  return stack;
}

function play(file: string): Promise<RehearsalReport> {
  return rehearsal.play(join(__dirname, 'night-on-call', `${file}.scenario`));
}

/** That nobody of the hub but these was sent anything about an incident. */
function expectOnly(night: RehearsalReport, ...channels: readonly string[]): void {
  expect(night.notRehearsed).toEqual([]);
  const incidents = night.notifications.filter(({ kind }) => kind !== 'maintenance');
  const told = new Set(incidents.map(({ channel }) => channel));
  expect([...told].sort()).toEqual([...channels].sort());
}

test('nobody acknowledges: the backup is paged after five minutes, the lead after ten, and no manager', async () => {
  const night = await play('nobody-answers');
  expect(night).toHavePaged('pager', { times: 1, within: '5s', of: ALARM });
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: ALARM });
  expect(night).toHavePaged('@bob', { times: 1, within: '5s', of: '11m10s' });
  expect(night).toHavePaged('@carol', { times: 1, within: '5s', of: '16m10s' });
  for (const channel of ['pager', '@alice', '@bob', '@carol']) {
    expect(night).toHaveNotified('resolved', channel, { times: 1, within: '5s', of: '36m10s' });
  }
  expect(night).toHaveOpenedIncident({ times: 1, service: 'shop', severity: 'high' });
  expectOnly(night, 'pager', '@alice', '@bob', '@carol');
});

test('somebody acknowledges in time: nobody further is paged', async () => {
  const night = await play('answered-in-time');
  expect(night).toHavePaged('pager', { times: 1, within: '5s', of: ALARM });
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: ALARM });
  expect(night).toHaveNotified('acknowledged', 'pager', { times: 1, within: '5s', of: '9m' });
  expect(night).not.toHavePaged('@bob');
  expect(night).toHaveNotified('resolved', '@alice', { times: 1 });
  expectOnly(night, 'pager', '@alice');
});

test('the pager is down: its stand-in has the page within 30 seconds, and both hear of the end', async () => {
  const night = await play('pager-down');
  expect(night).not.toHavePaged('pager');
  expect(night).toHavePaged('desk', { times: 1, within: '30s', of: ALARM });
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: ALARM });
  expect(night).toHaveNotified('acknowledged', 'desk', { times: 1, within: '30s', of: '10m' });
  for (const channel of ['pager', 'desk', '@alice']) expect(night).toHaveNotified('resolved', channel, { times: 1 });
  expect(night).not.toHaveNotified('fallback', 'fallback');
  // Its heartbeats are not taken either: that is an alarm of its own.
  expectOnly(night, 'pager', 'desk', '@alice', 'Shop-IncidentsFallback3F96C006');
});

test('the alarm is muted: it pages once, at the end of the mute', async () => {
  const night = await play('muted');
  expect(night).toAlarm('Failures', { by: ALARM });
  expect(night).toHavePaged('pager', { times: 1, within: '5s', of: '21m' });
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: '21m' });
  expect(night).toHaveNotified('resolved', '@alice', { times: 1 });
  expectOnly(night, 'pager', '@alice');
});

test('maintenance: what still fails at its end pages once then', async () => {
  const night = await play('maintenance');
  expect(night).toAlarm('Failures', { by: ALARM });
  expect(night).toHavePaged('pager', { times: 1, within: '5s', of: '60m' });
  expect(night).toHavePaged('@alice', { times: 1, within: '5s', of: '60m' });
  expect(night).not.toHavePaged('@bob');
  expectOnly(night, 'pager', '@alice');
  expect(maintenance(night)).toEqual([BEGAN, "oncall: Maintenance 'release' ended: 1 alarm still in ALARM"]);
});

test('maintenance: what is fine before its end is never told of', async () => {
  const night = await play('maintenance-over');
  expect(night).toAlarm('Failures', { by: ALARM });
  expect(night).toHaveOpenedIncident({ times: 0 });
  expectOnly(night);
  expect(maintenance(night)).toEqual([BEGAN, "oncall: Maintenance 'release' ended"]);
});

const BEGAN = "oncall: Maintenance 'release' began, until 03:00 UTC";

/** Channels and subjects of notices that it began and ended; a pager gets none. */
function maintenance({ notifications }: RehearsalReport): string[] {
  return notifications
    .filter(({ kind }) => kind === 'maintenance')
    .map(({ channel, subject }) => `${channel}: ${subject}`);
}
