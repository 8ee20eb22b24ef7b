/**
 * The semantics of CloudWatch as stories: every file of test/scenarios is played and judged by its own expectations.
 * Files with traffic play on the example app, all others bring their alarms along.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import bindings from '../examples/checkout/rehearsal';
import { CheckoutStack } from '../examples/checkout/stack';
import { Channel, IncidentResponse } from '../lib';
import { type Rehearsal, rehearse } from '../lib/rehearsal/rehearsal';
import { parseScenario } from '../lib/rehearsal/scenario';
import { ensureBundles } from './constructs/template';
import { temporaryDirectory } from './rehearsal/support';

const SCENARIOS = join(__dirname, 'scenarios');
const FIRES = '-fires.scenario';
const QUIET = '-stays-quiet.scenario';
const FILES = readdirSync(SCENARIOS).sort();

const directory = temporaryDirectory();
beforeAll(ensureBundles);
afterAll(() => directory.remove());

let played = 0;
afterAll(() => process.stdout.write(`${played} of ${FILES.length} scenarios of the semantics corpus played\n`));

let example: Rehearsal | undefined;
function onExample(): Rehearsal {
  if (example) return example;
  // The templates are what is rehearsed: the functions' code comes from the bindings, so nothing needs bundling.
  const outdir = join(directory.path, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } });
  const incidents = new IncidentResponse(new Stack(app, 'SightlineIncidents'), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  example = rehearse(new CheckoutStack(app, 'Checkout', { incidents }), { bindings });
  return example;
}

test.each(FILES)('%s goes as expected', async (file) => {
  const path = join(SCENARIOS, file);
  const scenario = parseScenario(readFileSync(path, 'utf8'), path);
  const report = await (scenario.traffic.length > 0 ? onExample() : rehearse()).playScenario(scenario);
  expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
  expect(report.verdict).toBe('passed');
  expect(report.notRehearsed).toEqual([]);
  played += 1;
});

describe('every scenario of the corpus', () => {
  test('has a twin: one fires, the other stays quiet', () => {
    const twins = FILES.map((file) => (file.endsWith(FIRES) ? file.replace(FIRES, QUIET) : file.replace(QUIET, FIRES)));
    expect(FILES.filter((file) => !file.endsWith(FIRES) && !file.endsWith(QUIET))).toEqual([]);
    expect(twins.filter((twin) => !FILES.includes(twin))).toEqual([]);
  });

  test.each(FILES)('%s says its rule, cites AWS, and names transitions or messages exactly', (file) => {
    const text = readFileSync(join(SCENARIOS, file), 'utf8');
    const { expectations } = parseScenario(text, file);
    expect(text).toMatch(/^# .*(?:\n# .*)*\n# https:\/\/docs\.aws\.amazon\.com\/\S+/m);
    expect(expectations.some(({ expect }) => expect === 'transitions' || expect === 'incidents')).toBe(true);
  });
});
