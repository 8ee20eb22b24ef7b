import type { MaintenanceCalendarConfig } from '../../../lib/core/config';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import { alarmEvent, T0 } from '../hub';
import { changed, LATENCY } from './events';
import { createNight, MINUTE, type Night } from './night';
import { NIGHT } from './team';

const CHANGES: MaintenanceCalendarConfig = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'maintenance',
  name: 'changes',
  match: {},
  calendar: 'Changes',
  while: 'OPEN',
  mustEndWithinMinutes: 24 * 60,
};
const CONFIG = { ...NIGHT, maintenance: [CHANGES] };

/** As Systems Manager sends it; minutes count from T0. */
function calendar(state: 'OPEN' | 'CLOSED', minute: number, untilMinute?: number): Record<string, unknown> {
  const time = (minutes: number) => new Date(T0 + minutes * MINUTE).toISOString();
  return {
    version: '0',
    id: `${state}-${minute}`,
    'detail-type': 'Calendar State Change',
    source: 'aws.ssm',
    account: '111122223333',
    region: 'eu-west-1',
    time: time(minute),
    resources: ['arn:aws:ssm:eu-west-1:111122223333:document/Changes'],
    detail: {
      state,
      atTime: time(minute),
      ...(untilMinute !== undefined && { nextTransitionTime: time(untilMinute) }),
    },
  };
}

/** Those who are called: who is on call, and the pager. */
function pages(night: Night): string[] {
  return night.messages.filter((message) => message.includes(' page '));
}

function pagedAt(time: string): string[] {
  return [`${time} page to @alice`, `${time} page to pager`];
}

describe('a change calendar', () => {
  test('what still fires at its announced end pages once then', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 60));
    await night.pass(MINUTE);
    await night.deliver(alarmEvent('ALARM', MINUTE), alarmEvent('ALARM', MINUTE, LATENCY));
    await night.deliver(alarmEvent('ALARM', MINUTE));
    await night.pass(59 * MINUTE - 1);
    expect(night.messages).toEqual([]);
    await night.pass(1);
    // The event of the end comes some seconds later, and again.
    await night.deliver(calendar('CLOSED', 60, 600), calendar('CLOSED', 60, 600));
    await night.act({ action: 'acknowledge' });
    await night.pass(20 * MINUTE);
    expect(pages(night)).toEqual(pagedAt('60:00'));
    expect(night.hub.incidents()).toMatchObject([{ generation: 1, alarms: ['checkout-faults', 'checkout-latency'] }]);
    expect(night.hub.timers().filter(({ kind }) => kind === 'held')).toEqual([]);
  });

  test('that changes early lets go with the next sweep: what still fires pages once, and not again at the old end', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 60));
    await night.deliver(alarmEvent('ALARM', 0), alarmEvent('ALARM', 0, LATENCY));
    await night.pass(20 * MINUTE);
    await night.deliver(alarmEvent('OK', 20 * MINUTE, LATENCY));
    await night.pass(MINUTE);
    await night.deliver(calendar('CLOSED', 21, 600));
    expect(night.messages).toEqual([]);
    await night.pass(MINUTE);
    expect(pages(night)).toEqual(pagedAt('22:00'));
    await night.act({ action: 'acknowledge' });
    await night.pass(60 * MINUTE);
    expect(pages(night)).toEqual(pagedAt('22:00'));
    expect(night.hub.incidents()).toMatchObject([{ alarms: ['checkout-faults'] }]);
    expect(night.hub.timers().filter(({ kind }) => kind === 'held')).toEqual([]);
  });

  test('what recovered while it lasted is never told of', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 30));
    await night.deliver(alarmEvent('ALARM', 0));
    await night.deliver(alarmEvent('OK', MINUTE));
    await night.pass(60 * MINUTE);
    expect(night.messages).toEqual([]);
    expect(night.hub.incidents()).toEqual([]);
  });

  test('an older event that comes late does not bring it back', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('CLOSED', 10, 600));
    await night.pass(11 * MINUTE);
    await night.deliver(calendar('OPEN', 0, 60));
    await night.deliver(alarmEvent('ALARM', 11 * MINUTE));
    expect(pages(night)).toEqual(pagedAt('11:00'));
  });

  test('that is prolonged holds on until its new end', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 30));
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(10 * MINUTE);
    await night.deliver(calendar('CLOSED', 9), calendar('OPEN', 10, 60));
    await night.pass(50 * MINUTE - 1);
    expect(night.messages).toEqual([]);
    await night.pass(1);
    expect(pages(night)).toEqual(pagedAt('60:00'));
  });

  test('a mute rule that holds as well is left alone when the calendar changes early', async () => {
    const mute = {
      muteDetail: {
        mutedByArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm-mute-rule:night',
        muteWindowStart: '2026-01-15T07:59:00.000+0000',
        muteWindowEnd: '2026-01-15T08:50:00.000+0000',
      },
    };
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 60));
    await night.deliver(changed(alarmEvent('ALARM', 0), mute));
    await night.deliver(calendar('CLOSED', 10, 600));
    await night.pass(40 * MINUTE);
    expect(night.messages).toEqual([]);
    await night.pass(10 * MINUTE);
    expect(pages(night)).toEqual(pagedAt('50:00'));
  });

  test('that does not say when it ends holds nothing back, nor one that is not configured', async () => {
    for (const config of [CONFIG, NIGHT]) {
      const night = createNight({ config });
      await night.deliver(calendar('OPEN', 0, config === NIGHT ? 60 : undefined));
      await night.deliver(alarmEvent('ALARM', 0));
      expect(pages(night)).toEqual(pagedAt('0:00'));
    }
  });

  test('that cannot be read holds nothing back, and the page goes out', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 60));
    night.around('readMemos', {
      before: () => {
        throw new Error('ProvisionedThroughputExceededException');
      },
    });
    await night.deliver(alarmEvent('ALARM', 0));
    expect(pages(night)).toEqual(pagedAt('0:00'));
    expect(night.logs).toContain('change calendars could not be read and hold nothing back now');
  });

  test('a release that fails is made up for by the next sweep', async () => {
    const night = createNight({ config: CONFIG });
    await night.deliver(calendar('OPEN', 0, 60));
    await night.deliver(alarmEvent('ALARM', 0));
    await night.pass(5 * MINUTE);
    await night.deliver(calendar('CLOSED', 5, 600));
    night.around('commit', {
      before: () => {
        throw new Error('the table is not there');
      },
    });
    await night.pass(MINUTE);
    expect(night.messages).toEqual([]);
    await night.pass(MINUTE);
    expect(pages(night)).toEqual(pagedAt('7:00'));
  });
});
