import fc from 'fast-check';
import {
  describeAlarm,
  MAX_DESCRIPTION_LENGTH,
  readAlarmDescription,
  readFirstStep,
} from '../../../lib/core/alarm/description';
import { describeSeconds } from '../../../lib/core/alarm/threshold';
import { ALARM_ROLES, SEVERITIES } from '../../../lib/core/incident/severity';
import { anyCharacter } from '../../any-character';

const OPTIONS = {
  summary: 'ChargePayment fails 5 % of its invocations or more.',
  reason: 'Three bad minutes of five.',
  timeToDetectSeconds: 180,
  service: 'checkout',
  environment: 'prod',
  severity: 'high',
  role: 'page',
} as const;

test('tells people first and ends with one compact line of JSON', () => {
  expect(describeAlarm(OPTIONS).split('\n')).toEqual([
    'ChargePayment fails 5 % of its invocations or more.',
    'Three bad minutes of five.',
    'Time to detect: 3 min at best.',
    '{"sightline":{"v":1,"service":"checkout","env":"prod","sev":"high","role":"page"}}',
  ]);
});

test('whatever the texts, a description fits and reads back as the same alarm', () => {
  const name = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.record({
        summary: fc.string({ unit: anyCharacter, maxLength: 1500 }),
        reason: fc.string({ unit: anyCharacter, maxLength: 1500 }),
        timeToDetectSeconds: fc.nat(),
        service: name,
        environment: name,
        severity: fc.constantFrom(...SEVERITIES),
        role: fc.constantFrom(...ALARM_ROLES),
      }),
      (options) => {
        const text = describeAlarm(options);
        expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
        const { summary: _, ...identity } = readAlarmDescription(text);
        const { service, environment, severity, role } = options;
        expect(identity).toEqual({ service, environment, severity, role });
      },
    ),
  );
});

test('a summary on one line comes back as it was', () => {
  const summary = fc
    .string({ minLength: 1, maxLength: 300 })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
  fc.assert(
    fc.property(summary, (text) => {
      expect(readAlarmDescription(describeAlarm({ ...OPTIONS, summary: text })).summary).toBe(text);
    }),
  );
});

test('shortens the human part between code points', () => {
  const text = describeAlarm({ ...OPTIONS, summary: '🔥'.repeat(800), reason: 'x' });
  expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
  expect(text.split('\n')[0]).toMatch(/^(🔥)+…$/u);
});

test('refuses names that leave no room for people', () => {
  expect(() => describeAlarm({ ...OPTIONS, service: 'x'.repeat(900) })).toThrow(
    'use shorter names of service and environment',
  );
});

test('reads the first line of a description that is not ours', () => {
  expect(readAlarmDescription('\nCPU is high\nsee the wiki')).toEqual({ summary: 'CPU is high' });
  expect(readAlarmDescription(undefined)).toEqual({ summary: '' });
  expect(readAlarmDescription('{"other":1}')).toEqual({ summary: '{"other":1}' });
});

test('leaves out fields that do not fit instead of guessing', () => {
  const text = 'Bad\n{"sightline":{"service":5,"env":"","sev":"worst","role":"__proto__"}}';
  expect(readAlarmDescription(text)).toEqual({ summary: 'Bad' });
  expect(readAlarmDescription('Old\n{"sightline":{"sev":"SEV1","role":"page"}}')).toMatchObject({
    severity: 'critical',
  });
});

test('takes no field from a prototype', () => {
  expect(readAlarmDescription('Bad\n{"__proto__":{"sightline":{"service":"evil"}}}').service).toBeUndefined();
});

test('never throws, and gives one line of limited length without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 6000 }), (text) => {
      const { summary } = readAlarmDescription(text);
      expect(summary.length).toBeLessThanOrEqual(4096);
      expect(summary).not.toMatch(/[\n\r\u202e]|\p{Cc}/u);
    }),
  );
});

test('says durations in their largest whole unit', () => {
  expect([0, 59, 60, 90, 300, 7200].map(describeSeconds)).toEqual(['0 s', '59 s', '1 min', '90 s', '5 min', '2 h']);
});

const LINKS = { runbook: 'https://example.com/runbooks/orders', dashboard: 'https://example.com/dashboards/shop' };

test('a link to the runbook stands beside that to the dashboard, words come before them', () => {
  expect(describeAlarm({ ...OPTIONS, ...LINKS }).split('\n')[2]).toBe(
    `Runbook: ${LINKS.runbook} Dashboard: ${LINKS.dashboard}`,
  );
  expect(describeAlarm({ ...OPTIONS, runbook: 'Look at the queue.' }).split('\n')[2]).toBe('First: Look at the queue.');
  expect(
    describeAlarm({ ...OPTIONS, ...LINKS, firstStep: 'Look at it.' })
      .split('\n')
      .slice(2, 4),
  ).toEqual(['First: Look at it.', `Runbook: ${LINKS.runbook} Dashboard: ${LINKS.dashboard}`]);
});

test('words give way, links do not, whatever people write', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 3_000 });
  fc.assert(
    fc.property(words, words, (summary, reason) => {
      const text = describeAlarm({ ...OPTIONS, ...LINKS, summary, reason });
      expect(text.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
      expect(text).toContain(`\nRunbook: ${LINKS.runbook} Dashboard: ${LINKS.dashboard}\n`);
      expect(text).not.toMatch(/\p{Surrogate}/u);
      expect(readAlarmDescription(text)).toMatchObject({ service: OPTIONS.service, role: OPTIONS.role });
    }),
  );
});

test('links that leave no room for words are refused', () => {
  expect(() => describeAlarm({ ...OPTIONS, runbook: `https://example.com/${'x'.repeat(1_000)}` })).toThrow(
    'or shorter links',
  );
});

describe('the first step', () => {
  test.each<[string, object, string | undefined]>([
    ['words and a link', { ...LINKS, firstStep: 'Look at it.' }, `Look at it. ${LINKS.runbook}`],
    ['a link', LINKS, LINKS.runbook],
    ['words', { runbook: 'Look at the queue.' }, 'Look at the queue.'],
    ['nothing', {}, undefined],
  ])('of an alarm that has %s', (_, more, firstStep) => {
    expect(readFirstStep(describeAlarm({ ...OPTIONS, ...more }))).toBe(firstStep);
  });

  test.each<[string, unknown, string | undefined]>([
    ['what is no link', 'Bad\nRunbook: javascript:alert(1)', undefined],
    ['a line within words', 'Bad. First: run', undefined],
    ['control and direction-changing characters', 'Bad\nFirst: a\u0007b\u202ec', 'a b c'],
    ['what is beyond a description', `${'x'.repeat(5_000)}\nFirst: run`, undefined],
    ['no text', 5, undefined],
  ])('of %s', (_, text, firstStep) => {
    expect(readFirstStep(text)).toBe(firstStep);
  });
});
