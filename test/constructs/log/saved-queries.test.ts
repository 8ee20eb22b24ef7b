import { savedQueries } from '../../../lib/core/log/saved-queries';
import { middlewareLines, rarerLines } from './lines';

const QUERIES = savedQueries('checkout', 'prod');
/** What Insights itself adds, and the words of its language. */
const WORDS =
  /^(@\w+|filter|fields|stats|sort|limit|and|or|in|by|as|asc|desc|bin|count|sum|avg|max|pct|latest|earliest|ispresent)$/;

test('ask for members that the lines of the middleware have', async () => {
  const lines = [...(await middlewareLines()), ...(await rarerLines())].map((line) => JSON.parse(line));
  const known = new Set(lines.flatMap((line) => members(line)));
  for (const { text } of QUERIES) {
    const own = new Set([...text.matchAll(/ as (\w+)/g)].map(([, name]) => name));
    const words = text.replace(/"[^"]*"/g, '').match(/@?\b[A-Za-z][\w.]*/g) ?? [];
    const names = words.filter((word) => !WORDS.test(word) && !own.has(word));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  }
});

test('are few enough for the quota of an account, and fit where the console shows them', () => {
  expect(QUERIES).toHaveLength(13);
  for (const { title } of QUERIES) expect(title).toMatch(/^[a-z][a-z ,]+$/);
  expect(new Set(QUERIES.map(({ title }) => title)).size).toBe(QUERIES.length);
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
