/** Watched series over hours of virtual time: what their detection tells, and when, beside a static alarm. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AnomalyDetection } from '../../lib/constructs/anomaly/anomaly-detection';
import { WatchedSeries } from '../../lib/constructs/anomaly/watched-series';
import { Channel } from '../../lib/constructs/incident/channel';
import { IncidentResponse } from '../../lib/constructs/incident/incident-response';
import { type Rehearsal, rehearse } from '../../lib/rehearsal/rehearsal';
import type { RehearsalReport } from '../../lib/view/report/model';
import { ensureBundles, newStack } from '../constructs/template';

// A day of play, and a synth, on a machine that may be busy.
jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;

function stackWithSeries(): Stack {
  const stack = newStack('Shop');
  const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
  const series = (metricName: string, role?: 'ticket') =>
    WatchedSeries.of(new Metric({ namespace: 'Shop', metricName, statistic: 'Sum', period: Duration.minutes(5) }), {
      ...{ name: metricName.toLowerCase(), service: 'checkout', environment: 'prod' },
      ...(role && { role }),
    });
  const used = { namespace: 'Shop', metricName: 'DiskUsed', statistic: 'Maximum', period: Duration.minutes(5) };
  const disk = WatchedSeries.of(new Metric(used), {
    ...{ name: 'disk', service: 'store', environment: 'prod' },
    warnBefore: { value: 100, within: Duration.days(2) },
  });
  new AnomalyDetection(stack, 'Anomalies', {
    name: 'shop',
    incidents,
    watch: [series('Memory', 'ticket'), series('Orders'), disk],
  });
  return stack;
}

let rehearsal: Rehearsal;
beforeAll(() => {
  ensureBundles();
  rehearsal = rehearse(stackWithSeries());
});

async function play(...lines: readonly string[]): Promise<RehearsalReport> {
  const night = await rehearsal.playText(lines.join('\n'));
  expect(night.notRehearsed).toEqual([]);
  return night;
}

/** Two weeks of it, and the day that is played. */
const USUAL = [
  'series Shop/Memory from -14d every 5m seed 7 normal(100,3)x16d',
  'series Shop/Orders from -14d every 5m seed 8 wave(200,80,24h)x16d',
  'series Shop/Orders from -14d every 5m seed 9 normal(0,5)x16d',
  'alarm Raised Sightline/SignalsRaised:hub=sightline Sum > 0 in 1 of 1 x 5m missing notBreaching',
];

/** When the state of an alarm of the scenario was ALARM first, hours from the start. */
function firedAt({ alarms, startMs }: RehearsalReport, name: string): number | undefined {
  const fired = alarms.find((alarm) => alarm.name === name)?.states.find(({ state }) => state === 'ALARM');
  return fired && (fired.atMs - startMs) / HOUR_MS;
}

test('a slow leak is told hours before the static alarm', async () => {
  const night = await play(
    'scenario Memory leaks for a day',
    ...USUAL,
    'alarm Full Shop/Memory Sum > 180 in 1 of 1 x 5m',
    'series Shop/Memory from 4h every 5m 0..100x24h',
    'end 26h',
  );
  const told = night.notifications.filter(({ subject }) => subject.includes('anomal'));
  const toldMs = (told[0]?.atMs ?? Number.NaN) - night.startMs;
  expect(toldMs).toBeGreaterThan(4 * HOUR_MS);
  // The leak passes 180 after 19 hours of it.
  expect(toldMs).toBeLessThan(16 * HOUR_MS);
  expect(firedAt(night, 'Full')).toBeGreaterThan(20);
  expect(firedAt(night, 'Raised')).toBeLessThan(16);
});

test('a disk that fills up is told days before it is full, though nothing about it is unusual', async () => {
  const night = await play(
    'scenario A disk fills up by twelve a day',
    'series Shop/DiskUsed from -5d every 5m 10..94x7d',
    'alarm Full Shop/DiskUsed Maximum > 95 in 1 of 1 x 5m',
    'end 14h',
  );
  const told = night.notifications.map(({ subject, atMs }) => [subject, Math.round((atMs - night.startMs) / HOUR_MS)]);
  // 70 at the beginning, 76 after half a day: two days before it is full.
  expect(told).toEqual([[expect.stringContaining('store'), expect.any(Number)]]);
  expect(told[0]?.[1]).toBeGreaterThan(9);
  expect(told[0]?.[1]).toBeLessThan(14);
  expect(firedAt(night, 'Full')).toBeUndefined();
});

test('an anomaly that is evidence is on the timeline of the incident that is open, and opens none', async () => {
  const night = await play(
    'scenario Memory jumps, and orders stop for an hour',
    ...USUAL,
    'series Shop/Memory from 6h every 5m 50x4h',
    'series Shop/Orders from 8h every 5m -200x1h',
    'end 10h',
  );
  expect(night.incidents).toHaveLength(1);
  expect(night.notifications.filter(({ kind }) => kind === 'notice')).toHaveLength(1);
  const noted = JSON.stringify(night.incidents[0]);
  expect(noted).toContain('checkout prod memory anomaly');
  expect(noted).toContain('checkout prod orders anomaly is ALARM: Sum Shop/Orders was ');
});

test('of a quiet day nothing is told', async () => {
  const night = await play('scenario A day like the others', ...USUAL, 'end 24h');
  expect(night.notifications).toEqual([]);
  expect(firedAt(night, 'Raised')).toBeUndefined();
});
