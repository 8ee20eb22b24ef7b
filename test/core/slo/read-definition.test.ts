import fc from 'fast-check';
import { WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import { parseSloDefinitions } from '../../../lib/core/slo/read-definition';

const metric = { namespace: 'Sightline', name: 'Requests', dimensions: { service: 'checkout', environment: 'prod' } };
const COMMON = {
  schemaVersion: 1,
  name: 'Availability',
  service: 'checkout',
  environment: 'prod',
  description: '99.9 % of the requests succeed.',
  objective: '99.9',
  namespace: 'Sightline',
  tier: 1,
};
const SLO = {
  ...COMMON,
  kind: 'availability',
  window: '30d',
  alertThresholdPercent: 80,
  indicator: {
    budgeting: 'events',
    queries: [
      { id: 'total', metric, statistic: 'Sum' },
      { id: 'm1', metric: { ...metric, name: 'Faults' }, statistic: 'Sum' },
      { id: 'bad', expression: 'FILL(m1, 0)' },
    ],
  },
  rules: WORKBOOK_RULES,
  minTotal: 1,
  minBad: 1,
  exclusions: [
    { schedule: { expression: 'cron(0 2 * * SUN)', duration: 'PT2H', timezone: 'Europe/Berlin' }, reason: 'backup' },
  ],
};
const SLICES = {
  ...SLO,
  name: 'Throughput',
  kind: 'throughput',
  indicator: {
    budgeting: 'timeslices',
    queries: [{ id: 'value', metric, statistic: 'p99.9' }],
    sliceSeconds: 60,
    comparison: 'LessThanThreshold',
    threshold: 300,
    missing: 'ignore',
  },
};
const COMPOSITE = {
  ...COMMON,
  name: 'Shop',
  kind: 'composite',
  combine: 'weighted',
  parts: [{ service: 'checkout', environment: 'prod', slo: 'Availability', weight: 2 }],
};

const parse = (...documents: unknown[]) =>
  parseSloDefinitions(documents.map((one, index) => ({ name: `/slos/${index}`, text: JSON.stringify(one) })));
const problemOf = (document: unknown): string => {
  const { slos, composites, problems } = parse(document);
  expect([slos, composites]).toEqual([[], []]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.name).toBe('/slos/0');
  return String(problems[0]?.problem);
};

test('definitions are given back as they were written', () => {
  const optional = {
    ...SLO,
    name: 'Full',
    owner: 'ada',
    team: 'pay',
    runbook: 'https://example.com',
    timezone: 'Asia/Tokyo',
    window: 'calendar week',
    minBadOfTickets: 5,
  };
  const timed = {
    ...SLO,
    name: 'Timed',
    exclusions: [
      {
        schedule: { ...SLO.exclusions[0]?.schedule, startMs: 1, expireDate: '2030-01-01T00:00', name: 'x' },
        reason: 'move',
      },
    ],
  };
  const { slos, composites, problems } = parse(SLO, SLICES, COMPOSITE, optional, timed);
  expect(problems).toEqual([]);
  expect(slos).toEqual([SLO, SLICES, optional, timed]);
  expect(composites).toEqual([COMPOSITE]);
});

test('unknown fields are left out, at any depth', () => {
  const more = {
    ...SLO,
    mood: 'new',
    indicator: { ...SLO.indicator, mood: 1 },
    rules: SLO.rules.map((rule) => ({ ...rule, mood: 2 })),
  };
  expect(parse(more)).toEqual({ slos: [SLO], composites: [], problems: [] });
});

test('a composite of the worst may hold each part to its own objective, and no other may', () => {
  const own = { ...COMPOSITE, combine: 'worst', ownObjectives: true };
  expect(parse(own).composites).toEqual([own]);
  for (const wrong of [
    { ...own, ownObjectives: 'yes' },
    { ...own, combine: 'weighted' },
  ]) {
    expect(parse(wrong).problems).toEqual([
      expect.objectContaining({
        problem: expect.stringContaining("'ownObjectives' must be true where 'combine' is worst"),
      }),
    ]);
  }
});

test('composites may name parts that nobody knows', () => {
  const parts = [{ service: 'gone', environment: 'prod', slo: 'Any', weight: 1 }];
  expect(parse({ ...COMPOSITE, parts }).composites).toHaveLength(1);
});

test('one bad document is a problem, and no obstacle to the others', () => {
  const documents = [
    JSON.stringify(SLO),
    '{',
    JSON.stringify({ ...SLICES, objective: '100' }),
    JSON.stringify(COMPOSITE),
  ];
  const { slos, composites, problems } = parseSloDefinitions(
    documents.map((text, index) => ({ name: `/p/${index}`, text })),
  );
  expect([slos.length, composites.length]).toEqual([1, 1]);
  expect(problems.map(({ name }) => name)).toEqual(['/p/1', '/p/2']);
  expect(problems[0]?.problem).toContain("SLO document '/p/1' is not JSON");
});

test('of two documents on the same objective the second is a problem, of whatever kind', () => {
  const { slos, composites, problems } = parse(SLO, { ...SLO, objective: '99' }, { ...COMPOSITE, name: SLO.name });
  expect([slos, composites]).toEqual([[SLO], []]);
  expect(problems.map(({ name }) => name)).toEqual(['/slos/1', '/slos/2']);
  expect(problems[0]?.problem).toContain("'checkout/prod/Availability', which is in '/slos/0' already");
});

test('a composite of a composite is a problem, that of itself, too', () => {
  const outer = { ...COMPOSITE, name: 'Outer', parts: [COMPOSITE.parts[0], { ...COMPOSITE.parts[0], slo: 'Shop' }] };
  const own = { ...COMPOSITE, name: 'Own', parts: [{ ...COMPOSITE.parts[0], slo: 'Own' }] };
  const { composites, problems } = parse(outer, COMPOSITE, own);
  expect(composites).toEqual([COMPOSITE]);
  expect(problems.map(({ problem }) => problem)).toEqual([
    expect.stringContaining(
      "'parts[1]' must be an objective with an indicator of its own, got the composite 'checkout/prod/Shop'",
    ),
    expect.stringContaining("got the composite 'checkout/prod/Own'"),
  ]);
});

const rule = SLO.rules[0];
const exclusion = SLO.exclusions[0];
const events = (queries: unknown) => ({ ...SLO, indicator: { budgeting: 'events', queries } });
const slices = (more: object) => ({ ...SLICES, indicator: { ...SLICES.indicator, ...more } });

test.each<[string, unknown, string]>([
  ['no object', [], 'must be a JSON object, got a list of 0'],
  ['null', null, 'must be a JSON object, got null'],
  ['a newer schema', { ...SLO, schemaVersion: 2 }, 'has schemaVersion 2, this code reads up to 1'],
  ['no schema', { ...SLO, schemaVersion: '1' }, '\'schemaVersion\' must be an integer of at least 1, got "1"'],
  ['schema 0', { ...SLO, schemaVersion: 0 }, "'schemaVersion' must be"],
  ['an unknown kind', { ...SLO, kind: 'availabilty' }, "(did you mean 'availability'?)"],
  ['a kind of Object.prototype', { ...SLO, kind: 'constructor' }, "'kind' must be one of"],
  [
    'a slash in a name',
    { ...SLO, name: 'a/b' },
    "'name' must be a text of 1 to 150 printable ASCII characters without '/'",
  ],
  ['a name of blanks', { ...SLO, name: ' ' }, "'name' must be"],
  ['a name that is not ASCII', { ...SLO, name: 'Verfügbar' }, "'name' must be"],
  ['a long service', { ...SLO, service: 'x'.repeat(151) }, "'service' must be"],
  ['no environment', { ...SLO, environment: undefined }, "'environment' must be a text"],
  ['an objective as a number', { ...SLO, objective: 99.9 }, "'objective' must be a text that is not empty, got 99.9"],
  ['an objective of 100', { ...SLO, objective: '100' }, "'objective' must be a percentage"],
  ['an objective of 0', { ...SLO, objective: '0' }, "'objective' must be a percentage"],
  ['an objective that is none', { ...SLO, objective: 'NaN' }, "'objective' must be a percentage"],
  ['an unknown window', { ...SLO, window: '90d' }, "'window' must be"],
  ['an unknown timezone', { ...SLO, window: 'calendar month', timezone: 'Europe/Berln' }, "'timezone' is not one"],
  [
    'a threshold above 100',
    { ...SLO, alertThresholdPercent: 101 },
    "'alertThresholdPercent' must be above 0 and at most 100, got 101",
  ],
  ['a negative guard', { ...SLO, minBad: -1 }, "'minBad' must be a number of at least 0, got -1"],
  [
    'a guard of tickets that is no number',
    { ...SLO, minBadOfTickets: '5' },
    '\'minBadOfTickets\' must be a number of at least 0, got "5"',
  ],
  [
    'an infinite guard',
    { ...SLO, minTotal: Number.POSITIVE_INFINITY },
    "'minTotal' must be a number of at least 0, got null",
  ],
  ['a tier 4', { ...SLO, tier: 4 }, "'tier' must be one of 1, 2, 3, got 4"],
  ['an empty owner', { ...SLO, owner: '' }, "'owner' must be a text that is not empty"],
  [
    'a runbook that is no text',
    { ...SLO, runbook: {} },
    "'runbook' must be a text that is not empty, got an object of 0 fields",
  ],
  ['rules that are no list', { ...SLO, rules: {} }, "'rules' must be a list, got an object"],
  ['a rule that is no object', { ...SLO, rules: ['page'] }, '\'rules[0]\' must be an object, got "page"'],
  [
    'a rule of an unknown severity',
    { ...SLO, rules: [{ ...rule, severity: 'pages' }] },
    "'rules[0].severity' must be one of page, ticket (did you mean 'page'?)",
  ],
  [
    'a rule whose windows are swapped',
    { ...SLO, rules: [{ ...rule, long: '5m', short: '1h' }] },
    "'short' of rule 'page_fast' must be a time below '5m'",
  ],
  [
    'two rules of one id',
    { ...SLO, rules: [rule, rule] },
    '\'rules[1]\' must be unlike the others in its list, got "page_fast"',
  ],
  [
    'no total',
    events([{ id: 'bad', metric, statistic: 'Sum' }]),
    "the ids 'total' and one of 'bad' and 'good' (ids are bad)",
  ],
  [
    'bad and good',
    events(['total', 'bad', 'good'].map((id) => ({ id, metric, statistic: 'Sum' }))),
    "one of 'bad' and 'good'",
  ],
  ['neither bad nor good', events([{ id: 'total', metric, statistic: 'Sum' }]), "one of 'bad' and 'good'"],
  [
    'an id twice',
    events(['total', 'bad', 'bad'].map((id) => ({ id, metric, statistic: 'Sum' }))),
    "'indicator.queries' is not valid",
  ],
  [
    'an expression of an unknown id',
    events([
      { id: 'total', metric, statistic: 'Sum' },
      { id: 'bad', expression: 'm7' },
    ]),
    "'indicator.queries' is not valid",
  ],
  [
    'a broken expression',
    events([
      { id: 'total', metric, statistic: 'Sum' },
      { id: 'bad', expression: 'SUM(' },
    ]),
    "'indicator.queries' is not valid",
  ],
  [
    'a scalar',
    events([
      { id: 'total', metric, statistic: 'Sum' },
      { id: 'bad', expression: '1' },
    ]),
    "'indicator.queries' is not valid",
  ],
  [
    'a circle',
    events([
      { id: 'total', expression: 'bad' },
      { id: 'bad', expression: 'total' },
    ]),
    'circular dependency',
  ],
  [
    'an unknown statistic',
    events([{ id: 'total', metric, statistic: 'Total' }]),
    "'indicator.queries[0].statistic' must be a statistic",
  ],
  [
    'dimensions that are no texts',
    events([{ id: 'total', metric: { ...metric, dimensions: { a: 1 } }, statistic: 'Sum' }]),
    "'indicator.queries[0].metric.dimensions' must be an object of texts",
  ],
  ['a query of nothing', events([{ id: 'total' }]), "'indicator.queries[0].metric' must be an object, got undefined"],
  ['no value', slices({ queries: [{ id: 'v', metric, statistic: 'Sum' }] }), "one has the id 'value' (ids are v)"],
  [
    'slices that do not divide a day',
    slices({ sliceSeconds: 420 }),
    "'indicator.sliceSeconds' must be whole minutes that divide a day, got 420",
  ],
  ['slices of a minute and a half, which divide a day', slices({ sliceSeconds: 90 }), 'got 90'],
  ['slices of half a minute', slices({ sliceSeconds: 30 }), "'indicator.sliceSeconds' must be"],
  [
    'a comparison of bands',
    slices({ comparison: 'GreaterThanUpperThreshold' }),
    "'indicator.comparison' must be one of",
  ],
  ['no threshold', slices({ threshold: null }), "'indicator.threshold' must be a number"],
  ['an unknown missing', slices({ missing: 'breaching' }), "'indicator.missing' must be one of good, bad, ignore"],
  ['an unknown budgeting', slices({ budgeting: 'timeslice' }), "(did you mean 'timeslices'?)"],
  [
    'an exclusion without a reason',
    { ...SLO, exclusions: [{ schedule: exclusion?.schedule }] },
    "'exclusions[0].reason' must be a text",
  ],
  [
    'an exclusion of a bad schedule',
    { ...SLO, exclusions: [{ ...exclusion, schedule: { expression: 'rate(1 day)', duration: 'PT1H' } }] },
    "'exclusions[0].schedule' is not valid: ",
  ],
  [
    'an exclusion whose start is no time',
    { ...SLO, exclusions: [{ ...exclusion, schedule: { ...exclusion?.schedule, startMs: 'now' } }] },
    "'exclusions[0].schedule.startMs' must be epoch milliseconds",
  ],
  ['a composite without parts', { ...COMPOSITE, parts: [] }, "'parts' must be a list of at least one objective"],
  [
    'a composite with a part twice',
    { ...COMPOSITE, parts: [COMPOSITE.parts[0], COMPOSITE.parts[0]] },
    "'parts[1]' must be unlike the others",
  ],
  [
    'a composite with a weightless part',
    { ...COMPOSITE, parts: [{ ...COMPOSITE.parts[0], weight: 0 }] },
    "'parts[0].weight' must be a number above 0, got 0",
  ],
  [
    'a composite that combines otherwise',
    { ...COMPOSITE, combine: 'best' },
    "'combine' must be one of worst, weighted",
  ],
])('%s is a problem that names the document and the field', (_, document, message) => {
  const problem = problemOf(document);
  expect(problem).toContain(message);
  expect(problem).toContain("'/slos/0'");
});

describe('hostile documents', () => {
  const problemsOf = (text: string) =>
    parseSloDefinitions([{ name: '/x', text }]).problems.map(({ problem }) => problem);

  test('of a megabyte are not even parsed', () => {
    expect(problemsOf(JSON.stringify({ ...SLO, description: 'x'.repeat(1_000_000) }))[0]).toContain(
      'at most 65536 are read',
    );
  });

  test('of great depth are told by a short message', () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    for (const text of [deep, `{"schemaVersion":${deep}}`]) {
      const [problem] = problemsOf(text);
      expect(problem?.length).toBeLessThan(400);
    }
  });

  test('do not reach the prototype', () => {
    const text = JSON.stringify(SLO).replace('{', '{"__proto__":{"polluted":true},');
    const { slos } = parseSloDefinitions([{ name: '/x', text }]);
    expect(slos).toEqual([SLO]);
    const dimensions = JSON.stringify(SLO).replaceAll('"dimensions":{', '"dimensions":{"__proto__":"x",');
    const [slo] = parseSloDefinitions([{ name: '/x', text: dimensions }]).slos;
    const [query] = slo?.indicator.queries ?? [];
    expect(query && 'metric' in query && Object.keys(query.metric.dimensions)).toContain('__proto__');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('with inherited fields only have none', () => {
    expect(problemsOf('{"__proto__":{"schemaVersion":1}}')[0]).toContain("'schemaVersion' must be");
  });

  test('of any content never throw, and every one is read or is a problem', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...Object.keys(SLO)), fc.jsonValue())
      .map(([key, value]) => JSON.stringify({ ...SLO, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutated), (text) => {
        const { slos, composites, problems } = parseSloDefinitions([{ name: '/x', text }]);
        expect(slos.length + composites.length + problems.length).toBe(1);
        for (const { problem } of problems) expect(problem).toContain("'/x'");
      }),
      { numRuns: 300 },
    );
  });
});
