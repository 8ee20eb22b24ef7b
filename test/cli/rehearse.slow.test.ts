import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { main } from '../../lib/cli/main';
import { temporaryDirectory } from '../rehearsal/support';
import { writeApp } from './assembly';

const directory = temporaryDirectory();
const home = process.cwd();
beforeAll(() => {
  writeApp(directory);
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process; `terminal` says whether its streams are one. */
async function sightline(args: readonly string[], { terminal = false } = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const { isTTY } = process[name];
    process[name].isTTY = terminal;
    const spy = jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    });
    return () => {
      spy.mockRestore();
      process[name].isTTY = isTTY;
    };
  });
  try {
    return { code: await main(args), ...written };
  } finally {
    for (const restore of streams) restore();
  }
}

describe('sightline', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists the commands', async (args) => {
    expect(await sightline(args)).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Usage: sightline <command> \[options\]\n\n {2}rehearse {4}play scenarios/),
      stderr: '',
    });
  });

  test.each([
    ['rehearsal', "command 'rehearsal'; did you mean 'rehearse'?"],
    ['constructor', "command 'constructor'"],
    ['--verson', "option '--verson'; did you mean '--version'?"],
    ['-x', "option '-x'"],
  ])("'%s' is no command", async (name, problem) => {
    const ran = await sightline([name]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.split('\n\nUsage: sightline <command>')[0]).toBe(`sightline: there is no ${problem}`);
  });

  test.each(['--version', '-v'])('%s says which version this is', async (option) => {
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    expect(await sightline([option])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test("'help rehearse' is 'rehearse --help'", async () => {
    expect(await sightline(['help', 'rehearse'])).toEqual(await sightline(['rehearse', '--help']));
    expect(await sightline(['help', 'rehears'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^sightline: there is no command 'rehears'; did you mean 'rehearse'\?\n/),
    });
  });
});

describe('playing scenarios', () => {
  test('a story as expected is told, its page is written, and all is well', async () => {
    const ran = await sightline(['rehearse', 'quiet.scenario', '--out', 'pages/quiet.html']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^A quiet night\n2026-01-05 09:00 to 2026-01-05 09:03 UTC, virtual time {2}quiet\.scenario\n/,
    );
    expect(ran.stdout).toContain('  ✓ expect quiet Errors\n  ✓ nothing else was sent\n\nPassed: No alarm fired');
    expect(ran.stdout).toContain(
      'Not rehearsed (1):\n  Shop/PlaceOrder: function: the rehearsal bindings give no code for it\n',
    );
    expect(ran.stdout.endsWith('Page: pages/quiet.html\n')).toBe(true);
    expect(readFileSync('pages/quiet.html', 'utf8')).toMatch(/^<!doctype html>[\s\S]*A quiet night/i);
  });

  test('a story that went otherwise is 1', async () => {
    const ran = await sightline(['rehearse', 'loud.scenario']);
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(ran.stdout).toContain('  ✗ expect alarm Errors\n      loud.scenario:3: Errors never went to ALARM\n');
    expect(ran.stdout).toContain('Failed: 1 of 2 expectations was not met.');
    expect(existsSync('out/rehearsal.html')).toBe(true);
  });

  test('several assemblies are played as one, and of them the stacks that are chosen', async () => {
    const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'oncall' } };
    directory.write('topics.json', { Resources: { Topic: topic } });
    const both = ['--assembly', 'cdk.out', '--assembly', 'topics.json'];
    expect((await sightline(['rehearse', 'quiet.scenario', ...both])).code).toBe(0);
    expect((await sightline(['rehearse', 'quiet.scenario', ...both, '--stacks', 'Shop'])).code).toBe(0);
    const none = await sightline(['rehearse', 'quiet.scenario', ...both, '--stacks', 'top*']);
    expect(none.stderr).toMatch(/the cloud assembly '.*cdk\.out, topics' has no CloudWatch alarms/);
    const unknown = await sightline(['rehearse', 'quiet.scenario', ...both, '--stacks', 'Shpo']);
    expect(unknown).toMatchObject({
      code: 2,
      stderr: "sightline rehearse: no stack is called 'Shpo'; did you mean 'Shop'? There are: Shop, topics\n",
    });
  });

  test('package.json may name several assemblies', async () => {
    directory.write('package.json', { sightline: { assembly: ['cdk.out', 'nowhere.out'] } });
    const ran = await sightline(['rehearse', 'quiet.scenario']);
    directory.write('package.json', {});
    expect(ran.stderr).toMatch(/'nowhere\.out' is not a cloud assembly/);
  });

  test('of several stories one is enough for 1, and each has its page', async () => {
    const ran = await sightline(['rehearse', 'loud.scenario', 'quiet.scenario', '--out', 'several.html']);
    expect(ran.code).toBe(1);
    expect(ran.stdout.match(/^Page: .*$/gm)).toEqual(['Page: several-1.html', 'Page: several-2.html']);
    expect([existsSync('several-1.html'), existsSync('several-2.html')]).toEqual([true, true]);
    expect(
      ran.stdout.endsWith(
        [
          'Page: several-2.html',
          '',
          '  failed    loud.scenario: A loud night, 1 of 2 expectations not met',
          '  passed    quiet.scenario: A quiet night',
          '2 scenarios: 1 passed, 1 failed',
          '',
        ].join('\n'),
      ),
    ).toBe(true);
  });

  test('a directory means every scenario below it, in order', async () => {
    directory.write('nights/b.scenario', 'scenario Second\nend 3m\nexpect quiet Errors\n');
    directory.write('nights/a/a.scenario', 'scenario First\nend 3m\nexpect quiet Errors\n');
    const ran = await sightline(['rehearse', 'nights', '--out', 'nights.html']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.split('\n').slice(-4)).toEqual([
      '  passed    nights/a/a.scenario: First',
      '  passed    nights/b.scenario: Second',
      '2 scenarios: 2 passed',
      '',
    ]);
  });

  test('--junit writes the verdicts of all scenarios to one file', async () => {
    const args = ['rehearse', 'quiet.scenario', 'loud.scenario', '--junit', 'ci/junit.xml'];
    const ran = await sightline(args);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('\nJUnit: ci/junit.xml\n');
    const xml = readFileSync('ci/junit.xml', 'utf8');
    expect(xml).toMatch(/^<\?xml [^\n]*\n<testsuites name="sightline rehearse" tests="4" failures="1" /);
    expect(xml.match(/<testsuite name="[^"]*" file="[^"]*"/g)).toEqual([
      '<testsuite name="A quiet night" file="quiet.scenario"',
      '<testsuite name="A loud night" file="loud.scenario"',
    ]);
    expect(xml).toContain('>loud.scenario:3: expect alarm Errors\nErrors never went to ALARM</failure>');
  });

  test('scenarios, assembly and bindings come from package.json where none are given', async () => {
    directory.write('package.json', { sightline: { scenarios: ['quiet.scenario'], assembly: 'cdk.out' } });
    expect(await sightline(['rehearse'])).toMatchObject({ code: 0, stdout: expect.stringContaining('A quiet night') });
    directory.write('package.json', { sightline: { scenarios: ['quiet.scenario'], assembly: 'other.out' } });
    expect(await sightline(['rehearse'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'other.out' is not a cloud assembly"),
    });
    directory.write('package.json', { sightline: { scenarios: ['quiet.scenario'], bindings: 'bound.mjs' } });
    expect(await sightline(['rehearse'])).toMatchObject({
      code: 2,
      stderr: "sightline rehearse: cannot read the bindings 'bound.mjs': there is no such file\n",
    });
    directory.write('package.json', '{"sightline": ');
    expect(await sightline(['rehearse'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^sightline rehearse: cannot read package\.json: ./),
    });
    directory.write('package.json', 'null');
    expect(await sightline(['rehearse'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no scenario to play'),
    });
    directory.write('package.json', {});
  });

  test.each([
    [
      { scenario: ['quiet.scenario'] },
      '"sightline" in package.json has no "scenario"; did you mean "scenarios"? Allowed are: assembly, bindings, scenarios',
    ],
    [
      { constructor: 1 },
      '"sightline" in package.json has no "constructor". Allowed are: assembly, bindings, scenarios',
    ],
    [
      { scenarios: 'quiet.scenario' },
      '"scenarios" of "sightline" in package.json must be a list of paths, got "quiet.scenario"',
    ],
    [{ scenarios: [1] }, '"scenarios" of "sightline" in package.json must be a list of paths, got [1]'],
    [{ assembly: '' }, '"assembly" of "sightline" in package.json must be a path or a list of paths, got ""'],
    [{ assembly: [1] }, '"assembly" of "sightline" in package.json must be a path or a list of paths, got [1]'],
    [['quiet.scenario'], '"sightline" in package.json must be an object, got ["quiet.scenario"]'],
  ])('the section %j of package.json is refused', async (section, message) => {
    directory.write('package.json', { sightline: section });
    const ran = await sightline(['rehearse', 'quiet.scenario']);
    directory.write('package.json', {});
    expect(ran).toEqual({ code: 2, stdout: '', stderr: `sightline rehearse: ${message}\n` });
  });
});

describe('what cannot be run is 2, with the reason on stderr', () => {
  const hint = "Run 'sightline rehearse --help' for what it takes.\n";
  test.each<[string, readonly string[], string | RegExp]>([
    [
      'no scenario',
      [],
      `sightline rehearse: no scenario to play; name a .scenario file, or list some under "sightline" in package.json\n${hint}`,
    ],
    [
      'an unknown option',
      ['--assmbly', 'x'],
      /^sightline rehearse: there is no option '--assmbly'; did you mean '--assembly'\? Options are: --assembly, .*\n.*--help' for what it takes\.\n$/,
    ],
    [
      'an option without its value',
      ['--out'],
      `sightline rehearse: --out needs a value, and there is none behind it\n${hint}`,
    ],
    [
      'no such scenario',
      ['nowhere.scenario'],
      "sightline rehearse: cannot read the scenario 'nowhere.scenario': there is no such file\n",
    ],
    [
      'one scenario of several missing, before the others are played',
      ['quiet.scenario', 'nowhere.scenario'],
      "sightline rehearse: cannot read the scenario 'nowhere.scenario': there is no such file\n",
    ],
    [
      'a directory without scenarios',
      ['cdk.out'],
      "sightline rehearse: there is no .scenario file in the directory 'cdk.out' or below; name another, or a file\n",
    ],
    [
      'a pattern that matches nothing',
      ['stories/*.scenario'],
      "sightline rehearse: no file matches 'stories/*.scenario'; check the pattern, or name the scenarios or their directory\n",
    ],
    [
      'no such assembly',
      ['quiet.scenario', '--assembly', 'nowhere'],
      "sightline rehearse: 'nowhere' is not a cloud assembly: there is no such directory; run 'cdk synth' and give its output directory\n",
    ],
    [
      'no such bindings',
      ['quiet.scenario', '--bindings', 'nowhere.mjs'],
      "sightline rehearse: cannot read the bindings 'nowhere.mjs': there is no such file\n",
    ],
    [
      'a directory for bindings',
      ['quiet.scenario', '--bindings', 'cdk.out'],
      "sightline rehearse: cannot read the bindings 'cdk.out': it is a directory; name a file in it\n",
    ],
    [
      'a file for an assembly',
      ['quiet.scenario', '--assembly', 'errors.csv'],
      "sightline rehearse: 'errors.csv' is not a cloud assembly: it is a file; run 'cdk synth' and give its output directory\n",
    ],
    [
      'a directory for the page',
      ['quiet.scenario', '--out', 'cdk.out/'],
      `sightline rehearse: --out must name a file, and 'cdk.out/' is a directory; write such as 'cdk.out/rehearsal.html'\n${hint}`,
    ],
    [
      'a page below a file',
      ['quiet.scenario', '--out', 'errors.csv/deep/page.html'],
      /^sightline rehearse: --out 'errors\.csv\/deep\/page\.html' cannot be written: '.*errors\.csv' is a file, not a directory; name another\n/,
    ],
    [
      'a directory for the verdicts',
      ['quiet.scenario', '--junit', 'cdk.out'],
      `sightline rehearse: --junit must name a file, and 'cdk.out' is a directory; write such as 'cdk.out/rehearsal.xml'\n${hint}`,
    ],
    [
      'one file for page and verdicts',
      ['quiet.scenario', '--junit', './page.html', '--out', 'page.html'],
      `sightline rehearse: --junit and --out are the same file 'page.html'; give them different names\n${hint}`,
    ],
    [
      'a metric without a recording',
      ['quiet.scenario', '--metric', 'A/b'],
      `sightline rehearse: --metric is for a recording; add --replay FILE.csv\n${hint}`,
    ],
    [
      'a scale without a recording',
      ['--scale', '2'],
      `sightline rehearse: --scale is for a recording; add --replay FILE.csv\n${hint}`,
    ],
    [
      'both without a recording',
      ['--scale', '2', '--metric', 'A/b'],
      `sightline rehearse: --metric and --scale are for a recording; add --replay FILE.csv\n${hint}`,
    ],
    [
      'traffic to a function without code',
      ['traffic.scenario'],
      /^sightline rehearse: traffic\.scenario:2: no code is bound to Shop\/PlaceOrder/,
    ],
    [
      'a recording without its metric',
      ['--replay', 'errors.csv'],
      `sightline rehearse: --replay needs --metric: what the numbers in the file are\n${hint}`,
    ],
    [
      'a recording and a scenario',
      ['--replay', 'errors.csv', 'quiet.scenario'],
      `sightline rehearse: --replay plays a recording instead of scenarios; leave the scenarios out\n${hint}`,
    ],
    [
      'a scale that is no number',
      ['--replay', 'errors.csv', '--metric', 'A/b', '--scale', 'ten'],
      `sightline rehearse: --scale must be a number other than 0, got 'ten'\n${hint}`,
    ],
    [
      'a scale of nothing',
      ['--replay', 'errors.csv', '--metric', 'A/b', '--scale', '0'],
      `sightline rehearse: --scale must be a number other than 0, got '0'\n${hint}`,
    ],
    [
      'no such recording',
      ['--replay', 'nowhere.csv', '--metric', 'A/b'],
      "sightline rehearse: cannot read the recording 'nowhere.csv': there is no such file\n",
    ],
    [
      'a directory for a recording',
      ['--replay', 'cdk.out', '--metric', 'A/b'],
      "sightline rehearse: cannot read the recording 'cdk.out': it is a directory; name a file in it\n",
    ],
    [
      'a metric that is none',
      ['--replay', 'errors.csv', '--metric', 'Errors'],
      /^sightline rehearse: 'Errors' is not a metric; write/,
    ],
    [
      'a metric nobody watches',
      ['--replay', 'errors.csv', '--metric', 'A/b'],
      /^sightline rehearse: no alarm watches A\/b; the alarms watch:\n {2}Errors: AWS\/Lambda\/Errors/,
    ],
  ])('%s', async (_what, args, stderr) => {
    const ran = await sightline(['rehearse', ...args]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    if (typeof stderr === 'string') expect(ran.stderr).toBe(stderr);
    else expect(ran.stderr).toMatch(stderr);
  });

  test('SIGHTLINE_DEBUG adds where it went wrong', async () => {
    process.env.SIGHTLINE_DEBUG = '1';
    const { stderr } = await sightline(['rehearse', 'nowhere.scenario']);
    delete process.env.SIGHTLINE_DEBUG;
    expect(stderr).toMatch(/there is no such file\n.*\n? +at /);
  });
});

test('--help tells what it takes', async () => {
  const ran = await sightline(['rehearse', '--help', 'nowhere.scenario']);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  for (const option of ['assembly', 'bindings', 'replay', 'metric', 'scale', 'out', 'junit', 'help'])
    expect(ran.stdout).toContain(`  --${option} `);
});

test('a recording is replayed and only observed', async () => {
  const ran = await sightline([
    'rehearse',
    '--replay',
    'errors.csv',
    '--metric',
    'AWS/Lambda/Errors:FunctionName=@PlaceOrder',
    '--scale',
    '2',
  ]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('Replay of errors.csv\n');
  expect(ran.stdout).toContain('3 recorded points of AWS/Lambda/Errors{FunctionName=Shop-PlaceOrder}, times 2\n');
  expect(ran.stdout).toContain('Observed: 1 alarm fired');
});

describe('on a terminal', () => {
  test('a bar shows the progress and is wiped away before the story, which is in colours', async () => {
    const ran = await sightline(['rehearse', 'quiet.scenario'], { terminal: true });
    const frames = ran.stderr.split('\r\u001b[2K');
    expect(frames[1]).toMatch(/^Rehearsing ░+ 1 %$/);
    expect(frames.at(-2)).toMatch(/^Rehearsing █+ 100 %$/);
    expect(frames.slice(1, -1).every((frame) => frame.startsWith('Rehearsing '))).toBe(true);
    expect(frames.at(-1)).toBe('');
    expect(ran.stdout).toContain('\u001b[1mA quiet night\u001b[22m');
  });

  test('NO_COLOR takes the colours away', async () => {
    process.env.NO_COLOR = '1';
    const ran = await sightline(['rehearse', 'quiet.scenario'], { terminal: true });
    delete process.env.NO_COLOR;
    expect(ran.stdout).not.toContain('\u001b');
  });

  test('anywhere else there are neither', async () => {
    const ran = await sightline(['rehearse', 'quiet.scenario']);
    expect(ran.stderr + ran.stdout).not.toContain('\u001b');
    expect(ran.stderr).toBe('');
  });
});

describe('bindings', () => {
  const handler = 'functions: () => ({ PlaceOrder: () => async () => { throw new Error("no"); } })';
  const cases: readonly (readonly [string, string, number, string | RegExp])[] = [
    ['esm.mjs', `export default { ${handler} };`, 0, ''],
    ['common.cjs', `exports.default = { ${handler} };`, 0, ''],
    ['plain.cjs', `module.exports = { ${handler} };`, 0, ''],
    ['typed.ts', `const bindings: object = { ${handler} };\nexport default bindings;`, 0, ''],
    [
      'throws.mjs',
      'throw new Error("no credentials");',
      2,
      "sightline rehearse: cannot load the bindings 'throws.mjs': no credentials\n",
    ],
    ['broken.mjs', 'export default {', 2, /^sightline rehearse: cannot load the bindings 'broken\.mjs': ./],
    [
      'empty.mjs',
      'export const other = 1;',
      2,
      "sightline rehearse: 'empty.mjs' must export defineRehearsal({ functions: ... }) as its default\n",
    ],
    [
      'wrong.mjs',
      'export default { functions: {} };',
      2,
      "sightline rehearse: 'wrong.mjs' must export defineRehearsal({ functions: ... }) as its default\n",
    ],
    [
      'nothing.mjs',
      'export default undefined;',
      2,
      "sightline rehearse: 'nothing.mjs' must export defineRehearsal({ functions: ... }) as its default\n",
    ],
    [
      'stranger.mjs',
      'export default { functions: () => ({ PlaceOrdr: () => async () => ({}) }) };',
      2,
      "sightline rehearse: there is no AWS::Lambda::Function 'PlaceOrdr'; did you mean 'PlaceOrder'? There are: Shop/PlaceOrder\n",
    ],
    [
      'queueless.mjs',
      'export default { functions: (platform) => ({ PlaceOrder: platform.queue("Mails") }) };',
      2,
      "sightline rehearse: there is no AWS::SQS::Queue 'Mails'; give one of: (the templates have none)\n",
    ],
  ];
  let ran: readonly { readonly code: number; readonly stderr: string }[];
  beforeAll(async () => {
    for (const [file, text] of cases) directory.write(file, text);
    const lines = cases.map(([file]) => ['rehearse', 'traffic.scenario', '--bindings', file]);
    const loader = pathToFileURL(require.resolve('tsx')).href;
    const args = ['--import', loader, join(__dirname, 'run-main.ts'), JSON.stringify(lines)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory.path });
    ran = JSON.parse(stdout);
  }, 60_000);

  test.each(cases.map(([file, , code, stderr], index) => ({ file, code, stderr, index })))(
    '$file: $code',
    ({ code, stderr, index }) => {
      expect(ran[index]).toEqual({ code, stderr: typeof stderr === 'string' ? stderr : expect.stringMatching(stderr) });
    },
  );
});
