import { existsSync, readFileSync } from 'node:fs';
import { alarm, temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';

const directory = temporaryDirectory();
const home = process.cwd();
const QUEUES = {
  Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
  Jobs: {
    Type: 'AWS::SQS::Queue',
    Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 1 } },
  },
};

beforeAll(() => {
  assembly('cdk.out', { Failures: alarm({ AlarmName: 'Failures', Threshold: 10 }), ...QUEUES });
  assembly('main.out', { Failures: alarm({ AlarmName: 'Failures', Threshold: 5 }) });
  assembly('muted.out', {
    Failures: alarm({ AlarmName: 'Failures', Threshold: 10 }),
    Nights: {
      Type: 'AWS::CloudWatch::AlarmMuteRule',
      Properties: {
        Name: 'Nights',
        Rule: { Schedule: { Expression: 'cron(0 22 * * *)', Duration: 'PT8H' } },
        MuteTargets: { AlarmNames: ['Failures'] },
      },
    },
  });
  const peak = 'series Shop/Failures 0x5 6 20 0x5\nend 12m\n';
  directory.write('peak.scenario', `scenario A peak\n${peak}expect alarm Failures by 7m10s\n`);
  directory.write('loud.scenario', `scenario A loud night\n${peak}expect quiet Failures\n`);
  directory.write('redrive.scenario', 'scenario Dead letters go back\nat 1m redrive Dead\nend 5m\n');
  directory.write(
    'failures.csv',
    'timestamp,value\n2026-01-05 09:00:00,0\n2026-01-05 09:01:00,7\n2026-01-05 09:02:00,0\n',
  );
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

function assembly(name: string, Resources: object): void {
  directory.write(`${name}/manifest.json`, {
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.json' } } },
  });
  directory.write(`${name}/Shop.json`, { Resources });
}

const sightline = (...args: readonly string[]) => captured('rehearse', ...args);

/** What is printed behind the stories. */
const comparisonOf = (stdout: string) => stdout.slice(stdout.indexOf('\nAlarms against ')).split('\n').slice(1);

test('--against says what changed and how it would have behaved, and what the other side expects counts nothing', async () => {
  const ran = await sightline('peak.scenario', '--against', 'main.out');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(comparisonOf(ran.stdout)).toEqual([
    'Alarms against main.out: 1 changed, 0 unchanged; pages 0 → 0 in the story',
    '',
    '  ~ Failures  changed',
    '    Failures Sum >= 10 in 1 of 1 x 1 min',
    '      threshold                         >= 5 → >= 10',
    '      A peak                            ALARM at 6 min 10 s → ALARM at 7 min 10 s',
    '',
    '  Stories                               pages       first page after start',
    '  A peak                                0 → 0       –',
    '',
  ]);
});

test('mute rules are compared too, though no story touches them', async () => {
  const ran = await sightline('peak.scenario', '--against', 'muted.out', '--markdown', 'out/mutes.md');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(comparisonOf(ran.stdout).slice(0, 5)).toEqual([
    'Alarms against muted.out: no alarm changed, 1 unchanged; mute rules: 1 removed; pages 0 → 0 in the story',
    '',
    '  - Nights  mute rule removed',
    '    cron(0 22 * * *) for PT8H, UTC: Failures',
    '',
  ]);
  expect(readFileSync('out/mutes.md', 'utf8')).toContain('mute rule removed: <code>Nights</code>');
});

test('a scenario that the other side cannot play is said, and the rest goes on', async () => {
  const ran = await sightline('redrive.scenario', 'peak.scenario', '--against', 'main.out');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const [summary] = comparisonOf(ran.stdout);
  expect(summary).toContain('pages 0 → 0 in 1 story, 1 story could not be compared');
  expect(ran.stdout).toContain(
    '  Dead letters go back  cannot be played on the other side: redrive.scenario:2: there is no AWS::SQS::Queue',
  );
  expect(ran.stdout).toContain('ALARM at 6 min 10 s → ALARM at 7 min 10 s');
});

test('1 where an expectation of the own side failed, and only then', async () => {
  expect(await sightline('loud.scenario', '--against', 'main.out')).toMatchObject({ code: 1, stderr: '' });
  expect(await sightline('loud.scenario', '--assembly', 'main.out', '--against', 'cdk.out')).toMatchObject({ code: 1 });
  expect(await sightline('peak.scenario', '--assembly', 'main.out', '--against', 'cdk.out')).toMatchObject({ code: 0 });
});

test('what is expected of topics that only the own side has does not keep the other from playing', async () => {
  const Pager = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pager' } };
  const Failures = alarm({ AlarmName: 'Failures', Threshold: 10, AlarmActions: [{ Ref: 'Pager' }] });
  assembly('paging.out', { Pager, Failures });
  directory.write(
    'paging.scenario',
    'scenario A page\nseries Shop/Failures 0x5 20 0x5\nend 12m\nexpect action pager 1\n',
  );
  const ran = await sightline('paging.scenario', '--assembly', 'paging.out', '--against', 'main.out');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('  A page                                0 → 1       none → 6 min 11 s\n');
});

test('a recording is compared too', async () => {
  const ran = await sightline('--replay', 'failures.csv', '--metric', 'Shop/Failures', '--against', 'main.out');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('Replay of failures.csv            ALARM at 2 min 10 s → never\n');
});

test('--markdown writes a comment for the pull request', async () => {
  const ran = await sightline('peak.scenario', '--against', 'main.out', '--markdown', 'ci/alarms.md');
  expect(ran.stdout.endsWith('Markdown: ci/alarms.md\n')).toBe(true);
  const comment = readFileSync('ci/alarms.md', 'utf8');
  expect(comment).toMatch(/^\*\*Alarm changes:\*\* 1 changed, 0 unchanged; pages 0 → 0 in the story\n/);
  expect(comment).toContain('<details><summary>changed: <code>Failures</code> (<code>threshold</code>)</summary>');
});

test.each([
  [['peak.scenario', '--markdown', 'a.md'], '--markdown is for a comparison; add --against DIR'],
  [['peak.scenario', '--against', 'nowhere'], "'nowhere' is not a cloud assembly: there is no such directory"],
  [
    ['peak.scenario', '--against', 'main.out', '--markdown', 'same', '--out', './same'],
    "--markdown and --out are the same file './same'; give them different names",
  ],
  [
    ['peak.scenario', '--against', 'main.out', '--markdown', 'main.out'],
    "--markdown must name a file, and 'main.out' is a directory; write such as 'main.out/rehearsal.md'",
  ],
  [['peak.scenario', '--alone', '--against', 'main.out'], '--alone plays without an app, so --against has nothing'],
])('%j is refused before anything is played', async (args, problem) => {
  const ran = await sightline(...args);
  expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(problem) });
  expect(existsSync('a.md')).toBe(false);
});

test('--against takes the place of the first assembly, and of both sides the same stacks are played', async () => {
  directory.write('Queues.json', { Resources: QUEUES });
  const both = ['peak.scenario', '--assembly', 'cdk.out', '--assembly', 'Queues.json', '--against', 'main.out'];
  const ran = await sightline(...both, '--stacks', 'Shop');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(comparisonOf(ran.stdout)[0]).toBe('Alarms against main.out: 1 changed, 0 unchanged; pages 0 → 0 in the story');
  expect((await sightline(...both, '--stacks', 'Queues')).stderr).toMatch(/cdk\.out, Queues' has no CloudWatch alarms/);
});

test('--help tells of both options', async () => {
  const { stdout } = await sightline('--help');
  for (const option of ['against DIR', 'markdown FILE']) expect(stdout).toContain(`\n  --${option} `);
});

describe('--against with --stacks', () => {
  const app = (name: string, stacks: readonly string[]) => {
    const artifacts = stacks.map((stack) => [
      `Prod${stack}`,
      {
        type: 'aws:cloudformation:stack',
        displayName: `Prod/${stack}`,
        properties: { templateFile: `${stack}.json` },
      },
    ]);
    directory.write(`${name}/manifest.json`, { artifacts: Object.fromEntries(artifacts) });
    for (const stack of stacks)
      directory.write(`${name}/${stack}.json`, { Resources: { [stack]: alarm({ AlarmName: stack, Threshold: 10 }) } });
  };
  beforeAll(() => {
    app('new.out', ['Shop', 'New']);
    app('old.out', ['Shop', 'Old']);
    directory.write('still.scenario', 'scenario Nothing happens\nend 3m\n');
  });
  const compared = (own: string, other: string, ...patterns: readonly string[]) =>
    sightline(
      'still.scenario',
      ...['--assembly', own, '--against', other],
      ...patterns.flatMap((pattern) => ['--stacks', pattern]),
    );

  test('a stack that the other side lacks is new', async () => {
    const ran = await compared('new.out', 'old.out', 'Prod/Shop', 'Prod/New');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(comparisonOf(ran.stdout)[0]).toMatch(/^Alarms against old.out: 1 added, 1 unchanged/);
  });

  test('so is all of it where the other side has none of the stacks', async () => {
    const ran = await compared('new.out', 'old.out', 'Prod/New');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(comparisonOf(ran.stdout)[0]).toMatch(/^Alarms against old.out: .* all 1 are new/);
  });

  test('a stack that this side lacks is misspelt', async () => {
    const ran = await compared('new.out', 'old.out', 'Prod/Old');
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining("no stack is called 'Prod/Old'") });
  });
});
