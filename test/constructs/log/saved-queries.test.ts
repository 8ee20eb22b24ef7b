import { savedQueries } from '../../../lib/core/log/saved-queries';
import { middlewareLines } from './lines';

const QUERIES = savedQueries('checkout', 'prod');
/** What Insights itself adds, the words of its language, and the names that a query makes. */
const WORDS =
  /^(@\w+|filter|fields|stats|sort|limit|and|or|in|by|as|asc|desc|count|sum|pct|latest|ispresent|times|example|trace|coldStarts|requests|p99)$/;

test('ask for members that the lines of the middleware have', async () => {
  const lines = (await middlewareLines()).map((line) => JSON.parse(line));
  const known = new Set(lines.flatMap((line) => members(line)));
  for (const { text } of QUERIES) {
    const words = text.replace(/"[^"]*"/g, '').match(/@?[A-Za-z][\w.]*/g) ?? [];
    const names = words.filter((word) => !WORDS.test(word));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  }
});

test('select the lines of the one service, or of the one request', () => {
  for (const { id, text, parameter } of QUERIES) {
    expect(text.includes('service = "checkout" and environment = "prod"')).toBe(id !== 'one-request');
    expect(text.includes('{{id}}')).toBe(parameter !== undefined);
  }
  expect(new Set(QUERIES.map(({ id }) => id)).size).toBe(QUERIES.length);
});

function members(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) => members(member, path === '' ? name : `${path}.${name}`));
}
