/** The digest that docs/how-to/know-your-numbers.md shows is what the workflows write of such a week. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SightlineConfig } from '../../lib/core/config';
import { WORKFLOW_METRIC } from '../../lib/core/conventions';
import { carryOut } from '../../lib/workflow/carry-out';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { notify } from '../../lib/workflow/notify';
import { reportIncidents } from '../../lib/workflow/report-incidents';
import { alarmEvent, batchOf, CONFIG, createHub, type Hub, T0 } from '../workflow/hub';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'how-to', 'know-your-numbers.md'), 'utf8');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:oncall';

const TEAM: SightlineConfig = {
  ...CONFIG,
  people: ['alice', 'bob'].map((name) => ({
    ...({ schemaVersion: 1, kind: 'person', timeZone: 'UTC', topicArn: TOPIC } as const),
    name,
  })),
  policies: [
    {
      ...{ schemaVersion: 1, kind: 'policy', name: 'default', acksNeeded: 1 },
      levels: [
        { name: 'on-call', afterMinutes: 0, targets: ['person:alice'] },
        { name: 'backup', afterMinutes: 5, targets: ['person:bob'] },
      ],
      reach: { critical: 2, high: 2, medium: 1, low: 1 },
      respondWithin: {
        ...{ critical: { minutes: 15 }, high: { minutes: 30 } },
        ...{ medium: { minutes: 120 }, low: { businessDays: 1 } },
      },
    },
  ],
};

interface Trouble {
  readonly startMs: number;
  readonly minutes: number;
  readonly alarm: string;
  readonly title: string;
  readonly severity?: string;
  readonly ackAfter?: number;
  readonly by?: string;
}

/** Sends what is owed and does what is due, minute by minute. */
async function run(hub: Hub, minutes: number): Promise<void> {
  const sweep = { id: 'sweep' } as never;
  for (let minute = 0; minute < minutes; minute += 1) {
    await escalate(hub.ports)(sweep);
    await notify(hub.ports)(sweep);
    hub.pass(MINUTE);
  }
  await notify(hub.ports)(sweep);
}

async function play(hub: Hub, { startMs, minutes, alarm, title, severity = 'high', ...ack }: Trouble): Promise<void> {
  hub.pass(T0 + startMs - hub.ports.clock.now());
  const options = { alarm, severity, description: title };
  await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', startMs, options)));
  const { ackAfter = minutes, by } = ack;
  await run(hub, ackAfter);
  const [open] = await hub.memory.listOpen();
  if (by !== undefined && open) {
    const atMs = hub.ports.clock.now();
    const command = {
      action: 'acknowledge',
      incidentId: open.id,
      actor: { type: 'user', id: by },
      id: by,
      atMs,
    } as const;
    await carryOut(hub.ports, command, lifecycleSettings(TEAM));
  }
  await run(hub, minutes - ackAfter);
  await handleSignal(hub.ports)(batchOf(alarmEvent('OK', startMs + minutes * MINUTE, options)));
  await run(hub, 1);
}

test('the digest of the page is what such a week makes', async () => {
  const hub = createHub({ config: async () => TEAM, nowMs: T0 });
  const fails = { alarm: 'checkout-faults', title: 'Orders fail.' };
  const slow = { alarm: 'checkout-latency', title: 'Orders are slow.' };
  await play(hub, { ...fails, startMs: 0, minutes: 40, ackAfter: 3, by: 'alice' });
  await play(hub, { ...slow, startMs: DAY, minutes: 4 });
  await play(hub, { ...slow, startMs: DAY + 600 * MINUTE, minutes: 3 });
  await play(hub, { ...fails, startMs: 2 * DAY, minutes: 95, ackAfter: 7, by: 'bob', severity: 'critical' });
  hub.pass(Date.UTC(2026, 0, 19, 8) - hub.ports.clock.now());
  hub.said.sent.length = 0;
  const report = reportIncidents({ ...hub.ports, gauges: { gauge: () => undefined } });
  await report({ report: 'weekly', timeZone: 'Europe/Berlin' });
  const [, shown] = /```text\n(Weekly digest\n[\s\S]*?)```/.exec(PAGE) ?? [];
  expect(shown).toBe(hub.said.sent[0]?.body);
});

test('the page names every metric of the daily run', () => {
  const m = WORKFLOW_METRIC;
  for (const name of [
    ...[m.medianTimeToAcknowledge, m.p90TimeToAcknowledge, m.medianTimeToResolve, m.p90TimeToResolve],
    ...[m.noiseRatio, m.reopenRate, m.falsePositiveRate, m.mostPagesPerPerson, m.escalationsUnproven],
  ]) {
    expect(PAGE).toContain(`\`${name}\``);
  }
});
