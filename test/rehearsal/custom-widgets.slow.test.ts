/** Custom widgets in a story: what a dashboard would show before, while and after payments are down. */
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
    /^1 open of checkout : 1 high high checkout prod : .* triggered, for \d+ min.* Take it: sightline incidents ack \w{26}$/,
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

test('nothing is drawn where nobody asks, and nothing else changes', async () => {
  const plain = await rehearsal.playText('scenario Nothing\nstart 2026-01-05T09:00:00Z\nend 2m');
  expect(() => widgetsOf(plain)).toThrow("name moments, such as play(file, { widgetsAt: ['15m'] })");
  expect(plain.notRehearsed.filter(({ reason }) => reason.includes('custom widgets'))[0]?.reason).toBe(
    "custom widgets are not shown; 'sightline widgets' previews them",
  );
});

test.each([
  ['soon', 'widgetsAt: a duration such as 90s, 10m, 1h30m or 2d belongs here'],
  ['3m', "widgetsAt: '3m' is after the end of the story"],
])('a moment that is none is refused: %s', async (moment, message) => {
  const text = 'scenario Nothing\nstart 2026-01-05T09:00:00Z\nend 2m';
  await expect(rehearsal.playText(text, { widgetsAt: [moment] })).rejects.toThrow(message);
});
