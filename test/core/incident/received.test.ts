import { readReceived, receivedWords } from '../../../lib/core/incident/received';

const AT = Date.parse('2026-01-05T23:50:00Z');
const MINUTE_MS = 60_000;

test('says when a signal came that is older than a minute, with the day where it is another', () => {
  expect(receivedWords(AT, AT + MINUTE_MS)).toBe('');
  expect(receivedWords(AT, AT - MINUTE_MS)).toBe('');
  expect(receivedWords(AT, AT + 5 * MINUTE_MS + 1_000)).toBe(' (received at 23:55:01 UTC)');
  expect(receivedWords(AT, AT + 20 * MINUTE_MS)).toBe(' (received at 2026-01-06 00:10:00 UTC)');
});

test('is read off the end of a text, and off nothing else', () => {
  expect(readReceived(`Opened by a: because${receivedWords(AT, AT + 5 * MINUTE_MS)}`)).toBe('at 23:55:00 UTC');
  expect(readReceived('Opened by a: because (received late)')).toBeUndefined();
});
