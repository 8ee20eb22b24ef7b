import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { EntryIndex, factsOfImported, locate, type ResourceSource } from '../../../lib/core/catalog/locate';
import { propertyAt, readProperties } from '../../../lib/core/catalog/properties';
import type { ResourceRule } from '../../../lib/core/catalog/resource-rule';

function entry(resource: ResourceRule<unknown> | undefined, change: Partial<CatalogEntry> = {}): CatalogEntry {
  const sample = { properties: {} };
  const empty = { family: 'infrastructure', metrics: {}, graphs: [], alarms: [], sample } as const;
  return { type: 'AWS::A::B', title: 'A', ...empty, ...(resource && { resource }), ...change };
}

function source(properties: unknown, change: Partial<ResourceSource> = {}): ResourceSource {
  return {
    type: 'AWS::A::B',
    properties,
    account: '111',
    region: 'eu-west-1',
    ref: () => 'the-ref',
    attribute: (name) => `att:${name}`,
    text: (path) => {
      const value = propertyAt(properties, path);
      return typeof value === 'string' ? value : undefined;
    },
    part: (text, separator, at) => text.split(separator)[at] ?? '',
    target: () => undefined,
    ...change,
  };
}

const ofDefault = (dimensions: ResourceRule<unknown>['dimensions'][string], properties: unknown = {}) =>
  locate(entry({ dimensions: { default: dimensions } }), source(properties))[0]?.dimensions.default;

describe('dimensions', () => {
  test('come from every source', () => {
    const properties = { Name: 'n', Arn: 'arn:aws:x:y:z:queue' };
    const dimensions = {
      A: 'Ref',
      B: 'GetAtt Deep.Name',
      C: 'Property Name',
      D: 'Value has spaces',
      E: 'Account',
      F: 'Region',
      G: { of: 'Property Arn', split: ':', at: 5 },
      H: { join: ['Property Name', 'Region'], with: '/' },
    } as const;
    expect(ofDefault(dimensions, properties)).toEqual({
      A: 'the-ref',
      B: 'att:Deep.Name',
      C: 'n',
      D: 'has spaces',
      E: '111',
      F: 'eu-west-1',
      G: 'queue',
      H: 'n/eu-west-1',
    });
  });

  test.each([
    [{ A: 'Property Name' }],
    [{ A: 'Ref', B: 'Property Name' }],
    [{ A: { of: 'Property Name', split: ':', at: 0 } }],
    [{ A: { of: 'Property Arn', split: ':', at: 5 } }],
    [{ A: { join: ['Ref', 'Property Name'], with: '/' } }],
  ] as const)('%j: without a value the resource has nothing to watch', (dimensions) => {
    expect(ofDefault(dimensions as never, { Arn: 'just-a-name' })).toBeUndefined();
  });

  test('of another set are left out alone where a value is missing', () => {
    const rule = { dimensions: { default: { A: 'Ref' }, more: { A: 'Ref', B: 'Property Stage' } } } as const;
    expect(locate(entry(rule), source({}))[0]?.dimensions).toEqual({ default: { A: 'the-ref' } });
    expect(Object.keys(locate(entry(rule), source({ Stage: 'x' }))[0]?.dimensions ?? {})).toEqual(['default', 'more']);
  });

  test('from a source that does not exist are an error', () => {
    expect(() => ofDefault({ A: 'Reff' as never })).toThrow(
      "'Reff' is no source of a dimension; known are Ref, GetAtt",
    );
  });
});

describe('items', () => {
  const rule = {
    dimensions: { default: { Table: 'Ref', Index: 'Item IndexName' } },
    each: { list: 'Indexes', name: 'IndexName' },
  } as const;

  test('are each located; those whose name is known at deploy time only are not', () => {
    const items = [{ IndexName: 'a' }, { IndexName: { Ref: 'P' } }, null, 'x', { indexName: 'b' }];
    const found = locate(entry(rule), source({ Indexes: items }));
    expect(found.map(({ item, dimensions }) => [item, dimensions.default?.Index])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  test('may be the texts of a list themselves', () => {
    const names = { dimensions: { default: { Name: 'Item' } }, each: { list: 'Names', name: '' } } as const;
    expect(locate(entry(names), source({ Names: ['a', 'b'] })).map(({ item }) => item)).toEqual(['a', 'b']);
  });

  test.each([undefined, null, {}, 'x', { Ref: 'P' }])('of %j are none', (list) => {
    expect(locate(entry(rule), source({ Indexes: list }))).toEqual([]);
  });
});

describe('companions', () => {
  const rule = {
    dimensions: { default: { QueueName: 'GetAtt QueueName' } },
    companion: { dimensionSet: 'dead', arn: 'Redrive.arn', dimension: 'QueueName' },
  } as const;
  const arn = 'arn:aws:sqs:eu-west-1:111:dead';

  test('in reach have their own dimensions, and are named', () => {
    const target = source({}, { attribute: () => 'theirs' });
    const [found] = locate(entry(rule), source({ Redrive: { arn } }, { target: () => target }));
    expect(found?.dimensions.dead).toEqual({ QueueName: 'theirs' });
    expect(found?.companion).toBe(target);
  });

  test('out of reach are known by the last part of their ARN', () => {
    const [found] = locate(entry(rule), source({ Redrive: { arn } }));
    expect(found?.dimensions.dead).toEqual({ QueueName: 'dead' });
    expect(found).not.toHaveProperty('companion');
  });

  test.each([undefined, 'no-arn', 'arn:aws:sqs'])('whose ARN is %j are none', (text) => {
    const [found] = locate(entry(rule), source({ Redrive: { arn: text } }));
    expect(Object.keys(found?.dimensions ?? {})).toEqual(['default']);
  });
});

describe('the index of entries', () => {
  const dimensions = { default: { A: 'Ref' } } as const;

  test('finds an entry by each of its types, once for each title', () => {
    const mine = entry({ dimensions, alsoTypes: ['AWS::A::C'] });
    const index = new EntryIndex([mine, entry({ dimensions }, { type: 'AWS::A::D' })]);
    expect(index.of('AWS::A::B', readProperties({}))).toEqual([mine]);
    expect(index.of('AWS::A::C', readProperties({}))).toEqual([mine]);
    expect(index.of('AWS::A::D', readProperties({}))).toEqual([]);
  });

  test('asks entries that share a type which of them is meant', () => {
    const kind = (title: string) =>
      entry({ dimensions, when: (properties) => properties.text('Kind') === title }, { title });
    const index = new EntryIndex([kind('http'), kind('ws')]);
    expect(index.of('AWS::A::B', readProperties({ kind: 'ws' })).map(({ title }) => title)).toEqual(['ws']);
    expect(index.discovers('AWS::A::B')).toBe(true);
  });

  test('discovers neither what is watched on request only nor what no entry is about', () => {
    const index = new EntryIndex([entry({ dimensions, onRequest: true }), entry(undefined, { title: 'T', type: 'T' })]);
    for (const type of ['AWS::A::B', 'T', '__proto__', 'constructor']) expect(index.discovers(type)).toBe(false);
    expect(index.of('AWS::A::B', readProperties({}))).toHaveLength(1);
  });
});

test('a rule that fails is named with its entry', () => {
  const boom = () => {
    throw new Error('boom');
  };
  const broken = entry({ dimensions: { default: { A: 'Ref' } }, facts: boom, when: boom });
  expect(() => locate(broken, source({}))).toThrow("The catalog entry 'A' failed in 'facts': boom");
  expect(() => factsOfImported(broken)).toThrow("The catalog entry 'A' failed in 'facts': boom");
  expect(() => new EntryIndex([broken]).of('AWS::A::B', readProperties({}))).toThrow("'A' failed in 'when': boom");
});
