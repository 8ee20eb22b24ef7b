/** The app and the nights of docs/how-to/handle-incidents.md, played as a reader would play them. */
import { join } from 'node:path';
import type { Assembly } from '../../lib/rehearsal/assembly';
import { Rehearsal } from '../../lib/rehearsal/rehearsal';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { writeDocumentFiles } from '../../scripts/docs/document-files';
import { ROOT, synthesize } from '../../scripts/docs/example';
import { blocksOf } from './markdown';

const PAGE = 'docs/how-to/handle-incidents.md';
const APP = join(ROOT, 'out', 'docs', 'handle-incidents');

jest.setTimeout(120_000);

const stories = blocksOf('scenario').filter(({ file }) => file === PAGE);
let assembly: Assembly;
beforeAll(async () => {
  writeDocumentFiles(PAGE, APP);
  assembly = await synthesize(join(APP, 'app.ts'), join(APP, 'cdk.out'));
});

test('there are three of them', () => expect(stories).toHaveLength(3));

test.each(stories)('the story at $place is true', async ({ text, file }) => {
  const { expectations } = await new Rehearsal(assembly, {}).playScenario(parseScenario(text, file));
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
  expect(expectations.length).toBeGreaterThan(5);
});
