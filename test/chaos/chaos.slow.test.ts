/** Each port of the workflows breaks in turn, and docs/explanation/chaos.md says what people see of it: both hold to the other. */
// First of all: what is imported after it gets workflows that can be broken.
import './breakable-workflows';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Rehearsal, rehearse } from '../../lib/rehearsal';
import { ROOT } from '../../scripts/docs/example';
import { ensureBundles } from '../constructs/template';
import { capabilityRows, problemsOf } from '../docs/capability-rows';
import { wholeApp } from './app';
import { breakOf, rowsOf } from './matrix';
import { playBroken, type Seen } from './play';

jest.setTimeout(120_000);

const PAGE = 'docs/explanation/chaos.md';
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const ROWS = rowsOf(read(PAGE));
const TESTED = capabilityRows(read(PAGE));

let app: Rehearsal;
let sound: Seen;
beforeAll(async () => {
  ensureBundles();
  app = rehearse(wholeApp());
  sound = await playBroken(app);
});

test('nothing broken: all are paged in time, nothing rings, nothing is lost', () => {
  expect(sound).toEqual({
    calls: 0,
    paged: { pager: 'in time', alice: 'in time', bob: 'in time' },
    rings: '',
    lost: '',
    incidents: ['shop resolved'],
    told: ['page', 'resolved'].flatMap((kind) => ['@alice', '@bob', 'pager'].map((name) => `${kind} of ${name}`)),
  });
});

test.each(ROWS.map((row) => [row.breaks, row] as const))('%s', async (_, row) => {
  const seen = await playBroken(app, breakOf(row));
  const { calls, paged, rings, lost, incidents, told } = seen;
  expect(calls).toBeGreaterThan(0);
  expect({ paged, rings, lost }).toEqual({ paged: row.paged, rings: row.rings, lost: row.lost });
  expect(incidents).toEqual(sound.incidents);
  // Whoever is told in a sound night is told in this one, unless the row says who is not.
  const left = Object.entries(paged).flatMap(([name, at]) => (/min|in time/.test(at) ? [] : [name]));
  expect(sound.told.filter((each) => !told.includes(each) && !left.some((name) => each.endsWith(name)))).toEqual([]);
});

test('every port of the workflows has a row', () => {
  const folder = join(ROOT, 'lib', 'workflow', 'ports');
  const ports = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^export interface (\w*(?:Port|Store)|Clock)\b/gm)].map(
      ([, name]) => name,
    ),
  );
  const told = new Set([
    ...ROWS.map(({ port }) => port),
    ...TESTED.map(({ capability }) => capability.replaceAll('`', '')),
  ]);
  expect(ports.length).toBeGreaterThan(40);
  expect(ports.filter((port) => !told.has(String(port)))).toEqual([]);
});

test('a row that a rehearsal cannot play names the test that does', () => {
  expect(TESTED.length).toBeGreaterThan(5);
  expect(TESTED.flatMap((row) => problemsOf(row, PAGE))).toEqual([]);
});

test('a row that breaks nothing is an error', () => {
  const row = rowsOf('| port | breaks | a |\n|---|---|---|\n| `Clock` | `notify.clock` melts | x |\n\n')[0];
  expect(() => breakOf(row as never)).toThrow("'`notify.clock` melts' must be a port in code and one of: fails,");
});
