/** Custom widgets in a story: what a dashboard would show before, while and after payments are down. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import bindings from '../../examples/checkout/rehearsal';
import { CheckoutStack } from '../../examples/checkout/stack';
import {
  Channel,
  CustomWidgets,
  HealthScores,
  IncidentResponse,
  type Observability,
  Slo,
  SloEvaluation,
  TraceAnalysis,
} from '../../lib';
import { type Rehearsal, type RehearsalReport, rehearse, widgetsOf } from '../../lib/rehearsal';
import { previewPage } from '../../lib/view/widgets/preview-page';
import { ensureBundles } from '../constructs/template';

// Synthesizing and forty minutes of traffic: half a minute on a busy machine.
jest.setTimeout(180_000);

/** The example, with everything that widgets can show. */
function shop(): Stack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const incidents = new IncidentResponse(new Stack(app, 'SightlineIncidents'), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  const people = ['alice', 'bob'].map((name) => incidents.addPerson(name, { email: `${name}@example.com` }));
  incidents.addSchedule('primary', { timeZone: 'UTC', layers: [{ people, startsAt: '2026-01-05T09:00' }] });
  const stack = new CheckoutStack(app, 'Checkout', { incidents });
  const observability = stack.node.findChild('Observability') as Observability;
  const api = stack.node.findChild('Api') as HttpApi;
  observability.slo('Availability', Slo.availability(api, { objective: '99.9' }));
  new CustomWidgets(stack, 'Widgets', {
    services: [observability],
    incidents,
    evaluation: SloEvaluation.defaultOf(stack, { incidents }),
    analysis: new TraceAnalysis(stack, 'Traces', { incidents }),
    scores: new HealthScores(stack, 'Scores', { services: [observability] }),
  });
  return stack;
}

let rehearsal: Rehearsal;
let night: RehearsalReport;

const STORY = [
  'scenario Payments are down',
  'start 2026-01-05T09:00:00Z',
  'traffic POST /orders 30/min with {"orderId":"order-{n}","currency":"EUR","paymentToken":"tok_visa","items":[{"sku":"tea","quantity":2,"unitPriceCents":450}]}',
  'at 10m fail payments',
  'at 25m recover payments',
  'at 32m redrive PaymentsDeadLetters',
  'end 50m',
].join('\n');

beforeAll(async () => {
  ensureBundles();
  rehearsal = rehearse(shop(), { bindings });
  night = await rehearsal.playText(STORY, { widgetsAt: ['5m', '24m', '50m'] });
});

/** What people read. */
const words = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'")
    .trim();

const HUB = 'Sightline-sightline-incidents';

/** What a widget said at each moment, on the dashboard of the service. */
const said = (title: string) =>
  widgetsOf(night, { title, theme: 'light' }).flatMap(({ dashboard, html }) =>
    dashboard === HUB ? [] : [words(html)],
  );

test('open incidents come and go', () => {
  const [before, during, after] = said('Open incidents');
  expect([before, after]).toEqual(['No incident of checkout is open.', 'No incident of checkout is open.']);
  expect(during).toMatch(
    /^1 open of checkout : 1 high high checkout prod : .* triggered, open for \d+ min.* Take it: sightline incidents ack \w{26}$/,
  );
});

test("the hub's dashboard tells of all services, and of no cost", () => {
  const drawn = widgetsOf(night, { dashboard: HUB, theme: 'dark' });
  const [, during] = drawn.filter(({ title }) => title === 'Open incidents').map(({ html }) => words(html));
  expect(during).toMatch(/^1 open : 1 high/);
  expect([...new Set(drawn.map(({ title }) => title))]).toEqual([
    ...['Open incidents', 'Error budgets', 'Service map and health', 'On call now'],
  ]);
});

test('who is on call does not change, how long they still are does', () => {
  expect(said('On call now')).toEqual([
    'primary alice until Mon 09:00 UTC, in 6 d 23 h; then bob',
    'primary alice until Mon 09:00 UTC, in 6 d 23 h; then bob',
    'primary alice until Mon 09:00 UTC, in 6 d 23 h; then bob',
  ]);
});

test('objectives, map, scores and cost are drawn of what the rehearsal measured', () => {
  expect(said('Error budgets').at(-1)).toMatch(
    /^\w[\w ]* checkout\/prod\/Availability .*\d % of 99.9 % in 30d; [\d.]+ % left/,
  );
  const [, during] = said('Service map and health');
  expect(during).toMatch(/checkout prod, (degraded|unhealthy) .*checkout to payments: \d+ calls/);
  expect(new Set(said('Cost of monitoring')).size).toBe(1);
  expect(said('Cost of monitoring')[0]).toMatch(/^\$\d+\.\d\d a month, by list prices of us-east-1/);
});

test('each is drawn in both themes, once a moment, as large as the dashboard has it', () => {
  const drawn = widgetsOf(night);
  expect(drawn).toHaveLength((5 + 4) * 2 * 3);
  const minutes = [...new Set(drawn.map(({ atMs }) => Math.floor((atMs - night.startMs) / 60_000)))];
  // What is asked for at the very end must be there by then.
  expect(minutes).toEqual([5, 24, 49]);
  const [budgets] = widgetsOf(night, { title: 'Error budgets', theme: 'dark', dashboard: HUB });
  expect(budgets).toMatchObject({ width: 588, height: 427, html: expect.stringContaining('"sl-dark cwdb') });
});

test('the preview has them in frames that may do nothing', () => {
  const hostile = { ...widgetsOf(night)[0], html: '"></iframe><script>alert(1)</script>&quot;' };
  const page = previewPage(night.title, [...widgetsOf(night), hostile as ReturnType<typeof widgetsOf>[0]]);
  expect(page.match(/<iframe sandbox title="/g)).toHaveLength(55);
  expect(page).toContain('&quot;></iframe><script>alert(1)</script>&amp;quot;"></iframe>');
  expect(page).not.toMatch(/allow-/);
});

test('the report has each as it was at the end, in both themes, wide as the page has room for it', () => {
  const [service, hub] = night.dashboards.map(({ widgets }) => widgets.filter(({ type }) => type === 'custom'));
  expect(night.dashboards.map((board) => board.hub)).toEqual([undefined, 'sightline']);
  expect([service?.length, hub?.length]).toEqual([5, 4]);
  const [open] = service ?? [];
  expect(open).toMatchObject({ title: 'Open incidents', drawing: { height: 427, atMs: night.endMs - 20_000 } });
  expect(words(open?.drawing?.light ?? '')).toBe('No incident of checkout is open.');
  expect(open?.drawing?.dark).toContain('class="sl-dark');
  expect(night.notRehearsed.filter(({ reason }) => reason.includes('custom widget'))).toEqual([]);
});

test('the report has them also where nobody asks for moments', async () => {
  const plain = await rehearsal.playText('scenario Nothing\nstart 2026-01-05T09:00:00Z\nend 2m');
  expect(() => widgetsOf(plain)).toThrow("name moments, such as play(file, { widgetsAt: ['15m'] })");
  expect(plain.dashboards[0]?.widgets.some(({ drawing }) => drawing !== undefined)).toBe(true);
});

test('a function that fails, answers no HTML, or too much of it, or is of others, is told in its place', async () => {
  const endpoint = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  const fn = (name: string) => ({ Type: 'AWS::Lambda::Function', Properties: { FunctionName: name } });
  const names = ['fails', 'markdown', 'endless', 'unbound', 'elsewhere', 'fine'];
  const widgets = names.map((title) => ({ type: 'custom', properties: { title, endpoint: endpoint(title) } }));
  const Resources = {
    ...Object.fromEntries(names.filter((name) => name !== 'elsewhere').map((name) => [name, fn(name)])),
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'own', DashboardBody: JSON.stringify({ widgets }) },
    },
  };
  const file = join(mkdtempSync(join(tmpdir(), 'own-widgets-')), 'Own.template.json');
  writeFileSync(file, JSON.stringify({ Resources }));
  const answer = (value: unknown) => () => async () => value;
  const own = rehearse(file, {
    bindings: {
      functions: () => ({
        fails: () => async () => Promise.reject(new Error('no stock')),
        markdown: answer({ markdown: '# Stock' }),
        endless: answer('x'.repeat(200_001)),
        fine: answer('<p>12 in stock</p>'),
      }),
    },
  });
  const night = await own.playText(
    'scenario Nothing\nstart 2026-01-05T09:00:00Z\nalarm Quiet Shop/Orders Sum >= 1 in 1 of 1 x 1m\nend 2m',
  );
  const told = night.dashboards[0]?.widgets.map(({ title, drawing, notDrawn }) => [title, notDrawn ?? drawing?.light]);
  expect(told).toEqual([
    ['fails', 'its function failed: Error: no stock'],
    ['markdown', 'its function answered no HTML'],
    ['endless', 'its function answered more than 200 kB'],
    ['unbound', 'the rehearsal bindings give no code for its function unbound'],
    ['elsewhere', 'its function elsewhere is not part of this app'],
    ['fine', '<p>12 in stock</p>'],
  ]);
});

test.each([
  ['soon', 'widgetsAt: a duration such as 90s, 10m, 1h30m or 2d belongs here'],
  ['3m', "widgetsAt: '3m' is after the end of the story"],
])('a moment that is none is refused: %s', async (moment, message) => {
  const text = 'scenario Nothing\nstart 2026-01-05T09:00:00Z\nend 2m';
  await expect(rehearsal.playText(text, { widgetsAt: [moment] })).rejects.toThrow(message);
});
