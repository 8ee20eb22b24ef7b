import { parseConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { matrixPolicy } from '../../lib/core/incident/default-policy';
import { configOf, maintenanceOfName, personOf, routeOfName, scheduleOf } from './incident/hub-config';

const { hub } = configOf();
const HUB = { name: 'hub', text: JSON.stringify(hub) };
const SERVICE = {
  schemaVersion: 1,
  kind: 'service',
  service: 'checkout',
  environment: 'prod',
  stackName: 'CheckoutProd',
  dashboardName: 'checkout-prod',
};
const PERSON = personOf('ann', { quietHours: { from: '22:00', to: '07:00', unless: 'critical' } });
const LAYER = {
  people: ['ann', 'bob'],
  turn: { every: 12, unit: 'hours' },
  startsAt: '2026-01-05T09:00',
  only: { days: ['sat', 'sun'], from: '00:00', to: '24:00' },
} as const;
const OVERRIDE = { person: 'eve', from: '2026-12-24T18:00', to: '2026-12-26T18:00' };
const SCHEDULE = scheduleOf([], { layers: [LAYER], overrides: [OVERRIDE] });
const POLICY = {
  ...matrixPolicy('default', { onCall: ['schedule:primary'], lead: ['person:ann'] }),
  remindMinutes: 60,
};
const LEVEL = POLICY.levels[0];
const MATCH = {
  service: ['pay*'],
  environment: ['prod'],
  severity: ['critical', 'high'],
  role: ['page'],
  team: ['payments'],
  tags: JSON.parse('{"tier":["1","2"],"__proto__":["x"]}'),
} as const;
const ROUTE = routeOfName('payments', {
  match: MATCH as never,
  targets: ['person:ann'],
  policy: 'default',
  continue: true,
});
const MAINTENANCE = maintenanceOfName('release', {
  repeats: { every: 1, unit: 'weeks' },
  until: '2026-12-31T00:00',
  unless: 'critical',
});

function parse(...documents: readonly object[]) {
  return parseConfig([
    HUB,
    ...documents.map((document, index) => ({ name: `d${index}`, text: JSON.stringify(document) })),
  ]);
}

test('every kind of document, whole and with only what it needs', () => {
  const short = {
    person: personOf('bob'),
    schedule: scheduleOf([], { name: 'empty', layers: [] }),
    policy: matrixPolicy('short', { onCall: ['channel:oncall'] }),
    route: routeOfName('rest', { order: 2 }),
    maintenance: maintenanceOfName('once'),
  };
  const whole = [SERVICE, PERSON, SCHEDULE, POLICY, ROUTE, MAINTENANCE];
  expect(parse(...whole, ...Object.values(short))).toStrictEqual({
    hub,
    services: [SERVICE],
    people: [PERSON, short.person],
    schedules: [SCHEDULE, short.schedule],
    policies: [POLICY, short.policy],
    routes: [ROUTE, short.route],
    maintenance: [MAINTENANCE, short.maintenance],
  });
});

test('unknown fields stay out, inside as well', () => {
  const loud = JSON.parse(
    JSON.stringify({ ...SCHEDULE, layers: [{ ...LAYER, colour: 1 }] }).replace('{', '{"colour":"red","__proto__":{},'),
  );
  expect(parse(loud).schedules).toStrictEqual([SCHEDULE]);
});

test('routes come in their order, and by name where that is the same', () => {
  const routes = [
    routeOfName('c', { order: 2 }),
    routeOfName('b', { order: 1 }),
    routeOfName('z', { order: 0 }),
    routeOfName('a', { order: 1 }),
  ];
  expect(parse(...routes).routes.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'c']);
  expect(parse(...routes.reverse()).routes.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'c']);
});

test.each<[string, object, string]>([
  ['no kind', { schemaVersion: 1 }, "d0': 'kind' must be a non-empty text, got undefined"],
  [
    'an unknown kind',
    { schemaVersion: 1, kind: 'constructor' },
    "d0': 'kind' must be one of 'hub', 'service', 'person', 'schedule', 'policy', 'route', 'maintenance', 'runbook', got 'constructor'",
  ],
  [
    'a known kind of a newer schema',
    { ...PERSON, schemaVersion: SCHEMA_VERSION + 1 },
    "d0' has schemaVersion 2, this code reads up to 1; deploy the IncidentResponse stack with the newer Sightline first",
  ],
  [
    'no schema version',
    { ...PERSON, schemaVersion: undefined },
    "d0': 'schemaVersion' must be an integer of at least 1, got undefined",
  ],
  ['a service without its stack', { ...SERVICE, stackName: '' }, `d0': 'stackName' must be a non-empty text, got ""`],
  [
    'a time zone that is not there',
    { ...PERSON, timeZone: 'Europe/Berln' },
    "d0': 'timeZone' is not valid: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'? Write an IANA name such as 'Europe/Berlin', 'UTC', or an offset such as '+05:30'",
  ],
  [
    'quiet hours without length',
    { ...PERSON, quietHours: { from: '22:00', to: '22:00', unless: 'high' } },
    "d0 quietHours': 'from' is not valid: a range does not end where it begins, got 22:00 to 22:00; for the whole day write 00:00 to 24:00",
  ],
  [
    'quiet hours that are no time of day',
    { ...PERSON, quietHours: { from: '22:00', to: '24:30', unless: 'high' } },
    "d0 quietHours': 'from' is not valid: '24:30' is not a time of day; write one from 00:00 to 23:59, such as 09:00",
  ],
  [
    'quiet hours unless an alias',
    { ...PERSON, quietHours: { from: '22:00', to: '06:00', unless: 'SEV1' } },
    `d0 quietHours': 'unless' must be one of 'critical', 'high', 'medium', 'low', got "SEV1"`,
  ],
  [
    'a layer of nobody',
    { ...SCHEDULE, layers: [LAYER, { ...LAYER, people: [] }] },
    "d0 layers[1]': 'people' must be a list of at least one non-empty text, got []",
  ],
  [
    'a turn of no time',
    { ...SCHEDULE, layers: [{ ...LAYER, turn: { every: 0, unit: 'days' } }] },
    "d0 layers[0] turn': 'every' must be an integer from 1 to 1000, got 0",
  ],
  [
    'a turn of months',
    { ...SCHEDULE, layers: [{ ...LAYER, turn: { every: 1, unit: 'months' } }] },
    `d0 layers[0] turn': 'unit' must be one of 'hours', 'days', 'weeks', got "months"`,
  ],
  [
    'a begin that is not in the calendar',
    { ...SCHEDULE, layers: [{ ...LAYER, startsAt: '2026-02-30T09:00' }] },
    "d0 layers[0]': 'startsAt' is not valid: '2026-02-30T09:00' is not a local date and time; write one such as 2026-01-05T09:00",
  ],
  [
    'a begin in UTC',
    { ...SCHEDULE, layers: [{ ...LAYER, startsAt: '2026-01-05T09:00Z' }] },
    "d0 layers[0]': 'startsAt' is not valid: '2026-01-05T09:00Z' is not a local date and time; write one such as 2026-01-05T09:00",
  ],
  [
    'days that are none',
    { ...SCHEDULE, layers: [{ ...LAYER, only: { ...LAYER.only, days: ['sat', 'Sunday'] } }] },
    `d0 layers[0] only': 'days' must be a list of at least one of 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', got ["sat","Sunday"]`,
  ],
  [
    'an override that ends before it begins',
    { ...SCHEDULE, overrides: [{ ...OVERRIDE, to: OVERRIDE.from }] },
    "d0 overrides[0]': 'to' must be later than 'from' (2026-12-24T18:00), got 2026-12-24T18:00",
  ],
  ['a policy without levels', { ...POLICY, levels: [] }, "d0': 'levels' must be a list of at least 1, got []"],
  [
    'a first level that is late',
    { ...POLICY, levels: [{ ...LEVEL, afterMinutes: 5 }] },
    "d0': 'levels' must begin with afterMinutes 0 and then not go back, got 5; they count from the begin of the incident",
  ],
  [
    'levels that go back',
    { ...POLICY, levels: [LEVEL, { ...LEVEL, afterMinutes: 10 }, { ...LEVEL, afterMinutes: 5 }] },
    "d0': 'levels' must begin with afterMinutes 0 and then not go back, got 0, 10, 5; they count from the begin of the incident",
  ],
  [
    'a level that tells nobody',
    { ...POLICY, levels: [{ ...LEVEL, targets: [] }] },
    "d0 levels[0]': 'targets' must be a list of at least one non-empty text, got []",
  ],
  [
    'a reach of none',
    { ...POLICY, reach: { ...POLICY.reach, low: 0 } },
    "d0 reach': 'low' must be an integer of at least 1, got 0",
  ],
  [
    'a reach that lacks a severity',
    { ...POLICY, reach: { critical: 1, high: 1, medium: 1 } },
    "d0 reach': 'low' must be an integer of at least 1, got undefined",
  ],
  [
    'two response times in one',
    { ...POLICY, respondWithin: { ...POLICY.respondWithin, high: { minutes: 5, businessDays: 1 } } },
    "d0 respondWithin high': give either 'minutes' or 'businessDays'",
  ],
  ['no acknowledgement', { ...POLICY, acksNeeded: 0 }, "d0': 'acksNeeded' must be an integer of at least 1, got 0"],
  [
    'a matcher of no service',
    { ...ROUTE, match: { service: [] } },
    "d0 match': 'service' must be a list of at least one non-empty text, got []",
  ],
  [
    'a tag that is no list',
    { ...ROUTE, match: { tags: { tier: '1' } } },
    `d0 match tags': 'tier' must be a list of at least one non-empty text, got "1"`,
  ],
  [
    'a route that continues by words',
    { ...ROUTE, continue: 'yes' },
    `d0': 'continue' must be true or false, got "yes"`,
  ],
  [
    'a window that repeats for ever',
    { ...MAINTENANCE, until: undefined },
    "d0': a window that repeats must end: give 'until', such as 2026-12-31T00:00",
  ],
  [
    'a window that ended before it began',
    { ...MAINTENANCE, until: '2026-12-01T21:59' },
    "d0': 'until' must not be before 'startsAt' (2026-12-01T22:00), got 2026-12-01T21:59",
  ],
  [
    'a window of a month',
    { ...MAINTENANCE, minutes: 43_200 },
    "d0': 'minutes' must be an integer from 1 to 21600, got 43200",
  ],
  [
    'a window that never ends before the next',
    { ...MAINTENANCE, minutes: 1_440, repeats: { every: 1, unit: 'days' } },
    "d0': 'minutes' must be less than the 1440 after which the window repeats, got 1440; lower it or repeat less often",
  ],
])('%s is left out and told; the hub works on', (_, document, problem) => {
  const config = parse(document, personOf('bob'));
  expect(config.problems).toEqual([`Sightline configuration '${problem}`]);
  expect(config).toEqual({ ...configOf(), people: [personOf('bob')], problems: config.problems });
});

test('of two documents of one name the first is used; other kinds may have the name', () => {
  const config = parse(PERSON, personOf('ann', { timeZone: 'UTC' }), routeOfName('ann'));
  expect(config.people).toEqual([PERSON]);
  expect(config.routes).toEqual([routeOfName('ann')]);
  expect(config.problems).toEqual(["Sightline configuration has two documents of the person 'ann', the first is used"]);
});

test('a kind that a newer version may have is passed over', () => {
  expect(parse({ schemaVersion: SCHEMA_VERSION + 1, kind: 'status-page', levels: 'of a new form' })).toStrictEqual(
    configOf(),
  );
});
