import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { IncidentResponse, ScheduleOptions } from '../../../lib';
import { futureWarning, scheduleConfig } from '../../../lib/constructs/incident/schedule';
import { ensureBundles, newStack } from '../template';
import { configOf, newHub, templateWith } from './hub-template';

beforeAll(ensureBundles);

const WEEKLY: ScheduleOptions = {
  timeZone: 'Europe/Berlin',
  layers: [{ people: ['alice', 'bob'], startsAt: '2026-01-05T09:00' }],
};

function addPeople(hub: IncidentResponse) {
  return ['alice', 'bob'].map((name) => hub.addPerson(name, { email: `${name}@example.com` }));
}

test('end in the configuration as the functions read it', () => {
  const template = templateWith((hub) => {
    const [alice] = addPeople(hub) as [never];
    const primary = hub.addSchedule('primary', {
      timeZone: 'Europe/Berlin',
      layers: [
        { people: [alice, 'bob'], startsAt: '2026-01-05T09:00' },
        {
          people: ['bob'],
          turn: { every: 12, unit: 'hours' },
          startsAt: '2026-01-05T00:00',
          only: { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
        },
        { people: ['bob'], startsAt: '2026-01-05T00:00', only: { from: '22:00', to: '06:00' } },
      ],
      overrides: [{ person: alice, from: '2026-12-24T18:00', to: '2026-12-27T09:00' }],
    });
    expect(primary).toEqual({ kind: 'schedule', name: 'primary' });
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/schedule/primary' });
  expect(configOf(template).schedules).toEqual([
    {
      schemaVersion: 1,
      kind: 'schedule',
      name: 'primary',
      timeZone: 'Europe/Berlin',
      layers: [
        { people: ['alice', 'bob'], turn: { every: 1, unit: 'weeks' }, startsAt: '2026-01-05T09:00' },
        {
          people: ['bob'],
          turn: { every: 12, unit: 'hours' },
          startsAt: '2026-01-05T00:00',
          only: { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
        },
        {
          people: ['bob'],
          turn: { every: 1, unit: 'weeks' },
          startsAt: '2026-01-05T00:00',
          only: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '22:00', to: '06:00' },
        },
      ],
      overrides: [{ person: 'alice', from: '2026-12-24T18:00', to: '2026-12-27T09:00' }],
    },
  ]);
});

describe('gaps', () => {
  function warned(options: ScheduleOptions): string[] {
    const stack = newStack('Hub');
    const hub = newHub({}, stack);
    addPeople(hub);
    hub.addSchedule('primary', options);
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sightline:scheduleGaps'));
    return found.map(({ entry }) => String(entry.data));
  }

  test('are none in a rotation around the clock', () => {
    expect(warned(WEEKLY)).toEqual([]);
  });

  test('are told with the first three in local time, over a change to daylight saving', () => {
    const [warning, ...more] = warned({
      timeZone: 'Europe/Berlin',
      layers: [{ people: ['alice'], startsAt: '2026-03-27T09:00', only: { from: '09:00', to: '17:00' } }],
    });
    expect(more).toEqual([]);
    expect(warning).toContain(
      "Nobody is on call in the schedule 'primary' from 2026-03-27T17:00 to 2026-03-28T09:00, from 2026-03-28T17:00 to " +
        '2026-03-29T09:00, from 2026-03-29T17:00 to 2026-03-30T09:00 and 53 times more (Europe/Berlin, the first 8 ' +
        'weeks); what happens then goes to the channels of the hub',
    );
  });

  test('are looked for from the time on that the last layer has begun', () => {
    const [warning] = warned({
      timeZone: 'UTC',
      layers: [
        { people: ['alice'], startsAt: '2026-01-05T00:00', only: { days: ['mon'], from: '00:00', to: '12:00' } },
        { people: ['bob'], startsAt: '2027-01-04T00:00', only: { from: '12:00', to: '24:00' } },
      ],
    });
    expect(warning).toContain('from 2027-01-05T00:00 to 2027-01-05T12:00');
  });
});

describe('schedules that begin long after now', () => {
  const schedule = (...begins: string[]) =>
    scheduleConfig('addSchedule', 'primary', {
      timeZone: 'Europe/Berlin',
      layers: begins.map((startsAt) => ({ people: ['alice'], startsAt })),
    });
  // 2026-01-05T09:00 in Berlin, eight weeks before and a millisecond earlier.
  const EIGHT_WEEKS_BEFORE = Date.UTC(2025, 10, 10, 8);

  test('are warned of from eight weeks on, by the layer that begins first', () => {
    const both = schedule('2026-03-02T09:00', '2026-01-05T09:00');
    expect(futureWarning(both, EIGHT_WEEKS_BEFORE)).toBeUndefined();
    expect(futureWarning(both, EIGHT_WEEKS_BEFORE - 1)).toBe(
      "Nobody is on call in the schedule 'primary' before 2026-01-05T09:00 (Europe/Berlin), more than 8 weeks from now; " +
        "what happens until then goes to the channels of the hub. Let a layer begin earlier: 'startsAt' may be in the past",
    );
  });

  test('carry the warning', () => {
    const stack = newStack('Hub');
    const hub = newHub({}, stack);
    addPeople(hub);
    hub.addSchedule('primary', { timeZone: 'UTC', layers: [{ people: ['alice'], startsAt: '9026-01-05T09:00' }] });
    hub.addSchedule('past', WEEKLY);
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sightline:scheduleInFuture'));
    expect(found.map(({ id }) => id.split('/').at(-1))).toEqual(['schedule-primary']);
  });
});

test.each<[object, string]>([
  [{ ...WEEKLY, layers: [] }, "'layers' must have at least one, got none"],
  [{ layers: WEEKLY.layers }, "'timeZone' must be a text, got undefined"],
  [{ ...WEEKLY, timeZone: 'Mars/Olympus' }, "there is no time zone 'Mars/Olympus'. Write an IANA name"],
  [layer({ people: [] }), "addSchedule 'primary' layers[0]: 'people' must have at least one, got none"],
  [layer({ people: [{ kind: 'schedule', name: 'x' }] }), "'people' must be a person, got the schedule 'x'"],
  [layer({ people: [7] }), "'people' must be what addPerson answered, got 7"],
  [layer({ startsAt: '2026-02-30T09:00' }), "'2026-02-30T09:00' is not a local date and time"],
  [layer({ startsAt: '2026-01-05T09:00Z' }), "'2026-01-05T09:00Z' is not a local date and time"],
  [layer({ turn: { every: 0, unit: 'weeks' } }), "'every' must be a whole number from 1 to 1000, got 0"],
  [layer({ turn: { every: 1, unit: 'months' } }), "'unit' must be one of hours, days, weeks; got 'months'"],
  [layer({ only: { days: [], from: '09:00', to: '17:00' } }), "'days' must have at least one, got none"],
  [layer({ only: { days: ['monday'], from: '09:00', to: '17:00' } }), "'days' must be one of mon, tue"],
  [
    { ...WEEKLY, overrides: [{ person: 'alice', from: '2026-12-24T18:00', to: '2026-12-24T18:00' }] },
    "overrides[0]: 'to' must be after 'from' (2026-12-24T18:00)",
  ],
])('refuses %j', (options, message) => {
  const hub = newHub();
  expect(() => hub.addSchedule('primary', options as never)).toThrow(message);
});

test('refuses people that the hub does not have, at synth', () => {
  const stack = newStack('Hub');
  const hub = newHub({}, stack);
  hub.addPerson('alicia', { email: 'alice@example.com' });
  hub.addSchedule('primary', { ...WEEKLY, layers: [{ people: ['alice'], startsAt: '2026-01-05T09:00' }] });
  expect(() => Template.fromStack(stack)).toThrow(/schedule 'primary' names .*'alice'/);
});

test('refuses one that does not fit in a parameter, and says what makes it long', () => {
  const overrides = Array.from({ length: 60 }, () => ({
    person: 'a-person-with-quite-a-long-name',
    from: '2026-12-24T18:00',
    to: '2026-12-27T09:00',
  }));
  expect(() => newHub().addSchedule('primary', { ...WEEKLY, overrides })).toThrow(
    /The schedule primary of the hub sightline has \d{4} bytes, 4096 are allowed \(a standard SSM parameter\); shorten it, most of all 'overrides' \(\d{4} bytes\) and 'layers'/,
  );
});

function layer(changes: object): object {
  return { ...WEEKLY, layers: [{ ...WEEKLY.layers[0], ...changes }] };
}
