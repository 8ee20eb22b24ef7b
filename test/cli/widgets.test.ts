import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { widgetsCommand } from '../../lib/cli/widgets';
import { CustomWidgets } from '../../lib/constructs/dashboard/custom-widgets';
import { Observability } from '../../lib/constructs/observability';
import { ensureBundles } from '../constructs/template';
import { temporaryDirectory } from '../rehearsal/support';
import { ran } from './ran';

// A synth, on a machine that may be busy.
jest.setTimeout(60_000);

const directory = temporaryDirectory();
const assembly = join(directory.path, 'cdk.out');
const bare = join(directory.path, 'bare.out');
let scenario: string;
/** In place of those of this project. */
let bindings: string;

function synth(outdir: string, withWidgets: boolean): void {
  const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Shop');
  const services = [new Observability(stack, 'Observability', { service: 'checkout', environment: 'prod' })];
  services[0]?.monitor(new Queue(stack, 'Payments'));
  if (withWidgets) new CustomWidgets(stack, 'Widgets', { services });
  (stack.node.root as App).synth();
}

beforeAll(() => {
  ensureBundles();
  synth(assembly, true);
  synth(bare, false);
  bindings = directory.write('bindings.js', 'module.exports = { functions: () => ({}) };\n');
  scenario = directory.write('quiet.scenario', 'scenario A quiet hour\nstart 2026-01-05T09:00:00Z\nend 10m\n');
});
afterAll(() => directory.remove());

/** The widgets five minutes into the story. */
const preview = (app: string, out: string) =>
  ran(() => widgetsCommand([scenario, '--at', '5m', '--assembly', app, '--bindings', bindings, '--out', out]));

test('writes the widgets of a moment, in both themes', async () => {
  const out = join(directory.path, 'out', 'widgets.html');
  const { code, stdout } = await preview(assembly, out);
  expect([code, stdout]).toEqual([0, `2 previews of custom widgets: ${out}\n`]);
  const page = readFileSync(out, 'utf8');
  expect(page).toContain('A quiet hour, in virtual time: 2026-01-05 09:05 UTC.');
  expect(page.match(/<iframe sandbox title="Cost of monitoring, (light|dark)"/g)).toHaveLength(2);
});

test('an app without custom widgets is exit code 1, and says what to add', async () => {
  const out = join(directory.path, 'none.html');
  const { code, stderr } = await preview(bare, out);
  expect([code, stderr]).toEqual([1, 'No dashboard of the app has a custom widget; add CustomWidgets to it.\n']);
});

test.each([
  [['--at', '5m'], 'no scenario to play'],
  [['a.scenario', 'b.scenario', '--at', '5m'], "one scenario at a time; 'b.scenario' is more"],
  [['a.scenario'], '--at is missing'],
])('refuses %j', async (args, message) => {
  await expect(widgetsCommand(args)).rejects.toThrow(message);
});

test('tells what it takes', async () => {
  const { code, stdout } = await ran(() => widgetsCommand(['--help']));
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: sightline widgets SCENARIO --at TIME')]);
});

test('of the stacks that are chosen, of all assemblies that are given', async () => {
  const out = join(directory.path, 'out', 'chosen.html');
  const other = directory.write('Other.json', '{ "Resources": {} }');
  const both = ['--assembly', assembly, '--assembly', other, '--bindings', bindings, '--out', out];
  const chosen = (stacks: string) => ran(() => widgetsCommand([scenario, '--at', '5m', ...both, '--stacks', stacks]));
  expect(await chosen('Sh*')).toMatchObject({ code: 0 });
  expect((await chosen('Shpo')).error?.message).toMatch(/no stack is called 'Shpo'; did you mean 'Shop'\?/);
});
