import type { FiringAlarm } from '../../lib/core/alarm/firing-alarm';
import type { HealthDefinition, HealthDefinitions } from '../../lib/core/health/definition';
import { planHealthInputs } from '../../lib/core/health/plan-inputs';
import type { SloDatapoint, SloSeriesRequest } from '../../lib/workflow/ports';
import { scoreHealth } from '../../lib/workflow/score-health';

const NOW_MS = Date.parse('2026-03-03T10:02:30Z');
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

function definitionOf(service: string): HealthDefinition {
  const about = { service, environment: 'prod', namespace: 'Shop' };
  const { inputs } = planHealthInputs({
    ...about,
    objectives: [{ name: 'Availability', namespace: 'Shop', tier: 1 }],
    resources: [],
    dependsOn: [],
    dependencies: ['payments'],
    handlers: true,
  });
  return { schemaVersion: 1, key: `${service}/prod`, ...about, inputs };
}

type Values = Readonly<Record<string, number>>;
const FINE: Values = {
  ErrorBudgetRemaining: 0.9,
  BurnRate: 0.4,
  Faults: 0,
  LoggedErrors: 0,
  Requests: 1_000,
  DependencyFaults: 0,
  DependencyLatency: 80,
};

interface Given {
  readonly services?: readonly string[];
  readonly values?: Values;
  /** Of the last quarter of an hour only. */
  readonly now?: Values;
  readonly firing?: readonly FiringAlarm[] | Error;
  readonly fails?: (request: SloSeriesRequest) => Error | undefined;
  readonly problems?: HealthDefinitions['problems'];
}

async function score({
  services = ['checkout'],
  values = FINE,
  now = {},
  firing = [],
  fails,
  problems = [],
}: Given = {}) {
  const published: SloDatapoint[] = [];
  const requests: SloSeriesRequest[] = [];
  const handler = scoreHealth({
    scoring: 'shop',
    definitions: { load: async () => ({ services: services.map(definitionOf), problems }) },
    series: {
      read: async (asked) => {
        requests.push(...asked);
        return asked.map((request) => {
          const failure = fails?.(request);
          if (failure) return failure;
          const length = (request.span.endMs - request.span.startMs) / request.periodSeconds / 1_000;
          const entries = request.queries.map((query) => {
            const name = 'metric' in query ? query.metric.name : '';
            const series = new Float64Array(length).fill(values[name] ?? Number.NaN);
            if (now[name] !== undefined) series.fill(now[name] as number, length - 3);
            return [query.id, series] as const;
          });
          return Object.fromEntries(entries);
        });
      },
    },
    alarms: {
      firing: async () => {
        if (firing instanceof Error) throw firing;
        return firing;
      },
    },
    metrics: { publish: async (points) => void published.push(...points) },
    clock: { now: () => NOW_MS },
    log: LOG,
  });
  return { result: await handler({}), published, requests };
}

const alarm = (given: Partial<FiringAlarm> = {}): FiringAlarm => ({
  ...{ name: 'checkout-prod-FaultRate', service: 'checkout', environment: 'prod', severity: 'high', role: 'page' },
  ...given,
});
const AT_MS = Date.parse('2026-03-03T09:59:00Z');
const own = { service: 'checkout', environment: 'prod' };

test('a service that is well scores 100, and nothing but that is published', async () => {
  const { result, published } = await score();
  expect(result.services).toMatchObject([{ ...own, atMs: AT_MS, score: 100, status: 'healthy', missing: [] }]);
  expect(result.services[0]?.unknown).toEqual(['saturation']);
  expect(published).toEqual([
    { namespace: 'Shop', name: 'ServiceHealth', dimensions: own, value: 100, atMs: AT_MS },
    { namespace: 'Sightline', name: 'ServiceHealth', dimensions: { evaluation: 'shop' }, value: 100, atMs: AT_MS },
  ]);
});

test('reads whole periods whose data have settled, in two requests a service, each metric once', async () => {
  const { requests } = await score();
  expect(requests.map(({ span, queries }) => [new Date(span.startMs).toISOString(), queries.length])).toEqual([
    ['2026-03-03T09:40:00.000Z', 6],
    ['2026-03-02T09:55:00.000Z', 1],
  ]);
  expect(new Set(requests.map(({ span }) => span.endMs))).toEqual(new Set([Date.parse('2026-03-03T09:55:00Z')]));
});

test('says what takes the points, in words and as metrics', async () => {
  const { result, published } = await score({ now: { DependencyFaults: 0.0525, DependencyLatency: 260 } });
  expect(result.services[0]).toMatchObject({ score: 88.2, status: 'degraded' });
  const [lost] = result.services[0]?.parts.filter((part) => part.lost > 0) ?? [];
  expect(lost).toEqual({
    part: 'dependencies',
    weight: 23.5,
    lost: 11.8,
    because: ['calls of payments: 5.3 % fail', 'latency of payments (p90): 3.3 times what is usual'],
  });
  expect(published[1]).toEqual({
    namespace: 'Shop',
    name: 'HealthPointsLost',
    dimensions: { ...own, part: 'dependencies' },
    value: 11.8,
    atMs: AT_MS,
  });
});

test('its own alarms count by severity, evidence little, and those of others not', async () => {
  const lostTo = async (firing: FiringAlarm) => {
    const { result } = await score({ firing: [firing] });
    return result.services[0]?.parts.find(({ part }) => part === 'alarms')?.lost;
  };
  expect(await lostTo(alarm({ severity: 'critical' }))).toBe(11.8);
  expect(await lostTo(alarm({ severity: 'medium', role: 'ticket' }))).toBe(4.7);
  expect(await lostTo(alarm({ role: 'signal' }))).toBe(2.4);
  expect(await lostTo(alarm({ environment: 'test' }))).toBe(0);
});

test('a request that fails leaves out what it is about, and is told', async () => {
  const fails = ({ queries }: SloSeriesRequest) => (queries.length > 1 ? new Error('throttled') : undefined);
  const { result } = await score({ fails });
  expect(result.services[0]).toMatchObject({ score: 100, unknown: ['objectives', 'errors', 'saturation'] });
  expect(result.services[0]?.missing).toContain('calls of payments: throttled');
});

test('nothing is known where neither metrics nor alarms can be read, and nothing is published', async () => {
  const { result, published } = await score({ fails: () => new Error('denied'), firing: new Error('denied') });
  expect(result.services[0]).toMatchObject({ score: undefined, status: 'unknown' });
  expect(result.services[0]?.missing).toContain('alarms: denied');
  expect(result.overall).toEqual({ score: undefined, status: 'unknown' });
  expect(published).toEqual([]);
});

test('a service without any data is not healthy but unknown, unless one of its alarms fires', async () => {
  const { result } = await score({ values: {} });
  expect(result.services[0]).toMatchObject({ score: undefined, status: 'unknown' });
  const firing = await score({ values: {}, firing: [alarm()] });
  expect(firing.result.services[0]).toMatchObject({ score: 20, status: 'unhealthy' });
});

test('the overall score names the worst service and is no mean that hides it', async () => {
  const firing = [alarm({ service: 'search', severity: 'critical' })];
  const { result } = await score({ services: ['checkout', 'search'], firing });
  expect(result.overall).toEqual({ score: 94.1, status: 'healthy', worst: 'search/prod' });
});

test('a series of another length than was asked for is no data', async () => {
  const { result } = await score({ values: { ...FINE, ErrorBudgetRemaining: Number.NaN } });
  expect(result.services[0]?.missing).toEqual(['Availability: no data']);
});
