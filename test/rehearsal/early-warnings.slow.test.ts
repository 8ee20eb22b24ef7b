/** Troubles that anomaly detection tells of before static alarms do, and a month in which it tells of nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AnomalyDetection } from '../../lib/constructs/anomaly/anomaly-detection';
import { WatchedSeries } from '../../lib/constructs/anomaly/watched-series';
import { Channel } from '../../lib/constructs/incident/channel';
import { IncidentResponse } from '../../lib/constructs/incident/incident-response';
import { type Rehearsal, rehearse } from '../../lib/rehearsal/rehearsal';
import type { RehearsalReport } from '../../lib/view/report/model';
import { ensureBundles, newStack } from '../constructs/template';

// Weeks of play, on a machine that may be busy.
jest.setTimeout(600_000);

const MINUTE_MS = 60_000;
/** The whole month takes a minute: SIGHTLINE_QUIET_DAYS=30. */
const QUIET_DAYS = Number(process.env.SIGHTLINE_QUIET_DAYS ?? 4);

/** Two weeks and more of what is usual: levels, days, noise. */
const USUAL = [
  'series Shop/Memory from -14d every 5m seed 7 normal(100,3)x46d',
  'series Shop/Orders from -14d every 5m seed 8 wave(200,80,24h)x46d',
  'series Shop/Orders from -14d every 5m seed 9 normal(0,5)x46d',
  'series Shop/Latency from -14d every 5m seed 10 normal(120,8)x46d',
  'series Shop/PaymentLatency from -14d every 5m seed 11 normal(80,5)x46d',
  'alarm Raised Sightline/SignalsRaised:hub=sightline Sum > 0 in 1 of 1 x 5m missing notBreaching',
];

let rehearsal: Rehearsal;
beforeAll(() => {
  ensureBundles();
  const stack = newStack('Shop');
  const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
  const watch = (metricName: string) =>
    WatchedSeries.of(new Metric({ namespace: 'Shop', metricName, statistic: 'Sum', period: Duration.minutes(5) }), {
      ...{ name: metricName.toLowerCase(), service: 'checkout', environment: 'prod', role: 'ticket' },
      // What people are told of asks for more than evidence: on pure noise the standard raises one in five weeks of a series.
      threshold: 1,
    });
  new AnomalyDetection(stack, 'Anomalies', {
    ...{ name: 'shop', incidents },
    watch: [watch('Memory'), watch('Orders'), watch('Latency'), watch('PaymentLatency')],
  });
  rehearsal = rehearse(stack);
});

async function play(name: string, change = (text: string) => text): Promise<RehearsalReport> {
  const text = change(readFileSync(join(__dirname, 'early-warnings', `${name}.scenario`), 'utf8'));
  const [title = '', ...lines] = text.split('\n');
  const night = await rehearsal.playText([title, ...USUAL, ...lines].join('\n'));
  expect(night.notRehearsed).toEqual([]);
  return night;
}

/** When an alarm was in ALARM first, minutes from the start. */
function firedAt({ alarms, startMs }: RehearsalReport, name: string): number | undefined {
  const fired = alarms.find((alarm) => alarm.name === name)?.states.find(({ state }) => state === 'ALARM');
  return fired && (fired.atMs - startMs) / MINUTE_MS;
}

// From the begin of the trouble: not before it, and so many minutes before the static alarm.
test.each([
  ['slow-leak', 240, 300],
  ['seasonal-dip', 240, 60],
  ['bad-deploy', 300, 60],
  ['dependency-brown-out', 360, 30],
])('%s is told of before the static alarm', async (name, beginMinute, aheadMinutes) => {
  const night = await play(name);
  const [raised, statically] = [firedAt(night, 'Raised'), firedAt(night, 'Static')];
  expect(raised).toBeGreaterThan(beginMinute);
  expect(statically).toBeDefined();
  expect((statically as number) - (raised as number)).toBeGreaterThanOrEqual(aheadMinutes);
});

test(`nothing is told of in ${QUIET_DAYS} days of a quiet month`, async () => {
  const night = await play('quiet-month', (text) => text.replace('end 30d', `end ${QUIET_DAYS}d`));
  expect(firedAt(night, 'Raised')).toBeUndefined();
  expect(night.notifications).toEqual([]);
});
