/** docs/explanation/not-tried-on-aws.md gathers what the other pages say of themselves: none of them is forgotten. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../../scripts/docs';
import { ROOT } from '../../scripts/docs/example';
import { links } from './markdown';

const PAGE = 'docs/explanation/not-tried-on-aws.md';
/** How a page begins to tell what it could not try: a heading, or bold words. */
const TELLS =
  /^#+ (What has not been tried|Not tried on AWS|What was not verified)$|\*\*(What has been tried|Not tried)\.\*\*/m;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('every page that tells what was not tried is linked from the page that gathers it', () => {
  const telling = documents().filter((file) => file.startsWith('docs/') && TELLS.test(read(file)));
  const linked = links(read(PAGE)).map((target) => join('docs/explanation', target.split('#')[0] ?? ''));
  const others = telling.filter((file) => ![PAGE, 'docs/README.md', 'docs/explanation/threat-model.md'].includes(file));
  expect(others.length).toBeGreaterThan(10);
  expect(others.filter((file) => !linked.includes(file))).toEqual([]);
});

test('every row says what was done instead, and what to check first', () => {
  const rows = read(PAGE).match(/^\|.*\|$/gm) ?? [];
  const told = rows.filter((row) => !row.startsWith('|---') && row.split('|').length === 5);
  expect(told.length).toBeGreaterThan(25);
  expect(told.filter((row) => row.split('|').some((cell, at) => at > 0 && at < 4 && cell.trim() === ''))).toEqual([]);
});
