import fc from 'fast-check';
import { MemorySloStore } from '../../lib/adapters/memory/slo-store';
import { MemoryTraceStore } from '../../lib/adapters/memory/trace-store';
import type { ScheduleConfig, SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import type { CompositeSloDefinition, SloDefinition } from '../../lib/core/slo/definition';
import { handleSignal } from '../../lib/workflow/handle-signal';
import type { SloSeriesRequest } from '../../lib/workflow/ports';
import { type RenderWidgetPorts, renderWidget } from '../../lib/workflow/render-widget';
import { illReport } from '../view/traces/reports';
import { measurement } from '../view/widgets/standings';
import { alarmEvent, batchOf, CONFIG, createHub, T0 } from './hub';

const MINUTE = 60_000;

/** What people read. */
const words = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#39;', "'")
    .trim();

const context = (more: object = {}) => ({ widgetContext: { theme: 'light', width: 588, height: 369, ...more } });

const schedule: ScheduleConfig = {
  ...{ schemaVersion: SCHEMA_VERSION, kind: 'schedule', name: 'primary', timeZone: 'UTC', overrides: [] },
  layers: [{ people: ['alice', 'bob'], turn: { every: 1, unit: 'days' }, startsAt: '2026-01-01T09:00' }],
};

const objective = (name: string, window = '30d') =>
  ({
    service: 'checkout',
    environment: 'prod',
    name,
    objective: '99.9',
    window,
    tier: 1,
    namespace: 'Shop',
  }) as SloDefinition;

const { window: _window, ...parts } = objective('All');
/** An objective over others has no window of its own. */
const composite = { ...parts, kind: 'composite' } as unknown as CompositeSloDefinition;

/** Everything there is, on memory. */
async function world(change: Partial<RenderWidgetPorts> = {}) {
  const hub = createHub();
  await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 0)));
  hub.pass(10 * MINUTE);
  const asked: SloSeriesRequest[] = [];
  const slos = new MemorySloStore();
  const nowMs = hub.ports.clock.now();
  await slos.writeMeasurements([measurement({ atMs: nowMs - 4 * MINUTE })]);
  const traces = new MemoryTraceStore();
  await traces.writeReport({ ...illReport(), atMs: nowMs - MINUTE });
  const ports: RenderWidgetPorts = {
    incidents: hub.memory,
    config: { load: async () => ({ ...CONFIG, schedules: [schedule] }) },
    objectives: {
      load: async () => ({
        slos: [objective('Availability')],
        composites: [composite],
        problems: [{ name: '/slos/x', problem: 'is no JSON' }],
      }),
      readLatest: (keys) => slos.readLatest(keys),
    },
    traces,
    health: {
      load: async () => ({
        services: ['checkout', 'search'].map((service) => ({
          ...{ schemaVersion: 1, service, environment: 'prod', namespace: 'Shop', key: `${service}/prod`, inputs: [] },
        })),
        problems: [],
      }),
    },
    series: {
      read: async (requests) => {
        asked.push(...requests);
        return requests.map(({ wanted: [id = ''] }) => ({ [id]: Float64Array.of(Number.NaN, 88, Number.NaN) }));
      },
    },
    clock: hub.ports.clock,
    log: hub.ports.log,
    region: 'eu-west-1',
    ...change,
  };
  return { hub, asked, draw: async (event: unknown) => words(await renderWidget(ports)(event)), ports };
}

describe('draws', () => {
  test('open incidents, of all or of one service', async () => {
    const { draw } = await world();
    expect(await draw({ widget: 'incidents', ...context() })).toMatch(
      /^1 open : 1 high high checkout prod : .* triggered, open for 11 min/,
    );
    expect(await draw({ widget: 'incidents', service: 'checkout', environment: 'prod' })).toContain(
      '1 open of checkout',
    );
    expect(await draw({ widget: 'incidents', service: 'search' })).toBe('No incident of search is open.');
  });

  test('error budgets with a history of their window', async () => {
    const { draw, asked, hub } = await world();
    expect(await draw({ widget: 'error-budgets', ...context() })).toMatch(
      /^\/slos\/x: is no JSON at risk checkout\/prod\/Availability .* 12 % left .* not measured checkout\/prod\/All/,
    );
    const nowMs = hub.ports.clock.now();
    const [first] = asked;
    expect(first).toMatchObject({
      slo: 'checkout/prod/Availability',
      queries: [
        {
          ...{ id: 'left', statistic: 'Minimum' },
          metric: {
            ...{ namespace: 'Shop', name: 'ErrorBudgetRemaining' },
            dimensions: { service: 'checkout', environment: 'prod', slo: 'Availability' },
          },
        },
      ],
      periodSeconds: 21_600,
    });
    const { startMs = 0, endMs = 0 } = first?.span ?? {};
    expect(endMs - startMs).toBe(30 * 24 * 60 * MINUTE);
    expect([startMs % 21_600_000, endMs >= nowMs, endMs - nowMs < 21_600_000]).toEqual([0, true, true]);
  });

  test.each([
    ['1d', 900],
    ['7d', 5_100],
    ['calendar week', 5_100],
    ['62d', 21_600],
  ])('a history of %s in periods of %i s', async (window, periodSeconds) => {
    const load = async () => ({ slos: [objective('Availability', window)], composites: [], problems: [] });
    const { draw, asked } = await world({ objectives: { load, readLatest: async () => [measurement()] } });
    await draw({ widget: 'error-budgets', ...context() });
    expect(asked.map((request) => request.periodSeconds)).toEqual([periodSeconds]);
  });

  test('the map and the scores, of a service only what is near it', async () => {
    const { draw, asked } = await world();
    const all = await draw({ widget: 'service-map', ...context() });
    expect(all).toMatch(
      /^88 checkout prod, degraded 88 search prod, degraded Scores as of Thu \d\d:\d\d UTC\. .*checkout to payments/,
    );
    expect(asked.map(({ slo, periodSeconds }) => [slo, periodSeconds])).toEqual([
      ['checkout/prod', 300],
      ['search/prod', 300],
    ]);
    expect(await draw({ widget: 'service-map', service: 'search', environment: 'prod' })).not.toContain(
      'checkout prod',
    );
  });

  test('who is on call, and who comes next', async () => {
    const { draw } = await world();
    // 15 January, 08:10 and the second that handling took: the fifteenth turn began the day before at nine, the sixteenth begins today.
    expect(await draw({ widget: 'on-call', ...context({ timezone: { offsetISO: '+01:00' } }) })).toBe(
      'primary bob until Thu 10:00 UTC+01:00, in 49 min; then alice',
    );
  });

  test('the cost that the dashboard tells', async () => {
    const { draw } = await world();
    const cost = { usdPerMonth: 3, region: 'r', asOf: 'today', lines: [], notPriced: [] };
    expect(await draw({ widget: 'cost', cost })).toMatch(/^\$3\.00 a month/);
    expect(await draw({ widget: 'cost', cost: { usdPerMonth: '3' } })).toContain('No estimate is known here.');
  });

  test('in the theme of the console', async () => {
    const { ports } = await world();
    const dark = await renderWidget(ports)({ widget: 'on-call', ...context({ theme: 'dark' }) });
    expect(dark).toContain('class="sl-dark cwdb-no-default-styles"');
    expect(await renderWidget(ports)({ widget: 'on-call', ...context({ theme: 'pink' }) })).toContain('"sl-light');
  });
});

describe('where something cannot be read', () => {
  const refused = async () => {
    const error = new Error('User: arn:aws:sts::111122223333:assumed-role/x is not authorized');
    error.name = 'AccessDeniedException';
    throw error;
  };

  test.each([
    [
      'incidents',
      { incidents: { listOpen: refused } },
      'Could not read open incidents (AccessDeniedException); the log of this function says why. Nobody knows what is open.',
    ],
    ['incidents', { config: { load: refused } }, '1 open : 1 high'],
    ['error-budgets', { objectives: { load: refused, readLatest: refused } }, 'Nobody knows how objectives stand.'],
    ['error-budgets', { series: { read: refused } }, 'at risk checkout/prod/Availability'],
    ['service-map', { traces: { readLatest: refused } }, '88 checkout prod, degraded'],
    ['service-map', { health: { load: refused } }, 'checkout to payments'],
    ['on-call', { config: { load: refused } }, 'Nobody knows who is on call.'],
  ])('%s tells so, and draws the rest (%#)', async (widget, broken: Partial<RenderWidgetPorts>, shown) => {
    const { draw, hub } = await world(broken);
    const drawn = await draw({ widget, ...context() });
    expect(drawn).toMatch(/^Could not read [\w' ]+ \(AccessDeniedException\); the log of this function says why\./);
    expect(drawn).toContain(shown);
    expect(drawn).not.toContain('111122223333');
    expect(hub.said.logs.join()).toContain('not read for a widget');
  });

  test('one history of two leaves the other', async () => {
    const load = async () => ({ slos: [objective('A'), objective('B')], composites: [], problems: [] });
    const readLatest = async () => ['A', 'B'].map((name) => measurement({ slo: `checkout/prod/${name}` }));
    const read = async () => [new Error('too many'), { left: Float64Array.of(1, 0.5) }];
    const { ports } = await world({ objectives: { load, readLatest }, series: { read } });
    const html = await renderWidget(ports)({ widget: 'error-budgets', ...context() });
    expect(html.match(/<svg/g)).toHaveLength(1);
    expect(words(html)).toContain('Could not read the history of checkout/prod/A.');
  });

  test('a source that takes too long is not waited for', async () => {
    const base = createHub().ports.clock;
    const patience: number[] = [];
    const within = async (ms: number) => void patience.push(ms);
    const { draw } = await world({ clock: { now: () => base.now(), within } });
    expect(await draw({ widget: 'on-call', ...context() })).toContain(
      'Could not read the configuration of the hub: no answer within 5 s.',
    );
    expect(patience).toEqual([5_000]);
  });

  test('a schedule that cannot be read leaves the others', async () => {
    const broken = { ...schedule, name: 'broken', timeZone: 'Mars/Base' };
    const load = async (): Promise<SightlineConfig> => ({ ...CONFIG, schedules: [broken, schedule], problems: ['p!'] });
    const { draw } = await world({ config: { load } });
    expect(await draw({ widget: 'on-call', ...context() })).toMatch(/^p! broken .*Mars\/Base.* primary bob/);
  });

  test('what was never given says how to get it', async () => {
    const { ports } = await world();
    const { clock, log, region } = ports;
    const empty = renderWidget({ clock, log, region });
    for (const widget of ['incidents', 'error-budgets', 'service-map', 'on-call']) {
      expect(words(await empty({ widget }))).toContain('to CustomWidgets.');
    }
  });

  test('what nobody thought of is a widget that says so', async () => {
    const listOpen = async () => [undefined as never];
    const { draw, hub } = await world({ incidents: { listOpen } });
    expect(await draw({ widget: 'incidents' })).toContain('Drawing it failed. The log of its function says why.');
    expect(hub.said.logs.join()).toContain('a widget could not be drawn');
  });
});

describe('parameters', () => {
  test.each([
    [{}, "The parameter 'widget' is missing; it says what to draw: 'incidents', "],
    [{ widget: 'incident' }, "There is no widget 'incident'; did you mean 'incidents'? there are: 'incidents', "],
    [{ widget: 7 }, 'There is no widget a value of type number; there are: '],
    [
      { widget: 'incidents', service: 7 },
      "'service' must be a name of 1 to 200 characters, got a value of type number",
    ],
    [{ widget: 'incidents', environment: '' }, "'environment' must be a name of 1 to 200 characters, got ''"],
    [{ widget: 'incidents', service: 'x'.repeat(80_000) }, "'service' must be a name of 1 to 200 characters"],
  ])('%# are refused with what is allowed', async (event, problem) => {
    const { ports } = await world();
    const html = await renderWidget(ports)(event);
    expect(words(html)).toContain(problem);
    expect(html.length).toBeLessThan(10_000);
  });

  test('a question for the documentation is answered in Markdown', async () => {
    const { ports } = await world();
    expect(await renderWidget(ports)({ describe: true })).toMatch(/^## Sightline\n/);
  });

  test('of any kind never make it throw', async () => {
    const { ports } = await world();
    const widget = fc.constantFrom('incidents', 'error-budgets', 'service-map', 'on-call', 'cost');
    const event = fc.oneof(fc.anything(), fc.record({ widget, cost: fc.anything(), widgetContext: fc.anything() }));
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        expect(typeof (await renderWidget(ports)(given))).toBe('string');
      }),
      { numRuns: 150 },
    );
  });
});

test('T0 is what the tests say of days and times', () => {
  expect(new Date(T0).toISOString()).toBe('2026-01-15T08:00:00.000Z');
});
