import { type AggregateEvidence, aggregateFingerprint as fingerprint } from '../../../lib/core/error/aggregate';
import { fingerprint as fingerprintOfHandlers } from '../../../lib/core/error/fingerprint';
import { readLogEvent } from '../../../lib/core/error/log-event';
import { DIFFERENT, type Pair, SAME } from './fingerprint-pairs';

const named = (pairs: readonly Pair[]) => pairs.map((pair) => [`${pair.rule}: ${pair.what}`, pair] as const);

test.each(named(SAME))('one error: %s', (_, { one, other }) => {
  expect(fingerprint(other)).toBe(fingerprint(one));
});

test.each(named(DIFFERENT))('two errors: %s', (_, { one, other }) => {
  expect(fingerprint(other)).not.toBe(fingerprint(one));
});

test('there are as many pairs of one error as of two, none of them twice', () => {
  expect(SAME).toHaveLength(30);
  expect(DIFFERENT).toHaveLength(SAME.length);
  const texts = [...SAME, ...DIFFERENT].map(({ one, other }) => JSON.stringify([one, other]));
  expect(new Set(texts).size).toBe(texts.length);
  for (const { one, other, what } of [...SAME, ...DIFFERENT]) expect([what, one]).not.toEqual([what, other]);
});

test('errors that a log tells of are grouped as those that were caught', () => {
  const logged = (error: AggregateEvidence) => {
    const event = { id: '1', atMs: 0, logGroup: 'g', logStream: 's', service: 'x', environment: 'y' };
    const read = readLogEvent({ ...event, message: JSON.stringify({ level: 'ERROR', error }) });
    return read.kind === 'error' ? read.occurrence.fingerprint : 'none';
  };
  for (const { one, other } of [...SAME, ...DIFFERENT]) {
    expect(logged(one)).toBe(fingerprint(one));
    expect(logged(other)).toBe(fingerprint(other));
  }
});

test('without members it is the fingerprint that handlers log', () => {
  for (const { one, other, rule } of [...SAME, ...DIFFERENT]) {
    if (rule === 'AggregateError') continue;
    expect([fingerprint(one), fingerprint(other)]).toEqual([fingerprintOfHandlers(one), fingerprintOfHandlers(other)]);
  }
});

test('a circle of causes and members ends', () => {
  const circle: { name: string; cause?: AggregateEvidence; errors?: AggregateEvidence[] } = { name: 'Round' };
  circle.cause = circle;
  circle.errors = [circle, circle];
  expect(fingerprint(circle)).toMatch(/^[\da-f]{16}$/);
});
