import { AsyncResource } from 'node:async_hooks';
import * as fc from 'fast-check';
import { type MetricOptions, metrics, observe } from '../../../lib/middleware/index';
import { flushMetrics } from '../../../lib/middleware/metrics';
import { captureStdout, lambdaContext, withEnv } from '../harness';
import { type ReadLine, readLines, seriesName, valuesBySeries } from './emf-reader';

/** What the code of an invocation does next. */
type Act =
  | { readonly do: 'flush' }
  | { readonly do: 'end' }
  | {
      readonly do: 'count' | 'gauge' | 'histogram';
      readonly name: string;
      readonly value: number;
      readonly times: number;
      readonly labels: Readonly<Record<string, string>>;
      readonly options: MetricOptions;
    };
type Recording = Extract<Act, { readonly name: string }>;
type Step = readonly [place: number, act: Act];

/** Places 0 to 2 are invocations, and what goes on after their end; place 3 is outside of all. */
const OUTSIDE = 3;
const LABELS = ['tenant', 'region', '__proto__', 'a "quoted" name'];

const labels = fc
  .subarray(LABELS)
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.constantFrom('a', 'b', 'constructor').map((value) => [name, value] as const))),
  )
  .map((pairs) => Object.fromEntries(pairs));

const options = (names: readonly string[]): fc.Arbitrary<MetricOptions> =>
  fc.record(
    {
      unit: fc.constantFrom('Count', 'Milliseconds', 'None'),
      highResolution: fc.boolean(),
      namespace: fc.constantFrom('Shop', 'Sightline'),
      dimensionSets: fc.array(fc.shuffledSubarray([...names]), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  );

const recording = labels.chain((known) =>
  fc.record({
    do: fc.constantFrom('count', 'gauge', 'histogram'),
    name: fc.constantFrom('Orders', 'Size', '__proto__', 'constructor', 'a "name"'),
    // Eighths add up exactly.
    value: fc.integer({ min: 0, max: 80_000 }).map((eighths) => eighths / 8),
    times: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(101, 250) }),
    labels: fc.constant(known),
    options: options(Object.keys(known)),
  }),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: recording as fc.Arbitrary<Act> },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ do: 'flush' }, { do: 'end' }) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.tuple(fc.integer({ min: 0, max: OUTSIDE }), act), { maxLength: 60 });

const valueAt = (recording: Recording, time: number) => recording.value + time / 8;

function perform(act: Act): void {
  if (act.do === 'end') return;
  if (act.do === 'flush') metrics.flush();
  else for (let n = 0; n < act.times; n++) metrics[act.do](act.name, valueAt(act, n), act.labels, act.options);
}

/** What must be read: written by the rules of the documentation, not by the code. */
class Model {
  private readonly places = [new Map<string, Point>(), new Map<string, Point>(), new Map<string, Point>()];
  private readonly ended = new Set([OUTSIDE]);
  readonly written = new Map<string, number[]>();

  perform(place: number, act: Act): void {
    if (act.do === 'flush') this.flush(place);
    else if (act.do === 'end') this.end(place);
    else for (let n = 0; n < act.times; n++) this.record(place, act, valueAt(act, n));
  }

  end(place: number): void {
    if (this.ended.has(place)) return;
    this.flush(place);
    this.ended.add(place);
  }

  private record(place: number, recording: Recording, value: number): void {
    if (Object.hasOwn(recording.labels, recording.name)) return;
    const point = pointOf(place, recording);
    if (this.ended.has(place)) {
      this.write({ ...point, values: [value] });
      return;
    }
    const buffer = this.places[place] as Map<string, Point>;
    const key = JSON.stringify([recording.do, point.series]);
    const { values } = buffer.get(key) ?? { values: [] };
    const [last = 0] = values;
    const next = { count: [last + value], gauge: [value], histogram: [...values, value] }[recording.do];
    buffer.set(key, { ...point, values: next });
  }

  private flush(place: number): void {
    for (const point of this.places[place]?.values() ?? []) this.write(point);
    this.places[place]?.clear();
  }

  private write({ series, values }: Point): void {
    for (const name of series.names) this.written.set(name, [...(this.written.get(name) ?? []), ...values]);
  }
}

interface Point {
  /** All labels are part of it: what differs in a label that is no dimension is a point of its own. */
  readonly series: { readonly labels: unknown; readonly names: readonly string[] };
  readonly values: readonly number[];
}

function pointOf(place: number, { do: kind, name, labels, options }: Recording): Point {
  const { unit = kind === 'count' ? 'Count' : 'None', highResolution, namespace = 'Sightline' } = options;
  const sets = (options.dimensionSets ?? [Object.keys(labels)]).map((set) => [...set].sort());
  const names = [...new Set(sets.map((set) => JSON.stringify(set)))].sort().map((json) => {
    const own = { service: place === OUTSIDE ? 'outside' : 'checkout', environment: 'prod' };
    const dimensions = Object.fromEntries([
      ...Object.entries(own),
      ...(JSON.parse(json) as string[]).map((label) => [label, labels[label] as string]),
    ]);
    const metric = { namespace, name, dimensions };
    const document = place === OUTSIDE ? {} : { requestId: `request-${place}` };
    return seriesName(
      { metric, unit, storageResolution: highResolution ? 1 : 60, timestampMs: 0, values: [] },
      document,
    );
  });
  return { series: { labels: Object.entries(labels).sort(), names }, values: [] };
}

/** Runs the code of an invocation act by act, also after its end. */
function puppet(wrapped: 'observe' | 'flushMetrics') {
  let hand: (act: Act) => void = () => undefined;
  let finish: (result: string) => void = () => undefined;
  const body = (_event: unknown, _context: unknown) => {
    hand = AsyncResource.bind(perform);
    return new Promise<string>((resolve) => {
      finish = resolve;
    });
  };
  const options = { service: 'checkout', environment: 'prod' };
  const handler = wrapped === 'observe' ? observe(body, options) : flushMetrics(body, options);
  return { handler, act: (act: Act) => hand(act), finish: () => finish('done') };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function play(steps: readonly Step[], wrapped: 'observe' | 'flushMetrics'): Promise<string[]> {
  const stdout = captureStdout();
  try {
    const puppets = [0, 1, 2].map(() => puppet(wrapped));
    const results = puppets.map(({ handler }, place) =>
      handler({}, lambdaContext({ awsRequestId: `request-${place}` }) as never),
    );
    for (const [place, act] of steps) {
      if (place === OUTSIDE) perform(act);
      else if (act.do === 'end') puppets[place]?.finish();
      else puppets[place]?.act(act);
      if (act.do === 'end') await settled();
    }
    for (const { finish } of puppets) finish();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done']);
    return stdout.writes;
  } finally {
    stdout.restore();
  }
}

function expected(steps: readonly Step[]): Map<string, number[]> {
  const model = new Model();
  for (const [place, act] of steps) model.perform(place, act);
  for (const place of [0, 1, 2]) model.end(place);
  for (const values of model.written.values()) values.sort((a, b) => a - b);
  return model.written;
}

/** Warnings apart, which tell of a metric that is named as one of its labels. */
const isNoDocument = ({ document, observations }: ReadLine) => observations.length === 0 && document.level !== 'WARN';

const sorted = (series: ReadonlyMap<string, readonly number[]>) => [...series].sort(([a], [b]) => (a < b ? -1 : 1));

test('all labels as the one dimension set are the same series as no dimension sets', async () => {
  const recording = { do: 'count', name: 'Orders', value: 1, times: 1, labels: {}, options: {} } as const;
  const steps: Step[] = [
    [0, { ...recording, options: { dimensionSets: [[]] } }],
    [0, recording],
  ];
  await withEnv({ SIGHTLINE_SERVICE: 'outside', SIGHTLINE_ENVIRONMENT: 'prod' }, async () => {
    const users = readLines(await play(steps, 'flushMetrics'));
    expect([...valuesBySeries(users).values()]).toEqual([[2]]);
  });
});

test('every observation lands in exactly its series, whatever runs beside it, and no document breaks a limit', async () => {
  await withEnv({ SIGHTLINE_SERVICE: 'outside', SIGHTLINE_ENVIRONMENT: 'prod' }, () =>
    fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const lines = readLines(await play(steps, 'observe'));
        // The metrics of the handler itself are in the last line of each invocation.
        const own = lines.filter(({ document }) => document.Requests === 1 && document.level === 'INFO');
        expect(own.map(({ document }) => document.requestId).sort()).toEqual(['request-0', 'request-1', 'request-2']);
        const users = lines.filter((line) => !own.includes(line));
        expect(users.filter(isNoDocument)).toEqual([]);
        expect(sorted(valuesBySeries(users))).toEqual(sorted(expected(steps)));
      }),
      { numRuns: 150 },
    ),
  );
});

test('the same holds for metrics alone, whose documents name no request', async () => {
  const anonymous = (series: Map<string, number[]>) => {
    const merged = new Map<string, number[]>();
    for (const [name, values] of series) {
      const without = JSON.stringify(JSON.parse(name).slice(1));
      merged.set(without, [...(merged.get(without) ?? []), ...values]);
    }
    for (const values of merged.values()) values.sort((a, b) => a - b);
    return sorted(merged);
  };
  await withEnv({ SIGHTLINE_SERVICE: 'outside', SIGHTLINE_ENVIRONMENT: 'prod' }, () =>
    fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const lines = readLines(await play(steps, 'flushMetrics'));
        expect(lines.filter(isNoDocument)).toEqual([]);
        expect(anonymous(valuesBySeries(lines))).toEqual(anonymous(expected(steps)));
      }),
      { numRuns: 100 },
    ),
  );
});
