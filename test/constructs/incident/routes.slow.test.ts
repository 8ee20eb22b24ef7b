import { Duration, Fn } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { BusinessHoursOptions, MaintenanceOptions } from '../../../lib';
import { maintenanceConfig, overWarning } from '../../../lib/constructs/incident/maintenance';
import { ensureBundles, newStack } from '../template';
import { configOf, hubTemplate, newHub, templateWith } from './hub-template';

beforeAll(ensureBundles);

describe('routes', () => {
  test('end in the configuration as the functions read it, in the order of the calls', () => {
    const template = templateWith((hub) => {
      const payments = hub.addEscalation('payments', { onCall: 'oncall' });
      hub.addEscalation('default', { onCall: 'oncall' });
      hub.addRoute('payments', {
        match: {
          service: ['payments', 'checkout-*'],
          environment: 'prod',
          severity: 'critical',
          role: 'page',
          team: 'money',
          tags: { tier: ['1', '2'], region: 'eu' },
        },
        policy: payments,
        targets: 'oncall',
        continue: true,
      });
      hub.addRoute('all', { match: {}, policy: 'default', continue: false });
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/route/payments' });
    expect(configOf(template).routes).toEqual([
      {
        schemaVersion: 1,
        kind: 'route',
        name: 'payments',
        order: 1,
        match: {
          service: ['payments', 'checkout-*'],
          environment: ['prod'],
          severity: ['critical'],
          role: ['page'],
          team: ['money'],
          tags: { tier: ['1', '2'], region: ['eu'] },
        },
        targets: ['channel:oncall'],
        policy: 'payments',
        continue: true,
      },
      { schemaVersion: 1, kind: 'route', name: 'all', order: 2, match: {}, policy: 'default' },
    ]);
  });

  test.each<[object, string]>([
    [{}, "addRoute 'r' match: pass an object of options, got undefined"],
    [{ match: { services: 'a' } }, "addRoute 'r' match: there is no option 'services'; did you mean 'service'?"],
    [
      { match: { service: [] } },
      "'service' must have at least one value, got an empty list; leave it out to match all",
    ],
    [{ match: { service: '' } }, "'service' must be a text of 1 to 256 characters, got ''"],
    [
      { match: { service: 'x'.repeat(81_920) } },
      "'service' must be a text of 1 to 256 characters, got 81920 characters",
    ],
    [{ match: { severity: 'SEV1' } }, "'severity' must be one of critical, high, medium, low; got 'SEV1'"],
    [{ match: { role: 'signal' } }, "'role' must be one of page, ticket; got 'signal'"],
    [{ match: { tags: { tier: 1 } } }, "'tier' must be a text of 1 to 256 characters, got 1"],
    [{ match: {}, targets: [] }, "'targets' must name somebody, got an empty list"],
    [{ match: {}, policy: {} }, "'policy' must be what addEscalation answered, got an object (Object)"],
    [{ match: {}, policy: null }, "'policy' must be what addEscalation answered, got null"],
    [{ match: {}, continue: 'yes' }, "'continue' must be true or false, got 'yes'"],
  ])('refuse %#', (options, message) => {
    expect(() => newHub().addRoute('r', options as never)).toThrow(message);
  });

  test('to an escalation that is not there are refused at synth', () => {
    const stack = newStack('Hub');
    const hub = newHub({}, stack);
    hub.addEscalation('default', { onCall: 'oncall' });
    hub.addRoute('payments', { match: {}, policy: 'payment' });
    expect(() => Template.fromStack(stack)).toThrow(/route 'payments' leads to .*'payment'/);
  });
});

describe('maintenance', () => {
  const RELEASE: MaintenanceOptions = {
    startsAt: '2026-12-01T22:00',
    timeZone: 'Europe/Berlin',
    duration: Duration.hours(2),
  };

  test('ends in the configuration as the functions read it', () => {
    const template = templateWith((hub) => {
      hub.addMaintenance('release', RELEASE);
      hub.addMaintenance('backup', {
        ...RELEASE,
        match: { service: 'db' },
        repeats: { every: 1, unit: 'weeks' },
        until: '2027-12-01T00:00',
        unless: 'critical',
      });
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/maintenance/release' });
    const base = { schemaVersion: 1, kind: 'maintenance', startsAt: '2026-12-01T22:00', timeZone: 'Europe/Berlin' };
    expect(configOf(template)).toMatchObject({
      maintenance: [
        { ...base, name: 'release', minutes: 120, match: {} },
        {
          ...base,
          name: 'backup',
          match: { service: ['db'] },
          repeats: { every: 1, unit: 'weeks' },
          until: '2027-12-01T00:00',
          unless: 'critical',
        },
      ],
    });
  });

  test.each<[object, string]>([
    [{ repeats: { every: 1, unit: 'weeks' } }, "a window that repeats must have 'until', or it would be forgotten"],
    [
      { until: '2026-12-02T00:00' },
      "'until' is for windows that repeat; one window ends after 'duration': leave it out, or",
    ],
    [
      { until: '2026-12-01T21:59', repeats: { every: 1, unit: 'weeks' } },
      "'until' must not be before 'startsAt' (2026-12-01T22:00), got '2026-12-01T21:59'",
    ],
    [{ duration: Duration.days(16) }, "'duration' must be whole seconds from 1 min to 360 h, got 16 days"],
    [{ duration: Duration.seconds(90) }, "'duration' must be whole minutes, got 1 minute 30 seconds"],
    [{ duration: 120 }, "'duration' must be a Duration"],
    [{ startsAt: 'tomorrow' }, "'startsAt': 'tomorrow' is not a local date and time"],
    [
      { duration: Duration.hours(24), repeats: { every: 1, unit: 'days' }, until: '2027-01-01T00:00' },
      'must be shorter than the time from one window to the next (1440 minutes), got 1440 minutes; nothing would ever',
    ],
    [{ repeats: { every: 1, unit: 'months' }, until: '2027-01-01T00:00' }, "'unit' must be one of days, weeks"],
    [{ unless: 'urgent' }, "'unless' must be one of critical, high, medium, low; got 'urgent'"],
  ])('refuses %j', (changes, message) => {
    expect(() => newHub().addMaintenance('release', { ...RELEASE, ...changes } as never)).toThrow(message);
  });

  test('that is over is warned of, from the end of its last window on', () => {
    const endMs = Date.UTC(2026, 11, 1, 23);
    const once = maintenanceConfig('m', 'release', RELEASE);
    expect(overWarning(once, endMs - 1)).toBeUndefined();
    expect(overWarning(once, endMs)).toBe(
      "The maintenance 'release' is over since 2026-12-01T23:00Z at the latest and holds nothing back; plan it anew, or " +
        'take it out',
    );
    const repeats = { every: 1, unit: 'weeks' } as const;
    const weekly = maintenanceConfig('m', 'release', { ...RELEASE, repeats, until: '2026-12-31T22:00' });
    expect(overWarning(weekly, endMs)).toBeUndefined();
    expect(overWarning(weekly, Date.UTC(2026, 11, 31, 23))).toContain('over since 2026-12-31T23:00Z');
    expect(overWarning(maintenanceConfig('m', 'changes', { calendar: 'Changes' }), endMs)).toBeUndefined();
  });

  test('in the past carries the warning', () => {
    const stack = newStack('Hub');
    const hub = newHub({}, stack);
    hub.addMaintenance('past', { ...RELEASE, startsAt: '2020-12-01T22:00' });
    hub.addMaintenance('future', { ...RELEASE, startsAt: '9020-12-01T22:00' });
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sightline:maintenanceOver'));
    expect(found.map(({ id }) => id.split('/').at(-1))).toEqual(['maintenance-past']);
  });

  test.each([
    'arn:aws:ssm:eu-west-1:111122223333:document/Changes',
    'arn:aws-us-gov:ssm:us-gov-west-1:111122223333:document/Changes',
    'Change_Windows.eu-1',
    Fn.importValue('calendar'),
  ])('takes the calendar %s', (calendar) => {
    expect(() => newHub().addMaintenance('changes', { calendar })).not.toThrow();
  });

  test.each([
    'arn:aws:lambda:eu-west-1:111122223333:function:changes',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/Changes',
    'arn:aws:ssm:eu-west-1:1111:document/Changes',
    'Change windows',
    'Changes\n',
    'a',
  ])('refuses the calendar %j', (calendar) => {
    expect(() => newHub().addMaintenance('changes', { calendar })).toThrow(
      "'calendar' must be the name of a change calendar or its ARN, such as arn:aws:ssm:eu-west-1:111122223333:document/",
    );
  });
});

describe('business hours', () => {
  test('end in the configuration as the functions read it', () => {
    const businessHours = { timeZone: 'Asia/Kolkata', holidays: ['2026-08-15'] };
    expect(configOf(hubTemplate({ businessHours })).hub.businessHours).toEqual({
      timeZone: 'Asia/Kolkata',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '09:00',
      to: '17:00',
      holidays: ['2026-08-15'],
    });
  });

  test.each<[Partial<BusinessHoursOptions>, string]>([
    [{ from: '18:00' }, "'to' must be later than 'from' (18:00) on the same day, got '17:00'"],
    [{ days: [] }, "'days' must have at least one, got none"],
    [{ holidays: ['2026-02-30'] }, "'2026-02-30' is not a date"],
  ])('refuse %j', (changes, message) => {
    expect(() => hubTemplate({ businessHours: { timeZone: 'UTC', ...changes } })).toThrow(message);
  });
});
