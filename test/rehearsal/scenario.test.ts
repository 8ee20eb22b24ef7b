import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { anyCharacter } from '../any-character';
import { messageOf, temporaryDirectory } from './support';

const FIXTURES = join(__dirname, 'fixtures');

function scenario(...lines: readonly string[]) {
  return parseScenario(['scenario A test', ...lines].join('\n'), 'a.scenario');
}

describe('the grammar', () => {
  test('the smallest scenario has a title, and half an hour', () => {
    expect(scenario()).toEqual({
      file: 'a.scenario',
      title: 'A test',
      startMs: Date.parse('2026-01-05T09:00:00Z'),
      durationMs: 30 * 60_000,
      definitions: [],
      series: [],
      traffic: [],
      scenes: [],
      expectations: [],
      endLine: 1,
    });
  });

  test('blank lines, comments, indentation and line ends of Windows play no part', () => {
    const text = '\r\n# a comment\r\n  scenario   A test \r\n\t# another\r\n   end 10m\r\n';
    expect(parseScenario(text, 'x')).toMatchObject({ title: 'A test', durationMs: 600_000 });
  });

  test('its end is the line of the end, else the last that says something', () => {
    expect(scenario('end 10m', 'expect incidents 0').endLine).toBe(2);
    expect(scenario('expect incidents 0', '# later', '').endLine).toBe(2);
  });

  test('starts at a UTC time', () => {
    expect(scenario('start 2026-02-28T23:59:58Z').startMs).toBe(Date.parse('2026-02-28T23:59:58Z'));
    expect(scenario('start 2026-02-28T23:59Z').startMs).toBe(Date.parse('2026-02-28T23:59:00Z'));
  });

  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1d2h3m4s', 93_784_000],
    ['366d', 366 * 86_400_000],
  ])('ends after %s', (text, expected) => {
    expect(scenario(`end ${text}`).durationMs).toBe(expected);
  });

  test('without an end it goes on for half an hour after the last scene', () => {
    expect(scenario('at 20m say hello', 'at 5m say hi').durationMs).toBe(50 * 60_000);
  });

  test('without scenes it ends a minute after the last series, which may begin before the start', () => {
    expect(scenario('series App/Errors 0x45', 'series App/Slow 0x10').durationMs).toBe(46 * 60_000);
    expect(scenario('series App/Errors from -1d every 1h 0x2d').durationMs).toBe(86_460_000);
    expect(scenario('series App/Errors 0x45', 'at 40m say hello').durationMs).toBe(70 * 60_000);
    expect(scenario('series App/Errors 0x45', 'end 5m').durationMs).toBe(5 * 60_000);
  });

  test('a series has a metric, options in any order, and a sequence', () => {
    const { series } = scenario(
      'series App/Errors 0x10 5x10',
      'series "My App/Errors:Service=a b" seed 7 scale 0.5 from -2d every 10s 1 2 3',
    );
    expect(series).toMatchObject([
      { line: 2, metric: 'App/Errors', fromMs: 0, everyMs: 60_000, sequence: { lengthMs: 20 * 60_000 } },
      { line: 3, metric: 'My App/Errors:Service=a b', fromMs: -172_800_000, everyMs: 10_000 },
    ]);
    const values: number[] = [];
    series[1]?.sequence.writeTo({ sample: (value) => values.push(value), observations: () => undefined });
    expect(values).toEqual([0.5, 1, 1.5]);
  });

  test('recordings of a series are read from beside the scenario', () => {
    const csv = '2026-01-05 09:00:00,1\n2026-01-05 09:05:00,2\n';
    const directory = temporaryDirectory();
    directory.write('night.csv', csv);
    const [series] = parseScenario('scenario A\nseries App/Errors @night.csv', `${directory.path}/a.scenario`).series;
    directory.remove();
    expect(series?.sequence.lengthMs).toBe(10 * 60_000);
  });

  test('alarms, composites and mute rules are definitions, with their lines', () => {
    const { definitions } = scenario(
      'alarm Errors App/Errors Sum > 5 in 1 of 1 x 1m',
      'composite Page "ALARM(Errors)"',
      'mute Night "cron(0 22 * * *)" for PT8H Errors Page',
    );
    expect(definitions.map(({ line, name, type }) => [line, name, type])).toEqual([
      [2, 'Errors', 'AWS::CloudWatch::Alarm'],
      [3, 'Page', 'AWS::CloudWatch::CompositeAlarm'],
      [4, 'Night', 'AWS::CloudWatch::AlarmMuteRule'],
    ]);
  });

  test('traffic has a method, a path, a rate, and perhaps a time and a body', () => {
    expect(
      scenario(
        'traffic post /orders 2/s with {"id":"order-{n}", "n": {n}}',
        'traffic GET /orders/order-{n}?full=1 60/min from 1m until 2m30s',
        'traffic ANY / 1/min from 5m with []',
      ).traffic,
    ).toEqual([
      { line: 2, method: 'POST', path: '/orders', perMinute: 120, fromMs: 0, body: '{"id":"order-{n}", "n": {n}}' },
      { line: 3, method: 'GET', path: '/orders/order-{n}?full=1', perMinute: 60, fromMs: 60_000, untilMs: 150_000 },
      { line: 4, method: 'ANY', path: '/', perMinute: 1, fromMs: 300_000, body: '[]' },
    ]);
  });

  test('scenes come in time order, those of the same time in the order written', () => {
    expect(
      scenario(
        'at 10m fail payments',
        'at 4m fail payments for 20%',
        'at 5m slow payments to 2s',
        'at 5m recover payments',
        'at 6m redrive Dead/Letters',
        'at 7m deploy Shop',
        'at 8m say  the night is long',
      ).scenes,
    ).toEqual([
      { line: 3, atMs: 240_000, text: 'fail payments for 20%', action: 'fail', dependency: 'payments', share: 0.2 },
      { line: 4, atMs: 300_000, text: 'slow payments to 2s', action: 'slow', dependency: 'payments', latencyMs: 2_000 },
      { line: 5, atMs: 300_000, text: 'recover payments', action: 'recover', dependency: 'payments' },
      { line: 6, atMs: 360_000, text: 'redrive Dead/Letters', action: 'redrive', queue: 'Dead/Letters' },
      { line: 7, atMs: 420_000, text: 'deploy Shop', action: 'deploy', stack: 'Shop' },
      { line: 8, atMs: 480_000, text: 'say  the night is long', action: 'say' },
      { line: 2, atMs: 600_000, text: 'fail payments', action: 'fail', dependency: 'payments', share: 1 },
    ]);
  });

  test('functions crash and heal, and their clocks go wrong and right', () => {
    expect(
      scenario(
        'at 1m crash PlaceOrder',
        'at 2m crash PlaceOrder for 5%',
        'at 3m heal PlaceOrder',
        'at 4m clock PlaceOrder ahead 1h',
        'at 5m clock PlaceOrder behind 90s',
        'at 6m clock PlaceOrder right',
        'at 7m mute Place Order Faults for 10m',
      ).scenes,
    ).toMatchObject([
      { action: 'crash', function: 'PlaceOrder', share: 1 },
      { action: 'crash', function: 'PlaceOrder', share: 0.05 },
      { action: 'heal', function: 'PlaceOrder' },
      { action: 'clock', function: 'PlaceOrder', skewMs: 3_600_000 },
      { action: 'clock', function: 'PlaceOrder', skewMs: -90_000 },
      { action: 'clock', function: 'PlaceOrder', skewMs: 0 },
      { action: 'mute', words: ['Place', 'Order', 'Faults'], lengthMs: 600_000 },
    ]);
  });

  test('states and transitions are expected at times', () => {
    expect(
      scenario(
        'expect state Place Order Faults ALARM at 5m',
        'expect transitions Place Order OK 1m ALARM 5m INSUFFICIENT_DATA 9m30s',
        'expect transitions Errors none',
      ).expectations,
    ).toMatchObject([
      { line: 2, expect: 'state', words: ['Place', 'Order', 'Faults'], state: 'ALARM', atMs: 300_000 },
      {
        line: 3,
        expect: 'transitions',
        words: ['Place', 'Order'],
        transitions: [
          { state: 'OK', atMs: 60_000 },
          { state: 'ALARM', atMs: 300_000 },
          { state: 'INSUFFICIENT_DATA', atMs: 570_000 },
        ],
      },
      { line: 4, expect: 'transitions', words: ['Errors'], transitions: [] },
    ]);
  });

  test('expectations keep their line and words', () => {
    expect(
      scenario(
        'expect alarm Place Order Faults by 14m',
        'expect alarm Errors',
        'expect quiet Latency by day',
        'expect incidents 0',
        'expect page oncall 1 within 5m of 10m',
        'expect notice oncall 2',
        'expect resolved oncall 0',
        'expect all alarms OK',
      ).expectations,
    ).toEqual([
      {
        line: 2,
        text: 'alarm Place Order Faults by 14m',
        expect: 'alarm',
        words: ['Place', 'Order', 'Faults'],
        byMs: 840_000,
      },
      { line: 3, text: 'alarm Errors', expect: 'alarm', words: ['Errors'], byMs: undefined },
      { line: 4, text: 'quiet Latency by day', expect: 'quiet', words: ['Latency', 'by', 'day'] },
      { line: 5, text: 'incidents 0', expect: 'incidents', count: 0 },
      {
        line: 6,
        text: 'page oncall 1 within 5m of 10m',
        expect: 'sent',
        kind: 'page',
        channel: 'oncall',
        count: 1,
        fromMs: 600_000,
        toMs: 900_000,
      },
      { line: 7, text: 'notice oncall 2', expect: 'sent', kind: 'notice', channel: 'oncall', count: 2 },
      { line: 8, text: 'resolved oncall 0', expect: 'sent', kind: 'resolved', channel: 'oncall', count: 0 },
      { line: 9, text: 'all alarms OK', expect: 'all OK' },
    ]);
  });
});

/** Each fixture begins with `#! ` lines: the message that the rest of the file must give. */
describe('bad files', () => {
  const files = readdirSync(FIXTURES).filter((file) => file.startsWith('bad-'));

  test('there is one for each kind of mistake', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  test.each(files)('%s', (file) => {
    const text = readFileSync(join(FIXTURES, file), 'utf8');
    const expected = text
      .split('\n')
      .filter((line) => line.startsWith('#! '))
      .map((line) => line.slice(3))
      .join('\n');
    expect(messageOf(() => parseScenario(text, file))).toBe(expected);
  });
});

test('a body that is not JSON is said with what the parser found', () => {
  expect(messageOf(() => scenario('traffic POST /orders 1/min with {"id":}'))).toMatch(
    /^a\.scenario:2: the body behind 'with' is not JSON: .*\n {2}traffic POST \/orders 1\/min with \{"id":\}$/,
  );
});

describe('any text', () => {
  const words = [
    ...['scenario', 'start', 'end', 'traffic', 'at', 'expect', 'fail', 'slow', 'recover', 'redrive', 'deploy', 'say'],
    ...['alarm', 'quiet', 'incidents', 'page', 'notice', 'resolved', 'all', 'alarms', 'OK', 'by', 'within', 'of'],
    ...['for', 'to', 'from', 'until', 'with', '10m', '1h', '0m', '20%', '60/min', '{"a":{n}}', '{', '/orders', '7'],
    ...[
      '2026-01-05T09:00:00Z',
      'constructor',
      '__proto__',
      '#',
      'payments',
      'crash',
      'heal',
      'clock',
      'ahead',
      'right',
    ],
    ...['series', 'App/Errors', 'every', 'scale', 'seed', '-2d', '0x10', '(1', '2)x3', 'normal(5,1)', '@a.csv', '0x0'],
    ...['composite', 'mute', '"ALARM(a)"', '"', 'math', 'Sum', '>', '5', 'in', '1', 'x', '1m', 'missing', 'ignore'],
    ...['state', 'transitions', 'none', 'ALARM', 'INSUFFICIENT_DATA', '"cron(0 2 * * *)"', 'PT8H', 'Europe/Berlin'],
  ];
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((some) => some.join(' ')) },
    { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
  );

  test('is a scenario, or an error that begins with the file and, where one is at fault, the line', () => {
    let scenarios = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = ['scenario x', ...lines].join('\n');
        try {
          expect(parseScenario(text, 'a.scenario').title).toEqual(expect.any(String));
          scenarios += 1;
        } catch (error) {
          expect((error as Error).message).toMatch(/^a\.scenario:(\d+:)? \S/);
          expect((error as Error).constructor).toBe(Error);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(scenarios).toBeGreaterThan(0);
  });
});
