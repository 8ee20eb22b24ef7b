import { writeFileSync } from 'node:fs';
import { readAssembly } from '../../lib/rehearsal/assembly';
import { exampleAssembly } from '../../scripts/docs/example';
import { largeApp } from '../core/price/samples';
import { alarm, temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';

const directory = temporaryDirectory();
const home = process.cwd();

beforeAll(() => {
  directory.write('cdk.out/manifest.json', {
    artifacts: {
      Shop: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://1/eu-central-1',
        properties: { templateFile: 'Shop.json' },
      },
      Stock: {
        type: 'aws:cloudformation:stack',
        displayName: 'Dev/Stock',
        properties: { templateFile: 'Stock.json' },
      },
    },
  });
  const Nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Nested.json' } };
  directory.write('cdk.out/Shop.json', { Resources: { A: alarm({}), Nested } });
  directory.write('cdk.out/Nested.json', { Resources: { B: alarm({}), C: alarm({}) } });
  directory.write('cdk.out/Stock.json', { Resources: { D: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} } } });
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const cost = (...args: readonly string[]) => captured('cost', ...args);
const json = async (...args: readonly string[]) => JSON.parse((await cost(...args, '--json')).stdout);

test('all stacks of cdk.out are priced, nested ones too', async () => {
  const ran = await cost();
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('      $3.00  dashboards ');
  expect(ran.stdout).toMatch(/\$0\.20 {2}alarms {2}.*Shop-Nested\n/);
  expect(ran.stdout).toContain('\nTotal: $3.30 a month in USD');
  expect(ran.stdout.endsWith('Prices are those of us-east-1; in eu-central-1 they differ.\n')).toBe(true);
});

test('--json is one object, with the source of each price', async () => {
  const found = await json();
  expect(found).toMatchObject({ currency: 'USD', region: 'us-east-1', usdPerMonth: expect.closeTo(3.3, 9) });
  expect(found.lines[0]).toMatchObject({
    what: 'dashboards',
    trust: 'verified',
    source: expect.stringContaining('infracost'),
  });
});

test.each([
  [['Shop'], 0.3],
  [['Dev/St*'], 3],
  [['Shop', 'Dev/Stock'], 3.3],
])('--stacks takes stacks by name or path, with those nested in them: %j', async (patterns, usd) => {
  const args = patterns.flatMap((pattern) => ['--stacks', pattern]);
  expect(await json(...args)).toMatchObject({ usdPerMonth: expect.closeTo(usd, 9) });
});

test('--free-tier takes off what is free', async () => {
  expect(await json('--free-tier')).toMatchObject({ usdPerMonth: expect.closeTo(3, 9) });
});

test('--max makes 1 of the exit code where the total is more', async () => {
  expect(await cost('--max', '3.31')).toMatchObject({ code: 0 });
  const over = await cost('--max', '3');
  expect(over).toMatchObject({
    code: 1,
    stderr: '',
    stdout: expect.stringContaining('$0.30 over the maximum of $3.00'),
  });
  expect(await cost('--max', '3', '--json')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"maxUsd": 3\n'),
  });
});

test('--traffic prices logs and traces', async () => {
  directory.write('fn.json', {
    Resources: {
      F: {
        Type: 'AWS::Lambda::Function',
        Properties: { TracingConfig: { Mode: 'Active' }, LoggingConfig: { LogGroup: { Ref: 'L' } } },
      },
      L: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 73 } },
    },
  });
  const { lines } = await json('fn.json', '--traffic', 'requests=1M, traces=20k');
  expect(lines.map(({ what, quantity }: { what: string; quantity: number }) => [what, quantity])).toEqual([
    ['logs written', expect.closeTo(1.3, 9)],
    ['traces recorded', 20_000],
    ['logs kept', expect.closeTo(1.3 * 2.4, 9)],
  ]);
});

test('a project says in package.json where its assembly is', async () => {
  directory.write('package.json', { sightline: { assembly: 'fn.json' } });
  expect((await cost()).stdout).toContain('Nothing here has a price');
  directory.write('package.json', {});
});

test.each([
  [['--max', 'cheap'], "--max must be US dollars a month, such as 250 or 99.50, got 'cheap'"],
  [['--max=-1'], "--max must be US dollars a month, such as 250 or 99.50, got '-1'"],
  [['--traffic', 'request=1M'], "--traffic knows no 'request'; did you mean 'requests'?"],
  [['--traffic', 'requests'], "--traffic requests must be a number of 0 or more such as 250, 40k, 10M or 2B, got ''"],
  [['--traffic', 'requests=1e9'], "such as 250, 40k, 10M or 2B, got '1e9'"],
  [['--traffic', 'requests=1,requests=2'], "--traffic has 'requests' twice"],
  [['--traffic', '__proto__=1'], "--traffic knows no '__proto__'"],
  [['--stacks', 'Shp'], "no stack is called 'Shp'; did you mean 'Shop'? There are: Shop, Dev/Stock"],
  [['--stack', 'Shop'], "there is no option '--stack'; did you mean '--stacks'?"],
  [['a', 'b'], "one assembly or template at a time; 'b' is a second one"],
  [['nowhere'], "'nowhere' is not a cloud assembly: there is no such directory"],
  [['nowhere.json'], "cannot read 'nowhere.json'"],
  [['--freetier'], "there is no option '--freetier'; did you mean '--free-tier'?"],
])('%j is refused with what is wrong', async (args, problem) => {
  expect(await cost(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(problem) });
});

test('a hostile template is priced as far as it can be read', async () => {
  writeFileSync(
    'hostile.json',
    '{"Resources":{"__proto__":{"Type":"AWS::CloudWatch::Alarm","Properties":{"Period":"10"}},"NoType":{},' +
      '"Fn::ForEach::Loop":["x",["a"],{}],"Odd":{"Type":"AWS::CloudWatch::Alarm","Properties":{"Metrics":"none"}}}}',
  );
  const found = await json('hostile.json');
  expect(found.usdPerMonth).toBeCloseTo(0.3 + 0.1, 9);
  expect(found.notPriced.map(({ what }: { what: string }) => what).sort()).toEqual([
    'Fn::ForEach loops',
    'resources without a type',
  ]);
});

test('what a condition leaves out is not priced, and the branches that conditions choose are', async () => {
  const Conditions = { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } };
  const Parameters = { Stage: { Type: 'String', Default: 'dev' } };
  const Nested = {
    Type: 'AWS::CloudFormation::Stack',
    Condition: 'IsProd',
    Metadata: { 'aws:asset:path': 'Inner.json' },
  };
  const Period = { 'Fn::If': ['IsProd', 10, 60] };
  const Dimensions = { 'Fn::If': ['IsProd', [{ Name: 'a', Value: 'b' }], { Ref: 'AWS::NoValue' }] };
  const Resources = {
    Off: { ...alarm({}), Condition: 'IsProd' },
    On: alarm({ Period, Dimensions }),
    Nested,
  };
  const properties = { templateFile: 'Outer.json' };
  directory.write('staged/manifest.json', { artifacts: { Outer: { type: 'aws:cloudformation:stack', properties } } });
  directory.write('staged/Outer.json', { Conditions, Parameters, Resources });
  directory.write('staged/Inner.json', { Resources: { C: alarm({}) } });
  const found = await json('staged');
  expect(found).toMatchObject({ usdPerMonth: expect.closeTo(0.1, 9), assumptions: [] });
  const undecidable = { IsProd: { 'Fn::Equals': [{ 'Fn::ImportValue': 'stage' }, 'prod'] } };
  directory.write('staged/Outer.json', { Conditions: undecidable, Parameters, Resources });
  expect((await json('staged')).assumptions).toEqual([
    '2 resources stand under a condition and count as if they were made',
  ]);
});

test('a condition in doubt leaves the decided part of the template as it is decided', async () => {
  const Conditions = {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    Off: { 'Fn::Equals': ['a', 'b'] },
  };
  const Period = { 'Fn::If': ['Off', 10, 60] };
  const Resources = {
    Maybe: { ...alarm({}), Condition: 'IsProd' },
    Gone: { ...alarm({}), Condition: 'Off' },
    On: alarm({ Period }),
  };
  directory.write('doubt.json', { Conditions, Parameters: { Stage: { Type: 'String' } }, Resources });
  expect(await json('doubt.json')).toMatchObject({
    usdPerMonth: expect.closeTo(0.2, 9),
    assumptions: ['1 resource stands under a condition and counts as if it were made'],
  });
});

test('a nested stack whose template is not here is named as not priced; one that is here is not', async () => {
  directory.write('nest.json', {
    Resources: { Far: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://x' } } },
  });
  expect((await json('nest.json')).notPriced).toMatchObject([
    { what: 'nested stacks', reason: 'their templates are not here; give each by itself', count: 1 },
  ]);
  const { notPriced } = await json();
  expect(notPriced.map(({ what }: { what: string }) => what)).toEqual(['metrics in the namespace Shop']);
});

test('--help tells of every option', async () => {
  const { stdout } = await cost('--help');
  for (const option of ['stacks PATTERN', 'traffic LIST', 'free-tier ', 'max USD', 'json '])
    expect(stdout).toContain(`\n  --${option}`);
});

// The figures that the comment at each line works out from the template by hand.
test('the example app', async () => {
  const { directory: assembly } = await exampleAssembly();
  const { stacks } = readAssembly(assembly);
  const count = (type: string, stack: string) =>
    stacks
      .filter(({ stackName, parent }) => stackName === stack || parent?.stackName === stack)
      .reduce((sum, { resources }) => sum + resources.filter((resource) => resource.type === type).length, 0);
  const found = await json(assembly);
  const lines = (what: string, stack: string): { quantity: number; usdPerMonth: number }[] =>
    found.lines.filter(
      (line: { what: string; stackName?: string }) => line.what === what && line.stackName?.startsWith(stack),
    );
  const usd = (what: string, stack: string) => lines(what, stack).reduce((sum, line) => sum + line.usdPerMonth, 0);
  for (const stack of ['Checkout', 'SightlineIncidents'])
    expect(usd('alarms', stack)).toBeCloseTo(0.1 * count('AWS::CloudWatch::Alarm', stack), 9);
  expect(usd('dashboards', 'Checkout')).toBeCloseTo(3 * count('AWS::CloudWatch::Dashboard', 'Checkout'), 9);
  // Two routes and a queue are three operations; three functions log errors of one service.
  expect(usd('handler metrics of the service', 'Checkout')).toBeCloseTo(5 * 0.3, 9);
  expect(usd('handler metrics of operations', 'Checkout')).toBeCloseTo(3 * 5 * 0.3, 9);
  expect(usd('metrics of log filters', 'Checkout')).toBeCloseTo(0.3, 9);
  // The sweeps of notify and escalate run 43,800 times a month each, alone by the clock: one operation each. Reports are
  // due once a day, and once a week.
  expect(usd('handler metrics of operations', 'SightlineIncidents')).toBeCloseTo((2 + 1 / 24 + 1 / 168) * 5 * 0.3, 9);
  expect(usd('dashboards', 'SightlineIncidents')).toBeCloseTo(3, 9);
  expect(usd('traces of notify', 'SightlineIncidents')).toBeCloseTo(43_800 * 5e-6, 9);
  expect(found.notPriced).toContainEqual(expect.objectContaining({ what: 'KMS keys of the hub', count: 1 }));
}, 60_000);

// 1,040 alarms x $0.10, (5 + 200 x 5) metrics x $0.30, 5 dashboards x $3.
test('an app of 200 functions is told in a screen', async () => {
  const app = largeApp(200);
  const stackNames = [...new Set(app.map(({ stackName }) => stackName))];
  const artifacts = stackNames.map((name) => [
    name,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.json` } },
  ]);
  directory.write('large/manifest.json', { artifacts: Object.fromEntries(artifacts) });
  for (const name of stackNames) {
    const own = app.filter(({ stackName }) => stackName === name);
    const resources = own.map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]);
    directory.write(`large/${name}.json`, { Resources: Object.fromEntries(resources) });
  }
  const { stdout, code } = await cost('large');
  expect(code).toBe(0);
  expect(stdout).toContain('Total: $420.50 a month in USD');
  expect(stdout).toContain('$298.50 less: 200 operations of shop (prod)');
  expect(stdout.split('\n').length).toBeLessThan(60);
});
