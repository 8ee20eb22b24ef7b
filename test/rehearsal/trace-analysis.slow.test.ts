/** A dependency that browns out, seen in the traces of a rehearsal: the edge that is slow, before any alarm fires. */
import { App, Stack } from 'aws-cdk-lib';
import bindings from '../../examples/checkout/rehearsal';
import { CheckoutStack } from '../../examples/checkout/stack';
import { Channel, IncidentResponse, TraceAnalysis } from '../../lib';
import { type RehearsalReport, rehearse } from '../../lib/rehearsal';
import { ensureBundles } from '../constructs/template';

// Synthesizing and two hours of traffic: half a minute on a busy machine.
jest.setTimeout(180_000);

const ORDER =
  '{"orderId":"order-{n}","currency":"EUR","paymentToken":"tok_visa","items":[{"sku":"tea","quantity":2,"unitPriceCents":450}]}';

let stack: Stack;
beforeAll(() => {
  ensureBundles();
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const incidents = new IncidentResponse(new Stack(app, 'SightlineIncidents'), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  stack = new CheckoutStack(app, 'Checkout', { incidents });
  new TraceAnalysis(stack, 'Traces', { name: 'shop', incidents, role: 'ticket' });
});

function play(...lines: readonly string[]): Promise<RehearsalReport> {
  return rehearse(stack, { bindings }).playText(
    ['scenario Orders', 'start 2026-01-05T09:00:00Z', `traffic POST /orders 12/min with ${ORDER}`, ...lines].join('\n'),
  );
}

const minuteOf = ({ startMs }: RehearsalReport, atMs: number) => (atMs - startMs) / 60_000;

/** What people were told of the dependency. */
const toldOf = (report: RehearsalReport) =>
  report.notifications
    .filter(({ subject }) => subject.includes('payments'))
    .map(({ kind, atMs, body }) => ({ kind, minute: Math.floor(minuteOf(report, atMs)), body }));

test('a brown-out of the payment provider is told as the slow edge, while nothing fails and no alarm fires', async () => {
  const report = await play('at 42m slow payments to 2s', 'at 62m recover payments', 'end 100m');
  const [raised, cleared, ...more] = toldOf(report);
  // A run looks at five minutes that have settled, and two in a row raise: those from 40 to 50, looked at at 50 and 55.
  expect([raised?.minute, cleared?.minute, more]).toEqual([expect.any(Number), expect.any(Number), []]);
  expect(raised?.minute).toBeGreaterThanOrEqual(50);
  expect(raised?.minute).toBeLessThanOrEqual(56);
  expect(raised?.body).toMatch(
    /0 of \d+ traced calls failed or were refused; half took 20\d\d ms and more \(usually 1\d\d ms\)/,
  );
  expect(cleared?.kind).toBe('resolved');
  const own = report.alarms.filter(({ name }) => !name.includes('shop-traces'));
  expect(own.flatMap(({ name, states }) => (states.some(({ state }) => state === 'ALARM') ? [name] : []))).toEqual([]);
});

test('an ordinary hour raises nothing, and the analysis itself is well', async () => {
  const report = await play('end 60m');
  expect(toldOf(report)).toEqual([]);
  expect(
    report.alarms.filter(({ name }) => name.includes('shop-traces')).map(({ states }) => states.at(-1)?.state),
  ).toEqual(['OK', 'OK']);
});
