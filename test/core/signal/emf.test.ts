import * as fc from 'fast-check';
import { type EmfReading, readEmf } from '../../../lib/core/signal/emf';
import vectors from '../../vectors/emf.json';

const TIME = 1574109732004;

interface ExpectedMetric {
  readonly namespace?: string;
  readonly name?: string;
  readonly dims?: Record<string, string>;
  readonly values?: number[];
  readonly unit?: string;
}

function document(directive: object, root: object = { fn: 'pay', time: 5 }): object {
  const full = { Namespace: 'ns', Dimensions: [['fn']], Metrics: [{ Name: 'time' }], ...directive };
  return { _aws: { Timestamp: TIME, CloudWatchMetrics: [full] }, ...root };
}

function problemsOf(reading: EmfReading): readonly string[] {
  return reading.kind === 'invalid' ? reading.problems : [];
}

describe('the vectors of the specification', () => {
  const cases = vectors.cases as { name: string; doc: object; specValid: boolean; expectMetrics?: ExpectedMetric[] }[];
  test.each(cases)('$name', ({ doc, specValid, expectMetrics }) => {
    for (const reading of [readEmf(doc), readEmf(JSON.stringify(doc))]) {
      expect(reading.kind).toBe(specValid ? 'metrics' : 'invalid');
      if (reading.kind !== 'metrics' || !expectMetrics) continue;
      const read = reading.observations.map(({ metric, values, unit }) => ({
        namespace: metric.namespace,
        name: metric.name,
        dims: metric.dimensions,
        values,
        unit,
      }));
      expect(read).toHaveLength(expectMetrics.length);
      expect(read).toMatchObject(expectMetrics);
      expect(read.map(({ dims }) => dims)).toEqual(expectMetrics.map(({ dims }, index) => dims ?? read[index]?.dims));
    }
  });
});

describe('reading EMF', () => {
  test('lines that are no EMF document are none', () => {
    for (const line of [
      '',
      'x',
      'null',
      '[]',
      '{}',
      '{"a":{"_aws":1}}',
      '{"_aws"',
      undefined,
      5,
      null,
      [],
      Object.create({ _aws: 1 }),
    ]) {
      expect(readEmf(line)).toEqual({ kind: 'none' });
    }
  });

  test('gives unit, resolution and time with each metric', () => {
    const reading = readEmf(document({ Metrics: [{ Name: 'time', Unit: 'Milliseconds', StorageResolution: 1 }] }));
    expect(reading).toEqual({
      kind: 'metrics',
      observations: [
        {
          metric: { namespace: 'ns', name: 'time', dimensions: { fn: 'pay' } },
          unit: 'Milliseconds',
          storageResolution: 1,
          timestampMs: TIME,
          values: [5],
        },
      ],
    });
    expect(readEmf(document({}))).toMatchObject({ observations: [{ unit: 'None', storageResolution: 60 }] });
  });

  test('the metadata that Lambda puts before a line is no part of it', () => {
    const line = JSON.stringify(document({}));
    expect(readEmf(`2026-11-21T03:00:00.000Z\t8f507cfc-xmpl-4697-b07a-ac58fc914c95\tINFO\t${line}`).kind).toBe(
      'metrics',
    );
    expect(readEmf(`${line}\n`).kind).toBe('metrics');
    expect(readEmf(`some text ${line}`).kind).toBe('none');
    expect(readEmf(`${line} x`).kind).toBe('none');
  });

  test('the same dimension set twice is one metric, an empty array of values none', () => {
    const reading = readEmf(
      document({ Dimensions: [['fn', 'x'], ['x', 'fn'], ['fn']] }, { fn: 'pay', x: 'y', time: [1, 2] }),
    );
    expect(reading).toMatchObject({ kind: 'metrics', observations: [{}, {}] });
    expect(readEmf(document({}, { fn: 'pay', time: [] }))).toEqual({ kind: 'metrics', observations: [] });
  });

  test('timestamps must be from 14 days back to 2 hours ahead of now, where now is given', () => {
    const day = 24 * 3600 * 1000;
    expect(readEmf(document({})).kind).toBe('metrics');
    expect(readEmf(document({}), TIME + 14 * day).kind).toBe('metrics');
    expect(readEmf(document({}), TIME + 14 * day + 1).kind).toBe('invalid');
    expect(readEmf(document({}), TIME - day / 12).kind).toBe('metrics');
    expect(readEmf(document({}), TIME - day / 12 - 1).kind).toBe('invalid');
  });

  test.each<[string, object, string]>([
    ['no metadata', { _aws: null }, '_aws must be an object, got null'],
    ['no timestamp', { _aws: { CloudWatchMetrics: [] } }, '_aws.Timestamp must be an integer'],
    ['a fractional timestamp', { _aws: { Timestamp: 1.5, CloudWatchMetrics: [] } }, '_aws.Timestamp'],
    ['no directives', { _aws: { Timestamp: TIME } }, '_aws.CloudWatchMetrics must be an array'],
    [
      'a directive that is no object',
      { _aws: { Timestamp: TIME, CloudWatchMetrics: [5] } },
      'CloudWatchMetrics[0] must be an object',
    ],
    ['no namespace', document({ Namespace: '' }), '.Namespace must be a text of 1 to 1024'],
    ['a long namespace', document({ Namespace: 'n'.repeat(1025) }), '.Namespace'],
    ['a line break in a name', document({ Namespace: 'a\nb' }), '.Namespace'],
    ['no dimension sets', document({ Dimensions: [] }), '.Dimensions must be an array of at least one'],
    ['a dimension set that is no array', document({ Dimensions: ['fn'] }), '.Dimensions[0] must be an array'],
    ['an empty dimension name', document({ Dimensions: [['']] }), '.Dimensions[0][0] must be a text of 1 to 250'],
    ['a long dimension name', document({ Dimensions: [['d'.repeat(251)]] }), '.Dimensions[0][0]'],
    [
      'a missing dimension target',
      document({ Dimensions: [['other']] }),
      "(root member 'other') must be a text of 1 to 1024 characters, got nothing",
    ],
    [
      'a nested dimension target',
      document({ Dimensions: [['a.b']] }, { a: { b: 'c' }, time: 1 }),
      "(root member 'a.b')",
    ],
    ['a dimension target that is no text', document({}, { fn: 5, time: 1 }), "(root member 'fn')"],
    ['a long dimension value', document({}, { fn: 'v'.repeat(1025), time: 1 }), "(root member 'fn')"],
    ['no metrics', document({ Metrics: undefined }), '.Metrics must be an array of at most 100'],
    ['a metric that is no object', document({ Metrics: ['time'] }), '.Metrics[0] must be an object'],
    ['a metric without a name', document({ Metrics: [{}] }), '.Metrics[0].Name must be a text'],
    [
      'an unknown unit',
      document({ Metrics: [{ Name: 'time', Unit: 'ms' }] }),
      '.Metrics[0].Unit must be a CloudWatch unit, got "ms"',
    ],
    [
      'another resolution',
      document({ Metrics: [{ Name: 'time', StorageResolution: 5 }] }),
      '.StorageResolution must be 1 or 60, got 5',
    ],
    [
      'a missing metric target',
      document({}, { fn: 'pay' }),
      "(root member 'time') must be a number or an array of numbers",
    ],
    ['an inherited metric target', document({ Metrics: [{ Name: 'constructor' }] }), "(root member 'constructor')"],
    ['a text as metric value', document({}, { fn: 'pay', time: '5' }), "(root member 'time')"],
    ['a text among metric values', document({}, { fn: 'pay', time: [1, '2'] }), "(root member 'time')"],
    ['a value too large', document({}, { fn: 'pay', time: 1e109 }), 'magnitude at most 2^360'],
    ['101 values', document({}, { fn: 'pay', time: new Array(101).fill(1) }), 'got "101 values"'],
  ])('%s is a problem that names its place', (_, doc, problem) => {
    expect(problemsOf(readEmf(doc)).join('\n')).toContain(problem);
  });

  test('all problems are reported together, and no metric is taken', () => {
    const reading = readEmf(
      document({ Namespace: 5, Metrics: [{ Name: 'time' }, { Name: 'gone' }, { Name: 'time', Unit: 'x' }] }),
    );
    expect(problemsOf(reading)).toHaveLength(3);
  });

  test('dimensions called like inherited members are kept', () => {
    const line = JSON.stringify(document({ Dimensions: [['__proto__']] }, { time: 1 })).replace(
      /^\{/,
      '{"__proto__":"p",',
    );
    const reading = readEmf(line);
    const dimensions = reading.kind === 'metrics' ? reading.observations[0]?.metric.dimensions : undefined;
    expect(Object.entries(dimensions ?? {})).toEqual([['__proto__', 'p']]);
  });

  test('nothing throws', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('a', ['a'], [['a']], [{ Name: 'a' }]));
    const directive = fc.record({ Namespace: part, Dimensions: part, Metrics: part }, { requiredKeys: [] });
    const doc = fc.record({
      _aws: fc.oneof(part, fc.record({ Timestamp: part, CloudWatchMetrics: fc.array(directive) })),
      a: part,
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.string(), fc.json(), doc),
        fc.option(fc.integer(), { nil: undefined }),
        (line, now) => {
          expect(['none', 'invalid', 'metrics']).toContain(readEmf(line, now).kind);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('hostile lines finish', () => {
    expect(readEmf(`{"_aws":${'['.repeat(100_000)}`).kind).toBe('none');
    expect(readEmf(`${'x'.repeat(200_000)}"_aws"`).kind).toBe('none');
    expect(readEmf(`${'x\t'.repeat(100_000)}{"_aws":1}`).kind).toBe('none');
    expect(readEmf(document({ Dimensions: new Array(100_000).fill(['fn']) })).kind).toBe('metrics');
    expect(readEmf(document({ Dimensions: new Array(20_000).fill(5) })).kind).toBe('invalid');
  });
});
