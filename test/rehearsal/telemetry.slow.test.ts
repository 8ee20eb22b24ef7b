import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { placeOrder } from '../../examples/checkout/handlers/place-order';
import bindings from '../../examples/checkout/rehearsal';
import { CheckoutStack } from '../../examples/checkout/stack';
import { Channel, IncidentResponse } from '../../lib';
import { defineRehearsal, type RehearsalReport, type RehearsedRequest, rehearse, requestOf } from '../../lib/rehearsal';
import type { ReportIncident, ReportRequest } from '../../lib/view/report/model';
import { ensureBundles } from '../constructs/template';

// Synthesizing and an hour of traffic: half a minute on a busy machine.
jest.setTimeout(120_000);

const PAYMENTS_DOWN = join(__dirname, '../../examples/checkout/scenarios/payments-down.scenario');

let stack: Stack;
beforeAll(() => {
  ensureBundles();
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const incidents = new IncidentResponse(new Stack(app, 'SightlineIncidents'), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  stack = new CheckoutStack(app, 'Checkout', { incidents });
});

interface Night {
  readonly report: RehearsalReport;
  readonly incident: ReportIncident;
  /** The first failing request of the incident, as the report tells it and as it is found by its id. */
  readonly told: ReportRequest;
  readonly found: RehearsedRequest;
}

function nightOf(report: RehearsalReport): Night {
  const [incident] = report.incidents as [ReportIncident];
  const [told] = incident.requests as [ReportRequest];
  return { report, incident, told, found: requestOf(report, told.requestId) as RehearsedRequest };
}

/** The document of the invocation itself; those of the calls in it are below it. */
const invocationOf = ({ trace }: RehearsedRequest) =>
  trace.find(({ annotations }) => (annotations as { fault?: boolean }).fault !== undefined);

const errorsOf = ({ logs }: RehearsedRequest) =>
  logs.flatMap(({ line }) => (line.error ? [line.error as Record<string, unknown>] : []));

describe('a payment that fails while the provider is down', () => {
  let night: Night;
  beforeAll(async () => {
    night = nightOf(await rehearse(stack, { bindings }).play(PAYMENTS_DOWN));
  });

  test('is found from its metric: the document of the value has the ids', () => {
    const { report, told, found } = night;
    const faults = found.metrics.find(({ metric }) => metric.name === 'Faults');
    expect(faults).toMatchObject({ values: [1], atMs: told.atMs });
    const document = found.logs.find(({ line }) => line.Faults === 1)?.line;
    expect(document).toMatchObject({ requestId: told.requestId, traceId: told.traceId });
    expect(requestOf(report, String(document?.requestId))).toEqual(found);
  });

  test('leads from its metric to the log line with the fingerprint of the error', () => {
    const { told, found } = night;
    expect(errorsOf(found)).toEqual([
      expect.objectContaining({
        name: 'DependencyFailure',
        fingerprint: told.fingerprint,
        category: 'network',
      }),
    ]);
    expect(told).toMatchObject({ category: 'network', fingerprint: expect.stringMatching(/^[\da-f]{16}$/) });
  });

  test('leads from its log line to the trace: the invocation failed, and the call in it with the same error', () => {
    const { told, found } = night;
    expect(invocationOf(found)).toMatchObject({
      trace_id: told.traceId,
      fault: true,
      annotations: { service: 'checkout', environment: 'prod', operation: told.operation, fault: true },
    });
    const { name, message, fingerprint } = errorsOf(found)[0] as { name: string; message: string; fingerprint: string };
    expect(found.trace).toContainEqual(
      expect.objectContaining({
        name: 'payments',
        parent_id: invocationOf(found)?.id,
        annotations: expect.objectContaining({ fingerprint }),
        cause: { exceptions: [expect.objectContaining({ type: name, message })] },
      }),
    );
    expect(new Set(found.trace.map(({ trace_id }) => trace_id))).toEqual(new Set([told.traceId]));
  });

  test('leads to the incident, and the incident leads back to it', () => {
    const { report, incident, told, found } = night;
    expect(found.incidents).toEqual([incident.id]);
    expect(incident.requests?.map(({ requestId }) => requestId)).toContain(told.requestId);
    for (const { requestId } of incident.requests ?? []) {
      expect(requestOf(report, requestId)?.incidents).toEqual([incident.id]);
    }
  });

  test('is found by each of its ids', () => {
    const { report, told, found } = night;
    for (const id of [told.requestId, told.correlationId, told.traceId]) {
      expect(requestOf(report, String(id))).toEqual(found);
    }
    expect(found).toMatchObject({
      requestIds: [told.requestId],
      correlationIds: [told.correlationId],
      traceIds: [told.traceId],
      dropped: 0,
    });
  });

  test('is one of the first ten that failed, in their order, from the outage on', () => {
    const { report, incident } = night;
    const outageMs = report.startMs + 10 * 60_000;
    const times = incident.requests?.map(({ atMs }) => atMs) ?? [];
    expect(times).toHaveLength(10);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(outageMs);
    expect(times.at(-1)).toBeLessThan(outageMs + 60_000);
    expect(incident).not.toHaveProperty('requestsIncomplete');
    expect(incident.fromMs).toBeLessThan(incident.openedMs);
  });

  test('has every field that the queries of the guide name', () => {
    const guide = readFileSync(join(__dirname, '../../docs/how-to/follow-a-request.md'), 'utf8');
    const queries = [...guide.matchAll(/```text\n(filter .*?)```/gs)].map(([, query = '']) => query);
    const known = new Set(
      night.found.logs.flatMap(({ line }) => [
        ...Object.keys(line),
        ...Object.keys(line.error ?? {}).map((name) => `error.${name}`),
      ]),
    );
    const names = queries.flatMap((query) => query.replace(/"[^"]*"|@\w+/g, '').match(/[\w.]+/g) ?? []);
    const syntax =
      /^(filter|fields|sort|asc|desc|limit|stats|by|as|and|or|in|ispresent|count|latest|times|example|trace|\d+)$/;
    expect(queries).toHaveLength(3);
    expect(names.filter((name) => !syntax.test(name) && !known.has(name))).toEqual([]);
  });

  test('makes the report longer by little, and leaves it data', () => {
    const { report, incident } = night;
    const json = JSON.stringify(report);
    expect(JSON.parse(json).incidents[0].requests).toEqual(JSON.parse(JSON.stringify(incident.requests)));
    expect(JSON.stringify(incident.requests).length).toBeLessThan(10 * 10 * 2_500);
    expect(() => requestOf(JSON.parse(json), 'x')).toThrow(
      'requestOf: the report must be the object that play(...) answered in this process, got a copy',
    );
  });

  test.each(['', '"', '{', 'nobody', '__proto__', '1-00000000-000000000000000000000000'])(
    'is not what the id %p finds',
    (id) => {
      expect(requestOf(night.report, id)).toBeUndefined();
    },
  );
});

describe('an order whose payment cannot be queued', () => {
  /** The same service, but its queue is as good as the provider of payments. */
  const queueDown = defineRehearsal({
    ...bindings,
    functions: (platform) => {
      const queue = platform.dependency('payments');
      const table = platform.table('Orders');
      const create = async () => table.operation('PutItem', () => 'created' as const);
      const orders = { create, get: async () => undefined, settle: async () => undefined };
      return {
        ...bindings.functions(platform),
        PlaceOrder: () => placeOrder({ orders, payments: { send: () => queue.call(() => undefined) } }),
      };
    },
  });

  test('has one fingerprint in its log line, its trace and its incident', async () => {
    const story = readFileSync(PAYMENTS_DOWN, 'utf8').replace(/^expect.*$/gm, '');
    const report = await rehearse(stack, { bindings: queueDown }).playText(story);
    const { incident, told, found } = nightOf(report);
    expect(told).toMatchObject({ operation: 'POST /orders', category: 'network' });
    expect(errorsOf(found)).toMatchObject([{ fingerprint: told.fingerprint }]);
    expect(found.trace).toMatchObject([
      { trace_id: told.traceId, fault: true, annotations: { fault: true, fingerprint: told.fingerprint } },
    ]);
    expect(found.incidents).toEqual([incident.id]);
  });
});
