import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { rehearse, series, story } from '../../lib/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { messageOf } from './support';

const written = (text: string) => text.trim().split('\n').slice(1);
const line = (told: { toString(): string }) => written(told.toString()).at(-1);
const any = story('Any night');

test('a story prints the scenario that it is, statement by statement', () => {
  const night = story('Payments fail')
    .start('2026-01-05T22:00:00Z')
    .traffic('POST', '/orders', '30/min', { from: '1m', until: '50m', with: { id: 'order-{n}' } })
    .series('App/Errors:Service=checkout', series().every('1m').repeat(0, 30).ramp(0, 10, 10).gap(5))
    .at('10m')
    .fail('payments', { for: '20%' })
    .at('25m')
    .recover('payments')
    .expect.alarm('PlaceOrder Errors', { by: '14m' })
    .end('1h');
  expect(night.toString()).toBe(
    [
      'scenario Payments fail',
      'start 2026-01-05T22:00:00Z',
      'traffic POST /orders 30/min from 1m until 50m with {"id":"order-{n}"}',
      'series App/Errors:Service=checkout every 1m 0x30 0..10x10 _x5',
      'at 10m fail payments for 20%',
      'at 25m recover payments',
      'expect alarm PlaceOrder Errors by 14m',
      'end 1h',
      '',
    ].join('\n'),
  );
});

test.each([
  ['a Date', any.start(new Date('2026-03-01T10:00:30.500Z')), 'start 2026-03-01T10:00:30Z'],
  ['traffic alone', any.traffic('GET', '/', '2/s'), 'traffic GET / 2/s'],
  ['a body as text', any.traffic('PUT', '/', '1/min', { with: '[1]' }), 'traffic PUT / 1/min with [1]'],
  ['slow', any.at('1m').slow('db', { to: '2s' }), 'at 1m slow db to 2s'],
  ['redrive', any.at('1m').redrive('DeadLetters'), 'at 1m redrive DeadLetters'],
  ['deploy', any.at('1m').deploy('Shop'), 'at 1m deploy Shop'],
  ['crash', any.at('1m').crash('Place', { for: '5%' }), 'at 1m crash Place for 5%'],
  ['heal', any.at('1m').heal('Place'), 'at 1m heal Place'],
  ['a clock ahead', any.at('1m').clock('Place', { ahead: '5m' }), 'at 1m clock Place ahead 5m'],
  ['a clock behind', any.at('1m').clock('Place', { behind: '5m' }), 'at 1m clock Place behind 5m'],
  ['a clock put right', any.at('1m').clock('Place', 'right'), 'at 1m clock Place right'],
  ['a mute scene', any.at('1m').mute('all alarms', { for: '1h' }), 'at 1m mute all alarms for 1h'],
  ['approve', any.at('1m').approve('fail-over', { by: 'alice' }), 'at 1m approve fail-over by alice'],
  ['run', any.at('1m').run('fail-over', { by: 'alice' }), 'at 1m run fail-over by alice'],
  ['say', any.at('1m').say('Lights go out.'), 'at 1m say Lights go out.'],
  ['quiet', any.expect.quiet('Errors'), 'expect quiet Errors'],
  ['a state', any.expect.state('Errors', 'OK', { at: '5m' }), 'expect state Errors OK at 5m'],
  [
    'transitions',
    any.expect.transitions('Errors', ['ALARM', '5m'], ['OK', '7m']),
    'expect transitions Errors ALARM 5m OK 7m',
  ],
  ['no transitions', any.expect.transitions('Errors'), 'expect transitions Errors none'],
  ['incidents', any.expect.incidents(0), 'expect incidents 0'],
  ['a page', any.expect.page('oncall', { times: 1, within: '5m', of: '10m' }), 'expect page oncall 1 within 5m of 10m'],
  ['a notice', any.expect.notice('chat', { times: 2 }), 'expect notice chat 2'],
  ['a resolved', any.expect.resolved('oncall', { times: 1 }), 'expect resolved oncall 1'],
  ['a fallback', any.expect.fallback('fallback', { times: 0 }), 'expect fallback fallback 0'],
  ['an action', any.expect.action('Topic', { times: 1 }), 'expect action Topic 1'],
  ['all OK', any.expect.allAlarmsOk(), 'expect all alarms OK'],
  [
    'an alarm',
    any.alarm('Too many', { metric: 'App/Errors', statistic: 'Sum', operator: '>=', threshold: 5 }),
    'alarm "Too many" App/Errors Sum >= 5 in 1 of 1 x 1m',
  ],
  [
    'an alarm with everything',
    any.alarm('Slow', {
      metric: 'App/Latency:Route=GET /',
      statistic: 'p99',
      operator: '>',
      threshold: 0.5,
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
      period: '5m',
      missing: 'notBreaching',
      lowSamples: 'ignore',
      wallClock: 'Europe/Berlin',
      warmUp: { length: '10m', onlyAfter: true },
      notify: 'oncall',
      actionsEnabled: false,
    }),
    'alarm Slow "App/Latency:Route=GET /" p99 > 0.5 in 3 of 5 x 5m missing notBreaching low-samples ignore ' +
      'wall-clock Europe/Berlin warm-up 10m only-after notify oncall actions-disabled',
  ],
  [
    'a math alarm',
    any.alarm('Rate', {
      math: '100 * errors / requests',
      with: { errors: 'Sum(App/Errors)', requests: 'Sum(App/Requests:Route=GET /)' },
      operator: '>',
      threshold: 5,
    }),
    'alarm Rate math "100 * errors / requests" > 5 in 1 of 1 x 1m with errors=Sum(App/Errors) ' +
      '"requests=Sum(App/Requests:Route=GET /)"',
  ],
  [
    'a band alarm',
    any.alarm('Odd', { metric: 'App/Orders', statistic: 'Sum', operator: 'below', threshold: 2, period: '5m' }),
    'alarm Odd App/Orders Sum below 2 in 1 of 1 x 5m',
  ],
  [
    'a composite',
    any.composite('Both', 'ALARM("a b") AND ALARM(c)', {
      suppressor: { alarm: 'Deploying', wait: '2m', extension: '3m' },
      notify: 'oncall',
    }),
    'composite Both "ALARM(\\"a b\\") AND ALARM(c)" suppressor Deploying wait 2m extension 3m notify oncall',
  ],
  [
    'a mute rule',
    any.mute('Nights', 'cron(0 22 * * *)', { for: 'PT8H', in: 'Europe/Berlin', alarms: ['a', 'b c'] }),
    'mute Nights "cron(0 22 * * *)" for PT8H in Europe/Berlin a "b c"',
  ],
])('%s is a line that scenarios know', (_what, told, expected) => {
  expect(line(told)).toBe(expected);
});

test.each([
  ['values', series().values(1, 2.5, -3), '1 2.5 -3'],
  ['one value once', series().repeat(4, 1), '4'],
  ['one value for two hours', series().repeat(4, '2h'), '4x2h'],
  ['a ramp down', series().ramp(-1, -5, 5), '-1..-5x5'],
  ['samples', series().samples([12, [900, 3]], 5), '[12 900*3]x5'],
  ['normal', series().normal({ mean: 100, deviation: 15, count: 60, seed: 7 }), 'seed 7 normal(100,15)x60'],
  ['lognormal', series().lognormal({ median: 10, p99: 90, samples: 200 }), 'lognormal(10,90)*200'],
  ['uniform', series().uniform({ from: 0, to: 1, count: '1h' }), 'uniform(0,1)x1h'],
  ['poisson', series().poisson({ mean: 3 }), 'poisson(3)'],
  ['a wave', series().wave({ mean: 5, amplitude: 2, period: '1d', count: 10 }), 'wave(5,2,1d)x10'],
  ['a group', series().group(series().values(1, 2), 4), '(1 2)x4'],
  [
    'options',
    series().values(1).scale(0.001).from('-2d').every('30s').seed(3),
    'every 30s from -2d scale 0.001 seed 3 1',
  ],
])('%s: an item of a sequence', (_what, datapoints, expected) => {
  expect(datapoints.toString()).toBe(expected);
  expect(line(any.series('App/Errors', datapoints))).toBe(`series App/Errors ${expected}`);
});

test('the datapoints are those that the alarms see', async () => {
  const report = await rehearse().play(
    any
      .alarm('Errors', { metric: 'App/Errors', statistic: 'Sum', operator: '>', threshold: 100 })
      .series('App/Errors', series().repeat(0, 2).ramp(0, 10, 3).gap(1).values(7))
      .end('7m'),
  );
  const points = report.alarms[0]?.chart?.points.filter(([atMs]) => atMs >= report.startMs);
  expect(points?.slice(0, 7).map(([, value]) => value)).toEqual([0, 0, 0, 5, 10, null, 7]);
});

test('a recording is found from the working directory, blanks in its path included', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sight line-'));
  writeFileSync(join(directory, 'night.csv'), 'timestamp,value\n2026-01-05 09:00:00,1\n2026-01-05 09:01:00,2\n');
  const told = any.series('App/Errors', series().file(join(directory, 'night.csv')));
  expect(parseScenario(told.toString(), 'story').series[0]?.sequence.lengthMs).toBe(120_000);
  rmSync(directory, { recursive: true });
});

test('one beginning serves several stories', () => {
  const morning = any.start('2026-01-05T09:00:00Z');
  const [loud, quiet] = [morning.at('1m').say('Loud.'), morning.at('1m').say('Quiet.')];
  expect(written(morning.toString())).toEqual(['start 2026-01-05T09:00:00Z']);
  expect([line(loud), line(quiet)]).toEqual(['at 1m say Loud.', 'at 1m say Quiet.']);
  const base = series().values(1);
  expect([base.values(2).toString(), base.toString()]).toEqual(['1 2', '1']);
});

describe('what is wrong fails where it is written', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a duration',
      () => any.at('ten').fail('x'),
      "story:2: a duration such as 90s, 10m, 1h30m or 2d belongs here, got 'ten'",
    ],
    ['a rate', () => any.end('1h').traffic('GET', '/', '0/min'), 'story:3: a rate such as 60/min'],
    [
      'an operator',
      () => any.alarm('A', { metric: 'A/b', statistic: 'Sum', operator: '=>' as '>=', threshold: 1 }),
      "'=>' is not known here",
    ],
    ['a rule', () => any.composite('A', 'ALARM(a) AND'), 'story:2: '],
    ['a line break in a title', () => story('A\nexpect incidents 0'), 'the title of a story must be one line of text'],
    [
      'a line break in a body',
      () => any.traffic('GET', '/', '1/min', { with: '1\nend 1m' }),
      'the body must be one line of text',
    ],
    ['no title', () => story(' '), "the title of a story must be one line of text, got ' '"],
    [
      'blanks in a word',
      () => any.at('1m').fail('payments for 5%'),
      "a dependency must be one word without blanks, got 'payments for 5%'",
    ],
    ['a number that is none', () => series().values(Number.NaN), 'a value must be a finite number, got NaN'],
    ['no datapoints', () => any.series('App/Errors', series()), 'the line ends where a sequence'],
    ['no times', () => series().repeat(1, 0), "a whole number above 0 or a time such as 2h, got '0'"],
    [
      'times of two units',
      () => series().repeat(1, '1h30m'),
      "a whole number above 0 or a time such as 2h, got '1h30m'",
    ],
    [
      'two seeds',
      () => series().poisson({ mean: 1, seed: 1 }).poisson({ mean: 1, seed: 2 }),
      'a series has one seed, got 1 and 2',
    ],
    [
      'a window without its beginning',
      () => any.expect.page('oncall', { times: 1, within: '5m' }),
      "'within' and 'of' belong together",
    ],
    ['a second end', () => any.end('1h').end('2h'), "a story has one end, got 'end 1h' and 'end 2h'; keep one of them"],
    [
      'a second start',
      () => any.start('2026-01-05T09:00:00Z').end('1h').start('2026-01-05T10:00:00Z'),
      "a story has one start, got 'start 2026-01-05T09:00:00Z' and 'start 2026-01-05T10:00:00Z'",
    ],
    ['an end in words', () => any.end('10 minutes'), "the end must be a duration such as 10m, got '10 minutes'"],
    [
      'a time in words',
      () => any.at('10 min').say('x'),
      "the time of a scene must be a duration such as 10m, got '10 min'",
    ],
    [
      'a distribution that lacks a number',
      () => series().normal({ mean: 1 } as never),
      "normal() needs 'deviation'; write normal({ mean, deviation })",
    ],
    [
      'a wave without period',
      () => series().wave({ mean: 1, amplitude: 2 } as never),
      "wave() needs 'period'; write wave({ mean, amplitude, period })",
    ],
    [
      'a number of a distribution that is none',
      () => series().poisson({ mean: '3' as never }),
      "'mean' of poisson() must be a finite number, got '3'",
    ],
    ['a bare mean', () => series().poisson(3 as never), 'options belong in braces, write poisson({ mean }); got 3'],
    [
      'a bare number of messages',
      () => any.expect.action('Pager', 1 as never),
      'options belong in braces, write { times: 1 }; got 1',
    ],
    ['no number of messages', () => any.expect.page('oncall', undefined as never), 'write { times: 1 }; got undefined'],
    ['a bare time', () => any.expect.alarm('Errors', '7m' as never), "write { by: '10m' }; got '7m'"],
    ['a bare share', () => any.at('1m').fail('payments', '20%' as never), "write { for: '20%' }; got '20%'"],
    ['an end too late', () => any.end('500d'), 'a scenario lasts between 1m and 366d'],
  ])('%s', (_what, work, problem) => {
    expect(messageOf(work)).toContain(problem);
  });
});

test('what only the whole story shows is said when it is played', async () => {
  const late = any.at('2h').say('Too late.').end('1h');
  await expect(rehearse().play(late)).rejects.toThrow('story:2: this happens at or after the end of the story');
});

test('property: any text that fits on a line comes back from the scenario as it was', () => {
  const oneLine = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !/[\r\n]/.test(text));
  fc.assert(
    fc.property(oneLine, oneLine, (name, metric) => {
      const told = any.alarm(name, { metric, statistic: 'Sum', operator: '>', threshold: 1 });
      const { definitions, title } = parseScenario(told.toString(), 'story');
      expect([title, definitions.map((definition) => definition.name)]).toEqual(['Any night', [name]]);
    }),
  );
});

test('a story is played like a scenario', async () => {
  const night = await rehearse().play(
    story('Errors')
      .alarm('Errors', { metric: 'App/Errors', statistic: 'Sum', operator: '>=', threshold: 5 })
      .series('App/Errors', series().repeat(0, 5).repeat(9, 2).repeat(0, 5))
      .expect.alarm('Errors', { by: '7m' })
      .end('15m'),
  );
  expect(night).toMatchObject({ title: 'Errors', source: 'story', verdict: 'passed' });
});
