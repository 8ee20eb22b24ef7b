import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { messageOf } from './support';

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
      traffic: [],
      scenes: [],
      expectations: [],
    });
  });

  test('blank lines, comments, indentation and line ends of Windows play no part', () => {
    const text = '\r\n# a comment\r\n  scenario   A test \r\n\t# another\r\n   end 10m\r\n';
    expect(parseScenario(text, 'x')).toMatchObject({ title: 'A test', durationMs: 600_000 });
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
    ['31d', 31 * 86_400_000],
  ])('ends after %s', (text, expected) => {
    expect(scenario(`end ${text}`).durationMs).toBe(expected);
  });

  test('without an end it goes on for half an hour after the last scene', () => {
    expect(scenario('at 20m say hello', 'at 5m say hi').durationMs).toBe(50 * 60_000);
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
    expect(files.length).toBeGreaterThanOrEqual(20);
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
    ...['2026-01-05T09:00:00Z', 'constructor', '__proto__', '#', 'payments'],
  ];
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((some) => some.join(' ')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
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
