import { readFileSync } from 'node:fs';
import { routeCommand } from '../../lib/cli/route';
import { temporaryDirectory } from '../rehearsal/support';
import { captured } from './captured';
import { writeHubApp } from './hub-app';
import { ran } from './ran';

const directory = temporaryDirectory();
const home = process.cwd();
const NOW_MS = Date.parse('2026-12-02T12:00:00Z');

beforeAll(() => {
  writeHubApp(directory);
  process.chdir(directory.path);
});
afterAll(() => {
  process.chdir(home);
  directory.remove();
});

const explain = (...args: readonly string[]) => ran(() => routeCommand(['explain', ...args], NOW_MS));
const json = async (...args: readonly string[]) => JSON.parse((await explain(...args, '--json')).stdout);

describe('sightline route explain', () => {
  test('tells how an alarm of the app is read, which route it takes and who is told when', async () => {
    const shown = await explain('checkout-prod-Faults-0a1b2c3d', '--at', '2026-12-24T03:00+01:00');
    expect(shown).toMatchObject({ code: 0, error: undefined, stderr: '' });
    expect(shown.stdout).toBe(`Read as
  checkout-prod-Faults-0a1b2c3d in ALARM
  high page of checkout prod
  It pages people.

Routes, in their order
  · payments          service 'checkout' is not 'payments'
  ✓ checkout          service 'checkout' fits 'check*'
  · test pages        service 'checkout' is not 'sightline'
  ✓ rest              it matches everything; goes on to the next

Plan: policy default, to be acknowledged by 2026-12-24 02:30 UTC (30 min)
  at once   02:00  on-call       schedule:primary -> @dana (dana is on call)
  +5 min    02:05  backup        person:kim -> oncall, war-room (kim has quiet
                                 hours, 22:00 to 07:00 Europe/Berlin, for all
                                 below critical)
                                 channel:war-room

Told at 2026-12-24 02:00 UTC: @dana

As if an incident began with it at that time. One that is open already is joined
instead, and pages by the plan it began with.
`);
  });

  test('by day the backup has no quiet hours', async () => {
    const { signals } = await json('Faults');
    expect(signals[0].levels[1].targets[0]).toEqual({ target: 'person:kim', told: ['@kim'] });
    expect(signals[0]).toMatchObject({ toldNow: ['@dana'], effect: 'page', adopted: false, notTried: [] });
  });

  test('in maintenance nobody is told', async () => {
    const { stdout } = await explain('Faults', '--at=2026-12-01T21:30Z');
    expect(stdout).toContain('Held back by maintenance weekly until 2026-12-02 01:00 UTC: it is recorded');
    expect(stdout).toContain('Told at 2026-12-01 21:30 UTC: nobody, it is held back');
    expect((await json('Faults', '--at=2026-12-01T21:30Z')).signals[0]).toMatchObject({
      toldNow: [],
      heldBack: { by: 'maintenance weekly', untilMs: Date.parse('2026-12-02T01:00Z') },
    });
  });

  test('an alarm for evidence tells nobody', async () => {
    const { stdout } = await explain('Evidence');
    expect(stdout).toContain('Its role is signal: it opens no incident');
    expect(stdout).not.toContain('Plan:');
    expect((await json('Evidence')).signals[0]).toMatchObject({ effect: 'record', toldNow: [] });
  });

  test('alarms without a role are adopted by a rule, or ignored', async () => {
    expect((await explain('legacy')).stdout).toMatch(
      /^Adopted by a rule of the hub\.\nRead as\n {2}legacy-disk in ALARM\n {2}medium ticket of legacy\n/,
    );
    expect((await explain('somebody-elses')).stdout).toBe(
      "ignored: the alarm 'somebody-elses' names no role and service by its tags (sightline:role, sightline:service) or " +
        'its description, and the hub adopts no alarm of that name\n',
    );
    expect((await json('somebody-elses')).signals).toEqual([{ none: expect.stringMatching(/^ignored/) }]);
  });

  test("where names are listed, the hub's own alarms stand last", async () => {
    directory.write('watched.json', {
      Resources: { ...ownAlarm('AAA'), ...JSON.parse(readFileSync('cdk.out/Shop.json', 'utf8')).Resources },
    });
    const { error } = await explain('nowhere-to-be-found', '--app', 'watched.json');
    expect(error?.message).toMatch(
      / give words of one of: watched\/Faults, watched\/Evidence, watched\/Legacy, watched\/Foreign, watched\/Own\. /,
    );
  });

  test('an event is read as the hub reads it', async () => {
    const { stdout } = await explain('signal.json');
    expect(stdout).toContain('Budget of payments in ALARM\n  medium ticket of payments prod\n');
    expect(stdout).toContain('It opens an incident and tells the first level; it wakes nobody by itself.');
    expect(stdout).toContain("✓ payments          service is 'payments'; tells channel:oncall");
    expect(stdout).toContain('Told at 2026-12-02 12:00 UTC: oncall\n');
    expect(stdout).toContain('Plan: policy default');
    expect((await explain('ok.json')).stdout).toContain('It ends what an ALARM began; what follows is what an ALARM');
  });

  test('foreign text steers no terminal', async () => {
    for (const file of ['evil.json', 'unknown.json']) {
      const { stdout, error } = await explain(file);
      expect(stdout + error?.message).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
    }
    expect((await explain('evil.json')).stdout).toContain('[2Jevil in ALARM\n  medium ticket of ]0;xpay\ufffd prod');
    expect((await explain('unknown.json')).error?.message).toMatch(
      /^the hub cannot read this event: events of the type/,
    );
  });

  test('every line has 80 columns at most', async () => {
    for (const args of [['Faults'], ['signal.json'], ['evil.json'], ['Evidence'], ['legacy']]) {
      for (const line of (await explain(...args)).stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test('a document that cannot be read is named, and the rest is explained', async () => {
    const shown = await explain('Faults', '--app', 'broken.json');
    expect(shown.code).toBe(0);
    expect(shown.stderr).toMatch(
      /^sightline route: left out: Sightline configuration '\/sightline\/sightline\/document-99'/,
    );
    expect(shown.stdout).toContain('Told at');
  });

  test.each<[readonly string[], RegExp]>([
    [['explain'], /what is to be explained\? Give the file of an event/],
    [['explain', 'a', 'b'], /'b' is a second one/],
    [['explain', 'Fualts'], /no alarm has 'Fualts' in its name; did you mean 'Faults'\?/],
    [['explain', 'checkout'], /more than one alarm has 'checkout' in its name/],
    [['explain', 'nowhere.json'], /cannot read the event 'nowhere\.json': there is no such file/],
    [['explain', 'text.json'], /the hub cannot read this event: the body is not JSON/],
    [['explain', 'Faults', '--at', '2026-12-24T03:00'], /--at must be a time with its offset/],
    [['explain', 'Faults', '--at', '2026-02-30T03:00Z'], /got '2026-02-30T03:00Z'/],
    [['explain', 'Faults', '--app', 'two-hubs.json'], /several hubs; name one with --hub: other, sightline/],
    [['explain', 'Faults', '--app', 'empty.json'], /the app has no hub: add an IncidentResponse/],
    [
      ['explain', 'Faults', '--app', 'joins.json'],
      /the stack joins joins the hub 'sightline', which is not in the assembly; give .* as well: --app once more/,
    ],
    [
      ['explain', 'Faults', '--app', 'copies.out'],
      /there are 2 hubs named 'sightline', in the stacks Dev\/Shop and Prod\/Shop, .* such as --stacks 'Prod\/\*'/,
    ],
    [['explain', 'Faults', '--stacks', 'Shpo'], /no stack is called 'Shpo'; did you mean 'Shop'\? There are: Shop/],
    [['explain', 'Faults', '--hub', 'sihgtline'], /no hub 'sihgtline'; did you mean 'sightline'\?/],
    [['explian'], /did you mean 'explain'\?/],
    [[], /say what to do with the routes/],
  ])('%j is refused with what to write', async (args, message) => {
    const { code, stdout, stderr } = await captured('route', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('--stacks chooses one of several copies of an app', async () => {
    const { signals } = await json('Faults', '--app', 'copies.out', '--stacks', 'Prod/*');
    expect(signals[0].toldNow).toEqual(['@dana']);
  });

  test('the hub of another app is found in the assembly that is given as well', async () => {
    const { signals } = await json('Faults', '--app', 'joins.json', '--app', 'others.json');
    expect(signals[0].toldNow).toEqual(['@dana']);
  });

  test('an alarm of another Region is explained, and it is said that the hub does not hear it by itself', async () => {
    const templateOf = (region: string, templateFile: string) => ({
      type: 'aws:cloudformation:stack',
      environment: `aws://111111111111/${region}`,
      properties: { templateFile },
    });
    const artifacts = { Hub: templateOf('us-east-1', 'Hub.json'), Shop: templateOf('eu-west-1', 'Shop.json') };
    directory.write('regions.out/manifest.json', { artifacts });
    directory.write('regions.out/Hub.json', JSON.parse(readFileSync('others.json', 'utf8')));
    directory.write('regions.out/Shop.json', JSON.parse(readFileSync('joins.json', 'utf8')));
    const { code, stderr, stdout } = await explain('Faults', '--app', 'regions.out');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'sightline route: the hub is in 111111111111/us-east-1 and hears of this alarm, in 111111111111/eu-west-1, only ' +
        'what is forwarded\n',
    });
    expect(stdout).toMatch(/^Read as\n/);
  });

  test('--hub chooses one of several', async () => {
    expect((await json('signal.json', '--app', 'two-hubs.json', '--hub', 'other')).signals[0].toldNow).toEqual([
      'oncall',
    ]);
  });

  test.each([['--help'], ['explain', '--help']])('route %s fits 100 columns', async (...args) => {
    const { code, stdout } = await captured('route', ...args);
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

function ownAlarm(name: string) {
  const Tags = [{ Key: 'sightline:service', Value: 'sightline' }];
  return { Own: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: name, Tags } } };
}
