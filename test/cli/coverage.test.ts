import { temporaryDirectory } from '../rehearsal/support';
import { writeApp } from './assembly';
import { captured } from './captured';

const directory = temporaryDirectory();
const home = process.cwd();

const ENTRY = `{ type: 'Acme::X::Y', title: 'Gadget', family: 'infrastructure', metrics: {}, graphs: [], alarms: [],
  sample: {}, resource: { dimensions: { default: { Id: 'Ref' } } } }`;

beforeAll(() => {
  writeApp(directory);
  directory.write('bare.json', { Resources: { Work: { Type: 'AWS::SQS::Queue' }, Thing: { Type: 'Acme::X::Y' } } });
  directory.write('empty.json', { Resources: {} });
  directory.write('null.json', { Resources: { Broken: null } });
  directory.write('no-template.json', { Hello: 1 });
  directory.write('empty.out/manifest.json', { artifacts: {} });
  directory.write('mine.cjs', `exports.gadget = ${ENTRY}; exports.other = 5;\n`);
  directory.write('default.cjs', `exports.default = ${ENTRY};\n`);
  directory.write('none.cjs', 'exports.x = { type: 1 };\n');
  directory.write('broken.cjs', 'throw new Error("boom");\n');
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const coverage = (...args: readonly string[]) => captured('coverage', ...args);
const json = async (...args: readonly string[]) => JSON.parse((await coverage(...args, '--json')).stdout);

test('cdk.out is read where nothing is named, and gaps make 1 of the exit code', async () => {
  const ran = await coverage();
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  expect(ran.stdout).toMatch(/^Unmonitored \(1\)\n {2}Shop\/Api {2}AWS::ApiGatewayV2::Api: neither/);
  expect(ran.stdout).toMatch(
    /\n1 of 2 resources have an alarm \(50 %, below the 100 % that are asked for\); 1 alarms;/,
  );
});

test.each([
  ['50', 0],
  ['50%', 0],
  ['51', 1],
  ['0', 0],
  ['50.5', 1],
])('--min %s of 50 percent makes %d of the exit code', async (min, code) => {
  expect((await coverage('--min', min)).code).toBe(code);
});

test.each([
  ['66.5', 0],
  ['66.67', 1],
])('--min %s is compared with 2 of 3 as they are, not rounded', async (min, code) => {
  const queue = { Type: 'AWS::SQS::Queue' };
  const alarm = (id: string) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Statistic: 'Maximum', Period: 60 },
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
    },
  });
  directory.write('thirds.json', { Resources: { A: queue, B: queue, C: queue, X: alarm('A'), Y: alarm('B') } });
  const ran = await coverage('thirds.json', '--min', min);
  expect(ran.code).toBe(code);
  expect(ran.stdout).toContain(`(66 %, ${code === 0 ? 'enough' : `below the ${min} % that are asked for`})`);
});

test.each([' ', '-1', '101', 'most', 'NaN', '1e3'])('--min %j is refused', async (min) => {
  const ran = await coverage(`--min=${min}`);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`--min must be a percentage from 0 to 100, got '${min}'`);
});

test('--json is one object, with what was asked for', async () => {
  expect(await json('--min', '10')).toEqual({
    monitored: [{ path: 'Shop/PlaceOrder', type: 'AWS::Lambda::Function', reason: '' }],
    alarmless: [],
    unmonitored: [{ path: 'Shop/Api', type: 'AWS::ApiGatewayV2::Api', reason: expect.any(String) }],
    unknown: [],
    resourcesNotRead: [],
    withoutDefaults: [],
    withoutMetrics: 3,
    percent: 50,
    services: [],
    withoutRunbook: ['Errors'],
    alarms: 1,
    notRead: [],
    min: 10,
  });
});

test('a template in JSON will do, and one without resources is covered', async () => {
  expect(await json('bare.json')).toMatchObject({ percent: 0, unknown: [{ path: 'bare/Thing' }] });
  expect((await coverage('empty.json')).code).toBe(0);
});

test('--assembly is another way to name it, and one of both is enough', async () => {
  expect(await json('--assembly', 'bare.json')).toEqual(await json('bare.json'));
  expect(await coverage('bare.json', '--assembly', 'empty.json')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("one assembly or template at a time; 'empty.json' is a second one"),
  });
  expect((await coverage('--app', 'bare.json')).stderr).toContain("did you mean '--assembly'?");
});

test('--stacks takes stacks by path, such as one of two that share a name', async () => {
  const stack = (region: string) => ({
    type: 'aws:cloudformation:stack',
    environment: `aws://111111111111/${region}`,
    displayName: `Prod/Shop-${region}`,
    properties: { templateFile: `${region}.json`, stackName: 'Shop' },
  });
  directory.write('two.out/manifest.json', { artifacts: { One: stack('eu-west-1'), Two: stack('us-east-1') } });
  directory.write('two.out/eu-west-1.json', { Resources: { Work: { Type: 'AWS::SQS::Queue' } } });
  directory.write('two.out/us-east-1.json', { Resources: {} });
  expect((await coverage('two.out')).stderr).toContain('choose one by its path with --stacks');
  expect(await json('two.out', '--stacks', '*-eu-west-1')).toMatchObject({ percent: 0 });
  expect(await json('two.out', '--stacks', 'Prod/Shop-us-east-1')).toMatchObject({ percent: 100 });
  expect(await coverage('two.out', '--stacks', 'Dev/*')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no stack is called 'Dev/*'"),
  });
});

test('what is wrong with a file cannot write to the terminal', async () => {
  const { stderr } = await coverage('no\u001b[2Jwhere');
  expect(stderr).toContain('nowhere'.replace('no', 'no[2J'));
  expect(stderr).not.toContain('\u001b');
});

test('a command that there is under another name is named', async () => {
  expect((await captured('compare')).stderr).toContain("no command 'compare'; did you mean 'rehearse --against DIR'?");
  expect((await captured('a\u001b[2J')).stderr).not.toContain('\u001b');
});

test('a resource that is none is named, not fatal', async () => {
  expect(await json('null.json')).toMatchObject({ unknown: [{ path: 'null/Broken' }] });
});

test.each<[string, object, string]>([
  ['a nested stack of a URL', { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://x' } }, 'Gap'],
  ['a function of SAM', { Type: 'AWS::Serverless::Function' }, 'Gap'],
  ['a loop of CloudFormation', ['Name', ['a'], { 'Q${Name}': { Type: 'AWS::SQS::Queue' } }], 'Fn::ForEach::Gap'],
  ['a module', { Type: 'My::Org::Queues::MODULE' }, 'Gap'],
  ['a template part of a macro', { Name: 'AWS::Include', Parameters: { Location: 's3://x' } }, 'Fn::Transform'],
  ['a resource of a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, 'Gap'],
  ['a name of another app', { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::ImportValue': 'x' } } }, 'Gap'],
])('--min 100 fails where %s stands beside what is watched', async (_, resource, logicalId) => {
  directory.write('part.json', {
    Resources: { Layer: { Type: 'AWS::Serverless::LayerVersion' }, [logicalId]: resource },
  });
  const ran = await coverage('part.json', '--min', '100');
  expect(ran).toMatchObject({ code: 1, stderr: '' });
  expect(ran.stdout).toContain(`Not read, so without an alarm (1)\n  part/${logicalId}`);
  expect(ran.stdout).toContain('0 of 1 resources have an alarm (0 %');
});

test.each(['mine.cjs', 'default.cjs'])('--catalog %s adds entries', async (file) => {
  const found = await json('bare.json', '--catalog', file);
  expect(found).toMatchObject({ unknown: [], withoutDefaults: [{ path: 'bare/Thing' }] });
});

test.each<[readonly string[], RegExp]>([
  [['--catalog', 'none.cjs'], /'none.cjs' exports no catalog entry; an entry has 'type', 'metrics' and 'alarms'/],
  [['--catalog', 'broken.cjs'], /cannot load the catalog 'broken.cjs': boom/],
  [['--catalog', 'nowhere.js'], /nowhere.js/],
  [['a', 'b'], /one assembly or template at a time; 'b' is a second one/],
  [['nowhere'], /'nowhere' is not a cloud assembly/],
  [['nowhere.json'], /nowhere.json/],
  [['empty.out'], /has no stacks/],
  [['no-template.json'], /has no Resources/],
  [['--mni', '5'], /--mni/],
])('%j is refused with what is wrong', async (args, message) => {
  const ran = await coverage(...args);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toMatch(message);
});

test('--help tells of every option', async () => {
  const { code, stdout } = await coverage('--help');
  expect(code).toBe(0);
  for (const option of ['--stacks', '--min', '--catalog', '--json', '--help']) expect(stdout).toContain(option);
});
