import { sloCommand } from '../../lib/cli/slo';
import { awsSources, type SloSources } from '../../lib/cli/slo/sources';
import type { Incident } from '../../lib/core/incident/incident';
import type { SloMeasurement } from '../../lib/core/slo/measurement';
import { DAY_MS, incidentOf, measurementOf, SLICES, START_MS, sloOf } from '../core/slo/report-support';
import { temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';

const directory = temporaryDirectory();
const home = process.cwd();
const NOW_MS = START_MS + 20 * DAY_MS;

const parameter = (name: string, value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: typeof value === 'string' ? value : JSON.stringify(value) },
});
const objective = (slo: ReturnType<typeof sloOf>, evaluation = 'shop') =>
  parameter(`/sightline-slos/${evaluation}/${slo.service}/${slo.environment}/${slo.name}`, slo);

const AVAILABILITY = sloOf({ team: 'web' });
const LATENCY = sloOf({ name: 'Latency', service: 'payments', objective: '99', window: 'calendar month' });

beforeAll(() => {
  const joined = JSON.stringify(AVAILABILITY).split('"a1"');
  directory.write('cdk.out/manifest.json', {
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.json' } } },
  });
  directory.write('cdk.out/Shop.json', {
    Resources: {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
      Availability: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Name: '/sightline-slos/shop/checkout/prod/Availability',
          Type: 'String',
          Value: {
            'Fn::Join': ['', [joined[0], '"', { Ref: 'Api' }, '"', joined[1], '"', { Ref: 'Api' }, '"', joined[2]]],
          },
        },
      },
      Latency: objective(LATENCY),
      Hub: parameter('/sightline/hub/hub', '{}'),
      Nameless: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Nowhere', 'X'] } } },
      Silence: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmName: 'checkout-prod-Shop-Availability-NoTelemetry-0a1b2c3d', EvaluationPeriods: 42 },
      },
      Page: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmName: 'checkout-prod-Shop-Availability-Page-0a1b2c3d' },
      },
    },
  });
  directory.write('broken.json', {
    Resources: { Good: objective(LATENCY), Bad: parameter('/sightline-slos/shop/a/b/Bad', { objective: 'lots' }) },
  });
  directory.write('never.json', { Resources: { Never: objective(sloOf({ objective: '90' })) } });
  directory.write('combined.json', {
    Resources: {
      Latency: objective(LATENCY),
      All: parameter('/sightline-slos/shop/checkout/prod/All', {
        ...{ schemaVersion: 1, name: 'All', service: 'checkout', environment: 'prod', kind: 'composite', tier: 1 },
        ...{ description: 'The worst of 2 objectives is 99 % or more.', objective: '99', combine: 'worst' },
        namespace: 'Sightline',
        parts: [
          { service: 'payments', environment: 'prod', slo: 'Latency', weight: 1 },
          { service: 'other', environment: 'prod', slo: 'Gone', weight: 1 },
        ],
      }),
    },
  });
  directory.write('unmet.json', { Resources: { Unmet: objective(sloOf({ indicator: SLICES, minTotal: 5_000 })) } });
  directory.write('empty.json', { Resources: {} });
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const slo = (...args: readonly string[]) => captured('slo', ...args);
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('sightline slo', () => {
  test('lists what there is', async () => {
    for (const args of [['--help'], ['-h']]) {
      const ran = await slo(...args);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      for (const part of ['explain', 'status', 'report', 'export']) expect(ran.stdout).toContain(`  ${part} `);
    }
    expect((await captured('help', 'slo')).stdout).toContain('Usage: sightline slo');
  });

  test.each<[readonly string[], RegExp]>([
    [[], /say what to do/],
    [['explian'], /there is no 'slo explian'; did you mean 'explain'\?/],
    [['__proto__'], /there is no 'slo __proto__'/],
    [['explain', '--traffic', '0'], /--traffic must be events a minute/],
    [['explain', '--traffic=-5'], /--traffic must be events a minute/],
    [['explain', '--slo', 'Availabilty'], /did you mean 'Availability'\? Objectives are: /],
    [['explain', '--slo', 'Zzzzzz'], /there is no objective 'Zzzzzz'\. Objectives are: /],
    [['report', '--form', 'x'], /Run 'sightline slo report --help' for what it takes\.\n$/],
    [['report'], /Run 'sightline slo report --help' for what it takes\.\n$/],
    [['explian'], /Run 'sightline slo --help' for what it takes\.\n$/],
    [['explain', 'a', 'b'], /one assembly or template at a time/],
    [['explain', 'nowhere'], /not a cloud assembly/],
    [['export', '--format', 'nobl9'], /got 'nobl9'/],
    [['status', 'cdk.out', '--evaluation', 'x'], /not both/],
    [['report'], /--from is needed/],
    [['report', '--from', '2026-02-30'], /--from must be a date/],
    [['report', '--from', 'yesterday'], /--from must be a date/],
    [['report', '--from', '2999-01-01'], /must be in the past/],
    [['report', '--from', '2020-01-02', '--to', '2020-01-01'], /--to must be after --from/],
    [['report', '--from', '2020-01-01', '--by', 'teem'], /did you mean 'team'\?/],
    [['report', '--from', '2020-01-01', '--format', 'pdf'], /--format must be one of text, markdown, json/],
    [['report', '--from', '2020-01-01', '--rto', '4=1h'], /--rto must be a time/],
  ])('%j is refused with what is wrong', async (args, message) => {
    const ran = await slo(...args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
  });

  test.each(['explain', 'status', 'report', 'export'])('%s --help fits 100 columns', async (part) => {
    const { code, stdout } = await slo(part, '--help');
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('sightline slo explain', () => {
  test('reads the objectives of an assembly, tokens resolved, with the alarms they have', async () => {
    const ran = await slo('explain');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(flat(ran.stdout)).toMatch(/bad = Sum of AWS\/ApiGateway\/5xx\{ApiId=\w+\}/);
    expect(ran.stdout).toContain('checkout-prod-Shop-Availability-Page-0a1b2c3d');
    expect(flat(ran.stdout)).toMatch(/NoTelemetry ticket, medium 44 min/);
    expect(ran.stdout).toContain('payments/prod/Latency');
  });

  test('--slo takes one by name or key, --traffic changes budgets in events', async () => {
    for (const name of ['Latency', 'payments/prod/Latency']) {
      const { objectives } = JSON.parse((await slo('explain', '--slo', name, '--json', '--traffic', '10')).stdout);
      expect(objectives).toMatchObject([{ slo: 'payments/prod/Latency', totalEvents: 432_000, budgetEvents: 4_320 }]);
    }
  });

  test('a combination is told with its parts, their windows, and its price', async () => {
    const ran = await slo('explain', 'combined.json', '--slo', 'All');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(flat(ran.stdout)).toMatch(
      /^checkout\/prod\/All .* Tier 1\. Made of part objective window payments\/prod\/Latency 99 % calendar month other\/prod\/Gone not known here It is as good as the worst of its parts/,
    );
    expect(flat(ran.stdout)).toContain('12 metrics are published about it, $3.60 a month.');
    const { composites } = JSON.parse((await slo('explain', 'combined.json', '--json')).stdout);
    expect(composites).toMatchObject([
      {
        ...{ slo: 'checkout/prod/All', name: 'All', metrics: 12 },
        explainedParts: [
          { slo: 'payments/prod/Latency', objective: '99', window: 'calendar month' },
          { slo: 'other/prod/Gone', weight: 1 },
        ],
      },
    ]);
  });

  test('guards that can never be met promise nothing', async () => {
    const ran = await slo('explain', 'unmet.json');
    expect(ran).toMatchObject({ code: 2, stdout: 'There are no objectives.\n' });
    expect(ran.stderr).toMatch(/'minTotal' asks for 5000 slices of 5 min.*can never fire/);
  });

  test('an objective that cannot be read is named, and the others are explained', async () => {
    const ran = await slo('explain', 'broken.json');
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('payments/prod/Latency');
    expect(ran.stderr).toContain("left out '/sightline-slos/shop/a/b/Bad'");
  });

  test('so is one whose rules can never fire', async () => {
    const ran = await slo('explain', 'never.json');
    expect(ran).toMatchObject({ code: 2, stdout: 'There are no objectives.\n' });
    expect(ran.stderr).toContain("rule 'page_fast' can never fire");
  });

  test('an app without objectives says so', async () => {
    expect(await slo('explain', 'empty.json')).toMatchObject({ code: 0, stdout: 'There are no objectives.\n' });
  });
});

test('sightline slo report --help shows --to as what may be left out', async () => {
  expect((await slo('report', '--help')).stdout).toContain('slo report --from DATE [--to DATE] [');
});

test('reading from AWS is not preceded by advice of the SDK on the version of Node', async () => {
  const NAME = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';
  const before = process.env[NAME];
  delete process.env[NAME];
  try {
    awsSources().incidents('table');
    expect(process.env[NAME]).toBe('true');
  } finally {
    if (before === undefined) delete process.env[NAME];
    else process.env[NAME] = before;
  }
});

test('sightline slo export writes YAML documents, and names what it left out', async () => {
  const ran = await slo('export', 'broken.json', '--format', 'openslo');
  expect(ran.code).toBe(2);
  expect(ran.stdout).toMatch(/^---\napiVersion: openslo\/v1\nkind: Service\n/);
  expect(ran.stdout).toContain('timeZone: UTC');
  expect(ran.stderr).toContain('/sightline-slos/shop/a/b/Bad');
  expect((await slo('export', '--slo', 'Latency')).code).toBe(0);
});

describe('with measurements', () => {
  /** What the fake account was asked for. */
  let asked: unknown[] = [];
  const sourcesOf = (measurements: readonly SloMeasurement[], incidents: readonly Incident[] = []): SloSources => ({
    objectives: async (evaluation) => {
      asked.push(['objectives', evaluation]);
      return { slos: [AVAILABILITY], composites: [], problems: [] };
    },
    store: async (evaluation, table) => {
      asked.push(['store', evaluation, table]);
      return {
        readLatest: async (slos) => slos.flatMap((slo) => measurements.findLast((one) => one.slo === slo) ?? []),
        readMeasurements: async (slo, { startMs, endMs }) =>
          measurements.filter((one) => one.slo === slo && one.atMs >= startMs && one.atMs < endMs),
      };
    },
    incidents: (table) => {
      asked.push(['incidents', table]);
      return { listByService: async (service) => incidents.filter((one) => one.service === service) };
    },
  });
  const run = async (args: readonly string[], sources: SloSources) => {
    jest.useFakeTimers({ now: NOW_MS, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    let stdout = '';
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      stdout += String(chunk);
      return true;
    });
    try {
      return { code: await sloCommand(args, sources), stdout };
    } finally {
      spy.mockRestore();
      jest.useRealTimers();
    }
  };
  const latest = (slo: string, bad: number, atMs = NOW_MS - 300_000) => measurementOf(atMs, { slo, bad });
  const both = (bad: number, atMs?: number) => [
    latest('checkout/prod/Availability', bad, atMs),
    latest('payments/prod/Latency', 0),
  ];

  beforeEach(() => {
    asked = [];
  });

  test.each([
    ['all compliant', both(0), 0],
    ['one at risk', both(900), 0],
    ['one violated', both(1_001), 1],
    ['one measured 20 minutes ago', both(0, NOW_MS - 1_200_000), 0],
    ['one measured longer ago', both(0, NOW_MS - 1_200_001), 1],
    ['one never measured', both(0).slice(1), 1],
  ])('status of %s answers its exit code', async (_case, measurements, code) => {
    expect(await run(['status'], sourcesOf(measurements))).toMatchObject({ code });
  });

  test('status asks the evaluation that the assembly names, or the table that is given', async () => {
    await run(['status'], sourcesOf(both(0)));
    await run(['status', '--table', 'slos', '--service', 'payments'], sourcesOf(both(0)));
    await run(['status', '--evaluation', 'mine'], sourcesOf(both(0)));
    expect(asked).toEqual([
      ['store', 'shop', undefined],
      ['store', 'shop', 'slos'],
      ['objectives', 'mine'],
      ['store', 'mine', undefined],
    ]);
  });

  test('status --json has numbers as they are, below nothing too', async () => {
    const { stdout } = await run(['status', '--json', '--service', 'checkout'], sourcesOf(both(2_000)));
    expect(JSON.parse(stdout)).toMatchObject({
      atMs: NOW_MS,
      objectives: [
        { slo: 'checkout/prod/Availability', stale: false, measurement: { budgetRemaining: -1, bad: 2_000 } },
      ],
      problems: [],
    });
  });

  test.each([
    [{ name: 'CredentialsProviderError', message: 'none' }, /no AWS credentials that work; log in/],
    [{ name: 'AccessDeniedException', message: 'no' }, /ssm:GetParametersByPath/],
    [{ name: 'ResourceNotFoundException', message: 'no' }, /there is no such table here/],
    [{ name: 'Error', message: 'Region is missing' }, /set AWS_REGION/],
    [{ name: 'Error', message: 'x', code: 'ECONNREFUSED' }, /AWS cannot be reached/],
  ])('what AWS refuses is told with what to do: %j', async (error, message) => {
    const refusing: SloSources = { ...sourcesOf([]), store: () => Promise.reject(Object.assign(new Error(), error)) };
    await expect(run(['status'], refusing)).rejects.toThrow(message);
  });

  test('report is made of measurements and incidents', async () => {
    const opened = START_MS + 12 * 3_600_000;
    const measurements = [
      measurementOf(START_MS + DAY_MS, { bad: 2_000 }),
      measurementOf(START_MS + 2 * DAY_MS, { bad: 100 }),
      ...both(300, NOW_MS),
    ];
    const sources = sourcesOf(measurements, [incidentOf(opened, 300)]);
    const args = [
      'report',
      '--from',
      '2026-11-01',
      '--to',
      '2026-12-01',
      '--incident-table',
      'hub',
      '--rto',
      '1=30m',
      '--rto',
      '2=2h',
    ];
    const json = JSON.parse((await run([...args, '--format', 'json'], sources)).stdout);
    expect(json).toMatchObject({
      startMs: START_MS,
      endMs: NOW_MS,
      overall: { objectives: 2, withData: 2, compliant: 2 },
      history: [{ startMs: START_MS, share: 0 }, { share: 1 }, { share: 1, withData: 2 }],
      incidents: [{ incident: 'i1', rtoMinutes: 120, withinRto: false }],
    });
    expect(asked).toContainEqual(['incidents', 'hub']);
    const markdown = (await run([...args, '--format', 'markdown', '--by', 'team'], sources)).stdout;
    expect(markdown).toMatch(/^# Error budgets, 2026-11-01 00:00 to 2026-11-21 00:00 UTC\n/);
    expect(markdown).toContain('| web | 1 | 1 of 1 | 100 % | 30 % | checkout/prod/Availability (30 %) |');
    expect(markdown).not.toContain('## By tier');
    expect((await run(args, sources)).stdout).toContain('Incidents that ate the budget');
  });

  test('report without an incident table says that it did not look', async () => {
    const { code, stdout } = await run(['report', '--from', '2026-11-01'], sourcesOf(both(5_000)));
    expect(code).toBe(0);
    expect(stdout).toContain('--incident-table');
    expect(asked).not.toContainEqual(expect.arrayContaining(['incidents']));
  });
});

test('without credentials or region the error says what to set', async () => {
  const home = { ...process.env };
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  });
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    delete process.env[name];
  try {
    expect((await slo('status')).stderr).toContain('set AWS_REGION');
    process.env.AWS_REGION = 'eu-west-1';
    const ran = await slo('status');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('there are no AWS credentials that work');
  } finally {
    process.env = home;
  }
});
