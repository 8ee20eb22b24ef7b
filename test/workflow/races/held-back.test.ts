import type { MaintenanceConfig } from '../../../lib/core/config';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import { formatTimestamp } from '../../../lib/core/signal/alarm-event';
import { alarmEvent, T0 } from '../hub';
import { changed, deletion, LATENCY, recorded, snsMessage } from './events';
import { createNight, MINUTE } from './night';
import { NIGHT } from './team';

const MUTE = {
  muteDetail: {
    mutedByArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:night',
    muteWindowStart: formatTimestamp(T0 - MINUTE),
    muteWindowEnd: formatTimestamp(T0 + 30 * MINUTE),
  },
};

function pagedAt(time: string): string[] {
  return [`${time} page to @alice`, `${time} page to pager`];
}

function resolvedAt(time: string): string[] {
  return [`${time} resolved to @alice`, `${time} resolved to pager`];
}

describe('race 20: a suppressed ALARM', () => {
  test('pages once when the suppressor lets go, though its state was ALARM all along', async () => {
    const night = createNight({ nowMs: Date.parse('2026-04-07T21:11:02Z') });
    const suppressed = recorded('07-composite-ALARM-suppressed-Alarm.json');
    const released = recorded('08-composite-ALARM-released.json');
    await night.deliver(suppressed);
    await night.pass(16 * MINUTE);
    expect(night.messages).toEqual([]);
    await night.deliver(released);
    await night.deliver(released, suppressed);
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('16:00'), '16:00 acknowledged to pager']);
  });
});

describe('race 21: a muted ALARM', () => {
  test('that lasts pages once at the end of the mute, whoever tells first', async () => {
    const night = createNight();
    await night.deliver(changed(alarmEvent('ALARM', 0), MUTE));
    await night.pass(30 * MINUTE - 1);
    expect(night.messages).toEqual([]);
    await night.pass(1);
    // CloudWatch runs the action itself, too, with the time at which the state began.
    await night.deliver(snsMessage('ALARM', 0, true));
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('30:00'), '30:00 acknowledged to pager']);
    expect(night.hub.locks()).toMatchObject([{ count: 1 }]);
  });

  test('pages once where the message of CloudWatch comes before our own timer', async () => {
    const night = createNight();
    await night.deliver(changed(alarmEvent('ALARM', 0), MUTE));
    await night.pass(30 * MINUTE - 1);
    await night.deliver(snsMessage('ALARM', 0, true));
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('29:59'), '29:59 acknowledged to pager']);
  });

  test('that is over before the mute is pages nobody', async () => {
    const night = createNight();
    await night.deliver(changed(alarmEvent('ALARM', 0), MUTE));
    await night.pass(10 * MINUTE);
    await night.deliver(changed(alarmEvent('OK', 10 * MINUTE), MUTE));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([]);
    expect(night.hub.incidents()).toEqual([]);
    expect(night.hub.timers()).toEqual([]);
  });
});

describe('race 22: an alarm that is deleted while it is in ALARM', () => {
  test('ends its incident, once', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(2 * MINUTE);
    await Promise.all([night.handle(deletion(2 * MINUTE)), night.handle(deletion(2 * MINUTE))]);
    await night.readStream();
    await night.deliver(alarmEvent('ALARM', MINUTE));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('0:00'), ...resolvedAt('2:00')]);
  });

  test('leaves an incident alone that another alarm keeps open', async () => {
    const night = createNight();
    await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', 0, LATENCY));
    await night.pass(2 * MINUTE);
    await night.deliver(deletion(2 * MINUTE));
    expect(night.messages).toEqual(pagedAt('0:00'));
    await night.deliver(alarmEvent('OK', 3 * MINUTE, LATENCY));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('0:00'), ...resolvedAt('2:00')]);
  });
});

describe('race 23: an emergency during maintenance', () => {
  /** From T0, which is 09:00 in Berlin, for an hour. */
  const window: MaintenanceConfig = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'maintenance',
    name: 'release',
    match: { service: ['checkout'] },
    startsAt: '2026-01-15T09:00',
    timeZone: 'Europe/Berlin',
    minutes: 60,
  };

  test('pages where the window lets its severity through; what was held joins it at the end and pages nobody', async () => {
    const night = createNight({ config: { ...NIGHT, maintenance: [{ ...window, unless: 'critical' }] } });
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(10 * MINUTE);
    expect(night.messages).toEqual([]);
    await night.deliver(alarmEvent('ALARM', 10 * MINUTE, { ...LATENCY, severity: 'critical' }));
    await night.act({ action: 'acknowledge' });
    await night.pass(120 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('10:00'), '10:00 acknowledged to pager']);
    expect(night.incident()).toMatchObject({ alarms: ['checkout-latency', 'checkout-faults'], generation: 1 });
  });

  test('pages where the alarm carries the tag of an override', async () => {
    const night = createNight({ config: { ...NIGHT, maintenance: [window] } });
    await night.deliver(changed(alarmEvent('ALARM', 0), { tags: { 'sightline:override': 'true' } }));
    await night.pass(4 * MINUTE);
    expect(night.messages).toEqual(pagedAt('0:00'));
  });

  test('what was held and lasts pages once at the end of the window', async () => {
    const night = createNight({ config: { ...NIGHT, maintenance: [window] } });
    await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', 1, LATENCY));
    await night.pass(60 * MINUTE);
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([...pagedAt('60:00'), '60:00 acknowledged to pager']);
  });
});
